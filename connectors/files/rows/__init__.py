"""Structured records: CRM tables, usage, surveys and ticket exports."""
