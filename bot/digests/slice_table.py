"""A digest's KPIs by one dimension: a row a slice, those with most behind them first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.figures import value_text
from bot.blocks.headline import dimension_title
from bot.blocks.parts import DASH, Json, line, table
from bot.digests.composed import Composed, Slices
from bot.digests.items import LEFT, nothing, too_few
from bot.digests.lines import name_of
from bot.phrases import say
from kpi_engine.result import Figure, Result
from kpi_engine.values import MetricRef

MAX_ROWS = 100
MAX_CELL = 50
TITLES = 6
Label = str | int | datetime | None
_ARROWS = {"up": " ▲", "down": " ▼"}


@dataclass(frozen=True, slots=True)
class Sliced:
    """`block` is None where there is nothing to show; `notes` say what is left out."""

    block: Json | None
    notes: tuple[str, ...]


def slice_table(composed: Composed, room: int) -> Sliced | None:
    """The table in at most about `room` characters."""
    slices, language = composed.slices, composed.language
    if slices is None:
        return None
    notes = list(_notes(slices, language))
    answered = [(ref, result) for ref, result in slices.results if result.status == "answered"]
    notes += [f"{name_of(ref)}: {r.message}" for ref, r in slices.results if r.status != "answered"]
    by_label = by_slice(answered, slices.dimension)
    if not by_label:
        return Sliced(None, tuple(notes))
    heads = (dimension_title(slices.dimension, language), *(name_of(ref) for ref, _ in answered))
    rows = [tuple(line(head, MAX_CELL) for head in heads)]
    spent = sum(map(len, rows[0]))
    for label, figures in largest_first(by_label):
        row = (line(label_text(label, language), MAX_CELL), *(_cell(figures.get(ref)) for ref, _ in answered))
        spent += sum(map(len, row))
        if len(rows) == MAX_ROWS or spent > room:
            break
        rows.append(row)
    if len(rows) - 1 < len(by_label):
        notes.append(say(language, "digest_rows_left_out", shown=len(rows) - 1, all=f"{len(by_label):,}"))
    return Sliced(table(rows, 1) if len(rows) > 1 else None, tuple(notes))


def by_slice(
    answered: list[tuple[MetricRef, Result]], dimension: str
) -> dict[Label, dict[MetricRef, Figure]]:
    found: dict[Label, dict[MetricRef, Figure]] = {}
    for ref, result in answered:
        for row in result.rows:
            if dimension in row.slice and not nothing(row.metrics[0]):
                found.setdefault(row.slice[dimension], {})[ref] = row.metrics[0]
    return found


def largest_first(
    found: dict[Label, dict[MetricRef, Figure]],
) -> list[tuple[Label, dict[MetricRef, Figure]]]:
    return sorted(found.items(), key=lambda pair: -max(figure.n for figure in pair[1].values()))


def _cell(figure: Figure | None) -> str:
    """The figure, whether it left its range, and its n where that is too few to judge."""
    if figure is None:
        return DASH
    text = value_text(figure.value, figure.unit)
    if too_few(figure):
        return f"{text} (n {figure.n})"
    side = figure.compare
    return f"{text}{_ARROWS[side.verdict] if side is not None and side.verdict in LEFT else ''}"


def label_text(label: Label, language: str) -> str:
    if label is None:
        return say(language, "not_set")
    return f"{label:02d}:00" if isinstance(label, int) else str(label)


def _notes(slices: Slices, language: str) -> Iterator[str]:
    dimension = dimension_title(slices.dimension, language).lower()
    if slices.without:
        titles = [name_of(ref) for ref in slices.without]
        more = [f"+ {len(titles) - TITLES}"] if len(titles) > TITLES else []
        yield say(language, "digest_no_slices", kpis=", ".join((*titles[:TITLES], *more)), by=dimension)
    if slices.left_out:
        yield say(language, "columns_left_out", count=slices.left_out)
