"""The catalog: the SQL database that holds the truth. Every index is derived from it."""
