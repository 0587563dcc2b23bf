"""Drafts that a language model writes, over numbered evidence and under the guard."""
