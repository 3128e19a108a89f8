"""Speaks and keeps time: Slack, the scheduler, the command line; wires the other rooms."""
