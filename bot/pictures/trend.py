"""A KPI day by day, in the band of what is expected, with its target."""

# matplotlib is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.blocks.figures import value_text
from bot.phrases import say
from bot.pictures.picture import BLUE, FAINT, LABEL, ORANGE, SKY, Picture, draw, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Values = Sequence[float | None]
TICKS = 8
# What a line all along is called: beside it, and in the picture's words.
MARKS = {"target": ("digest_target", "picture_target"), "line": ("digest_line", "picture_line")}


def trend_picture(
    title: str,
    unit: str,
    labels: Sequence[str],
    values: Values,
    low: Values,
    high: Values,
    target: float | None = None,
    language: str = "en",
    marked: str = "target",
) -> Picture:
    """All sequences are as long as `labels`; None where nothing is known: the line has a gap there. `marked`
    says what kind of line `target` is."""
    names = {"figure": say(language, "digest_figure"), "target": say(language, MARKS[marked][0])}
    band = say(language, "picture_band")

    def plot(axes: Axes) -> None:
        places = range(len(labels))
        edges = [_numbers(edge) for edge in (low, high)]
        if any(math.isfinite(one) for one in edges[0]):
            axes.fill_between(places, edges[0], edges[1], color=SKY, alpha=0.75, linewidth=0, label=band)
        if target is not None:
            axes.axhline(target, color=ORANGE, linewidth=1.8, linestyle=(0, (5, 3)), label=names["target"])
        line = {"color": BLUE, "linewidth": 2.4, "marker": "o", "markersize": 5}
        axes.plot(places, _numbers(values), label=names["figure"], **line)  # pyright: ignore[reportArgumentType]
        _last(axes, values, unit)
        every = max(1, math.ceil(len(labels) / TICKS))
        shown = list(places)[::-1][::every][::-1]
        axes.set_xticks(shown, [words(labels[place], LABEL) for place in shown])
        axes.set_xlim(-0.4, len(labels) - 1 + max(0.9, len(labels) * 0.09))
        axes.yaxis.set_major_formatter(lambda value, _place: value_text(value, unit))
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=3, frameon=False, labelcolor=FAINT)

    alt = _alt(title, unit, labels, values, low, high, target, language, marked)
    return draw("trend.png", title, alt, plot)


def _numbers(values: Values) -> list[float]:
    return [math.nan if value is None else value for value in values]


def _last(axes: Axes, values: Values, unit: str) -> None:
    """The newest figure stands beside its point."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if known:
        place, value = known[-1]
        style = {"color": BLUE, "fontsize": 12, "fontweight": "bold", "va": "center"}
        axes.annotate(
            words(value_text(value, unit), LABEL),
            (place, value),
            (9, 0),
            textcoords="offset points",
            **style,  # pyright: ignore[reportArgumentType]
        )


def _alt(
    title: str,
    unit: str,
    labels: Sequence[str],
    values: Values,
    low: Values,
    high: Values,
    target: float | None,
    language: str,
    marked: str,
) -> str:
    known = [(label, value) for label, value in zip(labels, values, strict=True) if value is not None]
    if not known:
        return f"{title}: {say(language, 'no_data')}"
    (_, least), (_, most) = (pick(known, key=lambda one: one[1]) for pick in (min, max))
    said = say(
        language,
        "picture_trend",
        title=title,
        first=labels[0],
        last=labels[-1],
        value=value_text(known[-1][1], unit),
        least=value_text(least, unit),
        most=value_text(most, unit),
    )
    if (bottom := low[-1]) is not None and (top := high[-1]) is not None:
        edges = {"low": value_text(bottom, unit), "high": value_text(top, unit)}
        said += " " + say(language, "picture_expected", band=say(language, "band", **edges))
    if target is not None:
        said += " " + say(language, MARKS[marked][1], value=value_text(target, unit))
    return said
