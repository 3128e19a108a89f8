"""An event is answered once, however often and under however many names it arrives."""

# slack_bolt is typed in part only.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Timer
from typing import Any

from slack_bolt import BoltRequest

from bot.reception import Reception

# Clocks differ a little, and a claim must have ended.
MARGIN_SECONDS = 1.0


def once(
    reception: Reception, request: BoltRequest, event: Mapping[str, Any], do: Callable[[], object]
) -> None:
    """Does it, if nobody has and nobody is about to: the event is claimed under its event_id and under the
    message that it is about, because one mention arrives as `app_mention` and as `message`.

    What Slack sends again while its first delivery is being answered is looked at again later: the process
    that was answering may be dead, and Slack, which has our acknowledgement, does not send it a third time.
    """
    message = f"{event['channel']}:{event['ts']}" if "ts" in event else None
    names = [str(name) for name in (request.body.get("event_id"), message) if name]
    if _done(reception, names, do) or "x-slack-retry-num" not in request.headers:
        return
    now = reception.clock()
    until = reception.memory.held_until(names, now)
    if until is not None:
        seconds = (until - now).total_seconds() + MARGIN_SECONDS
        later = Timer(seconds, _done, (reception, names, do))
        later.daemon = True
        later.start()


def _done(reception: Reception, names: Sequence[str], do: Callable[[], object]) -> bool:
    """Whether it was ours to do."""
    if not reception.memory.first_time(names, reception.clock()):
        return False
    try:
        do()
    finally:
        reception.memory.done(names, reception.clock())
    return True
