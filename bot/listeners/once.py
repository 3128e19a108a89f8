"""An event is answered once, however often and under however many names it arrives."""

from __future__ import annotations

from typing import Any

from bot.reception import Reception


def first_time(reception: Reception, body: dict[str, Any], event: dict[str, Any]) -> bool:
    """Claims the event for this process: under its event_id, and under the message that it is about,
    because one mention arrives as `app_mention` and as `message`."""
    names = [body.get("event_id"), f"{event['channel']}:{event['ts']}" if "ts" in event else None]
    return reception.memory.first_time([name for name in names if name], reception.clock())
