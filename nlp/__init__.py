"""Hears: reads transcripts, masks personal data, scores emotions."""
