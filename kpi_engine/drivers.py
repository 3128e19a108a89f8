"""Why did it change? The whole, then every slice of every dimension with its part of the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpi_engine import say
from kpi_engine.beside import Beside, beside
from kpi_engine.carried import contacts_without_team, over_offered, site_unknown
from kpi_engine.case import Case, asked_refs, has_dimensions
from kpi_engine.catalogue import metric
from kpi_engine.decompose import Part, Weighed, decompose, simpson
from kpi_engine.measured import Measured, measured
from kpi_engine.ports import Key
from kpi_engine.reading import Side
from kpi_engine.result import Figure, Row
from kpi_engine.rows import Figures, Line, cells, lines
from kpi_engine.slices import DRIVING
from kpi_engine.values import MetricRef

Found = Mapping[MetricRef, Measured]


@dataclass(frozen=True, slots=True)
class Driven:
    """Rows, and what must be said about them."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def dimensions_of(case: Case) -> tuple[str, ...]:
    """The dimensions to look along: those asked for, else all that every asked KPI has.

    One that the contacts which nobody took lack is left out.
    """
    offered = bool(over_offered(case))
    teamless, siteless = offered and contacts_without_team(case) > 0, offered and site_unknown(case)
    lacking = {name for name, lacks in (("team", teamless), ("site", siteless)) if lacks}
    if case.query.group_by:
        return tuple(name for name in case.query.group_by if name not in lacking)
    return tuple(name for name in DRIVING if name not in lacking and _known(case, name, team=offered))


def _known(case: Case, name: str, *, team: bool) -> bool:
    return all(has_dimensions(metric(ref.id), ref, (name,), team=team) for ref in case.query.metrics)


def driven(case: Case, whole: Line, found: Found, plan: Beside, figures: Figures) -> Driven:
    """First the row of the whole, then those of each dimension, each by slice."""
    shown = tuple(whole.figures[ref] for ref in case.query.metrics)
    rows = [Row({}, shown, beside(case, plan, figures, whole, found))]
    notes = [say.say(case.language, "association")]
    notes += [
        say.say(case.language, "not_decomposed", kpi=case.title(ref))
        for ref in case.query.metrics
        if not _divisible(found[ref])
    ]
    names = dimensions_of(case)
    notes += [
        say.say(case.language, "not_along", dimension=say.dimension_word(case.language, name))
        for name in case.query.group_by
        if name not in names
    ]
    for name in names:
        along, said = _along(case, name)
        rows += along
        notes += said
    return Driven(tuple(_limited(case, rows)), tuple(dict.fromkeys(notes)))


def _limited(case: Case, rows: list[Row]) -> list[Row]:
    """As many drivers as asked for: those that moved the whole most."""
    if case.query.limit is None:
        return rows
    ranked = sorted(rows[1:], key=lambda row: -abs(row.metrics[0].contribution or 0.0))
    return [rows[0], *ranked[: case.query.limit]]


def _along(case: Case, name: str) -> tuple[list[Row], list[str]]:
    """The rows of one dimension, and the notes about it."""
    frame = replace(case.framed((name,)), grain=None)
    found = measured(asked_refs(case.query), case.periods(), frame, case.sheet, case.settings)
    dimension = say.dimension_word(case.language, name)
    hidden = [ref for ref, one in found.items() if one.hides()]
    if hidden:
        # One hidden slice among shown ones could be worked out from the whole.
        fields = {"kpi": case.title(hidden[0]), "dimension": dimension}
        return [], [say.say(case.language, "hidden_dimension", **fields)]
    parts = {ref: _parts(one) for ref, one in found.items()}
    every = cells(case, found, case.query.metrics, (name,))
    rows = [
        Row(
            {**case.labels.labelled((name,), line.cell[0])},
            tuple(_with(line.figures[ref], parts[ref].get(line.cell[0])) for ref in case.query.metrics),
        )
        for line in lines(Figures(case, (name,)), found, case.query.metrics, every)
    ]
    return rows, [note for ref in case.query.metrics for note in _simpson(case, found[ref], dimension)]


def _with(figure: Figure, part: Part | None) -> Figure:
    if part is None:
        return figure
    return figure._replace(
        within=part.within,
        mix=part.mix,
        interaction=part.interaction,
        contribution=part.contribution,
    )


def _divisible(one: Measured) -> bool:
    return one.formula.variant.shape in ("ratio", "stock", "sum")


def _parts(one: Measured) -> dict[Key, Part]:
    """Each slice's part of the change: of a ratio by weights, of a sum the slice's own change."""
    if not _divisible(one) or len(one.sides) < 2:
        return {}
    if one.formula.bottom:
        return decompose(weighed(one.sides[1]), weighed(one.sides[0]))
    after, before = one.sides[0], one.sides[1]
    return {
        key: Part((after.at((key, 0)).value or 0.0) - (before.at((key, 0)).value or 0.0), 0.0, 0.0)
        for key in {cell[0] for side in (after, before) for cell in side.cells}
    }


def weighed(side: Side) -> dict[Key, Weighed]:
    """Ratio and denominator per slice; a slice whose numerator is unknown adds nothing to the whole."""
    return {
        cell[0]: Weighed(found.value or 0.0, found.bottom or 0.0)
        for cell, found in side.cells.items()
        if found.bottom
    }


def _simpson(case: Case, one: Measured, dimension: str) -> Sequence[str]:
    if not one.formula.bottom or len(one.sides) < 2:
        return ()
    move = simpson(weighed(one.sides[1]), weighed(one.sides[0]))
    if not move:
        return ()
    words = {1: say.say(case.language, "up"), -1: say.say(case.language, "down")}
    fields = {"kpi": case.title(one.ref), "slices": words[move], "whole": words[-move]}
    return (say.say(case.language, "simpson", dimension=dimension, **fields),)
