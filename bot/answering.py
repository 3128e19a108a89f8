"""From a question in a conversation to its answer there: admitted, asked, and said to whom it may be said."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import saying
from bot.admission import admit, direct
from bot.alerts.offer import offer
from bot.blocks import Said, said
from bot.blocks.answer import plain, quoted
from bot.phrases import say
from bot.privacy import about_agents, for_a_channel
from bot.reception import Reception
from kpi_engine.result import Result
from kpi_engine.values import Refusal, Viewer
from storage.errors import BusyError

# Most answers are there before anybody could read that they are on their way.
SHOWN_AFTER_SECONDS = 0.4

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in a conversation. `overheard`: a thread's reply that was not addressed to the bot;
    `pressed`: asked by a button, so that the answer repeats the question; `first`: nothing was in its thread
    before it; `beside`: said with a file, so that it may be no question at all."""

    text: str
    user: str
    channel: str
    thread_ts: str
    overheard: bool = False
    pressed: bool = False
    first: bool = False
    beside: bool = False


def asked_in(event: Mapping[str, Any], *, overheard: bool = False) -> Asked:
    """What is asked by a message that somebody wrote."""
    text, thread_ts = str(event.get("text") or ""), event.get("thread_ts")
    first = thread_ts is None
    return Asked(text, event["user"], event["channel"], thread_ts or event["ts"], overheard, first=first)


def answer(reception: Reception, client: WebClient, asked: Asked) -> None:
    """Answers in the question's thread; whatever goes wrong becomes one polite line to the asker."""
    with polite(lambda line: alone(client, asked, plain(line))):
        viewer = admit(client, reception.team_id, asked.user, asked.channel)
        if isinstance(viewer, Refusal):
            if not asked.overheard and not asked.beside:
                alone(client, asked, plain(viewer.message))
            return
        if asked.beside and not _a_question(reception, asked.text):
            return
        if not asked.overheard:
            _note(reception, asked)
            if (wish := alert_wish(reception, asked.text)) is not None:
                alone(client, asked, wish)
                return
        with _working(client, asked):
            result = reception.ask(asked.text, viewer)
        if asked.overheard:
            if not _ours(reception, asked, result):
                return
            _note(reception, asked)
        _say(reception, client, asked, viewer, result)


@contextmanager
def polite(tell: Callable[[str], object]) -> Generator[None]:
    """A fault inside is logged under a number, and the asker is told the number: never a traceback."""
    try:
        yield
    except Exception as error:
        number = uuid.uuid4().hex[:8]
        log.exception("fault %s", number)
        try:
            tell(say("en", "busy" if isinstance(error, BusyError) else "fault", id=number))
        except Exception:
            log.exception("fault %s could not even be told", number)


def alert_wish(reception: Reception, text: str) -> Said | None:
    """What is said to somebody who asks for an alert; None where the words ask for anything else."""
    if reception.office is None:
        return None
    return offer(text, reception.office.desk, reception.clock())


def _a_question(reception: Reception, text: str) -> bool:
    return alert_wish(reception, text) is not None or reception.understands(text)


def message_of(reception: Reception, result: Result, rate: bool) -> Said:
    return said(result, buttons=reception.buttons(result), rate=rate and result.status == "answered")


def _say(reception: Reception, client: WebClient, asked: Asked, viewer: Viewer, result: Result) -> None:
    result = result if viewer.place == "dm" else for_a_channel(result)
    private = viewer.place != "dm" and about_agents(result)
    message = message_of(reception, result, rate=not private)
    message = quoted(message, asked.text) if asked.pressed else message
    if not private:
        saying.openly(client, asked.channel, asked.thread_ts, asked.user, message)
        return
    # The word comes first: an ephemeral message shows only in a thread that is alive.
    word = plain(say(result.language, "privately"))
    posted = saying.openly(client, asked.channel, asked.thread_ts, asked.user, word)
    if posted.channel == asked.channel:
        saying.privately(client, asked.channel, asked.thread_ts, asked.user, message)
    else:
        saying.publicly(client, asked.user, None, message)


def _note(reception: Reception, asked: Asked) -> None:
    """Before it is answered, if it can be: whoever says more at once is in a thread that is already known."""
    reception.memory.asked(asked.channel, asked.thread_ts, asked.user, reception.clock())


def _ours(reception: Reception, asked: Asked, result: Result) -> bool:
    """Whether a thread's reply was meant for the bot: a question, or more words from the one who asked."""
    if result.status == "answered":
        return True
    return reception.memory.asker(asked.channel, asked.thread_ts) == asked.user


def alone(client: WebClient, asked: Asked, message: Said) -> None:
    """To the asker alone. Slack shows an ephemeral message only in a thread that is alive: beside a message
    that nobody has replied to, it stands in the channel."""
    if direct(asked.channel):
        saying.openly(client, asked.channel, asked.thread_ts, asked.user, message)
    else:
        thread_ts = None if asked.first else asked.thread_ts
        saying.privately(client, asked.channel, thread_ts, asked.user, message)


@contextmanager
def _working(client: WebClient, asked: Asked) -> Generator[None]:
    """Shows that the bot is at work where it takes a while and somebody waits; never after it has ended, for
    Slack takes a status away when the answer comes."""
    late = threading.Timer(SHOWN_AFTER_SECONDS, _show_working, (client, asked))
    if not asked.overheard:
        late.start()
    try:
        yield
    finally:
        late.cancel()
        if not asked.overheard:
            late.join()


def _show_working(client: WebClient, asked: Asked) -> None:
    """An answer does not fail because that could not be shown."""
    try:
        client.assistant_threads_setStatus(
            channel_id=asked.channel, thread_ts=asked.thread_ts, status=say("en", "status")
        )
    except (SlackApiError, OSError) as error:
        log.debug("no status: %s", error)
