"""Whether a digest or an alert may go into a channel, asked while its form is still open."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.admission import HIDDEN, SHARED
from bot.connections import posting_client
from bot.phrases import say

# A form that is not answered within three seconds looks broken to whoever filled it in.
SECONDS = 1


def problem_with(client: WebClient, channel: str, language: str = "en") -> str | None:
    """What stands in the way of posting there, for the person who chose it. Joins a public channel."""
    quick = posting_client(client.token or "", client.base_url, SECONDS)
    try:
        place = cast("dict[str, Any]", quick.conversations_info(channel=channel)["channel"])
        if any(place.get(flag) for flag in SHARED):
            return say(language, "shared_channel")
        if place.get("is_archived"):
            return say(language, "digest_form_archived")
        if not place.get("is_member"):
            return _come_in(quick, channel, bool(place.get("is_private")), language)
    except SlackApiError as error:
        hidden = error.response["error"] in HIDDEN
        return say(language, "digest_form_invite" if hidden else "digest_form_slow")
    except OSError:
        return say(language, "digest_form_slow")
    return None


def _come_in(client: WebClient, channel: str, private: bool, language: str) -> str | None:
    if private:
        return say(language, "digest_form_invite")
    client.conversations_join(channel=channel)
    return None


def direct_with(client: WebClient, user: str) -> str:
    """The conversation between the person and the bot."""
    opened = client.conversations_open(users=user)
    return str(cast("dict[str, Any]", opened["channel"])["id"])
