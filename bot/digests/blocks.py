"""A digest as one message. Every digest fits: what does not is cut, and the message says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.blocks.moments import moment_text, period_text
from bot.blocks.parts import (
    Json,
    Said,
    Span,
    actions,
    bullets,
    button,
    characters,
    fallback,
    line,
    paragraph,
    small,
)
from bot.digests.charts import chart_block
from bot.digests.composed import Composed
from bot.digests.items import Item
from bot.digests.lines import Detail, item_lines, name_of
from bot.digests.slice_table import slice_table
from bot.phrases import say
from bot.pictures.timeline import image_block

TITLE = 150
NOTE = 300
NOTES = 8
FILTERS = 5
# A long message fails at about 13,200 characters; the buttons, the notes and the foot take some of them.
MOST_CHARACTERS = 12_000
FOR_ITEMS = 7_500
LEAST_FOR_TABLE = 1_500
# Each KPI is a block of its own while they are few; a message has 50 blocks.
APART = 40
# From all that can be said to the least, until it fits.
DETAILS = (
    Detail(),
    Detail(counter=False),
    Detail(counter=False, driver=False),
    Detail(sparkline=False, driver=False, counter=False),
)


def digest_message(composed: Composed) -> Said:
    language = composed.language
    items, left_out = _items(composed)
    top = [*_head(composed), *items]
    charts = [made for chart in composed.charts if (made := chart_block(chart, language)) is not None]
    notes = [say(language, "digest_left_out", count=left_out)] if left_out else []
    foot = [small(_foot(composed)), actions(_buttons(composed))]
    room = MOST_CHARACTERS - characters(top) - characters(foot) - NOTE * (NOTES + 1)
    table = slice_table(composed, max(room, LEAST_FOR_TABLE))
    sliced = [table.block] if table and table.block else []
    if composed.slices is not None and composed.slices.image is not None:
        sliced = [image_block(composed.slices.image, composed.slices.alt), *sliced]
    notes += [*(table.notes if table else ()), *composed.problems]
    blocks = [*top, *charts, *sliced, *_bullets(notes, language), *foot]
    return Said(fallback(_spoken(composed, notes)), tuple(blocks))


def _head(composed: Composed) -> list[Json]:
    language = composed.language
    lines = [f"{_when(composed)} ({composed.digest.zone})"]
    if composed.due is not None:
        lines.append(say(language, "digest_late", due=moment_text(composed.due, language)))
    header = {"type": "plain_text", "text": line(composed.digest.title, TITLE), "emoji": False}
    return [{"type": "header", "text": header}, small(lines)]


def _when(composed: Composed) -> str:
    key = "digest_for_working" if composed.after_weekend else "digest_for"
    return say(composed.language, key, period=period_text(composed.period, composed.language))


def _items(composed: Composed) -> tuple[list[Json], int]:
    """The KPIs with as much beside them as fits, and how many did not fit at all."""
    for detail in DETAILS:
        made = _blocks([item_lines(one, detail, composed.language) for one in composed.items])
        if characters(made) <= FOR_ITEMS:
            return made, 0
    lines = [item_lines(one, DETAILS[-1], composed.language) for one in composed.items]
    kept = next(n for n in range(len(lines), -1, -1) if characters(_blocks(lines[:n])) <= FOR_ITEMS)
    return _blocks(lines[:kept]), len(lines) - kept


def _blocks(items: Sequence[list[list[Span]]]) -> list[Json]:
    if len(items) <= APART:
        return [paragraph(lines) for lines in items]
    return [paragraph([one for lines in items for one in lines])]


def _bullets(notes: Sequence[str], language: str) -> Iterator[Json]:
    shown = [line(note, NOTE) for note in notes[:NOTES]]
    if len(notes) > NOTES:
        shown.append(say(language, "notes_left_out", count=len(notes) - NOTES))
    if shown:
        yield bullets(shown)


def _foot(composed: Composed) -> list[str]:
    language = composed.language
    facts = [_filter(composed, number) for number in range(min(FILTERS, len(composed.filters)))]
    if len(composed.filters) > FILTERS:
        facts.append(say(language, "digest_more_filters", count=len(composed.filters) - FILTERS))
    fresh = max((one.freshness for one in composed.items if one.freshness is not None), default=None)
    facts += [say(language, "fresh", moment=moment_text(fresh, language))] if fresh else []
    lines = [" · ".join(line(fact, NOTE) for fact in facts)] if facts else []
    lines.append(say(language, "digest_expected", weeks=composed.weeks))
    if any(one.driver for one in composed.items):
        lines.append(say(language, "digest_association"))
    return lines


def _filter(composed: Composed, number: int) -> str:
    one, language = composed.filters[number], composed.language
    values = ", ".join(say(language, "not_set") if value is None else value for value in one.values)
    return say(language, f"filter_{one.op}", dimension=one.dimension.replace("_", " "), values=values)


def _buttons(composed: Composed) -> list[Json]:
    language, digest_id = composed.language, composed.digest.digest_id
    named = {
        "digest_edit": say(language, "digest_edit_button"),
        "digest_pause": say(language, "digest_pause_button"),
        "digest_why": say(language, "digest_why_button"),
    }
    return [button(text, action_id, digest_id) for action_id, text in named.items()]


def _spoken(composed: Composed, notes: Sequence[str]) -> list[str]:
    """The same in words, for notifications and for those who hear the message."""
    language, spoken = composed.language, Detail(sparkline=False)
    head = _when(composed)
    return [
        f"{line(composed.digest.title, TITLE)} · {head}",
        *(_said(one, spoken, language) for one in composed.items),
        *notes[:NOTES],
    ]


def _said(one: Item, detail: Detail, language: str) -> str:
    texts = ["".join(span.text for span in spans) for spans in item_lines(one, detail, language)]
    return f"{texts[0]}: {' '.join(texts[1:])}" if texts[1:] else name_of(one.ref)
