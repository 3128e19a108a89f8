"""Which digests somebody sees, and which one they mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks.alert_list import Watched, alert_section
from bot.blocks.digest_list import Listed, home_section
from bot.blocks.parts import Json
from bot.digests.office import Office
from bot.digests.rights import may_change, may_see
from bot.reception import Reception
from storage.alerts import AlertRow
from storage.digests import DigestRow

KEPT = ("active", "paused")


def kept_blocks(reception: Reception, user: str) -> list[Json]:
    """The part of App Home about digests and alerts."""
    if reception.office is None:
        return []
    office, now = reception.office, reception.clock()
    digests = home_section(listed(reception, office, user, None))
    return [*digests, {"type": "divider"}, *alert_section(watched(office, user), now)]


def watched(office: Office, user: str) -> list[Watched]:
    """The viewer's own alerts; an admin's are all."""
    return [
        Watched(one, _out_since(office, one), mine=True)
        for one in office.alerts.all(*KEPT)
        if may_change(one, user, office.admins)
    ]


def _out_since(office: Office, alert: AlertRow) -> datetime | None:
    incident = office.alerts.unresolved(alert.alert_id)
    return None if incident is None else incident.opened_at.astimezone(ZoneInfo(alert.zone))


def listed(reception: Reception, office: Office, user: str, channel: str | None) -> list[Listed]:
    """The viewer's own (an admin's: all), and in a channel those that come there."""
    now = reception.clock()
    return [
        Listed(
            one,
            office.next_at(one, now),
            office.last(one),
            may_change(one, user, office.admins),
            one.creator == user,
        )
        for one in visible(office, user, channel)
    ]


def visible(office: Office, user: str, channel: str | None) -> list[DigestRow]:
    return [one for one in office.digests.all(*KEPT) if may_see(one, user, office.admins, channel)]


def called(name: str, digests: list[DigestRow]) -> list[DigestRow]:
    """Those of that id or title; else those whose title begins so, else those that hold the words."""
    wanted = " ".join(name.split()).casefold()

    def by(test: Callable[[DigestRow], bool]) -> list[DigestRow]:
        return [one for one in digests if test(one)]

    return (
        by(lambda one: wanted in (one.digest_id.casefold(), _title(one)))
        or by(lambda one: _title(one).startswith(wanted))
        or by(lambda one: wanted in _title(one))
    )


def _title(digest: DigestRow) -> str:
    return " ".join(digest.title.split()).casefold()
