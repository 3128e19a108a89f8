"""Who sees what: figures about single agents, guests, shared channels, places that cannot be looked into."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bot.station import Station, only_answer, seen

AHT = "AHT last week by queue"


def test_figures_about_single_agents_go_to_the_asker_alone(station: Station) -> None:
    ann, ops = station.people()
    bob = station.workspace.add_user("bob")
    for words in ("AHT by agent", "AHT of the agent"):
        asked = station.workspace.mention(ann, ops, words)
        mine = station.workspace.answers(ops, ann, count=2, after=asked.ts)
        assert "Aisha" in "".join(map(seen, mine)) and all(one.thread_ts == asked.ts for one in mine)
    station.workspace.settle(0.35)
    public = station.workspace.answers(ops, bob)
    assert len(public) == 2 and all("privately" in one.text for one in public)
    assert "Aisha" not in "".join(map(seen, public))


def test_drivers_come_into_a_channel_without_their_agents(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.mention(ann, ops, "drivers")
    public = seen(only_answer(station, ops))
    assert "Billing" in public and "left out in a channel" in public and "Aisha" not in public
    direct = station.workspace.direct(ann)
    station.workspace.say(ann, direct, "drivers")
    assert "Aisha" in seen(only_answer(station, direct))


def test_agent_figures_come_as_a_direct_message_where_ephemeral_cannot_be(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.fail("chat.postEphemeral", "user_not_in_channel")
    station.workspace.mention(ann, ops, "AHT by agent")
    assert "Aisha" in seen(only_answer(station, station.workspace.direct(ann)))


def test_agent_figures_have_no_share_button_and_a_forged_press_shares_nothing(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.command(ann, ops, "/kpi", "AHT by agent")
    answer = only_answer(station, ops, ann)
    assert "Aisha" in seen(answer) and "share" not in json.dumps(answer.blocks)
    station.workspace.command(ann, ops, "/kpi", AHT)
    other = station.workspace.answers(ops, ann, count=2)[1]
    button = other.blocks[-1]["elements"][0]
    button["value"] = button["value"].replace(AHT, "AHT by agent")
    station.workspace.press(ann, other, "share")
    assert "alone" in station.workspace.answers(ops, ann, count=3)[2].text
    assert station.workspace.answers(ops, timeout=0) == []


GUESTS: list[dict[str, Any]] = [
    {"is_restricted": True},
    {"is_ultra_restricted": True},
    {"is_stranger": True},
    {"team_id": "T0OTHER"},
]


@pytest.mark.parametrize("facts", GUESTS, ids=lambda facts: next(iter(facts)))
def test_guests_get_a_polite_refusal_and_nothing_else(station: Station, facts: dict[str, Any]) -> None:
    _, ops = station.people()
    guest = station.workspace.add_user("guest", **facts)
    ops.members.add(guest.id)
    direct = station.workspace.direct(guest)
    station.workspace.say(guest, direct, AHT)
    station.workspace.mention(guest, ops, AHT)
    station.workspace.command(guest, ops, "/kpi", AHT)
    for one in (only_answer(station, direct), *station.workspace.answers(ops, guest, count=2)):
        assert "guests" in one.text and "4m" not in seen(one)
    assert station.workspace.answers(ops, timeout=0) == []


@pytest.mark.parametrize("way", ["mention", "command"])
def test_shared_channels_get_a_polite_refusal(station: Station, way: str) -> None:
    ann, ops = station.people(shared=True)
    if way == "mention":
        station.workspace.mention(ann, ops, AHT)
    else:
        station.workspace.command(ann, ops, "/kpi", AHT)
    assert "shared" in only_answer(station, ops, ann).text
    assert station.workspace.answers(ops, timeout=0) == []


def test_a_channel_that_became_shared_gets_no_shared_answer(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.command(ann, ops, "/kpi", AHT)
    answer = only_answer(station, ops, ann)
    ops.is_ext_shared = True
    station.workspace.press(ann, answer, "share")
    assert "shared with another" in station.workspace.answers(ops, ann, count=2)[1].text
    assert station.workspace.answers(ops, timeout=0) == []


def test_a_place_that_cannot_be_seen_gets_no_figures(station: Station) -> None:
    ann, hidden = station.people(kind="group", bot=False)
    station.workspace.command(ann, hidden, "/kpi", AHT)
    assert "/invite" in only_answer(station, hidden, ann).text
