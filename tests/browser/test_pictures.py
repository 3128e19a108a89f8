"""The README's pictures, made by walking through the page: `make pictures` keeps them in docs/pictures."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from bot.workspace.facts import Message
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
