"""The top of an answer: what was asked, and each figure with its change, interval and verdict in words."""

from __future__ import annotations

from bot.blocks.figures import band_text, change_text, value_of, value_text
from bot.blocks.parts import Span, line
from bot.phrases import known, say
from kpi_engine.catalogue import metric
from kpi_engine.result import Comparison, Figure
from kpi_engine.values import Compare, MetricRef, Query

TITLES = 3
TITLE_CHARACTERS = 200
_ARROWS = {"up": "▲", "down": "▼"}


def title_of(ref: MetricRef) -> str:
    """The KPI's title, with the variant where it is not the default one."""
    entry = metric(ref.id)
    own = ref.variant == entry.variants[0].id
    return entry.title if own else f"{entry.title} ({ref.variant.replace('_', ' ')})"


def dimension_title(dimension: str, language: str) -> str:
    key = f"dim_{dimension}"
    return say(language, key) if known(key) else dimension.replace("_", " ").capitalize()


def title(query: Query, language: str) -> str:
    """`Average handle time by queue · this week vs last week`."""
    names = [title_of(ref) for ref in query.metrics]
    named = ", ".join(names[:TITLES]) + (f" + {len(names) - TITLES}" if len(names) > TITLES else "")
    if query.group_by:
        dimensions = ", ".join(dimension_title(one, language).lower() for one in query.group_by)
        named += f" {say(language, 'by', names=dimensions)}"
    if query.grain:
        named += f" {say(language, 'by', names=say(language, f'grain_{query.grain}'))}"
    parts = [named, query.period.said if query.period else None]
    whole = " · ".join(part for part in parts if part)
    if query.compare:
        whole += f" {say(language, 'versus', said=_other_side(query.compare, language))}"
    return line(whole, TITLE_CHARACTERS)


def _other_side(compare: Compare, language: str) -> str:
    if compare.kind in ("target", "expected"):
        return say(language, compare.kind)
    said = compare.said or (compare.period.said if compare.period else None)
    return said or compare.kind.replace("_", " ")


def figure_spans(figure: Figure, compare: Compare | None, named: bool, language: str) -> list[Span]:
    """One figure as a line; `named` puts the KPI's title before it."""
    spans = [Span(f"{title_of(figure.metric)}: ")] if named else []
    spans.append(Span(value_of(figure, language), bold=True))
    if figure.compare is not None:
        spans.append(Span(f"  {comparison_text(figure, figure.compare, compare, language)}"))
    facts = [_interval(figure, language), say(language, "n", n=f"{figure.n:,}")]
    spans.append(Span(f"  ({', '.join(fact for fact in facts if fact)})"))
    return spans


def figure_text(figure: Figure, compare: Compare | None, named: bool, language: str) -> str:
    return "".join(span.text for span in figure_spans(figure, compare, named, language))


def comparison_text(figure: Figure, side: Comparison, compare: Compare | None, language: str) -> str:
    """`▲ up +12s (+5.0%) against 4m 00s, change between +4s and +20s`."""
    kind = compare.kind if compare else "explicit"
    key = f"against_{kind}" if known(f"against_{kind}") else "against"
    other = value_text(side.value, figure.unit, language)
    if side.value is None:
        other = band_text(side.low, side.high, figure.unit, language) or say(language, "no_data")
    parts = [verdict_text(figure, side, language)]
    if side.change is not None:
        parts.append(change_text(side.change, figure.unit, side.value, language))
    parts.append(say(language, key, value=other))
    text = " ".join(parts)
    if side.change_low is None or side.change_high is None:
        return text
    low, high = (
        change_text(edge, figure.unit, None, language) for edge in (side.change_low, side.change_high)
    )
    return f"{text}, {say(language, 'change_interval', low=low, high=high)}"


def verdict_text(figure: Figure, side: Comparison, language: str) -> str:
    """The verdict in words, with an arrow, and whether it is for the better where the KPI has a direction."""
    words = say(language, f"verdict_{side.verdict}")
    arrow = _ARROWS.get(side.verdict)
    if arrow is None:
        return words
    direction = metric(figure.metric.id).variant(figure.metric.variant).direction
    if direction not in ("up", "down"):
        return f"{arrow} {words}"
    return f"{arrow} {words}, {say(language, 'better' if direction == side.verdict else 'worse')}"


def _interval(figure: Figure, language: str) -> str | None:
    if figure.low is None or figure.high is None:
        return None
    low, high = (value_text(edge, figure.unit, language) for edge in (figure.low, figure.high))
    return say(language, "interval", low=low, high=high)
