"""Whether the sums that answers come from are kept, in whose days, and (deep) whether they are right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from bot.doctor.finding import Finding, broken, good, odd

if TYPE_CHECKING:
    from sqlalchemy import Engine

MEND = "heartline rollups rebuild"
SHOWN = 5


def rollups(engine: Engine, zone: str, *, deep: bool) -> Iterator[Finding]:
    """Nothing is wrong without them, only slow; sums that differ from the records are."""
    from storage.database import reading
    from storage.rollups.state import kept_in
    from storage.store import Store

    if Store(engine).earliest() is None:
        return
    with reading(engine) as connection:
        kept = kept_in(connection)
    if kept is None:
        yield odd("rollups: not kept, so every answer adds up records", MEND)
        return
    if kept.key != zone:
        yield odd(f"rollups: kept in the days of {kept.key}, asked for in those of {zone}: slower", MEND)
    else:
        yield good(f"rollups: kept in the days of {kept.key}")
    if deep:
        yield from _differing(engine)


def _differing(engine: Engine) -> Iterator[Finding]:
    from storage.database import reading
    from storage.rollups.compare import differences

    with reading(engine) as connection:
        found = list(islice(differences(connection), SHOWN + 1))
    for one in found[:SHOWN]:
        yield broken(f"rollups: {one}", MEND)
    if len(found) > SHOWN:
        yield broken("rollups: and more that differ", MEND)
    if not found:
        yield good("rollups: every sum is that of the records")
