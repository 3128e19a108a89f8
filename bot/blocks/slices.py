"""Rows with slices as a table: only the columns that say something, as many rows as fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.figures import band_text, change_text, value_of, value_text
from bot.blocks.headline import dimension_title, title_of, verdict_text
from bot.blocks.moments import bucket_text
from bot.blocks.parts import line
from bot.phrases import say
from kpi_engine.result import Figure, Result, Row
from kpi_engine.values import MetricRef

MAX_ROWS = 100
MAX_COLUMNS = 20
MAX_CELL = 60
MAX_CHARACTERS = 7000
MOVERS = 15


@dataclass(frozen=True, slots=True)
class Table:
    """Cells with the head first; `labels` columns name the slice, the rest are figures; `notes` say what
    did not fit."""

    cells: tuple[tuple[str, ...], ...]
    labels: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A figure's column: its head, and the cell of a figure (None: nothing to say)."""

    head: str
    cell: Callable[[Figure], str | None]


def slice_table(result: Result, rows: Sequence[Row], most: int = MAX_ROWS) -> Table:
    """`most` counts the head too, as Slack does."""
    language = result.language
    notes: list[str] = []
    if _drivers(result) and len(rows) > MOVERS:
        notes.append(say(language, "movers", shown=MOVERS, all=len(rows)))
        rows = sorted(rows, key=_moved, reverse=True)[:MOVERS]
    heads, labels = _labels(result, rows)
    columns = _figure_columns(result, rows)
    room = MAX_COLUMNS - len(heads)
    if len(columns) > room:
        notes.append(say(language, "columns_left_out", count=len(columns) - room))
        columns = columns[:room]
    cells = [tuple(line(head, MAX_CELL) for head in (*heads, *(column[0] for column in columns)))]
    spent = sum(map(len, cells[0]))
    for row, label in zip(rows[: most - 1], labels, strict=False):
        made = tuple(line(cell, MAX_CELL) for cell in (*label, *(column[1](row) or "" for column in columns)))
        spent += sum(map(len, made))
        if spent > MAX_CHARACTERS * most // MAX_ROWS:
            break
        cells.append(made)
    if len(cells) - 1 < len(rows):
        notes.append(say(language, "rows_left_out", shown=len(cells) - 1, all=f"{len(rows):,}"))
    return Table(tuple(cells), len(heads), tuple(notes))


def _drivers(result: Result) -> bool:
    return result.query is not None and result.query.intent == "drivers"


def _moved(row: Row) -> float:
    """How much a slice moved the whole."""
    return max((abs(figure.contribution or 0.0) for figure in row.metrics), default=0.0)


def _labels(result: Result, rows: Sequence[Row]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and cells of the columns that name the slice; one column where dimensions differ."""
    language, grain = result.language, result.query.grain if result.query else None

    def value(said: str | int | datetime | None) -> str:
        if isinstance(said, datetime):
            return bucket_text(said, grain, language)
        if isinstance(said, int):
            return f"{said:02d}:00"
        return say(language, "not_set") if said is None else said

    keys = list(rows[0].slice)
    if all(list(row.slice) == keys for row in rows):
        heads = [dimension_title(key, language) for key in keys]
        return heads, [tuple(value(row.slice[key]) for key in keys) for row in rows]
    return [say(language, "col_slice")], [
        (", ".join(f"{dimension_title(k, language)}: {value(v)}" for k, v in row.slice.items()),)
        for row in rows
    ]


def _figure_columns(result: Result, rows: Sequence[Row]) -> list[tuple[str, Callable[[Row], str | None]]]:
    asked = _refs(row.metrics for row in rows)
    beside = [ref for ref in _refs(row.beside for row in rows) if ref not in asked]
    columns = [(ref, column) for ref in asked for column in _columns(result, ref, len(asked) == 1)]
    columns += [
        (ref, Column(title_of(ref), lambda figure: value_of(figure, result.language))) for ref in beside
    ]
    made = [(column.head, _reader(ref, column)) for ref, column in columns]
    return [(head, read) for head, read in made if any(read(row) is not None for row in rows)]


def _reader(ref: MetricRef, column: Column) -> Callable[[Row], str | None]:
    def read(row: Row) -> str | None:
        figures = (*row.metrics, *row.beside)
        return next((column.cell(figure) for figure in figures if figure.metric == ref), None)

    return read


def _refs(groups: Iterable[tuple[Figure, ...]]) -> list[MetricRef]:
    return list(dict.fromkeys(figure.metric for figures in groups for figure in figures))


def _columns(result: Result, ref: MetricRef, alone: bool) -> list[Column]:
    """The columns of one KPI; beside others each head carries its title."""
    language, title = result.language, title_of(ref)
    kind = result.query.compare.kind if result.query and result.query.compare else None
    other = {"target": "col_target", "expected": "col_expected"}.get(kind or "", "col_before")

    def head(key: str) -> str:
        return say(language, key) if alone else f"{title}: {say(language, key)}"

    def of_change(pick: Callable[[Figure], float | None]) -> Callable[[Figure], str | None]:
        return lambda f: None if pick(f) is None else change_text(pick(f), f.unit, None, language)

    about = [
        Column(title, lambda f: value_of(f, language)),
        Column(head(other), lambda f: _other(f, language)),
    ]
    changes = [
        Column(head("col_change"), lambda f: _change(f, language)),
        Column(head("col_verdict"), lambda f: f.compare and verdict_text(f, f.compare, language)),
    ]
    parts = [
        Column(head("col_share"), lambda f: None if f.share is None else value_text(f.share, "%", language)),
        Column(head("col_contribution"), of_change(lambda f: f.contribution)),
        Column(head("col_within"), of_change(lambda f: f.within)),
        Column(head("col_mix"), of_change(lambda f: f.mix)),
        Column(head("col_interaction"), of_change(lambda f: f.interaction)),
    ]
    n = Column(head("col_n"), lambda f: f"{f.n:,}")
    interval = Column(head("col_interval"), lambda f: band_text(f.low, f.high, f.unit, language))
    # Of drivers people want to know what moved the whole; a slice's own change would only crowd that out.
    return [*about, *parts, n] if _drivers(result) else [*about, *changes, *parts, interval, n]


def _other(figure: Figure, language: str) -> str | None:
    side = figure.compare
    if side is None:
        return None
    if side.value is None:
        return band_text(side.low, side.high, figure.unit, language) or say(language, "no_data")
    return value_text(side.value, figure.unit, language)


def _change(figure: Figure, language: str) -> str | None:
    side = figure.compare
    if side is None or side.change is None:
        return None
    return change_text(side.change, figure.unit, side.value, language)
