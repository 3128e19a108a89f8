"""The form "Ask a KPI" and App Home: every wish of the form is a question that words can ask."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from bot.blocks.form import AGAINST, BY_DAY, OFFERED, PERIODS, SLICES, Wish, form, problems, question
from bot.blocks.home import FORM
from bot.workspace import Channel, User
from bot.workspace.facts import View
from kpi_engine.catalogue import Metric
from kpi_engine.language import understand
from kpi_engine.values import Asking, Understood
from tests.bot.station import Station
from tests.bot.test_surfaces import only_answer, seen

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
AHT = {"metric": "average_handle_time", "period": "last week"}


@pytest.mark.parametrize("entry", OFFERED, ids=[one.id for one in OFFERED])
def test_what_a_form_asks_words_can_ask(entry: Metric) -> None:
    asking = Asking(NOW, "Europe/Berlin")
    for period, against, by in product(PERIODS, (None, *AGAINST), (None, BY_DAY, *SLICES)):
        wish = Wish(entry.id, period, against, by)
        if problems(wish):
            continue
        read = understand(question(wish), asking)
        assert isinstance(read, Understood), (question(wish), read)
        assert [one.id for one in read.query.metrics] == [entry.id]
        assert read.query.period is not None and (read.query.compare is None) == (against is None)
        assert read.query.group_by == ((by,) if by in SLICES else ())


def test_the_form_is_within_slacks_limits() -> None:
    for block in form("")["blocks"]:
        options = block["element"]["options"]
        assert len(options) <= 100 and all(len(one["text"]["text"]) <= 75 for one in options)


def opened(station: Station, user: User) -> View:
    assert station.workspace.team.wait(lambda: station.workspace.top_view(user) is not None, 5)
    view = station.workspace.top_view(user)
    assert view is not None
    return view


def test_kpi_alone_opens_a_form_that_answers_the_asker_alone(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.command(ann, ops, "/kpi")
    station.workspace.submit(ann, opened(station, ann), AHT_BY_QUEUE)
    answer = only_answer(station, ops, ann)
    assert answer.only_for == ann.id and "4m 12s" in seen(answer)
    assert station.workspace.top_view(ann) is None
    station.workspace.press(ann, answer, "share")
    assert "by queue" in only_public(station, ops)


AHT_BY_QUEUE = {**AHT, "metric": "average_handle_time", "by": "queue"}


def only_public(station: Station, channel: Channel) -> str:
    return only_answer(station, channel).text


def test_the_shortcut_and_home_open_the_form_and_answer_by_direct_message(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.shortcut(ann, "ask_kpi")
    station.workspace.submit(ann, opened(station, ann), AHT)
    assert "4m 12s" in seen(only_answer(station, direct))
    home = published(station, ann)
    station.workspace.press(ann, home, FORM)
    station.workspace.close_view(ann, opened(station, ann))
    assert station.workspace.top_view(ann) is None


def test_a_slice_that_the_kpi_does_not_have_is_said_at_its_input(station: Station) -> None:
    ann, _ = station.people()
    station.workspace.shortcut(ann, "ask_kpi")
    view = opened(station, ann)
    station.workspace.submit(ann, view, {"metric": "cost_per_contact", "period": "last week", "by": "agent"})
    assert view.is_open and "agent" in view.errors["by"]


def published(station: Station, user: User) -> View:
    station.workspace.open_app(user, tab="home")
    homes = station.workspace.team.homes
    assert station.workspace.team.wait(lambda: user.id in homes, 5)
    return homes[user.id]


def words(view: View) -> str:
    def within(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [found for inner in value.values() for found in within(inner)]
        if isinstance(value, list):
            return [found for inner in value for found in within(inner)]
        return [str(value)]

    return " ".join(within(view.body["blocks"]))


def test_home_shows_freshness_and_zones_and_its_buttons_ask(station: Station) -> None:
    ann = station.workspace.add_user("ann", tz="Asia/Tokyo")
    home = published(station, ann)
    assert "Wed 18 Nov 2026 11:00" in words(home) and "Asia/Tokyo" in words(home)
    station.workspace.press(ann, home, "home_ask_0")
    assert "4m 12s" in seen(only_answer(station, station.workspace.direct(ann)))
    assert station.workspace.team.wait(lambda: "is under Messages" in words(home), 5)


def test_a_guest_gets_neither_form_nor_figures(station: Station) -> None:
    guest = station.workspace.add_user("guest", is_restricted=True)
    assert "guests" in words(published(station, guest))
    station.workspace.shortcut(guest, "ask_kpi")
    assert "guests" in words(opened(station, guest))
