"""Stores and sums: records in, additive sums out."""
