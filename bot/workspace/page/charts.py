"""`data_visualization` as shapes of an SVG: where each line, bar, area and slice lies. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 46
TICKS = 4
LABEL_ROOM = 9.0
LEAST = 1e-9  # a finer step is noise
PIE_RADIUS, PIE_X = 110, 140


@dataclass(frozen=True, slots=True)
class Shape:
    """One mark: a path (`d`) of the series `number`, and what hovering over it says."""

    kind: Literal["line", "area", "bar", "slice", "dot"]
    number: int
    d: str
    said: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the plot at `at` pixels, or a label under it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws; `rows` is the same as a table, for those who do not see it."""

    shapes: tuple[Shape, ...]
    across: tuple[Tick, ...]
    under: tuple[Tick, ...]
    legend: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def drawing(chart: Json) -> Drawing:
    """The shapes of a chart that the workspace has accepted."""
    if chart["type"] == "pie":
        return _pie(chart["segments"])
    return _plot(chart)


def number(value: float) -> str:
    """At most four significant digits, thousands apart."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _pie(segments: Sequence[Json]) -> Drawing:
    total = sum(float(one["value"]) for one in segments) or 1.0
    shapes: list[Shape] = []
    before = 0.0
    for place, one in enumerate(segments):
        part = float(one["value"]) / total
        said = f"{one['label']}: {number(one['value'])} ({part:.0%})"
        shapes.append(Shape("slice", place, _slice(before, before + part), said))
        before += part
    rows = (("", "value", "share"), *_pie_rows(segments, total))
    return Drawing(tuple(shapes), (), (), tuple(one["label"] for one in segments), rows)


def _pie_rows(segments: Sequence[Json], total: float) -> list[tuple[str, ...]]:
    return [
        (str(one["label"]), number(one["value"]), f"{float(one['value']) / total:.0%}") for one in segments
    ]


def _slice(start: float, end: float) -> str:
    """From `start` to `end` of the round, clockwise from noon; a whole round is drawn a hair short."""
    end = min(end, start + 0.9999)
    (x1, y1), (x2, y2) = _on_circle(start), _on_circle(end)
    long = 1 if end - start > 0.5 else 0
    middle = HEIGHT / 2
    return f"M{PIE_X} {middle} L{x1:.1f} {y1:.1f} A{PIE_RADIUS} {PIE_RADIUS} 0 {long} 1 {x2:.1f} {y2:.1f} Z"


def _on_circle(part: float) -> tuple[float, float]:
    angle = 2 * math.pi * part
    return PIE_X + PIE_RADIUS * math.sin(angle), HEIGHT / 2 - PIE_RADIUS * math.cos(angle)


def _plot(chart: Json) -> Drawing:
    labels = _categories(chart)
    series: list[tuple[str, list[float | None]]] = [
        (str(one["name"]), _values(one, labels)) for one in chart["series"]
    ]
    known = [value for _, values in series for value in values if value is not None]
    scale = Scale.over(known, from_zero=chart["type"] != "line")
    draw = _MARKS[chart["type"]]
    shapes = tuple(
        shape
        for place, (name, values) in enumerate(series)
        for shape in draw(Marks(place, len(series), name, labels, values, scale))
    )
    across = tuple(Tick(scale.y(value), number(value)) for value in scale.ticks())
    head = ("", *(name for name, _ in series))
    body = (
        (label, *("–" if values[n] is None else number(values[n] or 0.0) for _, values in series))
        for n, label in enumerate(labels)
    )
    return Drawing(shapes, across, _under(labels), tuple(name for name, _ in series), (head, *body))


def _categories(chart: Json) -> list[str]:
    axis: Json = chart.get("axis_config") or {}
    said: list[str] = axis.get("categories") or [point["label"] for point in chart["series"][0]["data"]]
    return [str(one) for one in said]


def _values(one: Json, labels: Sequence[str]) -> list[float | None]:
    """The series' values in the order of the labels; None where it has none."""
    found = {str(point["label"]): point.get("value") for point in one["data"]}
    return [None if found.get(label) is None else float(found[label]) for label in labels]


def _under(labels: Sequence[str]) -> tuple[Tick, ...]:
    """Labels that fit without overlapping: every one, or every second, third …"""
    room = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    longest = max((len(one) for one in labels), default=1) * LABEL_ROOM * 0.8
    step = max(1, math.ceil(longest / room))
    return tuple(Tick(_x(n, len(labels)), one) for n, one in enumerate(labels) if n % step == 0)


def _x(place: int, count: int) -> float:
    """The middle of the place-th of `count` columns."""
    return LEFT + (place + 0.5) * (WIDTH - LEFT - RIGHT) / max(1, count)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values to pixels."""

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, values: Sequence[float], from_zero: bool) -> Scale:
        low, high = min(values, default=0.0), max(values, default=1.0)
        if from_zero or 0 < low < high - low:
            low, high = min(0.0, low), max(0.0, high)
        step = _round(max((high - low) / TICKS, LEAST) if high > low else 1.0)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step or step, step)

    def y(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return round(HEIGHT - BOTTOM - (value - self.low) / span * (HEIGHT - TOP - BOTTOM), 1)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]


def _round(step: float) -> float:
    """The next step that a person would choose: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(step))
    return next(power * nice for nice in (1, 2, 2.5, 5, 10) if step <= power * nice * 1.0001)


@dataclass(frozen=True, slots=True)
class Marks:
    """One series to be drawn: the place-th of `of`."""

    place: int
    of: int
    name: str
    labels: Sequence[str]
    values: Sequence[float | None]
    scale: Scale

    def points(self) -> list[tuple[float, float, str]]:
        """Pixels of each known value, and what hovering over it says."""
        return [
            (_x(n, len(self.labels)), self.scale.y(value), f"{self.name}, {self.labels[n]}: {number(value)}")
            for n, value in enumerate(self.values)
            if value is not None
        ]


def _lines(marks: Marks) -> list[Shape]:
    points = marks.points()
    path = "M" + " L".join(f"{x:.1f} {y}" for x, y, _ in points)
    dots = [
        Shape("dot", marks.place, f"M{x - 3:.1f} {y} a3 3 0 1 0 6 0 a3 3 0 1 0 -6 0", said)
        for x, y, said in points
    ]
    return [Shape("line", marks.place, path, marks.name), *dots] if points else []


def _areas(marks: Marks) -> list[Shape]:
    points, floor = marks.points(), marks.scale.y(max(0.0, marks.scale.low))
    if not points:
        return []
    top = " L".join(f"{x:.1f} {y}" for x, y, _ in points)
    path = f"M{points[0][0]:.1f} {floor} L{top} L{points[-1][0]:.1f} {floor} Z"
    return [Shape("area", marks.place, path, marks.name), *_lines(marks)]


def _bars(marks: Marks) -> list[Shape]:
    column = (WIDTH - LEFT - RIGHT) / max(1, len(marks.labels))
    width = min(48.0, column * 0.76 / marks.of)
    floor = marks.scale.y(0.0)
    first = (marks.place - marks.of / 2) * width
    return [
        Shape("bar", marks.place, f"M{x + first:.1f} {floor} V{y} h{width - 2:.1f} V{floor} Z", said)
        for x, y, said in marks.points()
    ]


_MARKS: dict[str, Callable[[Marks], list[Shape]]] = {"line": _lines, "area": _areas, "bar": _bars}
