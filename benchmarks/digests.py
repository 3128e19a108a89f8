"""The digests of 200 channels beside one question each by hand, over one store.

    python -m benchmarks.digests                      # a million contacts over a year, SQLite
    python -m benchmarks.digests --contacts 20000 --channels 50

Half of the channels have the scorecard, the rest KPIs and filters of their own, in three zones. What two
digests ask alike is computed once. By hand, each channel asks one question in words, and nothing is kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlalchemy import Engine, func, select

from benchmarks.filling import fill
from bot.desk import Desk
from bot.digests.answers import Answers
from bot.digests.content import Composer
from bot.digests.slots import due
from bot.digests.values import Content, write_content
from bot.settings import db_url, read_settings
from kpi_engine.values import Filter, Names, Viewer
from storage.database import open_store, reading
from storage.digests import DigestRow, Digests, SlotKey, SlotRow, slot_claim
from storage.schema import contacts
from storage.store import Store

CONSOLE = Console(width=120)
DAY = date(2026, 11, 18)
MADE = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Sofia", "Asia/Kuala_Lumpur", "America/New_York", "Europe/Sofia")
CHOSEN = (("csat", "nev"), ("average_handle_time",), ("abandonment_rate", "service_level"), ("fcr",))
QUESTIONS = (
    "CSAT yesterday",
    "AHT yesterday vs expected",
    "service level yesterday by queue",
    "why did abandonment change last week",
)
CHANNEL = Viewer("U1", "channel")


def main() -> None:
    said = _arguments()
    engine = _filled(said.db or f"sqlite:///.demo/benchmark-{said.contacts}.db", said.contacts)
    desk = Desk(Store(engine), read_settings({}))
    digests = [_digest(number, desk.names()) for number in range(said.channels)]
    answers = Answers(desk)
    made = Composer(Digests(engine), answers, lambda: datetime.now(UTC), lambda _digest: CHANNEL)
    by_hand = _seconds(lambda: [_asked(desk, number) for number in range(said.channels)])
    together = _seconds(lambda: [made.of(one, _slot(one)) for one in digests])
    CONSOLE.print(f"{_count(engine):,} contacts, {said.channels} channels, {engine.dialect.name}")
    CONSOLE.print(f"all digests          {together:8.1f} s   {1000 * together / said.channels:6.0f} ms each")
    CONSOLE.print(f"one question by hand {by_hand:8.1f} s   {1000 * by_hand / said.channels:6.0f} ms each")
    CONSOLE.print(f"queries asked {answers.asked:,}, computed {answers.computed:,}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Seconds for every channel's digest, and for one question.")
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--channels", type=int, default=200)
    parser.add_argument("--db", type=db_url, help="an empty database, or one that this program filled")
    return parser.parse_args()


def _filled(url: str, count: int) -> Engine:
    Path(".demo").mkdir(exist_ok=True)
    engine = open_store(url)
    if not _count(engine):
        CONSOLE.print(f"Filling {engine.url.render_as_string()} with {count:,} contacts …")
        fill(engine, count)
    return engine


def _count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(contacts)).scalar_one()


def _digest(number: int, names: Names) -> DigestRow:
    """Every second one is the scorecard; the others have KPIs and a queue of their own."""
    content, queues = Content(), sorted(names.values.get("queue", {}))
    if number % 2:
        place = number // 2
        content = Content(CHOSEN[place % len(CHOSEN)])
        if queues and place % 3:
            chosen = Filter("queue", "in", (queues[place % len(queues)],))
            content = replace(content, filters=(chosen,))
    zone = ZONES[number % len(ZONES)]
    text = write_content(content)
    return DigestRow(
        f"d{number}", f"C{number}", "U1", "Daily", "daily 08:00", zone, text, "active", MADE, MADE
    )


def _slot(digest: DigestRow) -> SlotRow:
    at = due(DAY, time(8), ZoneInfo(digest.zone))
    return slot_claim(SlotKey(digest.digest_id, DAY, "08:00"), at, digest.channel, "w", at, at)


def _asked(desk: Desk, number: int) -> None:
    zone = ZONES[number % len(ZONES)]
    now = due(DAY, time(8), ZoneInfo(zone))
    result = desk.ask(QUESTIONS[number % len(QUESTIONS)], now, CHANNEL, zone)
    if result.status != "answered":
        raise SystemExit(f"not answered: {result.message}")


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
