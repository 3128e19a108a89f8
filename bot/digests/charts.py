"""A KPI's timeline as Slack's own chart, with its expected range and its target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from bot.blocks.parts import Json, line
from bot.digests.composed import Chart
from bot.digests.lines import name_of
from bot.phrases import say
from bot.pictures import Picture, can_draw
from bot.pictures.trend import trend_picture
from kpi_engine.values import Unit

MAX_TITLE = 50
MAX_LABEL = 20
MAX_POINTS = 20


def chart_block(chart: Chart, language: str) -> Json | None:
    """None where fewer than two points are known: an empty chart says nothing."""
    if chart.image is not None:
        return {"type": "image", "slack_file": {"id": chart.image}, "alt_text": chart.alt}
    points = [point for point in chart.points if point.value is not None][-MAX_POINTS:]
    if len(points) < 2:
        return None
    labels = [_label(point.start, chart.item.shown.unit, language) for point in points]
    # Slack wants a number for every category, so a band that is not known everywhere is not drawn.
    series = [("digest_figure", [point.value for point in points])]
    series += [("digest_low", [p.low for p in points]), ("digest_high", [p.high for p in points])]
    target = chart.item.target
    series.append(("digest_target", [target.value if target else None] * len(points)))
    return {
        "type": "data_visualization",
        "title": line(name_of(chart.item.ref), MAX_TITLE),
        "chart": {
            "type": "line",
            "series": [
                {"name": line(say(language, key), MAX_LABEL), "data": _data(labels, values)}
                for key, values in series
                if None not in values
            ],
            "axis_config": {"categories": labels, "y_label": _unit(chart, language)},
        },
    }


def pictured(chart: Chart, keep: Callable[[Picture], str | None], language: str) -> Chart:
    """The chart as a picture where it has a range, which Slack's own charts show as lines at best.

    `keep` puts a picture where Slack shows it from and gives its file's id, None where that failed.
    """
    if not can_draw() or not any(point.low is not None for point in chart.points):
        return chart
    points, target = chart.points, chart.item.target
    made = _drawn(
        name_of(chart.item.ref),
        chart.item.figure.unit if chart.item.figure else "",
        tuple(_label(point.start, chart.item.shown.unit, language) for point in points),
        tuple(point.value for point in points),
        tuple(point.low for point in points),
        tuple(point.high for point in points),
        target.value if target else None,
        language,
    )
    return replace(chart, image=keep(made), alt=made.alt)


# What many channels are shown is drawn once.
_drawn = lru_cache(maxsize=64)(trend_picture)


def _data(labels: Sequence[str], values: Sequence[float | None]) -> list[Json]:
    return [
        {"label": label, "value": round(value, 2)}
        for label, value in zip(labels, values, strict=True)
        if value is not None
    ]


def _label(start: datetime, unit: Unit, language: str) -> str:
    month = say(language, "months").split()[start.month - 1]
    return f"{month} {start.year}" if unit is Unit.MONTH else f"{start.day} {month}"


def _unit(chart: Chart, language: str) -> str:
    unit = chart.item.figure.unit if chart.item.figure else ""
    return line({"s": say(language, "digest_seconds"), "n": "n"}.get(unit, unit), MAX_LABEL)
