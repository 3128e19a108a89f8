"""Short ways to ask a store, every answer checked against the published schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from centre import START, World, fill
from jsonschema import Draft202012Validator, FormatChecker

from kpi_engine.answer import answer
from kpi_engine.catalogue import metric
from kpi_engine.ports import Sums
from kpi_engine.result_json import answer_json
from kpi_engine.settings import KpiSettings
from kpi_engine.values import Asking, Compare, MetricRef, Period, Query, Understood, Unit, Viewer
from storage.database import open_store
from storage.store import Store

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "kpi_engine" / "answer.schema.json").read_text()),
    format_checker=FormatChecker(),
)
BERLIN = ZoneInfo("Europe/Berlin")
TERMINAL = Viewer("somebody")
# For figures alone: who is too few to be shown is tried by itself.
SHOWN = KpiSettings(minimum_people=1)


def at(day: int, hour: int = 0) -> datetime:
    """`day` days after the Monday on which records begin, Berlin time."""
    local = START.replace(tzinfo=None) + timedelta(days=day, hours=hour)
    return local.replace(tzinfo=BERLIN)


def days(first: int, last: int, unit: Unit | None = Unit.DAY) -> Period:
    """From the start of one day to the start of another."""
    return Period(at(first), at(last), "said", unit, (last - first) // (7 if unit is Unit.WEEK else 1))


def ref(name: str) -> MetricRef:
    """A KPI by its id, or with a variant as in csat.mean."""
    metric_id, _, variant = name.partition(".")
    return MetricRef(metric_id, variant or metric(metric_id).default.id)


def query(names: str, period: Period, compare: Period | str | None = None, **more: Any) -> Query:
    """A query by the KPIs' names, against a period or "target" or "expected"."""
    against = None
    if isinstance(compare, Period):
        against = Compare("explicit", compare, compare.said)
    elif compare is not None:
        against = Compare(compare)  # pyright: ignore[reportArgumentType]
    intent = more.pop("intent", "value")
    return Query(intent, tuple(ref(name) for name in names.split()), period, against, **more)


def ask(
    store: Sums,
    asked: Query,
    now: datetime | None = None,
    viewer: Viewer = TERMINAL,
    settings: KpiSettings | None = None,
    notes: tuple[str, ...] = (),
    validated: bool = True,
) -> dict[str, Any]:
    """The answer as JSON, valid by the schema; looking costs more than answering where rows are many."""
    asking = Asking(now or at(36), "Europe/Berlin")
    said = answer_json(answer("asked", Understood(asked, notes), store, asking, viewer, settings))
    errors = SCHEMA.iter_errors(said) if validated else ()
    problems = [f"{error.json_path}: {error.message}" for error in errors]
    assert not problems, problems
    return json.loads(json.dumps(said))


def one(answered: dict[str, Any]) -> dict[str, Any]:
    """The first figure of the first row."""
    return answered["rows"][0]["metrics"][0]


@contextmanager
def store_of(world: World, empty: Path) -> Iterator[Store]:
    """A real SQLite store with these records, gone afterwards."""
    with TemporaryDirectory() as folder:
        copy(empty, Path(folder) / "store.db")
        engine = open_store(f"sqlite:///{folder}/store.db")
        fill(engine, world)
        try:
            yield Store(engine)
        finally:
            engine.dispose()
