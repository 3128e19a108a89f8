"""The asked KPIs over every side of a question: plain ones from the store, the index from its items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kpi_engine.calendar import instant
from kpi_engine.catalogue import metric
from kpi_engine.formula import Formula, formula
from kpi_engine.reading import Frame, Reading, Side
from kpi_engine.sample import NOTHING, Sample
from kpi_engine.settings import IndexItem, KpiSettings
from kpi_engine.sheet import Sheet
from kpi_engine.used import used_sides
from kpi_engine.values import MetricRef, Period


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI and its figures: the asked period first, then what it is set against."""

    formula: Formula
    sides: tuple[Side, ...]

    @property
    def ref(self) -> MetricRef:
        return self.formula.ref

    @property
    def main(self) -> Side:
        return self.sides[0]

    def hides(self) -> bool:
        """Whether a slice is of too few people to be shown."""
        return bool(self.formula.people) and any(
            sample.hidden for side in self.sides for sample in side.cells.values()
        )


def measured(
    refs: Iterable[MetricRef], periods: Sequence[Period], frame: Frame, sheet: Sheet, settings: KpiSettings
) -> dict[MetricRef, Measured]:
    """Every KPI over every period, with as few calls to the store as the periods allow."""
    wanted = tuple(dict.fromkeys(refs))
    plain = dict.fromkeys(item for ref in wanted for item in _plain(ref, settings))
    readings: dict[MetricRef, list[Reading]] = {}
    places = cache(frame.places)  # most KPIs share the periods
    for ref in plain:
        made = formula(ref, settings)
        sides = used_sides(made, periods, sheet)
        readings[ref] = [Reading(made, used, frame, places(used.asked)) for used in sides]
        for each in readings[ref]:
            each.want(sheet)
    found = {
        ref: Measured(
            formula(ref, settings), tuple(each.read(sheet, settings.minimum_people) for each in sides)
        )
        for ref, sides in readings.items()
    }
    return {ref: found[ref] if ref in found else _index(ref, found, settings) for ref in wanted}


def is_index(ref: MetricRef) -> bool:
    return metric(ref.id).kind == "index"  # asked for every row: variants are not built for it


def item_refs(settings: KpiSettings) -> tuple[MetricRef, ...]:
    return tuple(MetricRef(item.id, item.variant) for item in settings.index)


def _plain(ref: MetricRef, settings: KpiSettings) -> tuple[MetricRef, ...]:
    return item_refs(settings) if is_index(ref) else (ref,)


def _index(ref: MetricRef, found: dict[MetricRef, Measured], settings: KpiSettings) -> Measured:
    items = [found[item] for item in item_refs(settings)]
    count = len(items[0].sides)
    sides = (_index_side(tuple(item.sides[at] for item in items), settings) for at in range(count))
    return Measured(formula(ref, settings), tuple(sides))


def _index_side(parts: tuple[Side, ...], settings: KpiSettings) -> Side:
    shortest = min(parts, key=lambda part: instant(part.used.period.end))
    counted = [part for part in parts if not part.used.empty]
    if counted:
        shortest = min(counted, key=lambda part: instant(part.used.period.end))
    cells = {cell for part in parts for cell in part.cells}
    return replace(
        shortest,
        cells={cell: joined([part.at(cell) for part in parts], settings.index) for cell in cells},
        blank=NOTHING,
        young={},
        left_out=0,
        unfollowable=0,
        passed_over=(),
        parts=parts,
    )


def joined(samples: Sequence[Sample], items: Sequence[IndexItem]) -> Sample:
    """Σ weight × item on 0–100 ÷ Σ weights, over the items that have a figure."""
    known = [(item, one) for item, one in zip(items, samples, strict=True) if one.value is not None]
    weight = sum(item.weight for item, _ in known)
    if not known or weight <= 0:
        return NOTHING
    value = sum(item.weight * _on_hundred(item, one.value or 0.0) for item, one in known) / weight
    return Sample(value, min(one.n for _, one in known))


def _on_hundred(item: IndexItem, value: float) -> float:
    """A figure brought from the ends of its scale to 0–100, more being better."""
    variant = metric(item.id).variant(item.variant)
    low, high = variant.ends
    part = 100 * (value - low) / (high - low)
    return 100 - part if variant.direction == "down" else part
