"""Records in: read, checked, laid out aside, and then stored in one transaction a file."""
