"""Who asks, and where: the one place where a Slack user and a conversation become a viewer."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import MutableMapping
from threading import Lock
from typing import Any, NamedTuple, Self, cast

from cachetools import LRUCache, TTLCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.phrases import say
from kpi_engine.values import Refusal, Viewer

Facts = dict[str, Any]

DIRECT = "D"
GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger")
SHARED = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")
# Who becomes a guest may still ask for so long. Slack lets us look at some hundred people a minute: more of
# them in one, and askers wait. A place is looked at every time: it may be shared now.
PERSON_KEPT_SECONDS = 60
PEOPLE = 10_000
# What Slack says of a person or a place that it does not let us see.
HIDDEN = ("channel_not_found", "missing_scope", "user_not_found", "user_not_visible", "not_in_channel")


def admit(client: WebClient, team_id: str | None, user: str, channel: str) -> Viewer | Refusal:
    """The viewer; a Refusal for guests, for shared conversations and for places we cannot look into.

    Raises SlackApiError where Slack itself has a fault.
    """
    try:
        person = _person(client, user)
        if person.guest or (team_id or _own_team(client)) not in person.teams:
            return Refusal(say("en", "guest"))
    except SlackApiError as error:
        if error.response["error"] in HIDDEN:
            return Refusal(say("en", "unknown_place"))
        raise
    return Viewer(user, "dm") if direct(channel) else admit_place(client, user, channel)


def admit_place(client: WebClient, user: str, channel: str) -> Viewer | Refusal:
    """The viewer of what is posted where no one person asks: what a channel may see, in a direct message too.

    Raises SlackApiError where Slack itself has a fault.
    """
    if direct(channel):
        return Viewer(user, "channel")
    try:
        place = cast(Facts, client.conversations_info(channel=channel)["channel"])
    except SlackApiError as error:
        if error.response["error"] in HIDDEN:
            return Refusal(say("en", "unknown_place"))
        raise
    if any(place.get(flag) for flag in SHARED):
        return Refusal(say("en", "shared_channel"))
    return Viewer(user, "channel")


def admit_alone(client: WebClient, team_id: str | None, user: str) -> Viewer | Refusal:
    """The viewer of what only this person sees: a form, App Home, a direct message."""
    return admit(client, team_id, user, DIRECT)


def zone_of(client: WebClient, user: str) -> str:
    """The person's own IANA zone, by their profile."""
    person = cast(Facts, client.users_info(user=user)["user"])
    return str(person.get("tz") or "UTC")


def direct(channel: str) -> bool:
    """Whether the conversation is between two alone."""
    return channel.startswith(DIRECT)


class _Person(NamedTuple):
    """What counts of all that Slack says of a person, which is some kilobytes."""

    guest: bool
    teams: frozenset[str]

    @classmethod
    def read(cls, said: Facts) -> Self:
        grid: Facts = said.get("enterprise_user") or {}
        teams = (said.get("team_id"), *grid.get("teams", ()))
        return cls(any(said.get(flag) for flag in GUEST), frozenset(map(str, filter(None, teams))))


# By token: one process may serve several workspaces.
_people: MutableMapping[tuple[str | None, str], _Person] = TTLCache(PEOPLE, PERSON_KEPT_SECONDS)
_teams: MutableMapping[str | None, str] = LRUCache(PEOPLE)
_lock = Lock()


def _person(client: WebClient, user: str) -> _Person:
    """As Slack said within the last minute."""
    with _lock:
        known = _people.get((client.token, user))
    if known is None:
        known = _Person.read(cast(Facts, client.users_info(user=user)["user"]))
        with _lock:
            _people[client.token, user] = known
    return known


def _own_team(client: WebClient) -> str:
    """A token's team is the same for ever."""
    with _lock:
        known = _teams.get(client.token)
    if known is None:
        known = str(client.auth_test()["team_id"])
        with _lock:
            _teams[client.token] = known
    return known
