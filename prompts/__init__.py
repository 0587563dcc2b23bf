"""Versioned Markdown prompts with declared variables, and their loader."""
