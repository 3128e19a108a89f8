"""The mood over a contact as a native line chart: customer and agent, within what Slack draws."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.parts import Json
from bot.phrases import say
from nlp.analysis.curve import binned
from nlp.analysis.values import Bin, Curve

# A line needs two points; Slack takes twenty.
LEAST = 2


def chart(curve: Curve, language: str = "en") -> Json | None:
    """None where there are fewer than two points: Slack would draw a blank."""
    bins = binned(curve)
    if len(bins) < LEAST:
        return None
    labels = _labels(bins, curve.over == "time", language)
    customer: list[float | None] = [one.customer for one in bins]
    series = [_series(say(language, "mood_customer"), labels, customer)]
    agent = [one.agent for one in bins]
    if any(value is not None for value in agent):
        series.append(_series(say(language, "mood_agent"), labels, agent))
    axes = {"categories": labels, "y_label": say(language, "mood_axis")}
    return {
        "type": "data_visualization",
        "title": say(language, "mood_title"),
        "chart": {"type": "line", "series": series, "axis_config": axes},
    }


def in_words(curve: Curve, language: str = "en") -> str:
    """The same for those who do not see it; "" where there is no chart."""
    bins = binned(curve)
    values = ", ".join(_rounded(one.customer) for one in bins)
    return say(language, "mood_in_words", values=values) if len(bins) >= LEAST else ""


def _labels(bins: Sequence[Bin], timed: bool, language: str) -> list[str]:
    """When each stretch begins; by turn where times are not known, or do not tell the stretches apart."""
    times = [_clock(one.start or 0.0) for one in bins]
    if timed and len(set(times)) == len(times):
        return times
    return [say(language, "mood_turn", number=one.turn + 1) for one in bins]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _series(name: str, labels: Sequence[str], values: Sequence[float | None]) -> Json:
    """Slack wants a point for every label: where a side is silent its line stays where it was, and before
    its first word where it begins."""
    last = next(value for value in values if value is not None)
    points: list[Json] = []
    for label, value in zip(labels, values, strict=True):
        last = last if value is None else value
        points.append({"label": label, "value": _hundred(last)})
    return {"name": name, "data": points}


def _rounded(value: float) -> str:
    whole = round(100 * value)
    return f"{whole:+d}" if whole else "0"


def _hundred(value: float) -> float:
    return round(100 * value, 1) + 0.0
