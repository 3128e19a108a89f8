"""Understands and divides: questions into queries, sums into figures. Pure."""
