"""The index over the record: chunks, their terms and vectors, the catalog, and search."""
