"""`/kpi-digest`: digests by words; without words the list, with buttons. Only the asker sees the answers."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.blocks.digest_list import digest_list
from bot.digests.office import Office
from bot.listeners import digest_buttons as deeds
from bot.listeners.digest_form import open_form
from bot.listeners.digest_lists import called, listed, visible
from bot.listeners.digest_reply import Asker
from bot.phrases import say
from bot.reception import Reception

COMMAND = "/kpi-digest"
MANAGE = "manage_digests"

Word = Callable[[Asker, Office, str, str], None]


def register(app: App, reception: Reception) -> None:
    office = reception.office
    if office is None:
        return

    def commanded(ack: Ack, command: dict[str, Any], client: WebClient) -> None:
        ack()
        user, channel, url = command["user_id"], command["channel_id"], command["response_url"]
        asker = Asker(reception, client, user, channel, url)
        word, _, rest = command.get("text", "").strip().partition(" ")
        with asker.admitted() as welcome:
            if welcome:
                _WORDS.get(word.casefold(), _unknown)(asker, office, rest.strip(), command["trigger_id"])

    def wanted(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        asker = Asker(reception, client, body["user"]["id"])
        with asker.admitted() as welcome:
            if welcome:
                _list(asker, office, "", "")

    app.command(COMMAND)(commanded)
    app.shortcut(MANAGE)(wanted)


def _list(asker: Asker, office: Office, name: str, _trigger: str) -> None:
    every = listed(asker.reception, office, asker.user, asker.channel or None)
    if name:
        meant = {one.digest_id for one in called(name, [each.digest for each in every])}
        every = [one for one in every if one.digest.digest_id in meant]
    asker.show(digest_list(every))


def _add(asker: Asker, office: Office, _name: str, trigger: str) -> None:
    open_form(asker, office, trigger, None)


def _to(deed: deeds.Deed) -> Word:
    """A word that is followed by a digest's title or id."""

    def word(asker: Asker, office: Office, name: str, trigger: str) -> None:
        found = called(name, visible(office, asker.user, asker.channel)) if name else []
        if len(found) == 1:
            deeds.do(asker, office, deed, found[0].digest_id, trigger)
        elif found:
            asker.say(say("en", "digest_which"))
            _list(asker, office, name, trigger)
        elif name:
            asker.say(say("en", "digest_no_such", name=name))
        else:
            _unknown(asker, office, name, trigger)

    return word


def _unknown(asker: Asker, _office: Office, _name: str, _trigger: str) -> None:
    asker.say(say("en", "digest_no_word"))


_WORDS: dict[str, Word] = {
    "": _list,
    "list": _list,
    "add": _add,
    "edit": _to(deeds.edit),
    "pause": _to(deeds.pause),
    "resume": _to(deeds.resume),
    "run": _to(deeds.run),
    "delete": _to(deeds.delete),
}
