"""The message shortcut "Analyse sentiment": a message, its thread, or its file; the asker alone sees it."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import saying
from bot.admission import admit
from bot.analysing import analyse
from bot.answering import polite
from bot.blocks.answer import plain
from bot.blocks.shortcut_form import CALLBACK, form, remark, wanted
from bot.fetching import fetch
from bot.file_kinds import name_of
from bot.hearing_values import Sorry, Work
from bot.listeners.dropped_file import MOST_FILES
from bot.phrases import say
from bot.reception import Reception
from bot.slack_thread import EVERYBODY, MOST_MESSAGES, author, thread_of, transcript
from bot.voices import OneMessage
from kpi_engine.values import Refusal
from nlp.values import Transcript

Facts = dict[str, Any]

MOST_AUTHORS = 20


def register(app: App, reception: Reception) -> None:
    def taken(ack: Ack, shortcut: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        user = shortcut["user"]["id"]
        with polite(lambda line: saying.publicly(client, user, None, plain(line))):
            modal = _opened(client, user, shortcut["trigger_id"])
            viewer = admit(client, reception.team_id, user, shortcut["channel"]["id"])
            if isinstance(viewer, Refusal):
                modal.remark(viewer.message)
                return
            _take(reception, client, shortcut, context.bot_user_id or "", modal)

    def submitted(
        ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack(response_action="update", view=remark(say("en", "shortcut_coming")))
        place: Facts = json.loads(view["private_metadata"])
        wish = wanted(view["state"]["values"])

        def bring() -> Work | Sorry:
            read = thread_of(client, place["channel"], place, context.bot_user_id or "")
            said = read.messages if read else []
            chosen = [one for one in said if wish.whole_thread or one["ts"] == place["ts"]]
            name = say("en", "shortcut_of_thread" if wish.whole_thread else "shortcut_of_message")
            return (
                Work(name, transcript(chosen, wish.customer, "set"))
                if chosen
                else Sorry(say("en", "shortcut_gone"))
            )

        user = body["user"]["id"]
        with polite(lambda line: saying.publicly(client, user, None, plain(line))):
            viewer = admit(client, reception.team_id, user, place["channel"])
            if isinstance(viewer, Refusal):
                saying.publicly(client, user, None, plain(viewer.message))
                return
            analyse(reception, OneMessage(client, user), say("en", "shortcut_of_thread"), bring)

    app.shortcut(CALLBACK)(taken)
    app.view(CALLBACK)(submitted)


@dataclass(frozen=True, slots=True)
class Modal:
    """What the asker looks at while the message is read. `view_id` is None where Slack opened none: then a
    remark comes as a direct message, and nothing can be asked back."""

    client: WebClient
    user: str
    view_id: str | None

    def remark(self, line: str) -> None:
        if not self.show(remark(line)):
            saying.publicly(self.client, self.user, None, plain(line))

    def show(self, view: Facts) -> bool:
        """False where there is no modal, or it was closed meanwhile."""
        try:
            if self.view_id is not None:
                self.client.views_update(view_id=self.view_id, view=view)
        except SlackApiError as error:
            if error.response["error"] != "not_found":
                raise
            return False
        return self.view_id is not None


def _opened(client: WebClient, user: str, trigger_id: str) -> Modal:
    """A modal at once, before anything that takes time: a trigger lives three seconds."""
    try:
        answer = client.views_open(trigger_id=trigger_id, view=remark(say("en", "shortcut_reading")))
    except SlackApiError:
        return Modal(client, user, None)
    return Modal(client, user, str(cast(Facts, answer["view"])["id"]))


def _take(reception: Reception, client: WebClient, taken: Facts, bot_user: str, modal: Modal) -> None:
    message = cast(Facts, taken["message"])
    files = cast(list[Facts], message.get("files") or [])
    if files:
        modal.remark(say("en", "shortcut_coming"))
        for file in files[:MOST_FILES]:
            bring = partial(fetch, client, str(file["id"]))
            analyse(reception, OneMessage(client, modal.user), name_of(file), bring)
        if len(files) > MOST_FILES:
            saying.publicly(client, modal.user, None, plain(say("en", "hear_most_files", most=MOST_FILES)))
        return
    read = thread_of(client, taken["channel"]["id"], message, bot_user)
    said, note = (read.messages, "" if read.whole else _cut()) if read else (None, "")
    if said is None or len(said) < 2:
        modal.remark(say("en", "shortcut_coming") if said else say("en", "shortcut_unread"))
        _hear(reception, modal, "shortcut_of_message", transcript([message], EVERYBODY, "set"))
    elif modal.view_id is None:
        _hear(reception, modal, "shortcut_of_thread", transcript(said, author(said[0]), "inferred"))
        if note:
            saying.publicly(client, modal.user, None, plain(note))
    else:
        place = {"channel": taken["channel"]["id"], "ts": message["ts"], "thread_ts": said[0]["ts"]}
        modal.show(form(json.dumps(place), len(said), _authors(client, said), note=note))


def _cut() -> str:
    """The newest are left out: Slack gives a thread from its beginning."""
    return say("en", "shortcut_most", most=f"{MOST_MESSAGES:,}")


def _hear(reception: Reception, modal: Modal, name: str, said: Transcript) -> None:
    work = Work(say("en", name), said)
    analyse(reception, OneMessage(modal.client, modal.user), work.name, lambda: work)


def _authors(client: WebClient, said: Sequence[Facts]) -> list[tuple[str, str]]:
    """Who wrote in the thread, by key and name: who began it first, as the likeliest customer; then by how
    much they wrote; at the end everybody together."""
    counted = Counter(map(author, said))
    keys = dict.fromkeys([author(said[0]), *(key for key, _ in counted.most_common(MOST_AUTHORS - 1))])
    named = [(key, _name(client, key, said)) for key in keys]
    return [*named, (EVERYBODY, say("en", "shortcut_everybody"))]


def _name(client: WebClient, key: str, said: Sequence[Facts]) -> str:
    message = next(one for one in said if author(one) == key)
    if not message.get("user"):
        return key
    try:
        person = cast(Facts, client.users_info(user=key)["user"])
    except SlackApiError:
        return key
    return str(person.get("real_name") or person.get("name") or key)
