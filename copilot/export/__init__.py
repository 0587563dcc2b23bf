"""How drafts and reports look outside."""
