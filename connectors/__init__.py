"""Where records come from. A connector reads one source and yields documents; it never sees the database."""
