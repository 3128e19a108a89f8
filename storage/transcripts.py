"""Transcripts in the store: kept with what was heard in them, found again, erased.

A contact has one transcript; one that comes again changed replaces it wholly, with every score of it. What
belongs together is written in one transaction, so that a killed process leaves all of a batch or nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, exists, func, select
from sqlalchemy.exc import DBAPIError

from storage.database import plain_fault, reading, writing
from storage.emotion_models import Model, alone, remembered
from storage.errors import StorageError
from storage.rollups.keep import Keeping
from storage.rollups.shape import FELT
from storage.said import Heard, Said, SaidTurn
from storage.schema import contacts, nev_contacts, transcripts
from storage.transcript_rows import (
    chunks,
    forget,
    heard_by,
    put_figures,
    put_scores,
    put_transcripts,
    stored,
    turns_of,
)


class Kept(NamedTuple):
    """What became of a batch: transcripts new to the store, replaced, heard anew, and known already."""

    new: int = 0
    changed: int = 0
    rescored: int = 0
    known: int = 0


def known(engine: Engine, pairs: Iterable[tuple[str, str]], model: str) -> frozenset[str]:
    """Those contacts of (contact_id, digest) whose very transcript this model has heard already."""
    wanted = dict(pairs)
    heard = exists().where(
        nev_contacts.c.contact_id == transcripts.c.contact_id, nev_contacts.c.model == model
    )
    found: set[str] = set()
    with reading(engine) as connection:
        for some in chunks(wanted):
            asked = select(transcripts.c.contact_id, transcripts.c.digest)
            rows = connection.execute(asked.where(transcripts.c.contact_id.in_(some), heard))
            found |= {contact for contact, digest in rows if wanted[contact] == digest}
    return frozenset(found)


def keep(engine: Engine, batch: Sequence[Heard], model: Model) -> Kept:
    """Stores a batch in one transaction; each contact stands in it once.

    What the model has heard already in the same words is left as it is, so that the same batch twice is one.
    StorageError, in one line, where the store fails; then nothing of the batch is stored.
    """
    with _alone(engine) as connection:
        return _keep(connection, batch, model)


def keep_scores(engine: Engine, batch: Sequence[Heard], model: Model) -> Kept:
    """As `keep`, of transcripts that came out of the store: one that was changed or erased while it was heard
    is left as it is now."""
    with _alone(engine) as connection:
        there = stored(connection, [one.said.contact_id for one in batch])
        digests = {contact: digest for contact, (_, digest) in there.items()}
        still = [one for one in batch if digests.get(one.said.contact_id) == one.said.digest]
        return _keep(connection, still, model)


def unheard(engine: Engine, model: str, after: int, limit: int) -> list[tuple[int, Said]]:
    """The next stored transcripts that a model has not heard, by their number, from `after` on."""
    with reading(engine) as connection:
        asked = select(transcripts).where(transcripts.c.transcript_id > after, _not_by(model))
        rows = connection.execute(asked.order_by(transcripts.c.transcript_id).limit(limit)).mappings().all()
        said = turns_of(connection, [row["transcript_id"] for row in rows])
    return [(row["transcript_id"], _said(row, said.get(row["transcript_id"], ()))) for row in rows]


def count_unheard(engine: Engine, model: str) -> int:
    """How many stored transcripts a model has not heard."""
    with reading(engine) as connection:
        asked = select(func.count()).select_from(transcripts).where(_not_by(model))
        return connection.execute(asked).scalar_one()


def without_record(engine: Engine) -> int:
    """How many transcripts belong to contacts that the store has no record of yet."""
    recorded = exists().where(contacts.c.contact_id == transcripts.c.contact_id)
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(transcripts).where(~recorded)).scalar_one()


def tally(engine: Engine, model: str) -> dict[str | None, int]:
    """How many contacts a model has scored (under None), and by reason how many it has not."""
    reason = nev_contacts.c.not_scored
    asked = select(reason, func.count()).where(nev_contacts.c.model == model).group_by(reason)
    with reading(engine) as connection:
        return {row[0]: row[1] for row in connection.execute(asked)}


def erase(engine: Engine, contact_id: str) -> bool:
    """Takes a contact's transcript, and all that was heard in it, out of the store; whether it was there.

    The contact's record stays: it counts from then on as a contact without a transcript.
    """
    with writing(engine) as connection:
        alone(connection)
        asked = select(transcripts.c.transcript_id).where(transcripts.c.contact_id == contact_id)
        numbers = list(connection.execute(asked).scalars())
        rollups = Keeping(connection)
        forget(connection, [contact_id], numbers)
        _felt(rollups, [contact_id])
    return bool(numbers)


def _said(row: RowMapping, turns: tuple[SaidTurn, ...]) -> Said:
    return Said(
        contact_id=row["contact_id"],
        source=row["source"],
        language=row["language"],
        roles=row["roles"],
        digest=row["digest"],
        turns=turns,
    )


def _not_by(model: str) -> ColumnElement[bool]:
    return ~exists().where(
        nev_contacts.c.contact_id == transcripts.c.contact_id, nev_contacts.c.model == model
    )


def _felt(rollups: Keeping, ids: Sequence[str]) -> None:
    """Sums again what was felt on the days of these contacts."""
    for some in chunks(ids):
        rollups.contacts(some, (FELT,))
    rollups.settle()


@contextmanager
def _alone(engine: Engine) -> Generator[Connection]:
    """A transaction in which no other writes transcripts; StorageError, in one line, where it fails."""
    try:
        with writing(engine) as connection:
            alone(connection)
            yield connection
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        raise StorageError(plain_fault(engine.url, error)) from error


def _keep(connection: Connection, batch: Sequence[Heard], model: Model) -> Kept:
    number, rollups = remembered(connection, model), Keeping(connection)
    there = stored(connection, [one.said.contact_id for one in batch])
    same = {
        one.said.contact_id: there[one.said.contact_id][0]
        for one in batch
        if there.get(one.said.contact_id, (0, ""))[1] == one.said.digest
    }
    done = heard_by(connection, tuple(same), model.name)
    writes = [one for one in batch if one.said.contact_id not in done]
    fresh = [one.said for one in writes if one.said.contact_id not in same]
    replaced = [there[one.contact_id][0] for one in fresh if one.contact_id in there]
    forget(connection, [one.contact_id for one in fresh], replaced)
    numbers = {**same, **put_transcripts(connection, fresh)}
    put_scores(connection, writes, numbers, number)
    put_figures(connection, writes, model.name)
    _felt(rollups, [one.said.contact_id for one in writes])
    return Kept(len(fresh) - len(replaced), len(replaced), len(writes) - len(fresh), len(done))
