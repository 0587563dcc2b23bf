"""Office files: Word documents and PDFs."""
