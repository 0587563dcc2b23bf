"""Call transcripts: cues into turns."""
