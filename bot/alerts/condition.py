"""What an alert watches, as it is kept: one KPI, over which stretch of time, against what.

{"kpi": "abandonment_rate", "filters": [...], "window": "today", "against": "threshold", "side": "above",
 "value": 8.0, "times": 2}
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from bot.digests.values import Content, ContentError, read_content, ref_of, write_content
from kpi_engine.values import Filter, MetricRef

Against = Literal["threshold", "target", "expected"]
Side = Literal["above", "below", "either"]
Window = Literal["hour", "today", "yesterday", "week"]

AGAINST: tuple[Against, ...] = get_args(Against)
SIDES: tuple[Side, ...] = get_args(Side)
WINDOWS: tuple[Window, ...] = get_args(Window)
# So many evaluations in a row open an incident, and close it.
TIMES = 2
MOST_TIMES = 10
LEAST_MINUTES, MOST_MINUTES = 5, 1440


@dataclass(frozen=True, slots=True)
class Condition:
    """`value` is set for a threshold alone, in the KPI's unit; `kpi` as people write it."""

    kpi: str
    against: Against
    side: Side
    window: Window = "today"
    value: float | None = None
    filters: tuple[Filter, ...] = ()
    times: int = TIMES

    @property
    def ref(self) -> MetricRef:
        """ContentError where the KPI has left the catalogue."""
        found = ref_of(self.kpi)
        if found is None:
            raise ContentError(f'there is no KPI "{self.kpi}" any more')
        return found


def write_condition(condition: Condition) -> str:
    """The text that is kept."""
    content = json.loads(write_content(Content((condition.kpi,), condition.filters)))
    facts = {
        "kpi": condition.kpi,
        "filters": content["filters"],
        "window": condition.window,
        "against": condition.against,
        "side": condition.side,
        "value": condition.value,
        "times": condition.times,
    }
    return json.dumps(facts, ensure_ascii=False)


def read_condition(text: str) -> Condition:
    """Raises ContentError for what `write_condition` would not have written."""
    try:
        facts = json.loads(text)
    except ValueError:
        raise ContentError("the alert's condition is no JSON") from None
    if not isinstance(facts, dict):
        raise ContentError("the alert's condition is no table")
    table = cast("dict[str, Any]", facts)
    kpi, value, times = table.get("kpi"), table.get("value"), table.get("times", TIMES)
    content = read_content(json.dumps({"kpis": [kpi], "filters": table.get("filters", [])}))
    against = _one_of(table, "against", AGAINST)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number != (against == "threshold"):
        raise ContentError("an alert has a value where it is against a threshold, and only there")
    if not isinstance(times, int) or not 1 <= times <= MOST_TIMES:
        raise ContentError(f"an alert's times must be 1 to {MOST_TIMES}")
    return Condition(
        content.kpis[0],
        cast(Against, against),
        cast(Side, _one_of(table, "side", SIDES)),
        cast(Window, _one_of(table, "window", WINDOWS)),
        float(value) if number else None,  # pyright: ignore[reportArgumentType] # a number, seen above
        content.filters,
        times,
    )


def _one_of(table: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    if table.get(name) not in known:
        raise ContentError(f"an alert's {name} must be one of {', '.join(known)}")
    return str(table[name])
