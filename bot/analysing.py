"""From what somebody brought to its analysis: a sign at once, then the result where the sign stood.

Nothing of it is kept: not in the store, not in the log, not in the bot's memory.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.answering import polite
from bot.blocks.answer import plain
from bot.blocks.parts import Said
from bot.hearing_values import Sorry, Work
from bot.phrases import say
from bot.reception import Reception
from bot.voices import Voice

Bring = Callable[[], Work | Sorry]


def analyse(reception: Reception, voice: Voice, name: str, bring: Bring) -> None:
    """Says that `name` is being read, brings it, and says what was heard in it; a fault becomes a line."""
    with polite(lambda line: voice.end(plain(line))):
        voice.meanwhile(say("en", "hear_reading", name=name))
        voice.end(_heard(reception, voice, name, bring()))


def _heard(reception: Reception, voice: Voice, name: str, brought: Work | Sorry) -> Said:
    room = reception.room
    if isinstance(brought, Sorry):
        return plain(brought.line)
    if room is None:
        return plain(say("en", "hear_off"))
    was_ready, ticket = room.ready, room.hear(brought)
    if ticket.before:
        voice.meanwhile(say("en", "hear_before", name=name, count=ticket.before))
    elif not was_ready and not ticket.coming.done():
        voice.meanwhile(say("en", "hear_loading", name=name))
    outcome = ticket.outcome()
    return plain(outcome.line) if isinstance(outcome, Sorry) else outcome
