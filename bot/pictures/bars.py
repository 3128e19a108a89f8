"""Slices side by side: each with its interval, and the whole as a line to hold them against."""

# matplotlib is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.blocks.figures import value_text
from bot.phrases import say
from bot.pictures.picture import BLUE, CARD, FAINT, INK, LABEL, ORANGE, Picture, draw, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12
# A figure of too few is drawn pale, and says so.
PALE = 0.35


@dataclass(frozen=True, slots=True)
class Bar:
    """`low` and `high` are the 95% interval; `few` marks a figure that rests on too little to judge."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    few: bool = False


def bars_picture(
    title: str, unit: str, bars: Sequence[Bar], whole: float | None = None, language: str = "en"
) -> Picture:
    """The first twelve bars, the first on top. Raises ValueError for none."""
    if not bars:
        raise ValueError("a picture of no bars")
    shown = bars[:MOST]

    def plot(axes: Axes) -> None:
        for place, bar in enumerate(shown):
            axes.barh(place, bar.value, height=0.62, color=BLUE, alpha=PALE if bar.few else 1.0)
            if bar.low is not None and bar.high is not None:
                axes.plot((bar.low, bar.high), (place, place), color=INK, linewidth=1.6, marker="|")
            _beside(axes, place, bar, unit, language)
        if whole is not None:
            said = say(language, "picture_whole", value=value_text(whole, unit))
            axes.axvline(whole, color=ORANGE, linewidth=1.8, linestyle=(0, (5, 3)), label=words(said, LABEL))
            place = (0, -0.04 - 0.2 / len(shown))
            axes.legend(loc="upper left", bbox_to_anchor=place, frameon=False, labelcolor=FAINT)
        axes.set_yticks(range(len(shown)), [words(bar.label, LABEL) for bar in shown])
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
        axes.margins(x=0.14)

    return draw("bars.png", title, _alt(title, unit, bars, whole, language), plot, 1.5 + 0.34 * len(shown))


def _beside(axes: Axes, place: int, bar: Bar, unit: str, language: str) -> None:
    text = value_text(bar.value, unit)
    if bar.few:
        text += f" ({say(language, 'verdict_too few to judge')})"
    edges = (bar.value, bar.low or bar.value, bar.high or bar.value)
    left = bar.value < 0
    axes.annotate(
        words(text, 60),
        (min(edges) if left else max(edges), place),
        (-7 if left else 7, 0),
        textcoords="offset points",
        va="center",
        ha="right" if left else "left",
        color=INK,
        fontsize=11,
        # The line of the whole must not run through the words.
        bbox={"facecolor": CARD, "edgecolor": "none", "pad": 1},
    )


def _alt(title: str, unit: str, bars: Sequence[Bar], whole: float | None, language: str) -> str:
    parts = [f"{bar.label} {value_text(bar.value, unit)}" for bar in bars[:MOST]]
    said = f"{title}: {', '.join(parts)}."
    if whole is not None:
        said += " " + say(language, "picture_whole", value=value_text(whole, unit))
    return said
