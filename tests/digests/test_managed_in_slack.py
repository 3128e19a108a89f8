"""Digests and alerts managed wholly in Slack: the real Bolt app over the local workspace, over the demo."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from demo_stores import NOW, demo_file

from bot.local import local_bot
from bot.settings import read_settings
from bot.workspace import Channel, Message, User, Workspace
from bot.workspace.facts import View
from bot.workspace.words import texts
from storage.alerts import Alerts
from storage.database import open_store
from storage.digests import Digests

SLOW = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    workspace: Workspace
    digests: Digests
    alerts: Alerts

    def people(self, name: str) -> tuple[User, Channel]:
        user = self.workspace.add_user(name)
        return user, self.workspace.add_channel(f"{name}-ops", user)

    def view(self, user: User, callback: str) -> View:
        def there() -> bool:
            top = self.workspace.top_view(user)
            return top is not None and top.body.get("callback_id") == callback

        assert self.workspace.team.wait(there, SLOW)
        top = self.workspace.top_view(user)
        assert top is not None
        return top

    def heard(self, channel: Channel, user: User, words: str) -> Message:
        """The bot's message that holds the words, waited for."""

        def found() -> Message | None:
            said = self.workspace.answers(channel, user, timeout=0)
            return next((one for one in said if words in seen(one)), None)

        assert self.workspace.team.wait(lambda: found() is not None, SLOW), words
        message = found()
        assert message is not None
        return message


def seen(message: Message) -> str:
    return message.text + "\n" + "\n".join(texts(message.blocks))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    file = tmp_path_factory.mktemp("managed") / "store.db"
    shutil.copy(demo_file(), file)
    settings = read_settings(
        {"HEARTLINE_DB": f"sqlite:///{file}", "HEARTLINE_ZONE": "Europe/Berlin", "HEARTLINE_ADMINS": "U0BOSS"}
    )
    with local_bot(settings, lambda: NOW) as workspace:
        workspace.team.clock.advance(NOW.timestamp() - time.time())
        engine = open_store(settings.db_url, create=False)
        yield Place(workspace, Digests(engine), Alerts(engine))
        engine.dispose()


def added(place: Place, user: User, channel: Channel, title: str, **more: object) -> str:
    """A digest made by the form; its id."""
    place.workspace.command(user, channel, "/kpi-digest", "add")
    form = place.view(user, "digest_form")
    place.workspace.submit(user, form, {"channel": channel.id, "title": title, **more})
    place.heard(channel, user, f"“{title}” is saved")
    return next(one.digest_id for one in place.digests.all("active") if one.title == title)


def test_a_digest_is_added_run_edited_paused_resumed_and_deleted(place: Place) -> None:
    ann, ops = place.people("ann")
    digest_id = added(place, ann, ops, "Morning", kpis=["service_level"])
    place.workspace.command(ann, ops, "/kpi-digest", "run morning")
    post = place.heard(ops, ann, "Service level")
    assert post.only_for is None and post.metadata is not None
    assert post.metadata["event_payload"]["digest"] == digest_id
    place.workspace.press(ann, post, "digest_edit")
    place.workspace.submit(ann, place.view(ann, "digest_form"), {"title": "Noon", "time": "12:00"})
    place.heard(ops, ann, "“Noon” is saved")
    kept = place.digests.get(digest_id)
    assert kept is not None and kept.schedule == "weekdays 12:00"
    for word, state in (("pause", "paused"), ("resume", "active"), ("delete", "deleted")):
        place.workspace.command(ann, ops, "/kpi-digest", f"{word} noon")
        assert place.workspace.team.wait(lambda want=state: _state(place, digest_id) == want, SLOW)


def _state(place: Place, digest_id: str) -> str:
    kept = place.digests.get(digest_id)
    return "" if kept is None else kept.state


def test_a_form_that_was_open_for_long_still_says_that_it_is_saved(place: Place) -> None:
    """Slack takes nothing any more by the url of what opened it."""
    ida, ops = place.people("ida")
    place.workspace.command(ida, ops, "/kpi-digest", "add")
    form = place.view(ida, "digest_form")
    for url in place.workspace.team.response_urls.values():
        url.until = 0
    place.workspace.submit(ida, form, {"channel": ops.id, "title": "Late"})
    assert place.heard(ops, ida, "“Late” is saved").only_for == ida.id


def test_what_is_wrong_is_said_beside_its_input(place: Place) -> None:
    bea, ops = place.people("bea")
    secret = place.workspace.add_channel("bea-secret", bea, kind="group", bot=False)
    place.workspace.command(bea, ops, "/kpi-digest", "add")
    form = place.view(bea, "digest_form")
    place.workspace.submit(bea, form, {"channel": secret.id, "title": "Secret"})
    assert form.is_open and "/invite" in form.errors["channel"]
    place.workspace.choose(bea, form, "kind", "cron")
    assert place.workspace.team.wait(lambda: any(b["block_id"] == "cron" for b in form.body["blocks"]), SLOW)
    place.workspace.submit(bea, form, {"channel": ops.id, "title": "Never", "cron": "0 8 30 2 *"})
    assert form.is_open and "never comes" in form.errors["cron"]
    place.workspace.close_view(bea, form)


def test_others_get_one_clear_line(place: Place) -> None:
    cyd, ops = place.people("cyd")
    dan = place.workspace.add_user("dan")
    ops.members.add(dan.id)
    digest_id = added(place, cyd, ops, "Cyd's own")
    place.workspace.command(dan, ops, "/kpi-digest", "pause cyd's own")
    place.heard(ops, dan, "Only whoever made")
    assert _state(place, digest_id) == "active"


def test_guests_get_nothing(place: Place) -> None:
    guest = place.workspace.add_user("guest", is_restricted=True)
    ops = place.workspace.add_channel("guest-ops", guest)
    place.workspace.command(guest, ops, "/kpi-digest", "add")
    place.heard(ops, guest, "guests")
    assert place.workspace.top_view(guest) is None


def test_an_offer_that_is_pressed_twice_makes_one_alert(place: Place) -> None:
    joe, _ = place.people("joe")
    direct = place.workspace.direct(joe)
    place.workspace.say(joe, direct, "tell me when abandonment in Billing is above 9%")
    offer = place.heard(direct, joe, "above 9.0%")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: place.workspace.press(joe, offer, "alert_create"), range(3)))
    said = lambda: [m for m in place.workspace.answers(direct, joe, timeout=0) if "I watch that" in m.text]  # noqa: E731
    assert place.workspace.team.wait(lambda: len(said()) == 3, SLOW)
    (made,) = [one for one in place.alerts.all("active") if one.creator == joe.id]
    place.alerts.change(made.alert_id, state="deleted")
    place.workspace.press(joe, offer, "alert_create")
    assert place.workspace.team.wait(lambda: len(said()) == 4, SLOW)
    assert len([one for one in place.alerts.all("active") if one.creator == joe.id]) == 1


def test_an_alert_in_words_is_made_by_its_button_alone(place: Place) -> None:
    eve, ops = place.people("eve")
    place.workspace.mention(eve, ops, "tell me when abandonment in Billing is above 8%")
    offer = place.heard(ops, eve, "above 8.0%")
    assert offer.only_for == eve.id
    assert not [one for one in place.alerts.all("active") if one.creator == eve.id]
    place.workspace.press(eve, offer, "alert_create")
    place.heard(ops, eve, "I watch that now")
    made = [one for one in place.alerts.all("active") if one.creator == eve.id]
    assert len(made) == 1 and made[0].channel == ops.id
