"""The mood over a contact as a picture of characters: ● the customer, ○ the agent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.style import Style
from rich.text import Text

from nlp.analysis.curve import binned
from nlp.analysis.values import Bin, Curve

MOST, LEAST = 36, 2
COLUMNS, WIDEST = 72, 6  # of the whole, and of a stretch
ROWS = (1.0, 0.67, 0.33, 0.0, -0.33, -0.67, -1.0)
_LABELS = {1.0: "+100", 0.0: "0", -1.0: "−100"}
CUSTOMER, AGENT = "●", "○"
_STYLES = {CUSTOMER: Style(color="cyan", bold=True), AGENT: Style(dim=True)}


def plot(curve: Curve, most: int = MOST) -> Iterator[Text]:
    """Rows from +100 down to −100, a legend below; nothing for fewer than two points."""
    bins = binned(curve, most)
    if len(bins) < LEAST:
        return
    marks, step = _marks(bins), min(WIDEST, COLUMNS // len(bins))
    for number, level in enumerate(ROWS):
        ground = "─" if level == 0 else " "
        line = Text(f"{_LABELS.get(level, ''):>5} │", _STYLES[AGENT])
        for column in range(len(bins)):
            mark = marks.get((column, number), ground)
            line.append(mark, _STYLES.get(mark, _STYLES[AGENT])).append(ground * (step - 1), _STYLES[AGENT])
        yield line
    yield Text(f"{'':>5}  {_below(curve, bins, step)}", _STYLES[AGENT])
    agent = f"  {AGENT} agent" if curve.agent else ""
    yield Text(f"{'':>5}  {CUSTOMER} customer{agent}", _STYLES[AGENT])


def _marks(bins: Sequence[Bin]) -> dict[tuple[int, int], str]:
    """By column and row; where both fall on one place the customer stands."""
    agents = {(at, _row(one.agent)): AGENT for at, one in enumerate(bins) if one.agent is not None}
    return {**agents, **{(at, _row(one.customer)): CUSTOMER for at, one in enumerate(bins)}}


def _row(value: float) -> int:
    return min(range(len(ROWS)), key=lambda row: abs(ROWS[row] - value))


def _below(curve: Curve, bins: Sequence[Bin], step: int) -> str:
    """Where the curve begins and ends."""
    last = curve.customer[-1]
    ends = (bins[0].start, last.start)
    if curve.over == "time" and ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
        first, end = clock(ends[0]), clock(ends[1])
    else:
        first, end = f"turn {bins[0].turn + 1}", f"turn {last.turn + 1}"
    return f"{first}{end.rjust(max((len(bins) - 1) * step + 1 - len(first), len(end) + 1))}"


def clock(seconds: float) -> str:
    """`3:02`, with hours `1:00:05`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
