"""What an answer about feelings says beside its figure: what was not scored or measured, and by whom."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from asking import ask, at, days, one, query
from centre import World, contact, fill
from sqlalchemy import insert, update
from sqlalchemy.engine import Engine

from kpi_engine.values import Unit
from storage.database import writing
from storage.schema import emotion_models, measured_emotions, settings
from storage.store import Store

FIGURES = ("balance", "shaw_mean", "net_sentiment", "end_weighted", "trend")
REASONS = ("language", "language", "words", "roles")


def figures(
    contact_id: str, value: float | None, model: str = "m", reason: str | None = None
) -> dict[str, Any]:
    row: dict[str, Any] = {"contact_id": contact_id, "model": model, "not_scored": reason}
    felt = {"positive_mentions": int((value or 0) > 0), "negative_mentions": int((value or 0) < 0)}
    return row | dict.fromkeys(FIGURES, value) | felt


@pytest.fixture
def world() -> World:
    """40 scored contacts of two queues, 4 not scored, 7 without a transcript, 2 that nobody answered."""
    made, random = World(), Random(4)
    for n in range(53):
        outcome = "abandoned" if n >= 51 else "handled"
        queue = "Billing" if n % 2 else "Returns"
        made.contacts.append(
            contact(n, at(n % 7, 9), queue=queue, outcome=outcome, customer_id=f"k{n}", reason="bill")
        )
        name = made.contacts[-1]["contact_id"]
        if n < 40:
            made.nev_contacts.append(figures(name, random.uniform(-60, 60)))
            if n % 4 == 0:
                mention = {"contact_id": name, "model": "m", "emotion": "neglected", "mentions": 2}
                made.emotion_mentions.append(mention)
        elif n < 44:
            made.nev_contacts.append(figures(name, None, reason=REASONS[n - 40]))
        # Another model's figures lie there too, and are never counted.
        made.nev_contacts.append(figures(name, 99.0, model="newer"))
    return made


@pytest.fixture
def store(engine: Engine, world: World) -> Store:
    fill(engine, world)
    ends = {"languages": "en", "positive": 0.5, "negative": 0.5}
    with writing(engine) as connection:
        connection.execute(insert(emotion_models), [{"model_id": 1, "name": "m", **ends}])
        known = [{"model_id": 1, "emotion": name, "threshold": 0.4} for name in ("neglected", "happy")]
        connection.execute(insert(measured_emotions), known)
    return Store(engine)


def said(answered: dict[str, Any]) -> str:
    return " ".join(answered["notes"])


def test_what_was_not_counted_is_said_in_words(store: Store) -> None:
    answered = ask(store, query("nev", days(0, 7)))
    assert one(answered)["n"] == 40
    assert "not scored: language: 2 (" in said(answered)
    assert "words: 1 (" in said(answered) and "roles: 1 (" in said(answered)
    assert "7 handled contacts have no transcript" in said(answered)
    assert "text-based" in said(answered) and "the model m heard it" in said(answered)


@pytest.mark.parametrize("cut", [{"group_by": ("queue",)}, {"grain": Unit.DAY}, {"group_by": ("nev_band",)}])
def test_the_notes_are_those_of_the_whole_however_it_is_cut(store: Store, cut: dict[str, Any]) -> None:
    answered = ask(store, query("nev", days(0, 7), **cut))
    assert "7 handled contacts have no transcript" in said(answered)
    assert sum(row["metrics"][0]["n"] for row in answered["rows"]) == 40


def test_every_variant_has_its_mean_over_the_active_models_contacts_alone(store: Store, world: World) -> None:
    mine = [
        row["balance"] for row in world.nev_contacts if row["model"] == "m" and row["balance"] is not None
    ]
    for variant in FIGURES:
        figure = one(ask(store, query(f"nev.{variant}", days(0, 7))))
        assert figure["value"] == pytest.approx(sum(mine) / len(mine)), variant
        assert figure["low"] < figure["value"] < figure["high"]


def test_an_emotion_that_is_not_measured_is_no_zero(store: Store) -> None:
    for variant in ("indulgent", "indulgent_count"):
        answered = ask(store, query(f"emotion_share.{variant}", days(0, 7), group_by=("queue",)))
        assert [row["metrics"][0]["value"] for row in answered["rows"]] == [None, None], variant
        assert "“indulgent” is not measured by the model m." in said(answered)
        assert "no data" not in said(answered)
    measured = ask(store, query("emotion_share.neglected_count", days(0, 7)))
    assert one(measured)["value"] == 10
    assert one(ask(store, query("emotion_share.happy_count", days(0, 7))))["value"] == 0


def test_where_the_store_does_not_know_what_was_measured_figures_are_shown(
    engine: Engine, world: World
) -> None:
    fill(engine, world)
    assert one(ask(Store(engine), query("emotion_share.indulgent_count", days(0, 7))))["value"] == 0


def test_after_a_switch_the_other_model_answers(store: Store, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(update(settings).values(value="newer"))
    answered = ask(store, query("nev", days(0, 7)))
    assert (one(answered)["value"], one(answered)["n"]) == (pytest.approx(99.0), 53)
    assert "the model newer heard it" in said(answered) and "not scored" not in said(answered)


def test_slices_by_what_was_felt_name_the_model_too(store: Store) -> None:
    answered = ask(store, query("csat", days(0, 7), group_by=("nev_band",)))
    assert "NEV bands: text-based" in said(answered) and "the model m" in said(answered)
    resolved = ask(store, query("resolved_unhappy", days(0, 7)), at(20))
    assert "the model m heard it" in said(resolved)


def test_kpis_without_feelings_say_nothing_of_a_model(store: Store) -> None:
    assert "model" not in said(ask(store, query("average_talk_time contacts_offered csat", days(0, 7))))


def test_nev_stands_beside_its_counter_kpis(store: Store) -> None:
    answered = ask(store, query("nev", days(0, 7), group_by=("agent",)))
    assert {figure["id"] for figure in answered["rows"][0]["beside"]} == {"csat", "fcr"}
