"""An alert's incident over the local Slack: opened once, one thread, ended once, whoever looks and dies.

Abandonment is 10% on every day of these tests' centre but on 9 November, when it is 50%.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.alerts.condition import Condition, write_condition
from bot.alerts.rounds import LEASE, AlertRounds, mark
from bot.blocks.parts import Said
from bot.connections import posting_client
from bot.desk import Desk
from bot.digests.opening import watching_of
from bot.digests.posting import post
from bot.pictures import can_draw
from bot.settings import read_settings
from bot.workspace import Channel, Message, User, Workspace
from bot.workspace.words import texts
from kpi_engine.values import Filter
from storage.alerts import AlertRow, Alerts, IncidentRow
from storage.database import open_store
from storage.store import Store
from tests.bot.station import MANIFEST
from tests.digests.digest_store import ZONE, fill

BAD = datetime(2026, 11, 9, 13, 30, tzinfo=UTC)  # 15:30 there: 31 contacts
GOOD = BAD + timedelta(days=1)
QUARTER = timedelta(minutes=15)
WATCHED = Condition("abandonment_rate", "threshold", "above", "today", 20.0)


@dataclass
class Watch:
    url: str
    workspace: Workspace
    channel: Channel
    ann: User
    now: datetime = BAD
    engines: list[Engine] = field(default_factory=list)

    @property
    def store(self) -> Alerts:
        return Alerts(self.engines[0])

    def scheduler(self) -> AlertRounds:
        """One more process, as far as the store and Slack can tell."""
        engine = open_store(self.url, create=False)
        self.engines.append(engine)
        desk = Desk(Store(engine), replace(read_settings({}), zone=ZONE))
        client = posting_client(self.workspace.team.bot_token, self.workspace.api_url)
        return watching_of(engine, desk, client, lambda: self.now)

    def alert(self, condition: Condition = WATCHED, **facts: object) -> AlertRow:
        made = BAD - timedelta(days=3)
        text = write_condition(condition)
        row = AlertRow(
            "a1", self.channel.id, self.ann.id, "Abandonment", ZONE, text, "active", 15, made, made
        )
        self.store.put(replace(row, **facts))
        return row

    def looks(self, times: int, *schedulers: AlertRounds) -> None:
        """So many looks a quarter of an hour apart; all schedulers look at the same moment."""
        for _ in range(times):
            together = [threading.Thread(target=one.go) for one in schedulers]
            for one in together:
                one.start()
            for one in together:
                one.join()
            self.now += QUARTER

    def messages(self) -> list[Message]:
        return self.workspace.messages(self.channel)

    def thread(self) -> list[str]:
        """The words of the one thread: the message that opened it, and its replies."""
        first, *rest = self.messages()
        assert first.thread_ts is None and all(one.thread_ts == first.ts for one in rest)
        return ["\n".join(texts(one.blocks)) for one in (first, *rest)]

    def chart(self) -> dict[str, Any]:
        drawn = ("image", "data_visualization")
        return next(one for one in self.messages()[0].blocks if one["type"] in drawn)

    def incident(self) -> IncidentRow:
        (found,) = self.store.incidents("a1", 5)
        return found


@pytest.fixture
def watch(store_url: str) -> Iterator[Watch]:
    engine = open_store(store_url)
    fill(engine)
    with Workspace(MANIFEST) as workspace:
        ann = workspace.add_user("ann")
        made = Watch(store_url, workspace, workspace.add_channel("ops", ann), ann, engines=[engine])

        def seconds() -> float:
            return made.now.timestamp()

        workspace.team.clock.source = seconds
        yield made
    for one in made.engines:
        one.dispose()


def test_an_incident_from_its_first_word_to_its_last(watch: Watch) -> None:
    watch.alert()
    mine = watch.scheduler()
    watch.looks(1, mine)
    assert watch.messages() == [], "one look is no incident"
    watch.looks(3, mine)
    assert watch.incident().status == "open"
    (opened,) = watch.thread()
    assert "Abandonment" in opened and "above 20.0%" in opened and "62.5% (n 32)" in opened
    watch.now = GOOD
    watch.looks(1, mine)
    assert len(watch.messages()) == 1, "one look ends nothing"
    watch.looks(3, mine)
    opened, over = watch.thread()
    assert "Abandonment rate is back: 12.5%" in over and "It was out for 24 h" in over
    assert watch.incident().status == "resolved"


def test_two_schedulers_say_each_thing_once(watch: Watch) -> None:
    watch.alert()
    both = (watch.scheduler(), watch.scheduler())
    watch.looks(5, *both)
    watch.now = GOOD
    watch.looks(5, *both)
    assert len(watch.thread()) == 2
    assert watch.incident().status == "resolved"


def test_what_a_dead_process_posted_is_not_posted_again(watch: Watch) -> None:
    alert = watch.alert(checked_at=BAD)
    gone = IncidentRow("a1", BAD, "opening", "gone", alert.channel, BAD, BAD + LEASE, opened_value=64.5)
    assert watch.store.begin(gone)
    mine = watch.scheduler()
    post(mine.client, alert.channel, Said("Abandonment is out of the ordinary"), mark(gone))
    watch.looks(1, mine)
    assert watch.incident().status == "opening", "its lease is not over"
    watch.looks(1, mine)
    (message,) = watch.messages()
    assert (watch.incident().status, watch.incident().message_ts) == ("open", message.ts)


def test_what_a_dead_process_did_not_post_is_posted(watch: Watch) -> None:
    alert = watch.alert(checked_at=BAD)
    gone = IncidentRow("a1", BAD, "opening", "gone", alert.channel, BAD, BAD + LEASE, opened_value=64.5)
    assert watch.store.begin(gone)
    watch.now += LEASE
    watch.looks(1, watch.scheduler())
    assert len(watch.messages()) == 1 and watch.incident().status == "open"


def test_a_resolution_that_was_posted_is_not_posted_again(watch: Watch) -> None:
    watch.alert()
    mine = watch.scheduler()
    watch.looks(2, mine)
    watch.now = GOOD
    gone = watch.store.resolve(watch.incident(), "gone", GOOD, GOOD + LEASE, 12.5)
    assert gone is not None
    post(mine.client, gone.channel, Said("It is over"), mark(gone), gone.message_ts)
    watch.now += LEASE
    watch.looks(1, mine)
    assert len(watch.thread()) == 2 and watch.incident().status == "resolved"


def test_snoozed_it_stays_silent_and_looks_on(watch: Watch) -> None:
    watch.alert(snoozed_until=BAD + timedelta(hours=1))
    mine = watch.scheduler()
    watch.looks(4, mine)
    assert watch.messages() == []
    watch.looks(1, mine)
    assert len(watch.messages()) == 1, "the snooze is over, and it is still so"


def test_an_open_incident_of_a_snoozed_alert_still_ends(watch: Watch) -> None:
    watch.alert()
    mine = watch.scheduler()
    watch.looks(2, mine)
    watch.store.change("a1", snoozed_until=GOOD + timedelta(days=1))
    watch.now = GOOD
    watch.looks(2, mine)
    assert len(watch.thread()) == 2


@pytest.mark.parametrize("facts", [{"state": "paused"}, {"state": "deleted"}])
def test_what_is_not_watched_says_nothing(watch: Watch, facts: dict[str, str]) -> None:
    watch.alert(**facts)
    watch.looks(3, watch.scheduler())
    assert watch.messages() == []


def test_an_expected_range_is_for_as_many_as_there_are(watch: Watch) -> None:
    watch.alert(replace(WATCHED, against="expected", side="either", value=None))
    watch.looks(2, watch.scheduler())
    (opened,) = watch.thread()
    assert "expected" in opened and "for n 32" in opened and "Shewhart" in opened
    if can_draw():
        assert "now and the 8 weeks before from 14 Sep to 9 Nov: last 62.5%" in watch.chart()["alt_text"]


def test_a_line_stands_in_slacks_own_chart(watch: Watch) -> None:
    watch.alert()
    watch.looks(2, watch.scheduler())
    chart = watch.chart()["chart"]
    assert [one["name"] for one in chart["series"]] == ["figure", "line"]
    assert [one["value"] for one in chart["series"][0]["data"]] == [12.5] * 8 + [62.5]
    assert {one["value"] for one in chart["series"][1]["data"]} == {20.0}


def test_a_queue_of_few_does_not_cry_wolf(watch: Watch) -> None:
    """Half of its few contacts are lost, and that settles nothing."""
    watch.now = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    watch.alert(replace(WATCHED, filters=(Filter("queue", "in", ("Billing",)),)))
    watch.looks(4, watch.scheduler())
    assert watch.messages() == []


def test_where_it_may_not_go_its_maker_is_told_once(watch: Watch) -> None:
    watch.alert()
    watch.channel.is_ext_shared = True
    mine = watch.scheduler()
    watch.looks(12, mine)
    assert watch.messages() == []
    told = [one.text for one in watch.workspace.messages(watch.workspace.direct(watch.ann))]
    assert len(told) == 1 and "Abandonment" in told[0] and "shared with another organisation" in told[0]


def test_one_alert_that_cannot_be_read_stops_no_other(watch: Watch) -> None:
    watch.alert()
    broken = replace(watch.alert(), alert_id="a0", condition='{"kpi": "gone"}')
    watch.store.put(broken)
    watch.looks(2, watch.scheduler())
    assert len(watch.messages()) == 1
    left = watch.store.get("a0")
    assert left is not None and left.reason


def test_its_maker_who_became_a_guest_gets_no_figure(watch: Watch) -> None:
    """Nobody but this person is there, so whether it may go there depends on who that is now."""
    guest = watch.workspace.add_user("gil")
    direct = watch.workspace.direct(guest)
    watch.alert(channel=direct.id, creator=guest.id)
    watch.workspace.team.users[guest.id] = replace(guest, is_restricted=True)
    watch.looks(3, watch.scheduler())
    told = watch.workspace.messages(direct)
    assert watch.incident().status == "failed"
    assert len(told) == 1 and "guests" in told[0].text and "%" not in "".join(texts(told[0].blocks))
