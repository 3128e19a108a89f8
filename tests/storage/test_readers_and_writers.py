"""Eight who ask and two who take in, at the same time: nobody fails, nobody sees half of a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from looking import kind_of
from sqlalchemy.engine import Connection

from storage.database import asking, open_store
from storage.from_rows import row_sums
from storage.ingest.rejects import Rejects
from storage.ingest.run import Wish, ingest
from storage.measures import additive
from storage.readers import open_file
from storage.request import Request, request
from storage.store import Store
from storage.sums import sums

SECONDS, READERS, WRITERS, ROWS = 2.0, 8, 2, 20
FIRST = datetime(2026, 10, 23, tzinfo=UTC)
LAST = FIRST + timedelta(days=4, hours=3)
SPAN = (FIRST + timedelta(hours=7), LAST, "Europe/Berlin", LAST)
MEASURES = (("offered", ()), ("first_contacts", (7,)), ("first_resolved", (7,)), ("wait_s", ()))


def contacts(queue: str, number: int, random: Random) -> str:
    """A file: all of it in one queue, inside the span, by customers who come again and again."""
    lines = ["contact_id,started_at,channel,direction,outcome,queue,customer_id,reason,wait_s"]
    for row in range(ROWS):
        at = SPAN[0] + timedelta(minutes=random.randrange(3 * 24 * 60))
        customer, wait = random.randrange(60), random.randrange(100)
        cells = (f"{queue}-{number}-{row}", at.isoformat(), "voice", "inbound", "handled", queue)
        lines.append(",".join((*cells, f"u{customer}", "bill", str(wait))))
    return "\n".join(lines)


def by_queue(connection: Connection, asked: Request) -> dict[Any, list[Any]]:
    """The same sums from rows alone."""
    parts = [additive(one)[1] for one in MEASURES]
    rows = row_sums(connection, "contacts", parts, [asked])
    return {key: [float(one or 0) for one in results] for _, (key, results) in rows}


class Crowd:
    """Threads that do something over and over for some seconds; what went wrong in any of them."""

    def __init__(self, store_url: str, folder: Path) -> None:
        self.url, self.folder = store_url, folder
        self.engine = open_store(store_url)  # the readers share one pool, as the bot's threads do
        self.answered, self.stored, self.faults = 0, 0, list[str]()

    def ask(self, reader: int) -> None:
        asked = request(SPAN, ("queue",), ())
        if reader % 2:
            found = Store(self.engine).sums(MEASURES, SPAN, ("queue",), ())
        else:
            with asking(self.engine) as connection:
                found = sums(connection, MEASURES, [asked])[0]
                rows = by_queue(connection, asked)
            assert {key: [float(one or 0) for one in figures] for key, figures in found.items()} == rows
        assert all((figures[0] or 0) % ROWS == 0 for figures in found.values()), found
        self.answered += 1

    def take_in(self, writer: int, number: int) -> None:
        engine, name = open_store(self.url), f"w{writer}"
        path = self.folder / f"{name}.csv"
        path.write_text(contacts(name, number, Random(f"{name} {number}")))
        with Rejects(self.folder / f"{name}.rejects.csv") as rejects:
            (report,) = ingest(
                engine, [(name, partial(open_file, path))], Wish(kind_of("contacts"), SPAN[2]), rejects
            )
        engine.dispose()
        assert report.new == ROWS, report
        self.stored += 1

    def work(self) -> None:
        until = time.monotonic() + SECONDS

        def going(do: Callable[[int], None]) -> None:
            number = 0
            while time.monotonic() < until:
                try:
                    do(number)
                except Exception as error:
                    self.faults.append(f"{type(error).__name__}: {error}")
                    return
                number += 1

        jobs: list[Callable[[int], None]] = [lambda _, one=one: self.ask(one) for one in range(READERS)]
        jobs += [partial(self.take_in, writer) for writer in range(WRITERS)]
        threads = [threading.Thread(target=going, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_readers_see_whole_files_while_writers_work(store_url: str, tmp_path: Path) -> None:
    crowd = Crowd(store_url, tmp_path)
    crowd.take_in(0, 1_000_000)
    crowd.work()
    assert crowd.faults == []
    assert crowd.answered > READERS and crowd.stored > WRITERS
    crowd.ask(0)
    totals = Store(crowd.engine).sums(MEASURES, SPAN, (), ())
    assert totals[()][0] == crowd.stored * ROWS
    crowd.engine.dispose()
