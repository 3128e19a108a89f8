"""A digest's KPIs over time, with their expected ranges and their targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.blocks.parts import Json
from bot.digests.composed import Chart
from bot.digests.lines import name_of
from bot.phrases import say
from bot.pictures.timeline import Keep, Timeline, drawn, image_block, native
from kpi_engine.values import Unit


def chart_block(chart: Chart, language: str) -> Json | None:
    """None where fewer than two points are known: an empty chart says nothing."""
    if chart.image is not None:
        return image_block(chart.image, chart.alt)
    return native(_timeline(chart, language), language)


def pictured(chart: Chart, keep: Keep, language: str) -> Chart:
    """The chart as a picture where that shows more, and where `keep` could put it into Slack."""
    made = drawn(_timeline(chart, language), language)
    return chart if made is None else replace(chart, image=keep(made), alt=made.alt)


def _timeline(chart: Chart, language: str) -> Timeline:
    item, points = chart.item, chart.points
    return Timeline(
        name_of(item.ref),
        item.figure.unit if item.figure else "",
        tuple(day_label(point.start, item.shown.unit, language) for point in points),
        tuple(point.value for point in points),
        tuple(point.low for point in points),
        tuple(point.high for point in points),
        item.target.value if item.target else None,
    )


def day_label(start: datetime, unit: Unit, language: str) -> str:
    month = say(language, "months").split()[start.month - 1]
    return f"{month} {start.year}" if unit is Unit.MONTH else f"{start.day} {month}"
