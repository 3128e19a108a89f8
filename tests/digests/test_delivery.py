"""A slot's way into its channel over the local Slack: once, in time, or a reason that somebody is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from bot.blocks.parts import Said
from bot.connections import posting_client
from bot.digests.delivery import Delivery, NotAtAllError
from bot.digests.due import USUAL, Grace
from bot.digests.posting import PAGE
from bot.digests.reasons import plain_reason
from bot.digests.rounds import Rounds, run_key
from bot.digests.telling import Messenger, Telling
from bot.workspace import Channel, Message, User, Workspace
from bot.workspace.web import Reply, json_reply
from storage.digests import DigestRow, Digests, SlotKey, SlotRow, slot_claim
from tests.bot.station import MANIFEST

DUE = datetime(2026, 11, 18, 8, tzinfo=UTC)
KEY = SlotKey("d1", date(2026, 11, 18), "08:00")
LEASE = timedelta(minutes=2)
POST = "/api/chat.postMessage"


@dataclass
class Bench:
    """A store, a workspace, a channel with the bot, a clock that stands still until it is moved."""

    store: Digests
    workspace: Workspace
    channel: Channel
    ann: User
    now: datetime = DUE
    made: list[SlotRow] = field(default_factory=list)
    unwell: Exception | None = None
    grace: Grace = USUAL

    def rounds(self, worker: str = "a") -> Rounds:
        client = posting_client(self.workspace.team.bot_token, self.workspace.api_url)
        delivery = Delivery(self.store, client, lambda: self.now, self.compose, self.grace, LEASE)
        return Rounds(delivery, worker)

    def compose(self, digest: DigestRow, slot: SlotRow) -> Said:
        self.made.append(slot)
        if self.unwell:
            raise self.unwell
        return Said(f"{digest.title} of {slot.local_date}")

    def go(self, later: timedelta = timedelta(), worker: str = "a") -> None:
        """A whole round, so much later."""
        self.now += later
        rounds = self.rounds(worker)
        rounds.go()
        rounds.finish()

    def digest(self, **facts: object) -> DigestRow:
        made = DUE - timedelta(days=3)
        row = DigestRow(
            "d1", self.channel.id, self.ann.id, "Morning", "daily 08:00", "UTC", "{}", "active", made, made
        )
        row = replace(row, **facts)
        self.store.put(row)
        return row

    def posts(self) -> list[Message]:
        return [one for one in self.workspace.messages(self.channel) if one.metadata]

    def slot(self) -> SlotRow:
        found = self.store.slot(KEY)
        assert found
        return found

    def tell(self) -> list[str]:
        client = posting_client(self.workspace.team.bot_token, self.workspace.api_url)
        Telling(self.store, Messenger(client), lambda: self.now).tell_all()
        return [one.text for one in self.workspace.messages(self.workspace.direct(self.ann))]


@pytest.fixture
def bench(engine: Engine) -> Iterator[Bench]:
    with Workspace(MANIFEST) as workspace:
        ann = workspace.add_user("ann")
        bench = Bench(Digests(engine), workspace, workspace.add_channel("ops", ann), ann)

        def seconds() -> float:
            return bench.now.timestamp()

        workspace.team.clock.source = seconds
        yield bench


def claimed(bench: Bench, worker: str = "gone") -> SlotRow:
    """The slot as a process left it that died."""
    row = slot_claim(KEY, DUE, bench.channel.id, worker, DUE, DUE + LEASE)
    assert bench.store.claim(row)
    return row


def test_two_processes_post_a_slot_once(bench: Bench) -> None:
    bench.digest()
    bench.go()
    bench.go(worker="b")
    assert [one.metadata for one in bench.posts()] == [
        {
            "event_type": "heartline_digest",
            "event_payload": {"digest": "d1", "date": "2026-11-18", "time": "08:00"},
        }
    ]
    assert (bench.slot().status, bench.slot().message_ts) == ("posted", bench.posts()[0].ts)


def test_a_slot_that_was_posted_by_one_who_died_is_found_on_a_later_page(bench: Bench) -> None:
    bench.digest()
    bench.rounds().delivery.deliver(claimed(bench), fresh=True)
    with bench.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE digest_slots SET status = 'claimed', message_ts = NULL")
    for number in range(PAGE + 5):
        bench.workspace.say(bench.ann, bench.channel, f"{number}")
    bench.go(LEASE)
    assert len(bench.posts()) == 1
    assert (bench.slot().status, bench.slot().message_ts) == ("posted", bench.posts()[0].ts)


def test_a_history_that_cannot_be_read_holds_the_slot(bench: Bench) -> None:
    bench.digest()
    claimed(bench)
    bench.workspace.fail("conversations.history", "fatal_error", times=1)
    bench.go(LEASE)
    assert bench.posts() == []
    assert (bench.slot().status, bench.slot().reason) == ("claimed", "fatal_error")
    bench.go(timedelta(minutes=5))
    assert len(bench.posts()) == 1


@pytest.mark.parametrize(
    "answer", [json_reply({"ok": False, "error": "internal_error"}, 500), Reply(200, b"<html>")]
)
def test_an_accepted_post_whose_answer_is_lost_is_not_posted_again(bench: Bench, answer: Reply) -> None:
    bench.digest()
    ask, lost = bench.workspace.server.answer, [answer]

    def answered(request):
        reply = ask(request)
        return lost.pop() if lost and request.path == POST else reply

    bench.workspace.server.answer = answered
    bench.go()
    assert len(bench.posts()) == 1
    bench.go(timedelta(minutes=3))
    bench.go(timedelta(minutes=3))
    assert len(bench.posts()) == 1
    assert [one.status for one in bench.store.slots("d1", 5)] == ["posted"]


def test_slack_is_asked_again_when_it_said(bench: Bench) -> None:
    bench.digest()
    bench.workspace.limit("chat.postMessage", retry_after=90)
    bench.go()
    bench.go(timedelta(seconds=89))
    assert bench.posts() == []
    bench.go(timedelta(seconds=1))
    assert len(bench.posts()) == 1


@pytest.mark.parametrize(("hours", "grace", "posts"), [(11, 12, 1), (13, 12, 0), (5, 4, 0), (13, 14, 1)])
def test_late_within_its_grace_alone(bench: Bench, hours: int, grace: int, posts: int) -> None:
    bench.grace = Grace({"daily": grace})
    bench.digest()
    bench.go(timedelta(hours=hours))
    assert len(bench.posts()) == posts
    assert len(bench.store.slots("d1", 5)) == posts


def test_a_claimed_slot_that_nobody_took_up_in_time_fails(bench: Bench) -> None:
    bench.digest()
    claimed(bench)
    bench.go(timedelta(hours=13))
    assert bench.posts() == []
    assert (bench.slot().status, bench.slot().reason) == ("failed", "too_late")


@pytest.mark.parametrize("state", ["paused", "deleted"])
def test_what_is_not_wanted_any_more_is_not_posted(bench: Bench, state: str) -> None:
    bench.digest(state=state)
    claimed(bench)
    bench.go(LEASE)
    assert bench.posts() == []
    assert (bench.slot().status, bench.slot().reason) == ("skipped", state)
    assert bench.tell() == []


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("not_in_channel", "not_in_channel"),
        ("is_archived", "is_archived"),
        ("channel_not_found", "channel_not_found"),
    ],
)
def test_a_failure_is_told_to_the_creator_once(bench: Bench, broken: str, reason: str) -> None:
    bench.digest()
    bench.workspace.fail("chat.postMessage", broken)
    bench.go()
    assert (bench.slot().status, bench.slot().reason) == ("failed", reason)
    assert len(bench.tell()) == 1
    told = bench.tell()
    assert len(told) == 1
    assert plain_reason(reason) in told[0]
    bench.workspace.fail("chat.postMessage", broken)
    bench.go(timedelta(days=1))
    assert len(bench.store.slots("d1", 5)) == 2
    assert len(bench.tell()) == 1, "the same again the next day is no news"


def test_a_creator_who_cannot_be_told_now_is_told_later(bench: Bench) -> None:
    bench.digest()
    bench.unwell = NotAtAllError("shared_channel")
    bench.go()
    bench.workspace.fail("conversations.open", "internal_error", status=500)
    assert bench.tell() == []
    assert len(bench.tell()) == 1


def test_a_creator_who_is_gone_stops_nothing(bench: Bench) -> None:
    bench.digest(creator="U0GONE")
    bench.unwell = NotAtAllError("shared_channel")
    bench.go()
    assert bench.tell() == []
    assert bench.slot().told_at is not None


@pytest.mark.parametrize("facts", [{"schedule": "cron 0 8 30 2 *"}, {"zone": "Mars/Olympus"}])
def test_a_digest_that_cannot_be_read_fails_and_the_others_come(bench: Bench, facts: dict[str, str]) -> None:
    bench.digest(**facts)
    bench.digest(digest_id="d2")
    bench.go()
    bench.go()
    assert len(bench.posts()) == 1
    (failed,) = bench.store.slots("d1", 5)
    assert failed.status == "failed" and failed.reason
    assert len(bench.tell()) == 1


def test_a_run_by_hand_neither_doubles_nor_blocks_the_slot(bench: Bench) -> None:
    row = bench.digest(state="paused")
    key = run_key(row, bench.now)
    assert bench.rounds().run(row, key).status == "posted"
    assert bench.rounds().run(row, key) is None
    bench.digest()
    bench.go()
    assert len(bench.posts()) == 2


def test_a_fault_in_making_one_is_tried_again(bench: Bench) -> None:
    bench.digest()
    bench.unwell = RuntimeError("no")
    bench.go()
    bench.unwell = None
    bench.go(timedelta(seconds=30))
    assert len(bench.posts()) == 1


def test_the_word_of_a_former_holder_counts_no_more(bench: Bench) -> None:
    """It was so slow in making the digest that another posted it meanwhile."""
    bench.digest()
    slow = claimed(bench)
    bench.go(LEASE, worker="b")
    bench.rounds("gone").delivery.deliver(slow, fresh=True)
    assert len(bench.posts()) == 1
