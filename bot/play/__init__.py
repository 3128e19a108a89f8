"""Scripted conversations: a file says who does what where, and what must be seen; the real bot answers."""
