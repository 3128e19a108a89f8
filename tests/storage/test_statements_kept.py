"""What is kept of questions has a bound, however many forms they have."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice, product

import pytest
from sqlalchemy import Engine

from storage.measures import MEASURES
from storage.rollups.rebuild import rebuild
from storage.store import Store

DAY = datetime(2026, 5, 5, tzinfo=UTC)
SPAN = (DAY, DAY + timedelta(days=7), "UTC", DAY + timedelta(days=30))
BY = ("queue", "channel", "segment", "reason", "site", "language", "team", "day")
PLAIN = [one.name for one in MEASURES if one.source == "contacts" and not one.takes]
# A form was 30 kB.
FULL_AFTER, MORE, MOST_MB = 160, 300, 2.0


@pytest.mark.usefixtures("own_statements")
def test_forms_that_were_never_asked_before_fill_no_more_memory(sqlite_engine: Engine) -> None:
    rebuild(sqlite_engine, "UTC")
    store, forms = Store(sqlite_engine), product(combinations(PLAIN, 2), BY)

    def ask(count: int) -> None:
        for names, by in islice(forms, count):
            store.sums([(name, ()) for name in names], SPAN, [by], [])
        gc.collect()

    tracemalloc.start(1)
    try:
        ask(FULL_AFTER)
        full = tracemalloc.get_traced_memory()[0]
        ask(MORE)
        grown = (tracemalloc.get_traced_memory()[0] - full) / 1e6
    finally:
        tracemalloc.stop()
    assert grown < MOST_MB, f"{grown:.1f} MB"
