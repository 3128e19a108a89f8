"""From samples to the rows of an answer: slices, buckets, thresholds, order, limit, comparisons, shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from operator import eq, ge, gt, itemgetter, le, lt

from kpi_engine.case import Case
from kpi_engine.compare import against_expected, against_period, against_target
from kpi_engine.measured import Measured
from kpi_engine.ports import Key, TargetRow
from kpi_engine.reading import Cell
from kpi_engine.result import Comparison, Figure, Row
from kpi_engine.target import Found, place_of, target_for
from kpi_engine.values import Having, MetricRef, Operator

Found_ = Mapping[MetricRef, Measured]


@dataclass(frozen=True, slots=True)
class Line:
    """A row in the making: its cell, and the figures of every KPI that was asked for or is needed."""

    cell: Cell
    figures: Mapping[MetricRef, Figure]


def cells(case: Case, found: Found_, refs: Sequence[MetricRef], dimensions: Sequence[str]) -> Sequence[Cell]:
    """Every slice × bucket in the order of slices."""
    buckets = range(len(found[refs[0]].main.places))
    return [(key, bucket) for key in slices(case, found, refs, dimensions) for bucket in buckets]


def lines(make: Figures, found: Found_, refs: Sequence[MetricRef], shown: Iterable[Cell]) -> Sequence[Line]:
    """The cells that are shown, with the figures of `refs`."""
    return [Line(cell, {ref: make.figure(found[ref], cell) for ref in refs}) for cell in shown]


def slices(case: Case, found: Found_, refs: Sequence[MetricRef], dimensions: Sequence[str]) -> list[Key]:
    """The slices with anything to show on either side; without dimensions the one that is everything."""
    if not dimensions:
        return [()]
    count = 2 if case.compares_periods else 1
    seen = {key for ref in refs for side in found[ref].sides[:count] for key in side.slices()}
    return case.labels.in_order(dimensions, seen)


class Figures:
    """Makes figures for one question; targets are read once."""

    def __init__(self, case: Case, dimensions: Sequence[str]) -> None:
        self._case = case
        self._dimensions = tuple(dimensions)
        asked = case.query.compare
        self._compare = None if asked is None else _COMPARISONS[asked.kind]
        self.targets: Sequence[TargetRow] = ()
        if asked is not None and asked.kind == "target":
            self.targets = case.sheet.store.targets()

    def figure(self, one: Measured, cell: Cell) -> Figure:
        found = one.main.at(cell)
        bounds, _ = found.around()
        return Figure(
            one.ref,
            found.value,
            one.formula.variant.unit,
            found.n,
            None if bounds is None else bounds.low,
            None if bounds is None else bounds.high,
            one.main.counted(cell[1]),
            None if self._compare is None else self._compare(self, one, cell),
        )

    def period(self, one: Measured, cell: Cell) -> Comparison:
        other = one.sides[1]
        return against_period(one.formula, one.main.at(cell), other.at(cell), other.counted(cell[1]))

    def target(self, one: Measured, cell: Cell) -> Comparison:
        found = self.target_row(one, cell)
        if found is None:
            return Comparison(None, None, "no data")
        return against_target(one.main.at(cell), found.row.value, found.row.low, found.row.high)

    def target_row(self, one: Measured, cell: Cell) -> Found | None:
        """The target of a cell, for the bucket (or the period) that was asked, not what was counted of it."""
        starts, asked = one.main.places.starts, one.main.used.asked
        ends = [*starts[1:], asked.end]
        asked = replace(asked, start=starts[cell[1]], end=ends[cell[1]])
        key = dict(zip(self._dimensions, cell[0], strict=True))
        labels = self._case.labels.labelled(self._dimensions, cell[0])
        place = place_of(labels, key, self._case.query.filters, asked)
        return target_for(self.targets, one.ref, asked, place)

    def expected(self, one: Measured, cell: Cell) -> Comparison:
        before = [side.at(cell) for side in one.sides[1:]]
        return against_expected(one.main.at(cell), before, self._case.settings.expected_least)


_COMPARISONS: dict[str, Callable[[Figures, Measured, Cell], Comparison]] = {
    "previous_period": Figures.period,
    "same_period": Figures.period,
    "explicit": Figures.period,
    "target": Figures.target,
    "expected": Figures.expected,
}
_TESTS: dict[Operator, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}


def kept(case: Case, found: Found_, every: Sequence[Cell]) -> Sequence[Cell]:
    """The cells that meet every threshold, in the order asked, as many as asked.

    Of a single figure a threshold asks yes or no (`meets`), and the figure stays.
    """
    several = bool(case.query.group_by) or case.query.grain is not None
    thresholds = case.query.having if several else ()
    left = [cell for cell in every if all(meets(_value(found, one.metric, cell), one) for one in thresholds)]
    order = case.query.order
    if order is not None:
        left = _ordered(left, partial(_value, found, order.metric), descending=order.direction == "desc")
    return left[: case.query.limit] if case.query.limit is not None else left


def meets(value: float | None, asked: Having) -> bool:
    """Whether a figure is beyond the threshold; what has no figure is not."""
    return value is not None and _TESTS[asked.op](value, asked.value)


def _value(found: Found_, ref: MetricRef, cell: Cell) -> float | None:
    return found[ref].main.at(cell).value


def _ordered(
    every: Sequence[Cell], value: Callable[[Cell], float | None], *, descending: bool
) -> Sequence[Cell]:
    """By a figure; equal ones stay by slice, those without a figure come last."""
    known = [(number, cell) for cell in every if (number := value(cell)) is not None]
    known.sort(key=itemgetter(0), reverse=descending)
    return [*(cell for _, cell in known), *(cell for cell in every if value(cell) is None)]


def shared(made: Sequence[Line], found: Found_, every: Iterable[Cell]) -> Sequence[Line]:
    """Each figure with its slice's part of the total numerator (of its bucket, over every slice), 0–100."""
    refs = list(made[0].figures) if made else []
    totals: dict[tuple[MetricRef, int], float] = {}
    for cell in every:
        for ref in refs:
            top = found[ref].main.at(cell).top
            totals[ref, cell[1]] = totals.get((ref, cell[1]), 0.0) + (top or 0.0)

    def share(ref: MetricRef, cell: Cell) -> float | None:
        top, whole = found[ref].main.at(cell).top, totals[ref, cell[1]]
        return None if top is None or not whole else 100 * top / whole

    return [
        replace(
            line,
            figures={ref: one._replace(share=share(ref, line.cell)) for ref, one in line.figures.items()},
        )
        for line in made
    ]


def row(case: Case, line: Line, found: Found_, beside: tuple[Figure, ...] = ()) -> Row:
    """A finished row, with only the KPIs that were asked for."""
    labels: dict[str, str | int | datetime | None] = {
        **case.labels.labelled(case.query.group_by, line.cell[0])
    }
    if case.query.grain is not None:
        labels["time"] = found[case.query.metrics[0]].main.places.starts[line.cell[1]]
    return Row(labels, tuple(line.figures[ref] for ref in case.query.metrics), beside)
