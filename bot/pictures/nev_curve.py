"""How a contact felt from its first turn to its last, customer and agent apart."""

# matplotlib is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.blocks.figures import value_text
from bot.phrases import say
from bot.pictures.picture import BLUE, FAINT, INK, ORANGE, Picture, draw, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# A turn's number from 1, and its NEV from -100 to +100.
Turn = tuple[int, float]


def nev_curve(
    title: str,
    customer: Sequence[Turn],
    agent: Sequence[Turn] = (),
    turning: Sequence[int] = (),
    language: str = "en",
) -> Picture:
    """`turning` are the numbers of the customer's turns at which the mood turned."""
    names = {key: say(language, f"picture_{key}") for key in ("customer", "agent", "turning")}

    def plot(axes: Axes) -> None:
        from matplotlib.ticker import MaxNLocator

        axes.axhspan(0, 100, color=BLUE, alpha=0.06, linewidth=0)
        axes.axhspan(-100, 0, color=ORANGE, alpha=0.06, linewidth=0)
        axes.axhline(0, color=FAINT, linewidth=1)
        if agent:
            axes.plot(*zip(*agent, strict=True), color=FAINT, linewidth=1.6, ls="--", label=names["agent"])
        if customer:
            line = {"color": BLUE, "linewidth": 2.6, "marker": "o", "markersize": 5}
            axes.plot(*zip(*customer, strict=True), label=names["customer"], **line)  # pyright: ignore[reportArgumentType]
        _marked(axes, [one for one in customer if one[0] in turning], names["turning"])
        axes.set_ylim(-105, 105)
        axes.set_yticks((-100, -50, 0, 50, 100), ("-100", "-50", "0", "+50", "+100"))
        axes.set_xlabel(words(say(language, "picture_turn"), 30), color=FAINT)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.17), ncols=3, frameon=False, labelcolor=FAINT)

    return draw("nev.png", title, _alt(title, customer, agent, turning, language), plot, 3.8)


def _marked(axes: Axes, turns: Sequence[Turn], label: str) -> None:
    if turns:
        style = {"marker": "D", "s": 90, "facecolor": ORANGE, "edgecolor": INK, "zorder": 3}
        axes.scatter(*zip(*turns, strict=True), label=label, **style)  # pyright: ignore[reportArgumentType]


def _alt(
    title: str, customer: Sequence[Turn], agent: Sequence[Turn], turning: Sequence[int], language: str
) -> str:
    sides = (("picture_customer", customer), ("picture_agent", agent))
    parts = [
        say(
            language,
            "picture_nev",
            who=say(language, key),
            first=value_text(turns[0][1], "net"),
            last=value_text(turns[-1][1], "net"),
            least=value_text(min(value for _, value in turns), "net"),
            most=value_text(max(value for _, value in turns), "net"),
        )
        for key, turns in sides
        if turns
    ] or [say(language, "no_data")]
    if turning:
        parts.append(f"{say(language, 'picture_turning')}: {', '.join(map(str, turning))}")
    return f"{title}: {'; '.join(parts)}."
