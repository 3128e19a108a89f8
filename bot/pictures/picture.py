"""A picture, and the card that every picture is drawn on.

The card is opaque with round corners: it looks the same on light and on dark. Colours are Okabe and Ito's,
which people with any colour vision tell apart; a line's dashes and its label tell it too.
"""

# matplotlib is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CARD, INK, FAINT, GRID = "#FAFAF7", "#24292F", "#5B636B", "#DADDE0"
BLUE, SKY, ORANGE, GREEN = "#0072B2", "#A9D3EE", "#D55E00", "#009E73"
WIDTH, HEIGHT, DPI = 8.0, 3.4, 150
TITLE, LABEL = 70, 24
ALT = 2000
# matplotlib's fonts and warnings are shared by the whole process.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with the words for those who do not see it."""

    name: str
    alt: str
    png: bytes


def draw(name: str, title: str, alt: str, plot: Callable[[Axes], None], height: float = HEIGHT) -> Picture:
    """The card with a title and one pair of axes, on which `plot` draws."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyBboxPatch

    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a glyph that the font lacks is drawn as a box
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained", facecolor="none")
        FigureCanvasAgg(figure)
        card: dict[str, Any] = {"boxstyle": "round,pad=0,rounding_size=0.02", "fc": CARD, "ec": GRID, "lw": 1}
        corner = (0.003, 0.006)
        figure.add_artist(
            FancyBboxPatch(corner, 0.994, 0.988, transform=figure.transFigure, zorder=-1, **card)
        )
        axes = figure.add_subplot()
        _bare(axes)
        axes.set_title(words(title, TITLE), loc="left", fontsize=13, color=INK, fontweight="bold", pad=10)
        plot(axes)
        figure.get_layout_engine().set(w_pad=0.15, h_pad=0.15)  # pyright: ignore[reportOptionalMemberAccess, reportCallIssue]
        file = io.BytesIO()
        figure.savefig(file, format="png", transparent=True)
    return Picture(name, alt[:ALT], file.getvalue())


def can_write(text: str) -> bool:
    """Whether the pictures' font has every character; one that it lacks would be a box."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties()))
    return all(font.get_char_index(ord(one)) for one in text if one.isprintable() and one != " ")


def words(text: str, most: int) -> str:
    """One short line; a dollar sign would begin a formula."""
    flat = " ".join("".join(one if one.isprintable() else " " for one in text).split()) or "–"
    cut = flat if len(flat) <= most else f"{flat[: most - 1]}…"
    return cut.replace("\\", "∖").replace("$", r"\$")


def _bare(axes: Axes) -> None:
    """Only faint lines across: the eye should meet the figures first."""
    axes.set_facecolor("none")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=FAINT, labelsize=10, length=0)
