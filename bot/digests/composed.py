"""What a digest says, before it is a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.digests.items import Item, Point
from kpi_engine.result import Result
from kpi_engine.values import Filter, MetricRef, Period
from storage.digests import DigestRow


@dataclass(frozen=True, slots=True)
class Chart:
    """`image` is the Slack file of its picture; without one it is Slack's own chart."""

    item: Item
    points: tuple[Point, ...]
    image: str | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Slices:
    """The KPIs by one dimension: per KPI a result over all slices; `without` have none. `image` is the Slack
    file of a picture of the first."""

    dimension: str
    results: tuple[tuple[MetricRef, Result], ...]
    without: tuple[MetricRef, ...]
    left_out: int
    image: str | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """What a digest says. `due` is set where it comes late; `after_weekend` where it is about the last
    working day and not about yesterday."""

    digest: DigestRow
    period: Period
    items: tuple[Item, ...]
    charts: tuple[Chart, ...]
    slices: Slices | None
    filters: tuple[Filter, ...]
    problems: tuple[str, ...]
    due: datetime | None
    weeks: int = 8
    after_weekend: bool = False
    language: str = "en"
