"""Who may see what is posted without anybody asking: looked at when it is posted, not when it was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.connections import posting_client
from bot.digests.delivery import NotAtAllError, NotNowError
from bot.digests.opening import viewer_in
from bot.workspace import Channel, User, Workspace
from kpi_engine.values import Refusal, Viewer
from storage.alerts import AlertRow
from tests.bot.station import MANIFEST

MADE = datetime(2026, 11, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hall:
    workspace: Workspace

    def seen(self, user: User, channel: Channel) -> Viewer | Refusal:
        client = posting_client(self.workspace.team.bot_token, self.workspace.api_url)
        row = AlertRow("a1", channel.id, user.id, "AHT", "UTC", "{}", "active", 15, MADE, MADE)
        return viewer_in(client, None, row)


@pytest.fixture
def hall() -> Iterator[Hall]:
    with Workspace(MANIFEST) as workspace:
        yield Hall(workspace)


def test_a_member_gets_what_a_channel_may_see(hall: Hall) -> None:
    ann = hall.workspace.add_user("ann")
    for place in (hall.workspace.direct(ann), hall.workspace.add_channel("ops", ann)):
        assert hall.seen(ann, place) == Viewer(ann.id, "channel")


@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_who_became_a_guest_gets_nothing_more(hall: Hall, flag: str) -> None:
    bea = hall.workspace.add_user("bea")
    direct = hall.workspace.direct(bea)
    hall.workspace.team.users[bea.id] = replace(bea, **{flag: True})
    refused = hall.seen(bea, direct)
    assert isinstance(refused, Refusal) and "guests" in refused.message


def test_what_slack_does_not_say_is_asked_again(hall: Hall) -> None:
    cyd = hall.workspace.add_user("cyd")
    direct = hall.workspace.direct(cyd)
    hall.workspace.fail("users.info", "internal_error")
    with pytest.raises(NotNowError):
        hall.seen(cyd, direct)
    hall.workspace.fail("users.info", "invalid_auth")
    with pytest.raises(NotAtAllError):
        hall.seen(cyd, direct)
    assert hall.seen(cyd, direct) == Viewer(cyd.id, "channel")
