"""The HTTP API: who may ask, what they get, and what is written down about it."""
