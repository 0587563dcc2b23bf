"""Mail: messages and mailboxes, with own words cut from quoted ones."""
