"""Rollups stay what rows give, whatever comes in, in whatever order: records, corrections, transcripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from random_records import CONTACTS, MOMENTS, Maker, unique
from reference import Record
from sqlalchemy import Engine, select
from test_rollups import differing
from test_transcripts import NEW, OLD, said

from storage.database import reading
from storage.emotion_models import switch
from storage.rollups import fill, state
from storage.rollups.shape import ROLLUPS
from storage.rollups.tables import TABLES
from storage.said import ContactFigures, Heard
from storage.transcripts import erase, keep

Step = Callable[[], Any]


def line(record: Record) -> str:
    return json.dumps({name: _cell(value) for name, value in record.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


class Centre:
    """A store to which everything comes in small random batches: new, again, corrected, late, erased."""

    def __init__(self, engine: Engine, into: Any, make: Maker, zone: str) -> None:
        self.engine, self.into, self.make, self.zone = engine, into, make, zone
        self.steps: tuple[Step, ...] = (
            *(lambda: self.records("contacts", "contact_id", make.contact, CONTACTS[:30]),) * 4,
            *(lambda: self.records("surveys", "survey_id", make.survey, [f"s{n}" for n in range(20)]),) * 3,
            lambda: self.records("staff", "agent_id", make.person, ("a1", "a2", "a3")),
            lambda: self.records("customers", "customer_id", make.customer, ("u1", "u2", "u9")),
            *(lambda: self.hear(OLD), lambda: self.hear(NEW)) * 2,
            lambda: erase(engine, make.pick(*CONTACTS[:30])),
            lambda: switch(engine, make.pick(OLD.name, NEW.name)),
        )

    def step(self) -> None:
        self.make.pick(*self.steps)()

    def records(self, kind: str, key: str, one: Callable[[str], Record], names: Any) -> None:
        found = unique([one(self.make.pick(*names)) for _ in range(self.make.pick(1, 3, 12))], key)
        self.into(self.engine, kind, f"{kind}.jsonl", "\n".join(map(line, found)), zone=self.zone)

    def hear(self, model: Any) -> None:
        names = {self.make.pick(*CONTACTS[:30]) for _ in range(self.make.pick(1, 4))}
        keep(self.engine, [self.heard(name) for name in sorted(names)], model)

    def heard(self, name: str) -> Heard:
        what = said(name, self.make.pick("No.", "Yes.", "Hm."))
        balance = float(self.make.pick(-60, -20, 0, 12.5))
        figures = ContactFigures(balance, self.make.maybe(1.5), balance, balance, None, 1, 2, {"happy": 1})
        reason = self.make.pick(None, None, "words")
        return Heard(what, (), None if reason else figures, reason)


@pytest.mark.parametrize("by_columns", [False, True], ids=["in place", "by columns"])
@pytest.mark.parametrize("seed", [0, *(pytest.param(more, marks=pytest.mark.full) for more in (1, 2, 3))])
def test_whatever_comes_in_rollups_are_what_rows_give(
    engine: Engine, into: Any, seed: int, by_columns: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_columns:
        monkeypatch.setattr(fill, "MANY", 1)  # as if every stretch of days had a million contacts
    random = Random(seed)
    zone, around = MOMENTS[seed % len(MOMENTS)]
    make = Maker(random, around)
    centre = Centre(engine, into, make, zone)
    centre.records("contacts", "contact_id", make.contact, CONTACTS[:30])
    for _ in range(8):
        centre.step()
        assert differing(engine) == []
    with reading(engine) as connection:
        assert state.kept_in(connection) is not None
        assert all(connection.execute(select(TABLES[one.name, "contacts"])).first() for one in ROLLUPS)
