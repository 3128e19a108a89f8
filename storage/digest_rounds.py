"""What each process's scheduler did last: whether digests are looked after at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Engine

from storage.database import reading, writing
from storage.schema_digests import digest_rounds as rounds

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Round:
    """A scheduler's last round: when, how many slots it has posted since its start, and what went wrong."""

    worker: str
    started_at: datetime
    round_at: datetime
    slots: int
    reason: str | None = None


_ROUND = [rounds.c[one.name] for one in fields(Round)]


def keep_round(engine: Engine, done: Round) -> None:
    """Keeps the worker's last round, and forgets workers that have not been heard of for a week."""
    gone = (rounds.c.worker == done.worker) | (rounds.c.round_at < done.round_at - KEPT)
    with writing(engine) as connection:
        connection.execute(delete(rounds).where(gone))
        connection.execute(insert(rounds).values(**asdict(done)))


def last_rounds(engine: Engine) -> list[Round]:
    """Each scheduler's last round, the latest first."""
    with reading(engine) as connection:
        return [Round(*row) for row in connection.execute(select(*_ROUND).order_by(rounds.c.round_at.desc()))]
