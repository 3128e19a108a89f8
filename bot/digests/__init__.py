"""Digests: what a channel is told by itself, each slot exactly once."""
