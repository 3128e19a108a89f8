"""Pictures for what Slack's own charts cannot show: a band round a line, bars with intervals, a mood's curve.

They are drawn by matplotlib, which is an extra of its own (`pictures`) and loaded when a picture is drawn.
"""

from __future__ import annotations

from importlib.util import find_spec

from bot.pictures.picture import Picture

__all__ = ["Picture", "can_draw"]


def can_draw() -> bool:
    """Whether matplotlib is installed; without it there are native charts only."""
    return find_spec("matplotlib") is not None
