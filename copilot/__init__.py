"""The copilot: what it means, reads, writes, lets through and shows."""
