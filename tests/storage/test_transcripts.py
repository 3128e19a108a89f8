"""Transcripts in the store: one a contact, scored once, replaced or erased wholly; models never mixed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from looking import everything, stored
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from storage.database import SCHEMA, VERSION_TABLE, open_store, reading, writing
from storage.emotion_models import Model, active, answering, standing, switch
from storage.errors import StorageError
from storage.migrations.run import settings as alembic
from storage.said import ContactFigures, Heard, Said, SaidTurn, TurnScore, digest_of, storable
from storage.transcripts import count_unheard, erase, keep, known, tally, unheard, without_record

OLD = Model("m1", 0.5, 0.4, {"happy": 0.5, "neglected": 0.3}, frozenset({"en"}))
NEW = Model("m2", 0.5, 0.4, {"happy": 0.5, "neglected": 0.3, "safe": 0.6})


def model(engine: Engine) -> tuple[str, frozenset[str] | None] | None:
    """The model that answers come from, and what it measures."""
    with reading(engine) as connection:
        found = answering(connection)
        assert (None if found is None else found[0]) == active(connection)
        return found


def said(contact: str, *texts: str, language: str | None = "en", roles: str = "given") -> Said:
    speakers = ("customer", "agent")
    turns = tuple(SaidTurn(speakers[n % 2], words, n * 2.0, n * 2.0 + 1.5) for n, words in enumerate(texts))
    return Said(contact, "plain", language, roles, digest_of(turns, language), turns)


def heard(one: Said, positive: float = 0.1, negative: float = 0.8, neglected: int = 1) -> Heard:
    scores = tuple(
        TurnScore(place, positive, negative, {"happy": 0.01, "neglected": 0.7})
        for place, turn in enumerate(one.turns)
        if turn.speaker == "customer"
    )
    balance = 100 * (positive - negative)
    mentions = {"happy": 0, "neglected": neglected}
    return Heard(one, scores, ContactFigures(balance, None, -100.0, balance, None, 0, neglected, mentions))


def test_what_is_kept_is_what_was_said_and_heard(engine: Engine) -> None:
    one = heard(said("c1", "No call back.", "I am sorry.", "Two weeks!"))
    assert keep(engine, [one], OLD) == (1, 0, 0, 0)
    [transcript] = stored(engine, "transcripts")
    assert transcript[1:] == ("c1", "plain", "en", "given", one.said.digest, 3, 2)
    assert [row[1:] for row in stored(engine, "turns")] == [
        (0, "customer", 0.0, 1.5, "No call back."),
        (1, "agent", 2.0, 3.5, "I am sorry."),
        (2, "customer", 4.0, 5.5, "Two weeks!"),
    ]
    columns = ("position", "positive", "negative", "happy", "neglected", "safe")
    assert stored(engine, "turn_scores", *columns) == [
        (0, 0.1, 0.8, 0.01, 0.7, None),
        (2, 0.1, 0.8, 0.01, 0.7, None),
    ]
    figures = ("balance", "shaw_mean", "positive_mentions", "negative_mentions", "not_scored")
    assert stored(engine, "nev_contacts", "model", *figures) == [
        ("m1", pytest.approx(-70.0), None, 0, 1, None)
    ]
    assert stored(engine, "emotion_mentions") == [("c1", "m1", "neglected", 1)]
    assert model(engine) == ("m1", {"happy", "neglected"})


def test_the_same_again_changes_nothing(engine: Engine) -> None:
    batch = [heard(said(f"c{n}", "a", "b", "c")) for n in range(3)]
    keep(engine, batch, OLD)
    before = everything(engine)
    pairs = [(one.said.contact_id, one.said.digest) for one in batch]
    assert known(engine, [*pairs, ("c9", "x"), ("c0", "another")][:4], "m1") == {"c0", "c1", "c2"}
    assert known(engine, pairs, "m2") == frozenset()
    # Not even where it is heard differently: a transcript is scored once.
    assert keep(engine, [heard(one.said, negative=0.2) for one in batch], OLD) == (0, 0, 0, 3)
    assert everything(engine) == before


def test_a_changed_transcript_replaces_the_old_one_with_every_models_scores(engine: Engine) -> None:
    keep(engine, [heard(said("c1", "a", "b", "c")), heard(said("c2", "a"))], OLD)
    keep(engine, [heard(said("c1", "a", "b", "c"))], NEW)
    assert known(engine, [("c1", said("c1", "z").digest)], "m1") == frozenset()
    assert keep(engine, [heard(said("c1", "z"), neglected=0)], NEW) == (0, 1, 0, 0)
    assert [row[-1] for row in stored(engine, "turns")] == ["a", "z"]
    assert stored(engine, "nev_contacts", "contact_id", "model") == [("c1", "m2"), ("c2", "m1")]
    assert stored(engine, "emotion_mentions", "contact_id", "model") == [("c2", "m1")]
    assert len(stored(engine, "turn_scores")) == 2


def test_a_newer_model_answers_only_when_it_has_heard_everything(engine: Engine) -> None:
    batch = [said(f"c{n}", "a", "b", "c") for n in range(5)]
    keep(engine, [heard(one) for one in batch], OLD)
    assert switch(engine, "m2") == 5
    assert keep(engine, [heard(one, positive=0.9) for one in batch[:3]], NEW) == (0, 0, 3, 0)
    assert (switch(engine, "m2"), model(engine)) == (2, ("m1", {"happy", "neglected"}))
    assert [(one.name, one.heard, one.missing) for one in standing(engine)] == [("m2", 3, 2)]
    left = unheard(engine, "m2", 0, 10)
    assert [one for _, one in left] == batch[3:] and count_unheard(engine, "m2") == 2
    assert unheard(engine, "m2", left[0][0], 1)[0][1] == batch[4]
    keep(engine, [heard(one, positive=0.9) for one in batch[3:]], NEW)
    assert model(engine) == ("m1", {"happy", "neglected"})
    assert (switch(engine, "m2"), standing(engine)[0].name) == (0, "m1")
    assert model(engine) == ("m2", {"happy", "neglected", "safe"})
    assert len(stored(engine, "turns")) == 15 and len(stored(engine, "turn_scores")) == 20


def test_what_is_not_scored_is_kept_and_counted_by_reason(engine: Engine) -> None:
    reasons = ("language", "language", "words", "roles")
    batch = [Heard(said(f"n{n}", "a"), not_scored=reason) for n, reason in enumerate(reasons)]
    keep(engine, [*batch, heard(said("c1", "a", "b", "c"))], OLD)
    assert tally(engine, "m1") == {None: 1, "language": 2, "words": 1, "roles": 1}
    assert tally(engine, "m2") == {}
    assert len(stored(engine, "transcripts")) == 5
    assert {row[2:] for row in stored(engine, "nev_contacts")} >= {(*[None] * 5, 0, 0, "language")}


def test_an_erased_transcript_leaves_nothing(engine: Engine) -> None:
    keep(engine, [heard(said("c2", "b", "c", "d"))], OLD)
    before = everything(engine)
    keep(engine, [heard(said("c1", "a", "b", "c"))], OLD)
    keep(engine, [heard(said("c1", "a", "b", "c"))], NEW)
    assert erase(engine, "c1") is True
    after = everything(engine)
    for models in ("emotion_models", "measured_emotions"):
        before[models] = after[models] = []
    assert after == before
    assert erase(engine, "c1") is False


def test_a_batch_that_fails_leaves_nothing_of_it(engine: Engine) -> None:
    keep(engine, [heard(said("c0", "a"))], OLD)
    before = everything(engine)
    with pytest.raises(StorageError):  # a contact stands in a batch once
        keep(engine, [heard(said("c1", "a", "b", "c")), heard(said("c1", "z"))], OLD)
    assert everything(engine) == before


def test_contacts_that_have_no_record_yet_count_once_it_comes(engine: Engine, into: Any) -> None:
    keep(engine, [heard(said("c1", "a")), heard(said("c2", "a"))], OLD)
    assert without_record(engine) == 2
    into(engine, "contacts", "a.csv", "contact_id,started_at,outcome\nc1,2026-01-01T10:00Z,handled\n")
    assert without_record(engine) == 1


def test_a_reader_sees_the_old_transcript_until_the_new_one_is_whole(engine: Engine) -> None:
    keep(engine, [heard(said("c1", "a"))], OLD)
    with writing(engine) as writer:
        writer.execute(text("DELETE FROM nev_contacts"))
        assert known(engine, [("c1", said("c1", "a").digest)], "m1") == {"c1"}
        writer.rollback()


TEXTS = st.lists(st.text(max_size=30), min_size=1, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_any_text_comes_back_as_it_was(engine: Engine, texts: list[str]) -> None:
    one = said("any", *(storable(words) for words in texts))
    keep(engine, [heard(one)], OLD)
    [(_, found)] = unheard(engine, "another", 0, 10)
    assert found == one and digest_of(found.turns, found.language) == one.digest
    erase(engine, "any")


@pytest.mark.parametrize(
    ("raw", "kept"), [("a\0b", "a\ufffdb"), ("\ud83d!", "?!"), ("\U0001f600 ñ 日本", "\U0001f600 ñ 日本")]
)
def test_text_that_databases_refuse_is_made_storable(raw: str, kept: str) -> None:
    assert storable(raw) == kept


def test_the_digest_sees_every_change() -> None:
    one = said("c", "ab", "c")
    turns = one.turns
    others = [
        (said("c", "a", "bc").turns, "en"),
        (turns[:1], "en"),
        (turns, None),
        ((replace(turns[0], speaker="agent"), turns[1]), "en"),
        ((replace(turns[0], start=None), turns[1]), "en"),
        ((turns[1], turns[0]), "en"),
    ]
    assert len({one.digest, *(digest_of(*other) for other in others)}) == 7


def test_a_store_of_the_first_schema_keeps_its_data(bare_url: str) -> None:
    from alembic import command

    from storage.addresses import store_address

    bare = create_engine(store_address(bare_url))
    with bare.begin() as connection:
        command.upgrade(alembic(connection), "0001")
        connection.execute(text("INSERT INTO settings VALUES ('emotion_model', 'm0')"))
        row = "INSERT INTO nev_contacts (contact_id, model, balance, positive_mentions, negative_mentions)"
        connection.execute(text(f"{row} VALUES ('c1', 'm0', 12.5, 1, 2)"))
        connection.execute(text("INSERT INTO emotion_mentions VALUES ('c1', 'm0', 'happy', 1)"))
    bare.dispose()
    opened = open_store(bare_url)
    assert stored(opened, "nev_contacts") == [("c1", "m0", 12.5, None, None, None, None, 1, 2, None)]
    assert stored(opened, "emotion_mentions") == [("c1", "m0", "happy", 1)]
    with reading(opened) as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == SCHEMA
    # Which emotions it measured is not known, so none is said to be "not measured".
    assert model(opened) == ("m0", None)
    opened.dispose()


PARALLEL = """
import sys
sys.path.insert(0, sys.argv[2])
from test_transcripts import OLD, heard, said
from storage.database import open_store
from storage.transcripts import keep
engine = open_store(sys.argv[1])
for n in range(12):
    keep(engine, [heard(said(f"c{m}", str(n), "b")) for m in range(n, n + 5)], OLD)
"""


def test_two_that_write_the_same_at_the_same_time_leave_it_once(store_url: str, request: Any) -> None:
    command = [sys.executable, "-c", PARALLEL, store_url, str(request.path.parent)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for writer in writers:
        _, complaint = writer.communicate(timeout=120)
        assert writer.returncode == 0, complaint
    engine = open_store(store_url)
    assert [row[0] for row in stored(engine, "transcripts", "contact_id")] == sorted(
        [row[0] for row in stored(engine, "transcripts", "contact_id")], key=lambda _: 0
    )
    names = [row[0] for row in stored(engine, "transcripts", "contact_id")]
    assert sorted(names) == sorted(f"c{n}" for n in range(16))
    assert len(stored(engine, "nev_contacts")) == 16 and len(stored(engine, "turns")) == 32
    engine.dispose()
