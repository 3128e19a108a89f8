"""Getting a message to where it belongs, in a form that Slack takes."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.admission import direct
from bot.blocks.answer import shorter
from bot.blocks.parts import Said
from bot.connections import webhook
from bot.errors import BotError

TOO_MUCH = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})

log = logging.getLogger(__name__)


class NotTakenError(BotError):
    """A response_url that did not take the message; `error` is Slack's word for it."""

    def __init__(self, error: str) -> None:
        super().__init__(f"Slack did not take the answer: {error}")
        self.error = error


class Posted(NamedTuple):
    """A message of ours that is there."""

    channel: str
    ts: str


def publicly(client: WebClient, channel: str, thread_ts: str | None, message: Said) -> Posted:
    """Into a channel, a thread or a direct message."""
    posted: list[Posted] = []

    def send(said: Said) -> None:
        answer = client.chat_postMessage(
            channel=channel, thread_ts=thread_ts, unfurl_links=False, unfurl_media=False, **_body(said)
        )
        posted.append(Posted(str(answer["channel"]), str(answer["ts"])))

    _fitting(send, message)
    return posted[0]


def openly(client: WebClient, channel: str, thread_ts: str | None, user: str, message: Said) -> Posted:
    """As `publicly`; where that place takes nothing from us (it is archived, restricted, left, too busy), to
    the one who asked, as a direct message."""
    try:
        return publicly(client, channel, thread_ts, message)
    except (SlackApiError, OSError) as error:
        log.info("not in place, so directly: %s", error)
        return publicly(client, user, None, message)


def instead(client: WebClient, posted: Posted, message: Said) -> bool:
    """In the place of a message of ours; False where it is not there any more, or may not be changed."""

    def send(said: Said) -> None:
        client.chat_update(channel=posted.channel, ts=posted.ts, text=said.text, blocks=list(said.blocks))

    try:
        _fitting(send, message)
    except SlackApiError as error:
        log.info("not changed: %s", error)
        return False
    return True


def privately(client: WebClient, channel: str, thread_ts: str | None, user: str, message: Said) -> None:
    """To one person: in place, seen by nobody else, or as a direct message where that cannot be."""

    def send(said: Said) -> None:
        client.chat_postEphemeral(
            channel=channel, user=user, thread_ts=thread_ts, text=said.text, blocks=list(said.blocks)
        )

    try:
        _fitting(send, message)
    except (SlackApiError, OSError) as error:
        log.info("not in place, so directly: %s", error)
        publicly(client, user, None, message)


@dataclass(frozen=True, slots=True)
class Way:
    """The way back to one person: by the url of what they did, which takes five messages in half an hour.
    `channel` is where they did it."""

    client: WebClient
    url: str
    channel: str
    user: str
    thread_ts: str | None = None

    def say(self, message: Said) -> None:
        """By the url; where that takes nothing any more, in the channel, seen by nobody else, or as a direct
        message: a form may have been open for longer than its url lives."""
        try:
            by_url(self.url, message, thread_ts=self.thread_ts)
        except (NotTakenError, OSError) as error:
            log.info("not by its url, so another way: %s", error)
            if direct(self.channel):
                publicly(self.client, self.user, None, message)
            else:
                privately(self.client, self.channel, self.thread_ts, self.user, message)


def by_url(url: str, message: Said, *, in_channel: bool = False, thread_ts: str | None = None) -> None:
    """By a command's or a button's response_url, which works where the bot is not a member."""
    kind = "in_channel" if in_channel else "ephemeral"
    thread = {"thread_ts": thread_ts} if thread_ts else {}

    def send(said: Said) -> None:
        body = {"response_type": kind, "replace_original": False, **thread, **_body(said)}
        response = webhook(url).send_dict(body)
        if response.status_code != 200:
            raise NotTakenError(response.body)

    _fitting(send, message)


def _body(said: Said) -> dict[str, Any]:
    return {"text": said.text, "blocks": list(said.blocks), "mrkdwn": False}


def _fitting(send: Callable[[Said], None], message: Said) -> None:
    """Sends the message; a shorter one, then text alone, if Slack finds it too much."""
    brief = shorter(message, "en")
    *forms, last = (message, brief, Said(brief.text))
    for form in forms:
        try:
            send(form)
        except (SlackApiError, NotTakenError) as error:
            if _word(error) not in TOO_MUCH:
                raise
        else:
            return
    send(last)


def _word(error: SlackApiError | NotTakenError) -> str:
    return error.error if isinstance(error, NotTakenError) else str(error.response["error"])
