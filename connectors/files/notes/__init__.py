"""Notes: Markdown and plain text, with or without front matter."""
