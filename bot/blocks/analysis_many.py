"""Many transcripts in one file: one message with a table, those who felt worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.analysis import figure, not_scored, signed
from bot.blocks.parts import Said, Span, bullets, fallback, line, paragraph, small, table
from bot.blocks.worked_out import how
from bot.phrases import say
from nlp.nev import ContactNev, mean, mood

ROWS = 99
CHARACTERS = 7000
NAME_CHARACTERS = 40
SPOKEN = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """One contact of many: its figures, or why it has none."""

    name: str
    nev: ContactNev | None
    not_scored: str | None
    language: str | None


def summarised(name: str, contacts: Sequence[Summary], model: str) -> Said:
    """The message about a file of several contacts."""
    scored = sorted(
        ((one.name, one.nev) for one in contacts if one.nev is not None), key=lambda pair: pair[1].balance
    )
    head = say("en", "many_head", name=line(name, 80), count=f"{len(contacts):,}", scored=f"{len(scored):,}")
    lines = [head]
    if scored:
        whole = mean([nev.balance for _, nev in scored])
        lines.append(say("en", "many_mean", value=signed(whole), mood=say("en", f"feel_{mood(whole)}")))
    cells = _cells(scored)
    notes = [*_unscored(contacts)]
    if len(cells) - 1 < len(scored):
        notes.append(say("en", "many_rows", shown=len(cells) - 1, all=f"{len(scored):,}"))
    blocks = [paragraph([[Span(one, bold=not place)] for place, one in enumerate(lines)])]
    blocks += [table(cells, 1)] if scored else []
    blocks += [bullets(notes)] if notes else []
    blocks += [small([say("en", "nev_model", model=model), say("en", "nev_kept_nowhere")]), how(model)]
    spoken = [
        f"{line(one, NAME_CHARACTERS)}: {figure(nev, mood(nev.balance))}" for one, nev in scored[:SPOKEN]
    ]
    return Said(fallback([*lines, *spoken, *notes]), tuple(blocks))


def _cells(scored: Sequence[tuple[str, ContactNev]]) -> list[tuple[str, ...]]:
    heads = ("many_contact", "many_nev", "many_mood", "many_trend", "many_turns")
    cells = [tuple(say("en", one) for one in heads)]
    spent = 0
    for name, nev in scored[:ROWS]:
        row = (
            line(name, NAME_CHARACTERS),
            signed(nev.balance),
            say("en", f"feel_{mood(nev.balance)}"),
            "" if nev.trend is None else signed(nev.trend),
            f"{nev.turns:,}",
        )
        spent += sum(map(len, row))
        if spent > CHARACTERS:
            break
        cells.append(row)
    return cells


def _unscored(contacts: Sequence[Summary]) -> list[str]:
    """How many have no figure, by why."""
    counted = Counter((one.not_scored, one.language) for one in contacts if one.not_scored)
    by_reason = Counter[str]()
    for (reason, language), count in counted.items():
        by_reason[not_scored(reason or "words", language if reason == "language" else None)] += count
    return [
        say("en", "many_unscored", count=f"{count:,}", why=why) for why, count in by_reason.most_common(5)
    ]
