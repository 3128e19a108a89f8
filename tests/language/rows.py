"""The question set: rows of said -> query over a fixed clock and fixed names, read from `tests/questions`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kpi_engine.catalogue import metric
from kpi_engine.language import understand
from kpi_engine.values import Asking, Clarification, MetricRef, Names, Query, Refusal, Understanding

FOLDER = Path(__file__).parent.parent / "questions"
STATUS = {Clarification: "clarify", Refusal: "refused"}


@dataclass(frozen=True)
class Row:
    file: str
    said: str
    wanted: dict[str, Any]


@lru_cache
def world() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "world.toml").read_text())


def asking(zone: str | None = None, now: str | None = None) -> Asking:
    names = Names({d: {n: n for n in listed} for d, listed in world()["names"].items()})
    return Asking(datetime.fromisoformat(now or world()["now"]), zone or world()["zone"], names=names)


def rows(*files: str) -> list[Row]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem != "world" and (not files or path.stem in files):
            found += [Row(path.stem, row["said"], row) for row in tomllib.loads(path.read_text())["rows"]]
    return found


def judged(row: Row) -> tuple[str, Understanding]:
    """ "" where the reading is the wanted one, else what differs."""
    found = understand(row.said, asking(row.wanted.get("zone"), row.wanted.get("now")))
    status = STATUS.get(type(found), "answered")
    wanted = row.wanted.get("status", "answered")
    if wanted == "any":
        return "", found
    if status != wanted:
        return f"{status}, not {wanted}", found
    if isinstance(found, Clarification | Refusal):
        named = row.wanted.get("names", "")
        return ("" if named in found.message else f"does not name {named}"), found
    differing = _differing(found.query, row)
    if row.wanted.get("noted") and not found.notes:
        differing.append("no note")
    return ", ".join(differing), found


def _differing(query: Query, row: Row) -> list[str]:
    wanted, zone = row.wanted, row.wanted.get("zone")
    checks = {
        "metrics": (query.metrics, tuple(map(_ref, _listed(wanted.get("m", ""), ",")))),
        "intent": (query.intent, wanted.get("intent", "value")),
        "period": (_moments(query.period), _period(wanted.get("p"), zone)),
        "compare": (_compared(query), _compare(wanted.get("c"), zone)),
        "grain": (query.grain and query.grain.value, wanted.get("grain")),
        "group_by": (query.group_by, tuple(_listed(wanted.get("by", ""), ","))),
        "filters": (
            {(f.dimension, f.op, frozenset(f.values)) for f in query.filters},
            {_filter(text) for text in _listed(wanted.get("f", ""), ";")},
        ),
        "having": (
            [(h.metric, h.op, h.value) for h in query.having],
            [_having(text) for text in _listed(wanted.get("h", ""), ";")],
        ),
        "order": (
            query.order and (query.order.metric, query.order.direction),
            _order(wanted["o"]) if "o" in wanted else None,
        ),
        "limit": (query.limit, wanted.get("limit")),
    }
    return [f"{key}: {got} for {want}" for key, (got, want) in checks.items() if got != want]


def _listed(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def _ref(text: str) -> MetricRef:
    name, _, variant = text.partition(":")
    return MetricRef(name, variant or metric(name).default.id)


def _period(text: str | None, zone: str | None) -> tuple[datetime, datetime] | None:
    if text is None:
        return None
    start, end = world()["periods"].get(text, text).split()
    tz = ZoneInfo(zone or world()["zone"])
    return datetime.fromisoformat(start).replace(tzinfo=tz), datetime.fromisoformat(end).replace(tzinfo=tz)


def _moments(period: Any) -> tuple[datetime, datetime] | None:
    return period and (period.start, period.end)


def _compared(query: Query) -> tuple[str, Any] | None:
    return query.compare and (query.compare.kind, _moments(query.compare.period))


def _compare(text: str | None, zone: str | None) -> tuple[str, Any] | None:
    if text is None:
        return None
    kind, _, period = text.partition(" ")
    return kind, _period(period or None, zone)


def _filter(text: str) -> tuple[str, str, frozenset[str | None]]:
    dimension, op, values = text.split(" ", 2)
    return dimension, op, frozenset(None if value == "-" else value for value in values.split("|"))


def _having(text: str) -> tuple[MetricRef, str, float]:
    name, op, value = text.split()
    return _ref(name), op, float(value)


def _order(text: str) -> tuple[MetricRef, str]:
    name, direction = text.split()
    return _ref(name), direction
