"""Which target of the store is meant: the most specific one that holds for a figure's slice and period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpi_engine.calendar import instant, zone_of
from kpi_engine.catalogue import metric
from kpi_engine.ports import TargetRow
from kpi_engine.values import Filter, MetricRef, Period

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Found:
    """`changed`: no target covers the whole period; this one is in force at its end."""

    row: TargetRow
    changed: bool = False


def target_for(
    rows: Sequence[TargetRow], ref: MetricRef, period: Period, place: Mapping[str, str | int | None]
) -> Found | None:
    """The target for a KPI in a slice; `place` holds the values of queue, channel and weekday (0 = Monday).

    More places given beat fewer, then a variant of its own, then the later start.
    """
    first, last = _days(period)
    fitting = [row for row in rows if _fits(row, ref, place)]
    whole = [row for row in fitting if _covers(row, first, last)]
    ending = [row for row in fitting if _covers(row, last, last)]
    best = max(whole or ending, key=_specific, default=None)
    return None if best is None else Found(best, changed=not whole)


def place_of(
    labels: Mapping[str, str | int | None],
    key: Mapping[str, object],
    filters: Iterable[Filter],
    period: Period,
) -> dict[str, str | int | None]:
    """Where a figure stands: what its filters leave, its slice, and the weekday of a period of one day."""
    place: dict[str, str | int | None] = {
        asked.dimension: asked.values[0]
        for asked in filters
        if asked.op == "in" and len(asked.values) == 1 and asked.dimension != "weekday"
    }
    place.update({name: value for name, value in labels.items() if name != "weekday"})
    weekday = key.get("weekday")
    first, last = _days(period)
    if isinstance(weekday, int):
        place["weekday"] = weekday
    elif first == last:
        place["weekday"] = first.weekday()
    return place


def _days(period: Period) -> tuple[date, date]:
    """The first and the last local date of the period."""
    zone = zone_of(period.start)
    last = max(instant(period.end) - _TICK, instant(period.start)).astimezone(zone).date()
    return period.start.date(), last


def _fits(row: TargetRow, ref: MetricRef, place: Mapping[str, str | int | None]) -> bool:
    variant = row.variant or metric(ref.id).default.id
    wanted = (("queue", row.queue), ("channel", row.channel), ("weekday", row.weekday))
    return (
        row.metric == ref.id
        and variant == ref.variant
        and all(value is None or place.get(name) == value for name, value in wanted)
    )


def _covers(row: TargetRow, first: date, last: date) -> bool:
    return row.start <= first and (row.end is None or row.end >= last)


def _specific(row: TargetRow) -> tuple[int, bool, date]:
    places = sum(value is not None for value in (row.queue, row.channel, row.weekday))
    return places, row.variant is not None, row.start
