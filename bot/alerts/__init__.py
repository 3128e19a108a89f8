"""Alerts: a word when a figure is out of the ordinary, one thread an incident."""
