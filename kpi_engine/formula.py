"""A variant of the catalogue with the settings filled in: which measures, times which factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from kpi_engine.catalogue import Metric, Term, Variant, metric, variant
from kpi_engine.catalogue.shape import Interval, Window
from kpi_engine.ports import Argument, Measure
from kpi_engine.settings import KpiSettings, Setting
from kpi_engine.values import MetricRef

UNFOLLOWABLE = Measure("unfollowable")


class Part(NamedTuple):
    """`factor` times a measure; `zero` where no row means that nothing happened."""

    measure: Measure
    factor: float
    zero: bool


Parts = tuple[Part, ...]
Row = Mapping[Measure, float | None]


@dataclass(frozen=True, slots=True)
class Formula:
    """What to ask the store for one figure. `squares` are kept apart, one number each.

    `window` and `looks_back` are whole days; `first` is the measure of rows that may still be immature.
    """

    ref: MetricRef
    metric: Metric
    variant: Variant
    top: Parts
    bottom: Parts
    squares: tuple[Parts, ...]
    n: Parts
    left_out: Parts
    passed_over: tuple[tuple[str, Parts], ...]
    people: Parts
    window: int | None
    looks_back: int | None

    @property
    def clustered(self) -> bool:
        return self.variant.interval is Interval.CLUSTERED

    def needed(self) -> frozenset[Measure]:
        """What its value rests on: without records of these kinds there is no figure."""
        return frozenset(part.measure for part in (*self.top, *self.bottom, *self.n))

    def measures(self) -> frozenset[Measure]:
        """Everything to ask for one slice."""
        parts = chain(self.top, self.bottom, *self.squares, self.n, self.people)
        return frozenset(part.measure for part in parts) | self.noted()

    def noted(self) -> frozenset[Measure]:
        """What is said of all slices together: rows that were left out and passed over."""
        passed = chain.from_iterable(parts for _, parts in self.passed_over)
        beside = (UNFOLLOWABLE,) if self.looks_back is not None else ()
        return frozenset((*(part.measure for part in chain(self.left_out, passed)), *beside))


def formula(ref: MetricRef, settings: KpiSettings) -> Formula:
    """The figure's measures; EngineError for a KPI or a variant that the catalogue does not have."""
    entry, asked = metric(ref.id), variant(ref.id, ref.variant)
    top, squares = _parts(asked.top, settings), tuple(_parts((term,), settings) for term in asked.squares)
    bottom = _parts(asked.bottom, settings)
    if asked.mirror is not None and not settings.ces_ease:
        top, squares = _mirrored(asked.mirror, top, bottom, squares)
    return Formula(
        ref,
        entry,
        asked,
        top,
        bottom,
        squares,
        _parts(asked.n, settings),
        _parts(asked.left_out, settings),
        tuple((key, _parts(terms, settings)) for key, terms in asked.passed_over),
        _parts(asked.people, settings),
        _days(asked.window, settings),
        _days(asked.looks_back, settings),
    )


def total(parts: Parts, row: Row, missing: frozenset[Measure] = frozenset()) -> float | None:
    """Σ factor × measure over what is known; None where none of it is.

    `missing` are measures of kinds that the store has no record of.
    """
    found: float | None = None
    for measure, factor, zero in parts:
        if measure in missing:
            continue
        number = row.get(measure)
        if number is not None:
            found = factor * number + (found or 0)
        elif zero and found is None:
            found = 0.0
    return found


def folded(rows: Iterable[Row], measures: Iterable[Measure]) -> dict[Measure, float | None]:
    """Sums of these measures over several rows; what is None everywhere stays None."""
    whole: dict[Measure, float | None] = dict.fromkeys(measures)
    for row in rows:
        for measure, before in whole.items():
            number = row.get(measure)
            if number is not None:
                whole[measure] = number + (before or 0)
    return whole


def _parts(terms: Iterable[Term], settings: KpiSettings) -> Parts:
    return tuple(
        Part(
            Measure(term.measure, tuple(_argument(argument, settings) for argument in term.args)),
            term.factor,
            term.zero_when_none,
        )
        for term in terms
    )


def _argument(argument: str | int | Setting, settings: KpiSettings) -> Argument:
    return settings.value(argument) if isinstance(argument, Setting) else argument


def _days(window: Window | None, settings: KpiSettings) -> int | None:
    if not isinstance(window, Setting):
        return window
    days = settings.value(window)
    return days if isinstance(days, int) else None


def _mirrored(
    mirror: float, top: Parts, bottom: Parts, squares: tuple[Parts, ...]
) -> tuple[Parts, tuple[Parts, ...]]:
    """Σ (m − x) = m·n − Σ x, and Σ (m − x)² = m²·n − 2m·Σ x + Σ x²."""

    def times(parts: Parts, factor: float) -> Parts:
        return tuple(part._replace(factor=part.factor * factor) for part in parts)

    turned = (*times(bottom, mirror), *times(top, -1.0))
    turned_squares = (*times(bottom, mirror**2), *times(top, -2 * mirror), *chain(*squares))
    return turned, (turned_squares,)
