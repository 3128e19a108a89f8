"""A Result as one message. Every Result fits: what does not is cut, and the message says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from bot.blocks.figures import value_of, value_text
from bot.blocks.headline import dimension_title, figure_spans, figure_text, title, title_of
from bot.blocks.moments import moment_text, period_text
from bot.blocks.parts import (
    BUTTON_VALUE,
    Json,
    Said,
    Span,
    actions,
    bullets,
    button,
    escaped,
    fallback,
    feedback,
    line,
    paragraph,
    small,
    table,
)
from bot.blocks.slices import MAX_ROWS, Table, slice_table
from bot.phrases import say
from kpi_engine.catalogue import metric
from kpi_engine.result import Figure, Result, Row
from kpi_engine.values import Filter, Having, Period, Query

MAX_FIGURES = 12
MAX_NOTES = 8
NOTE_CHARACTERS = 400
DEFINITIONS = 3
DEFINITION_CHARACTERS = 400
FILTER_CHARACTERS, FILTERS_CHARACTERS = 300, 1_500
SAID_CHARACTERS = 2500
TOLD_CHARACTERS = 7000
CHOICES = 10
NAMES_CHARACTERS = 1500
SPOKEN_ROWS = 5


def said(result: Result, *, buttons: tuple[str, ...] = (), rate: bool = False, rows: int = MAX_ROWS) -> Said:
    """The message of a result. `buttons`: choices that are whole questions; `rate` asks for feedback."""
    return _BY_STATUS[result.status](result, buttons, rate, rows)


def plain(text: str) -> Said:
    """One remark of the bot's own."""
    return Said(fallback([text]), (paragraph([[Span(line(text, SAID_CHARACTERS))]]),))


def quoted(message: Said, question: str) -> Said:
    """The message under the question that a button asked."""
    return Said(
        fallback([f"“{line(question, NOTE_CHARACTERS)}”"]) + "\n" + message.text,
        (small([f"“{question}”"]), *message.blocks),
    )


def with_share(message: Said, language: str, value: str) -> Said:
    """The message with a button that posts it to the channel; `value` is what the press brings back."""
    if len(value) > BUTTON_VALUE:
        return message
    return Said(message.text, (*message.blocks, actions([button(say(language, "share"), "share", value)])))


def shared(message: Said, user: str, question: str, language: str) -> Said:
    """The message as somebody shared it; `user` is a Slack id, shown as a mention that notifies nobody."""
    head = say(language, "shared", user=f"<@{user}>", question=line(escaped(question), NOTE_CHARACTERS))
    element = {"type": "mrkdwn", "text": head, "verbatim": True}
    return Said(f"{head}\n{message.text}", ({"type": "context", "elements": [element]}, *message.blocks))


def shorter(full: Said, language: str) -> Said:
    """What is posted when Slack finds the full message too long after all."""
    note = say(language, "shorter")
    text = fallback([note]) + "\n" + full.text
    return Said(text, (full.blocks[0], small([note]))) if full.blocks else full


def _answered(result: Result, buttons: tuple[str, ...], rate: bool, most: int) -> Said:
    query, language = result.query, result.language
    if query is None or query.period is None:
        return _told(result, buttons)
    whole, sliced = _split(result)
    compare, named = query.compare, len(query.metrics) > 1
    figures = whole.metrics[:MAX_FIGURES] if whole else ()
    head = [[Span(title(query, language), bold=True)]]
    head += [figure_spans(figure, compare, named, language) for figure in figures]
    slices = slice_table(result, sliced, most) if sliced else None
    notes = _notes(result, slices)
    blocks = [paragraph(head)]
    blocks += [table(slices.cells, slices.labels)] if slices else []
    blocks += [small([_beside(whole, language)])] if whole and whole.beside else []
    blocks += [bullets(notes)] if notes else []
    blocks.append(small(_context(result, query)))
    blocks += [feedback(say(language, "good"), say(language, "bad"))] if rate else []
    spoken = [figure_text(figure, compare, named, language) for figure in figures]
    return Said(fallback([title(query, language), *spoken, *_spoken(slices), *notes]), tuple(blocks))


def _split(result: Result) -> tuple[Row | None, tuple[Row, ...]]:
    """The row of the whole, if there is one, and the rows of slices."""
    whole = next((row for row in result.rows if not row.slice), None)
    return whole, tuple(row for row in result.rows if row.slice)


def _told(result: Result, buttons: tuple[str, ...]) -> Said:
    """Definitions and capabilities: words without figures."""
    words = [*(result.message or "").splitlines(), *result.definition.values(), *result.notes]
    lines: list[str] = []
    for one in (line(word, SAID_CHARACTERS) for word in words if word.strip()):
        if sum(map(len, lines)) + len(one) > TOLD_CHARACTERS:
            lines.append(say(result.language, "notes_left_out", count=len(words) - len(lines)))
            break
        lines.append(one)
    lines = lines or [say(result.language, "no_data")]
    return Said(fallback(lines), (paragraph([[Span(one)] for one in lines]), *_choices(buttons)))


