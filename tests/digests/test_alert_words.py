"""Alerts in words over the demo's names: what was said, what would be watched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from demo_stores import NOW, demo_file

from bot.alerts.message import sentence
from bot.alerts.offer import CREATE, offer
from bot.alerts.words import condition_of, wish_of
from bot.desk import Desk, open_desk
from bot.settings import read_settings
from bot.workspace.words import texts


@pytest.fixture(scope="module")
def desk() -> Desk:
    settings = read_settings({"HEARTLINE_DB": f"sqlite:///{demo_file()}"})
    return open_desk(replace(settings, zone="Europe/Berlin"))


@pytest.mark.parametrize(
    ("said", "watched"),
    [
        (
            "tell me when abandonment in Billing is above 8%",
            "Abandonment rate, only queue: Billing, today so far: above 8.0%",
        ),
        ("alert me if CSAT is below target", "Customer satisfaction, today so far: below its target"),
        ("tell me when AHT is unusual", "Average handle time, today so far: outside its expected range"),
        ("let me know when service level drops below 80%", "Service level, today so far: below 80.0%"),
        (
            "warn us when the abandonment rate is over 5% in the last hour",
            "Abandonment rate, in the last 60 minutes: above 5.0%",
        ),
        ("notify me when wait time exceeds 2 minutes", "Average speed of answer, today so far: above 2m 00s"),
        ("tell me when CSAT was below 80% yesterday", "Customer satisfaction, yesterday: below 80.0%"),
        ("tell me when NEV falls below 0", "Net Emotional Value (text-based), today so far: below 0.0"),
    ],
)
def test_what_is_said_is_what_is_watched(desk: Desk, said: str, watched: str) -> None:
    wish = wish_of(said)
    assert wish is not None
    condition = condition_of(desk.understand(wish, NOW), desk.settings.kpi)
    assert not isinstance(condition, str), condition
    assert sentence(condition) == watched
    offered = offer(said, desk, NOW)
    assert offered is not None and watched in "\n".join(texts(list(offered.blocks)))
    assert any(one["action_id"] == CREATE for one in offered.blocks[-1]["elements"])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("tell me when AHT by agent is above 10 min", "An alert watches one KPI, without slices"),
        ("tell me when FCR is below 70%", "is known days or weeks later only"),
        ("tell me when retention is below 90%", "is known days or weeks later only"),
        ("tell me when AHT for agent A017 is above 10 min", ""),
        ("tell me when the moon is full", "I do not know"),
        ("tell me when AHT changes", ""),
    ],
)
def test_what_cannot_be_watched_is_said_and_offers_no_button(desk: Desk, said: str, why: str) -> None:
    answered = offer(said, desk, NOW)
    assert answered is not None and why in answered.text
    assert all(block["type"] != "actions" for block in answered.blocks)
