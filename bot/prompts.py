"""The questions that a newcomer is offered; Slack shows four at most.

All are of weeks that are over: on a Monday morning there is nothing of this week yet.
"""

from typing import NamedTuple


class Prompt(NamedTuple):
    title: str
    message: str


PROMPTS = (
    Prompt("Handling time by queue", "AHT by queue last week vs the week before"),
    Prompt("Service level by day", "service level last week by day"),
    Prompt("Why did it change?", "why did first contact resolution change last week?"),
    Prompt("What can I ask?", "what can I ask?"),
)
