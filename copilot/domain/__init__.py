"""What the words mean. Imports nothing of ours, and of others' only pydantic."""
