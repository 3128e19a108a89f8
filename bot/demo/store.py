"""The demo's store: generated files, taken in by the same ingest as anybody's, and used for a day.

A store says of itself that the demo made it, so that no other store is ever overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, inspect, select

from bot.demo.days import Plan
from bot.demo.files import write_files
from bot.demo.hearing import hear_transcripts, unheard_because
from bot.demo.records import TRANSCRIPTS
from bot.errors import BotError
from nlp.model import DEFAULT
from storage.addresses import shown, sqlite_file, store_address
from storage.database import open_store, reading, writing
from storage.ingest.rejects import Rejects
from storage.ingest.run import Wish, ingest
from storage.readers import open_file
from storage.records import KINDS
from storage.schema import settings

DAYS = 90
MARK = "demo"
Told = Callable[[str], None]


def demo_plan(now: datetime, zone: str, contacts: int, seed: int) -> Plan:
    """The demo up to `now`, to the minute: the same minute gives the same centre."""
    end = now.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    return Plan(end, contacts, DAYS, seed)


def ready(plan: Plan, db_url: str, told: Told) -> bool:
    """Makes the store unless it is there and of the plan's day; whether it had to.

    BotError for a store that the demo did not make: it is left alone.
    """
    address = store_address(db_url)
    file = sqlite_file(address)
    if file is None:
        return _ready_elsewhere(plan, db_url, told)
    if file.exists():
        engine = open_store(db_url)
        made = _made_of(engine)
        engine.dispose()
        if made is None and not _empty(db_url):
            raise BotError(f"{shown(address)} was not made by the demo: name another store with --db")
        if made == _mark(plan):
            return False
    file.parent.mkdir(parents=True, exist_ok=True)
    _make_beside(plan, file, told)
    return True


def make_store(plan: Plan, db_url: str, told: Told = lambda _: None, model: str = DEFAULT) -> dict[str, int]:
    """Fills an empty store; how many records of each kind came in. `told` hears of each as it begins."""
    engine, kinds = open_store(db_url), {kind.name: kind for kind in KINDS}
    counts: dict[str, int] = {}
    with TemporaryDirectory(prefix="heartline-demo-") as folder:
        told("inventing 90 days of a contact centre")
        paths = write_files(plan, Path(folder))
        transcripts = paths.pop(TRANSCRIPTS)
        for name, path in paths.items():
            told(f"taking in {name.replace('_', ' ')}")
            with Rejects(Path(folder) / "rejects.csv") as rejects:
                wish = Wish(kinds[name], plan.zone.key)
                [report] = ingest(engine, [(path.name, partial(open_file, path))], wish, rejects)
            if not report.clean:
                raise BotError(f"the demo's own {name} were refused: {report.problem or report.refusals[0]}")
            counts[name] = report.new
        counts[TRANSCRIPTS] = hear_transcripts(engine, transcripts, told, model)
    with writing(engine) as connection:
        connection.execute(insert(settings), [{"name": MARK, "value": _mark(plan)}])
    engine.dispose()
    return counts


def _make_beside(plan: Plan, file: Path, told: Told) -> None:
    """The old store stays until the new one is whole."""
    beside = file.with_name(f"{file.name}.making")
    _remove(beside)
    make_store(plan, f"sqlite:///{beside}", told)
    _remove(file)
    beside.rename(file)


def _ready_elsewhere(plan: Plan, db_url: str, told: Told) -> bool:
    """On a server there is no file to replace: an empty database is filled, the demo's of today is used."""
    engine = open_store(db_url)
    made = _made_of(engine)
    engine.dispose()
    if made == _mark(plan):
        return False
    if not _empty(db_url):
        raise BotError(f"{shown(db_url)} is not empty and not today's demo: name an empty database with --db")
    make_store(plan, db_url, told)
    return True


def _mark(plan: Plan) -> str:
    """What the store was made of; of its clock only the day, for it is used all day. One made where the model
    was missing is made anew once it is there."""
    day = plan.end.date().isoformat()
    made_of = {"day": day, "zone": plan.zone.key, "contacts": plan.contacts, "seed": plan.seed}
    return json.dumps({**made_of, "felt": unheard_because() is None})


def _made_of(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return connection.execute(select(settings.c.value).where(settings.c.name == MARK)).scalar()


def _empty(db_url: str) -> bool:
    engine = open_store(db_url)
    ours = {kind.table.name: kind.table for kind in KINDS}
    tables = [ours[name] for name in inspect(engine).get_table_names() if name in ours]
    with reading(engine) as connection:
        found = [connection.execute(select(table).limit(1)).first() for table in tables]
    engine.dispose()
    return not any(found)


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
