"""What an alert saw and the same stretch of the weeks before it, as a chart under its first words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.condition import Condition
from bot.alerts.evaluation import WEEKS, Seen, asking, earlier, figure_of, window
from bot.blocks.headline import title_of
from bot.desk import Desk
from bot.digests.charts import day_label
from bot.phrases import say
from bot.pictures.timeline import Timeline
from kpi_engine.values import Unit


def history(
    condition: Condition, zone: str, desk: Desk, seen: Seen, now: datetime, language: str = "en"
) -> Timeline:
    """An expected range is that for as many rows as there are now, all along; else the line is marked."""
    ask, period = asking(desk, zone, now), window(condition, ZoneInfo(zone), now)
    before = [earlier(period, back) for back in range(WEEKS, 0, -1)]
    figures = [figure_of(ask, condition.ref, one, condition.filters) for one in before]
    starts = [*(one.start for one in before), period.start]
    ranged = condition.against == "expected"
    return Timeline(
        say(language, "alert_chart", kpi=title_of(condition.ref), weeks=WEEKS),
        seen.unit,
        tuple(day_label(start, Unit.DAY, language) for start in starts),
        (*(None if one is None else one.value for one in figures), seen.value),
        (seen.low if ranged else None,) * len(starts),
        (seen.high if ranged else None,) * len(starts),
        None if ranged else _mark(condition, seen),
        "target" if condition.against == "target" else "line",
    )


def _mark(condition: Condition, seen: Seen) -> float | None:
    """The edge that was crossed, where a target is a band."""
    return seen.high if condition.side == "above" or (seen.side or 0) > 0 else seen.low
