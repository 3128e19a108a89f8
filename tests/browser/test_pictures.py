"""The README's pictures, made by walking through the page: `make pictures` keeps them in docs/pictures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from demo_stores import NOW
from selenium.webdriver.common.by import By

from bot.alerts.condition import Condition, write_condition
from bot.connections import posting_client
from bot.desk import open_desk
from bot.digests.opening import watching_of
from bot.workspace.facts import Message
from storage.alerts import AlertRow, Alerts
from storage.database import open_store
from tests.browser.conftest import Demo, Take
from tests.browser.visit import Visit


@pytest.fixture(autouse=True)
def wide(visit: Visit) -> None:
    visit.driver.set_window_size(1280, 960)


def test_channel_with_an_answer_and_its_thread(visit: Visit, take: Take) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.say("/kpi AHT this week vs last week by queue")
    visit.press("Share in this channel")
    visit.read("Dana Petrova shared", "#feed")
    visit.see("(//div[@id='feed']/div)[last()]//table")
    take("channel")
    visit.open_thread()
    visit.see("#thread table")
    take("thread")


def test_modal(visit: Visit, take: Take) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.press("Commands and shortcuts")
    visit.click("//li[contains(., 'Ask a KPI')]")
    visit.choose("Which KPI?", "Service level")
    visit.choose("Sliced by", "Queue")
    take("modal")


def test_home(visit: Visit, take: Take) -> None:
    visit.open()
    visit.tab("Home")
    visit.read("Newest contact", "#home")
    take("home")


def test_dark(visit: Visit, take: Take) -> None:
    visit.open()
    visit.click("#theme")
    visit.see("#feed table")
    take("dark")


def test_charts(visit: Visit, demo: Demo, take: Take) -> None:
    """Every kind that the page can draw; the bot's own is on the picture of an analysis."""
    team = demo.workspace.team
    channel = next(one for one in team.channels.values() if one.name == "team-leads")
    kinds = ("line", "bar", "area")
    charts = [{"type": kind, **_series()} for kind in kinds] + [{"type": "pie", "segments": _segments()}]
    for two in (charts[:2], charts[2:]):
        blocks = [{"type": "data_visualization", "title": "Calls by day", "chart": one} for one in two]
        team.add(Message(team.next_ts(), channel.id, team.bot.id, "charts", blocks))
    visit.open()
    visit.go_to("team-leads")
    visit.see("#feed svg path.slice")
    drawn = visit.driver.find_elements(By.CSS_SELECTOR, "#feed svg path")
    assert {one.get_attribute("class").split()[0] for one in drawn} >= {"line", "bar", "area", "slice", "dot"}
    take("charts")


def test_digest(visit: Visit, take: Take) -> None:
    visit.open()
    visit.go_to("team-leads")
    visit.say("/kpi-digest add")
    visit.see("dialog[open] [data-block=title]")
    title = visit.find("dialog").find_element(By.CSS_SELECTOR, "[data-block=title]")
    title.clear()
    title.send_keys("Every morning")
    visit.choose("Channel", "#team-leads")
    take("digest-form")
    visit.press("Save")
    visit.not_there("dialog[open]")
    visit.say("/kpi-digest run Every morning")
    visit.read("Expected:", "#feed")
    visit.until(lambda: _drawn(visit), "its pictures have not come")
    visit.driver.set_window_size(1180, 1800)
    take("digest")
    visit.say("/kpi-digest delete Every morning")
    visit.read("is deleted", "#feed")


def test_alert(visit: Visit, demo: Demo, take: Take) -> None:
    """An incident of the demo's centre, evaluated and posted as `heartline serve` does."""
    team, desk, engine = demo.workspace.team, open_desk(demo.settings), open_store(demo.settings.db_url)
    channel = next(one for one in team.channels.values() if one.name == "contact-centre")
    made, maker = NOW - timedelta(days=1), next(iter(team.users.values()))
    watched = write_condition(Condition("service_level", "expected", "below", "yesterday", times=1))
    where = ("picture", channel.id, maker.id, "Service level", "Europe/Berlin")
    row = (*where, watched, "active", 15, made, made)
    Alerts(engine).put(AlertRow(*row))
    client = posting_client(team.bot_token, demo.workspace.api_url)
    watching_of(engine, desk, client, lambda: NOW).go()
    visit.open()
    visit.go_to("contact-centre")
    visit.read("below its expected range", "#feed")
    visit.until(lambda: _drawn(visit), "its picture has not come")
    take("alert")


def _drawn(visit: Visit) -> bool:
    """Whether one of the newest messages has its picture."""
    return bool(visit.driver.find_elements(By.XPATH, "(//div[@id='feed']/div)[position() > last() - 3]//img"))


def _segments() -> list[dict[str, object]]:
    return [{"label": name, "value": value} for name, value in (("Voice", 61), ("Chat", 27), ("Email", 12))]


def _series() -> dict[str, object]:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    values = {"Billing": (310, 290, 305, 280, 330), "Returns": (120, 140, 135, 160, 90)}
    series = [
        {"name": name, "data": [{"label": day, "value": one} for day, one in zip(days, data, strict=True)]}
        for name, data in values.items()
    ]
    return {"series": series, "axis_config": {"categories": list(days), "y_label": "contacts"}}
