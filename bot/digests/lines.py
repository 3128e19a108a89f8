"""A digest's KPI in words: `83.0%  ▲ above what is expected (76.0% to 81.5%), better · target 80.0%: met`"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.figures import band_text, change_text, value_of, value_text
from bot.blocks.headline import dimension_title, title_of
from bot.blocks.moments import bucket_text, period_text
from bot.blocks.parts import Span, line
from bot.digests.items import Item, Point, normal
from bot.phrases import say
from kpi_engine.catalogue import metric
from kpi_engine.result import Comparison, Figure
from kpi_engine.values import MetricRef, Unit

NAME = 60
PROBLEM = 300
# With fewer the interval stands beside the figure.
PLENTY = 100
SPELLED = frozenset({"emotion_share"})
BARS = "▁▂▃▄▅▆▇█"
GAP = "·"
_WHERE = {"up": "digest_above", "down": "digest_below"}
_ARROWS = {"up": "▲", "down": "▼"}


@dataclass(frozen=True, slots=True)
class Detail:
    """What is said beside a figure, its expected range and its target; less of it where there is much."""

    sparkline: bool = True
    driver: bool = True
    counter: bool = True


def name_of(ref: MetricRef) -> str:
    """The KPI's title; which emotion it is about where that is all that tells it apart."""
    title = title_of(ref)
    return f"{title} ({ref.variant.replace('_', ' ')})" if ref.id in SPELLED and "(" not in title else title


def item_lines(one: Item, detail: Detail, language: str) -> list[list[Span]]:
    """The KPI's title, its figure, and what belongs to it, a line each."""
    bars = sparkline(one.points) if detail.sparkline and not one.empty else ""
    lines = [[Span(name_of(one.ref), bold=True), Span(_period(one, language)), Span(bars and f"  {bars}")]]
    if one.problem is not None:
        return [*lines, [Span(line(one.problem, PROBLEM))]]
    lines.append(_figure(one, language))
    if detail.driver and one.driver is not None:
        lines.append([Span(f"↳ {driver_text(one, language)}")])
    if detail.counter and one.counter is not None:
        figure = f"{name_of(one.counter.metric)} {value_of(one.counter, language)}"
        lines.append([Span(f"↳ {say(language, 'beside', figures=figure)}")])
    return lines


def sparkline(points: Sequence[Point]) -> str:
    """Bars between the least and the greatest figure; a dot where nothing is known."""
    known = [point.value for point in points if point.value is not None]
    if len(known) < 2:
        return ""
    low, span = min(known), max(known) - min(known)

    def bar(value: float | None) -> str:
        if value is None:
            return GAP
        return BARS[round((value - low) / span * (len(BARS) - 1))] if span else BARS[3]

    return "".join(bar(point.value) for point in points)


def driver_text(one: Item, language: str) -> str:
    driver, unit = one.driver, one.figure.unit if one.figure else ""
    if driver is None:
        return ""
    named = (
        f"{dimension_title(name, language)} {say(language, 'not_set') if value is None else value}"
        for name, value in driver.slice
    )
    return say(
        language,
        "digest_driver",
        slice=line(", ".join(named), NAME),
        part=change_text(driver.part, unit, None, language),
        change=change_text(driver.change, unit, None, language),
        against=driver.against.strftime("%-d ") + say(language, "months").split()[driver.against.month - 1],
    )


def _period(one: Item, language: str) -> str:
    if one.shown.why is None:
        return ""
    key = {"month": "digest_for_month", "mature": "digest_for_mature"}[one.shown.why]
    unit, period = one.shown.unit, one.shown.period
    said = bucket_text(period.start, unit) if unit is Unit.MONTH else period_text(period, language)
    return f" · {say(language, key, unit=say(language, f'grain_{unit}'), period=said)}"


def _figure(one: Item, language: str) -> list[Span]:
    figure = one.figure
    if figure is None or one.empty:
        facts = [say(language, "no_data")]
        spans: list[Span] = []
    else:
        spans = [Span(value_text(figure.value, figure.unit, language), bold=True), Span("  ")]
        facts = [_standing(one, figure, language)]
    facts += [_target(one, language), "" if one.empty or one.few else _sure(figure, language)]
    return [*spans, Span(" · ".join(fact for fact in facts if fact))]


def _standing(one: Item, figure: Figure, language: str) -> str:
    """Where the figure stands against what is expected."""
    side = figure.compare
    if one.few:
        return say(language, "digest_few", n=figure.n)
    edges = normal(figure)
    if side is None or side.value is None or edges is None:
        return say(language, "digest_no_range")
    band = say(language, "band", low=_value(edges[0], figure), high=_value(edges[1], figure))
    where = _WHERE.get(side.verdict)
    if where is None:
        return say(language, "digest_within", band=band)
    said = f"{_ARROWS[side.verdict]} {say(language, where, band=band)}"
    better = _better(figure, side)
    return f"{said}, {say(language, 'better' if better > 0 else 'worse')}" if better else said


def _value(value: float, figure: Figure) -> str:
    return value_text(value, figure.unit)


def _target(one: Item, language: str) -> str:
    target, unit = one.target, one.figure.unit if one.figure else ""
    if target is None or (target.value is None and target.low is None):
        return ""
    band = band_text(target.low, target.high, unit, language)
    said = say(language, "against_target", value=band or value_text(target.value, unit, language))
    if one.figure is None or one.empty or one.few:
        return said
    better = _better(one.figure, target)
    if not better:
        return said if target.verdict in _WHERE else f"{said}: {say(language, 'digest_about')}"
    return f"{said}: {say(language, 'digest_met' if better > 0 else 'digest_missed')}"


def _better(figure: Figure, side: Comparison) -> int:
    """1 on the good side, -1 on the bad one, 0 where there is no saying."""
    if side.verdict not in _WHERE:
        return 0
    direction = metric(figure.metric.id).variant(figure.metric.variant).direction
    if direction == "band":
        return -1 if side.low is not None else 0
    return 0 if direction == "none" else 1 if direction == side.verdict else -1


def _sure(figure: Figure | None, language: str) -> str:
    if figure is None or not figure.n:
        return ""
    n = say(language, "n", n=f"{figure.n:,}")
    if figure.n >= PLENTY or figure.low is None or figure.high is None or figure.n < 30:
        return n
    low, high = (value_text(edge, figure.unit, language) for edge in (figure.low, figure.high))
    return f"{say(language, 'interval', low=low, high=high)} · {n}"
