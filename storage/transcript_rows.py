"""Rows of transcripts, turns, scores and figures: written and taken away in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select

from storage.said import Heard, Said, SaidTurn
from storage.schema import (
    EMOTIONS,
    emotion_mentions,
    emotion_models,
    nev_contacts,
    transcripts,
    turn_scores,
    turns,
)

Row = dict[str, Any]

_CHUNK = 500  # values bound in one statement; SQLite takes 32,766
_FIGURES = ("balance", "shaw_mean", "net_sentiment", "end_weighted", "trend")
_MENTIONS = ("positive_mentions", "negative_mentions")


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values, as many at a time as one statement takes."""
    every = list(values)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def stored(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """contact_id -> number and digest of the transcript that is there."""
    columns = (transcripts.c.contact_id, transcripts.c.transcript_id, transcripts.c.digest)
    found: dict[str, tuple[int, str]] = {}
    for some in chunks(ids):
        rows = connection.execute(select(*columns).where(transcripts.c.contact_id.in_(some)))
        found |= {contact: (number, digest) for contact, number, digest in rows}
    return found


def heard_by(connection: Connection, ids: Sequence[str], model: str) -> frozenset[str]:
    """Those contacts for which the model's figures are there, or why there are none."""
    column, found = nev_contacts.c.contact_id, set[str]()
    for some in chunks(ids):
        asked = select(column).where(column.in_(some), nev_contacts.c.model == model)
        found.update(connection.execute(asked).scalars())
    return frozenset(found)


def turns_of(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[SaidTurn, ...]]:
    """Number of a transcript -> its turns in order."""
    found: dict[int, list[SaidTurn]] = {}
    for some in chunks(numbers):
        asked = select(turns).where(turns.c.transcript_id.in_(some))
        for number, _, speaker, start, end, text in connection.execute(asked.order_by(*turns.primary_key)):
            found.setdefault(number, []).append(SaidTurn(speaker, text, start, end))
    return {number: tuple(said) for number, said in found.items()}


def forget(connection: Connection, ids: Sequence[str], numbers: Sequence[int]) -> None:
    """Nothing of these contacts' transcripts is left, whichever model heard them."""
    for table in (nev_contacts, emotion_mentions):
        _delete(connection, table, table.c.contact_id, ids)
    # Scores stand in the order of their models: named, each is found at once.
    models = select(emotion_models.c.model_id)
    _delete(connection, turn_scores, turn_scores.c.transcript_id, numbers, turn_scores.c.model_id.in_(models))
    for table in (turns, transcripts):
        _delete(connection, table, table.c.transcript_id, numbers)


def put_transcripts(connection: Connection, said: Sequence[Said]) -> dict[str, int]:
    """contact_id -> the number that its transcript got."""
    if not said:
        return {}
    returning = insert(transcripts).returning(transcripts.c.contact_id, transcripts.c.transcript_id)
    rows = connection.execute(returning, [_transcript_row(one) for one in said])
    numbers: dict[str, int] = {row[0]: row[1] for row in rows}
    _put(connection, turns, (row for one in said for row in _turn_rows(one, numbers[one.contact_id])))
    return numbers


def put_scores(
    connection: Connection, heard: Sequence[Heard], numbers: Mapping[str, int], model: int
) -> None:
    blank = dict.fromkeys(EMOTIONS)
    _put(
        connection,
        turn_scores,
        (
            {
                "model_id": model,
                "transcript_id": numbers[one.said.contact_id],
                "position": score.position,
                "positive": score.positive,
                "negative": score.negative,
                **blank,
                **score.emotions,
            }
            for one in heard
            for score in one.scores
        ),
    )


def put_figures(connection: Connection, heard: Sequence[Heard], model: str) -> None:
    _put(connection, nev_contacts, (_figure_row(one, model) for one in heard))
    _put(connection, emotion_mentions, (row for one in heard for row in _mention_rows(one, model)))


def _transcript_row(said: Said) -> Row:
    return {
        "contact_id": said.contact_id,
        "source": said.source,
        "language": said.language,
        "roles": said.roles,
        "digest": said.digest,
        "turns": len(said.turns),
        "customer_turns": sum(turn.speaker == "customer" for turn in said.turns),
    }


def _turn_rows(said: Said, number: int) -> Iterator[Row]:
    for position, turn in enumerate(said.turns):
        row: Row = {"transcript_id": number, "position": position, "speaker": turn.speaker}
        yield row | {"start_s": turn.start, "end_s": turn.end, "text": turn.text}


def _figure_row(heard: Heard, model: str) -> Row:
    figures = heard.figures
    row: Row = {"contact_id": heard.said.contact_id, "model": model, "not_scored": heard.not_scored}
    row |= {name: None if figures is None else getattr(figures, name) for name in _FIGURES}
    return row | {name: 0 if figures is None else getattr(figures, name) for name in _MENTIONS}


def _mention_rows(heard: Heard, model: str) -> Iterator[Row]:
    if heard.figures is None:
        return
    for emotion, mentions in heard.figures.mentions.items():
        if mentions:
            key: Row = {"contact_id": heard.said.contact_id, "model": model, "emotion": emotion}
            yield key | {"mentions": mentions}


def _put(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    every = list(rows)
    if every:
        connection.execute(insert(table), every)


def _delete(
    connection: Connection,
    table: Table,
    column: ColumnElement[Any],
    values: Sequence[Any],
    *more: ColumnElement[bool],
) -> None:
    for some in chunks(values):
        connection.execute(delete(table).where(column.in_(some), *more))
