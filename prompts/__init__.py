"""Versioned Markdown prompts with declared variables; none so far, for every draft is an extract."""
