"""The questions that a newcomer is offered; Slack shows four at most."""

from typing import NamedTuple


class Prompt(NamedTuple):
    title: str
    message: str


PROMPTS = (
    Prompt("Handling time by queue", "AHT this week vs last week by queue"),
    Prompt("Service level by day", "service level last week by day"),
    Prompt("Why did it change?", "why did first contact resolution change last week?"),
    Prompt("What can I ask?", "what can I ask?"),
)
