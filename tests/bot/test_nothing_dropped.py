"""Nothing that a person said is dropped without a word, and nothing private goes to anybody else."""

from __future__ import annotations

import pytest

from bot.workspace import Channel, User
from tests.bot.station import Station, only_answer, seen
from tests.bot.test_form import AHT_BY_QUEUE, opened

AHT = "AHT last week by queue"


@pytest.mark.parametrize("inside", [False, True], ids=["in the channel", "in a thread"])
def test_a_line_for_the_asker_alone_is_seen_though_nobody_has_replied(station: Station, inside: bool) -> None:
    """Slack does not show an ephemeral message in a thread that there is not yet."""
    ann, ops = station.people()
    thread = station.workspace.say(ann, ops, "how are we doing?").ts if inside else None
    station.workspace.mention(ann, ops, "boom", thread)
    said = only_answer(station, ops, ann)
    assert "Sorry" in said.text and said.only_for == ann.id and said.thread_ts == thread


def test_a_guest_who_brings_a_file_sees_the_refusal(station: Station) -> None:
    _, ops = station.people()
    guest = station.workspace.add_user("guest", is_restricted=True)
    ops.members.add(guest.id)
    mention = f"<@{station.workspace.team.bot.id}> here it is"
    station.workspace.upload(guest, ops, "call.txt", b"Customer: hello", mention)
    assert "guests" in seen(only_answer(station, ops, guest))


def half_an_hour_passes(station: Station, user: User) -> None:
    """Slack takes nothing more by the urls that it gave out."""
    for one in station.workspace.team.response_urls.values():
        one.until = 0 if one.user == user.id else one.until


@pytest.mark.parametrize("way", ["member", "not a member", "direct"])
def test_a_form_that_was_open_for_long_is_answered(station: Station, way: str) -> None:
    """In the channel, seen by nobody else; where the bot may not speak, as a direct message."""
    ann, ops = station.people()
    direct = station.workspace.direct(ann)
    place = direct if way == "direct" else ops
    station.workspace.command(ann, place, "/kpi")
    view = opened(station, ann)
    half_an_hour_passes(station, ann)
    if way == "not a member":
        station.workspace.fail("chat.postEphemeral", "not_in_channel")
    station.workspace.submit(ann, view, AHT_BY_QUEUE)
    answer = only_answer(station, ops if way == "member" else direct, ann)
    assert "4m 12s" in seen(answer) and answer.only_for == (ann.id if way == "member" else None)
    assert station.workspace.answers(ops, timeout=0) == []


def test_a_fault_after_a_long_open_form_is_told(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.command(ann, ops, "/kpi")
    view = opened(station, ann)
    half_an_hour_passes(station, ann)
    station.workspace.fail("conversations.info", "internal_error")
    station.workspace.submit(ann, view, AHT_BY_QUEUE)
    said = only_answer(station, ops, ann)
    assert "Sorry" in said.text and said.only_for == ann.id


REFUSALS = ["restricted_action", "restricted_action_read_only_channel", "is_archived", "not_in_channel"]


def told_directly(station: Station, ann: User, ops: Channel) -> str:
    """What the asker, and nobody else, was told by direct message."""
    answer = only_answer(station, station.workspace.direct(ann))
    assert station.workspace.answers(ops, ann, timeout=0) == []
    return seen(answer)


@pytest.mark.parametrize("error", REFUSALS)
def test_where_a_channel_takes_nothing_the_answer_goes_to_the_asker(station: Station, error: str) -> None:
    ann, ops = station.people()
    station.workspace.fail("chat.postMessage", error)
    station.workspace.mention(ann, ops, AHT)
    assert "4m 12s" in told_directly(station, ann, ops)


@pytest.mark.parametrize("error", REFUSALS)
def test_where_a_channel_takes_nothing_a_line_for_the_asker_alone_does_too(
    station: Station, error: str
) -> None:
    ann, ops = station.people()
    station.workspace.fail("chat.postEphemeral", error)
    station.workspace.mention(ann, ops, "boom")
    assert "Sorry" in told_directly(station, ann, ops)


def test_figures_about_agents_go_to_the_asker_where_the_channel_takes_no_word_of_them(
    station: Station,
) -> None:
    ann, ops = station.people()
    station.workspace.fail("chat.postMessage", "restricted_action")
    station.workspace.mention(ann, ops, "AHT by agent")
    word, figures = station.workspace.answers(station.workspace.direct(ann), count=2)
    assert "privately" in word.text and "Aisha" in seen(figures)
    assert station.workspace.answers(ops, ann, timeout=0) == []


def test_an_answer_that_slack_put_off_too_often_is_not_lost(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.limit("chat.postMessage", times=4, retry_after=0)
    station.workspace.mention(ann, ops, AHT)
    assert "4m 12s" in told_directly(station, ann, ops)