def _clarify(result: Result, buttons: tuple[str, ...], _rate: bool, _rows: int) -> Said:
    language = result.language
    message = line(result.message or say(language, "choose"), SAID_CHARACTERS)
    names = [one for one in result.choices if one not in buttons]
    known = line(say(language, "also", names=", ".join(names)), NAMES_CHARACTERS) if names else ""
    blocks = (paragraph([[Span(message)]]), *_choices(buttons), *([small([known])] if known else []))
    return Said(fallback([message, *buttons[:CHOICES], known]), blocks)


def _choices(questions: tuple[str, ...]) -> list[Json]:
    """Buttons that ask a question each."""
    asked = [one for one in questions if one and len(one) <= BUTTON_VALUE][:CHOICES]
    return [actions([button(one, f"choice_{n}", one) for n, one in enumerate(asked)])] if asked else []


def _refused(result: Result, _buttons: tuple[str, ...], _rate: bool, _rows: int) -> Said:
    return plain(result.message or say(result.language, "no_data"))


_BY_STATUS: dict[str, Callable[[Result, tuple[str, ...], bool, int], Said]] = {
    "answered": _answered,
    "clarify": _clarify,
    "refused": _refused,
}


def _notes(result: Result, slices: Table | None) -> list[str]:
    words = [*(slices.notes if slices else ()), *result.notes]
    shown = [line(one, NOTE_CHARACTERS) for one in words[:MAX_NOTES]]
    if len(words) > MAX_NOTES:
        shown.append(say(result.language, "notes_left_out", count=len(words) - MAX_NOTES))
    return shown


def _spoken(slices: Table | None) -> list[str]:
    """The first rows for those who hear the message: the slice, and its first figures."""
    rows = slices.cells[1 : SPOKEN_ROWS + 1] if slices else ()
    return [" · ".join(row[: (slices.labels if slices else 0) + 3]) for row in rows]


def _beside(row: Row, language: str) -> str:
    figures = "; ".join(f"{title_of(f.metric)} {value_of(f, language)}" for f in row.beside[:MAX_FIGURES])
    return say(language, "beside", figures=figures)


def _context(result: Result, query: Query) -> list[str]:
    """Definition, period, filters, n, freshness."""
    language = result.language
    filters = [line(one, FILTER_CHARACTERS) for one in _filters(query, language)]
    facts = (
        _period(result, query.period),
        line(" · ".join(filters), FILTERS_CHARACTERS) if filters else "",
        _n(result),
        _fresh(result.freshness, query.period, language),
    )
    return [" · ".join(filter(None, facts)), *_definitions(result)]


def _filters(query: Query, language: str) -> Iterator[str]:
    """What was asked to be counted or shown alone. A threshold on one figure is a question, which a note
    answers."""
    yield from (_filter(one, language) for one in query.filters)
    if query.group_by or query.grain is not None:
        yield from (_having(one, language) for one in query.having)


def _having(one: Having, language: str) -> str:
    unit = metric(one.metric.id).variant(one.metric.variant).unit
    value = value_text(one.value, unit, language)
    return say(language, "filter_having", kpi=title_of(one.metric), op=one.op, value=value)


def _period(result: Result, asked: Period | None) -> str:
    used = {figure.used for row in result.rows for figure in row.metrics if figure.used is not None}
    period = next(iter(used)) if len(used) == 1 else asked
    if period is not None and period.start >= period.end:
        period = asked  # nothing was counted, which a note says: no day is named for it
    if period is None:
        return ""
    shown = period_text(period, result.language)
    zone = str(period.start.tzinfo)
    cut = asked is not None and (period.start, period.end) != (asked.start, asked.end)
    return f"{say(result.language, 'counted', period=shown) if cut else shown} ({zone})"


def _filter(one: Filter, language: str) -> str:
    values = ", ".join(say(language, "not_set") if value is None else value for value in one.values)
    return say(
        language,
        f"filter_{one.op}",
        dimension=dimension_title(one.dimension, language).lower(),
        values=values,
    )


def _n(result: Result) -> str:
    """The number of rows behind the whole; a table has its own column."""
    figures: tuple[Figure, ...] = next((row.metrics for row in result.rows if not row.slice), ())
    return say(result.language, "n", n=f"{figures[0].n:,}") if len(figures) == 1 else ""


def _fresh(moment: datetime | None, asked: Period | None, language: str) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(asked.start.tzinfo) if asked else moment
    return say(language, "fresh", moment=moment_text(local, language))


def _definitions(result: Result) -> list[str]:
    return [line(text, DEFINITION_CHARACTERS) for text in list(result.definition.values())[:DEFINITIONS]]
