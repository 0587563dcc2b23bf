"""Deterministic reading of the record: what it says of dates, money, seats, tickets and people, with its quotes."""
