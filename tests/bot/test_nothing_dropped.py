"""Nothing that a person said is dropped without a word, and nothing private goes to anybody else."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.listeners import once
from bot.memory import LEASE, Memory
from bot.workspace import Channel, Message, User
from tests.bot.scripted import Scripted
from tests.bot.station import NOW, Station, only_answer, open_station, seen
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


def test_a_reply_is_answered_while_the_first_answer_is_in_the_making(station: Station) -> None:
    ann, ops = station.people()
    asked = station.workspace.mention(ann, ops, "slow AHT")
    station.workspace.settle(0.4)
    assert station.workspace.answers(ops, timeout=0) == []
    station.workspace.say(ann, ops, AHT, thread=asked.ts)
    assert len(station.workspace.answers(ops, count=2)) == 2


def test_a_reply_is_answered_though_the_first_question_failed(station: Station) -> None:
    ann, ops = station.people()
    asked = station.workspace.mention(ann, ops, "boom")
    only_answer(station, ops, ann)
    station.workspace.say(ann, ops, AHT, thread=asked.ts)
    assert "4m 12s" in seen(only_answer(station, ops))


@pytest.fixture
def alone(empty_sqlite: Path, tmp_path: Path) -> Iterator[Station]:
    """A station whose store a test may break."""
    url = f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'store.db')}"
    with open_station(Scripted(), url, "socket") as station:
        yield station
        station.workspace.settle(quiet=0.05)


def test_where_memory_cannot_be_read_its_own_threads_are_answered_and_no_others(alone: Station) -> None:
    ann, ops = alone.people()
    asked = alone.workspace.mention(ann, ops, AHT)
    only_answer(alone, ops)
    with create_engine(alone.reception.memory.engine.url).begin() as connection:
        connection.exec_driver_sql("DROP TABLE threads")
    among_us = alone.workspace.say(ann, ops, "what about yesterday?")
    alone.workspace.say(ann, ops, "AHT was fine", thread=among_us.ts)
    alone.workspace.settle(0.4)
    only_answer(alone, ops, ann)
    alone.workspace.say(ann, ops, AHT, thread=asked.ts)
    assert "4m 12s" in seen(alone.workspace.answers(ops, count=2)[1])
    alone.workspace.say(ann, ops, "boom", thread=asked.ts)
    said = alone.workspace.answers(ops, ann, count=3)[2]
    assert "Sorry" in said.text and said.only_for == ann.id


def test_a_damaged_store_is_no_silence(alone: Station) -> None:
    ann, _ = alone.people()
    direct = alone.workspace.direct(ann)
    memory = alone.reception.memory
    memory.engine.dispose()
    Path(str(memory.engine.url.database)).write_bytes(b"no database at all" * 1000)
    alone.workspace.say(ann, direct, AHT)
    assert "4m 12s" in seen(only_answer(alone, direct))


def test_what_a_killed_process_was_answering_is_answered_when_slack_sends_it_again(
    alone: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack, whose second delivery is acknowledged, sends no third: so it is looked at again."""
    monkeypatch.setattr(once, "MARGIN_SECONDS", 1.5 - LEASE.total_seconds())
    ann, ops = alone.people()
    asked = alone.workspace.mention(ann, ops, AHT)
    only_answer(alone, ops)
    names = _as_if_killed_over(alone)
    later = threading.Event()
    clock = lambda: NOW + LEASE * later.is_set()  # noqa: E731
    fresh = Memory(alone.reception.memory.engine)
    alone.reception = replace(alone.reception, memory=fresh, clock=clock)
    alone.connect()
    alone.lines.pop(0).stop()
    assert alone.workspace.sockets.count(1)
    assert alone.workspace.deliver_again("app_mention") is not None
    only_answer(alone, ops)
    later.set()
    assert [one.thread_ts for one in alone.workspace.answers(ops, count=2)] == [asked.ts] * 2
    assert not fresh.first_time(names, NOW + 10 * LEASE)


def _as_if_killed_over(station: Station) -> list[str]:
    """The claims of a process that died in the middle of its answer; their names."""
    with station.reception.memory.engine.begin() as connection:
        micros = int((NOW + LEASE).timestamp() * 1_000_000)
        connection.exec_driver_sql(f"UPDATE seen_events SET lease_until = {micros}")
        return [row[0] for row in connection.exec_driver_sql("SELECT event_id FROM seen_events")]


ABOUT_A_FILE = ["direct", "mention"]


@pytest.mark.parametrize("way", ABOUT_A_FILE)
@pytest.mark.parametrize(("words", "answers"), [(AHT, 2), ("here is the call", 1)])
def test_a_question_beside_a_file_is_answered_too(
    station: Station, way: str, words: str, answers: int
) -> None:
    ann, ops = station.people()
    place = station.workspace.direct(ann) if way == "direct" else ops
    words = words if way == "direct" else f"<@{station.workspace.team.bot.id}> {words}"
    brought = station.workspace.upload(ann, place, "call.txt", b"Customer: hello", words)
    station.workspace.answers(place, ann, count=answers)
    station.workspace.settle(0.35)
    found = station.workspace.answers(place, ann, timeout=0)
    assert len(found) == answers and all(one.thread_ts == brought.ts for one in found)
    assert ("4m 12s" in "".join(map(seen, found))) == (answers == 2)
    assert "understand" not in "".join(map(seen, found)) and "no emotion model" in seen(found[-1])


def test_a_channel_that_slack_holds_up_holds_up_nobody_else(station: Station) -> None:
    ann, ops = station.people()
    bob, other = station.people()
    station.workspace.limit("chat.postMessage", times=40, retry_after=4)
    for _ in range(40):
        station.workspace.mention(ann, ops, AHT)
    station.workspace.team.wait(lambda: False, 1.5)
    ack = station.workspace.command(bob, other, "/kpi", AHT)
    assert ack is not None and ack.seconds < 1.5
    assert "4m 12s" in seen(only_answer_to(station, other, bob))
    station.workspace.server.faults.waiting.clear()
    assert len(station.workspace.answers(ops, count=40, timeout=30)) == 40


def only_answer_to(station: Station, channel: Channel, user: User) -> Message:
    (answer,) = station.workspace.answers(channel, user, timeout=2)
    return answer
