"""A newcomer's path through the page, in a real browser."""

from __future__ import annotations

from pathlib import Path

from selenium.webdriver.common.keys import Keys

from bot.prompts import PROMPTS
from tests.browser.conftest import Demo
from tests.browser.visit import Visit


def test_the_first_answer_and_the_prompts_are_there(visit: Visit) -> None:
    visit.open()
    visit.read("Average handle time by queue", "#feed")
    visit.see("#feed table")
    visit.read(PROMPTS[3].title, "#prompts")
    visit.press(PROMPTS[3].title)
    visit.read("what can I ask?", "#feed")


def test_a_mention_is_answered_in_its_thread(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.say("@Heartline AHT last week by team")
    visit.read("AHT last week by team", "#feed")
    visit.see("(//div[@id='feed']/div)[last()]//button[contains(@class, 'replies')]")
    visit.open_thread()
    visit.see("#thread table")
    visit.say("and the week before?", "thread")
    visit.read("and the week before?", "#thread-feed")
    visit.press("Helpful")
    visit.read("Thank you", "#thread-feed")
    visit.press("Close the thread")
    visit.until(lambda: not visit.find("#thread").is_displayed(), "the thread is still open")


def test_a_kpi_answer_is_the_askers_own_until_it_is_shared(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.say("/k")
    visit.until(lambda: visit.find("#say-main").get_attribute("value") == "/kpi ", "/k is not completed")
    visit.say("service level last week by queue")
    visit.read("Only visible to you", "#feed")
    visit.be("Marco Ruiz")
    visit.read("5 members", "#head")
    visit.until(lambda: "Only visible to you" not in visit.find("#feed").text, "others see it")
    visit.be("Dana Petrova")
    visit.press("Share in this channel")
    visit.read("Dana Petrova shared: service level last week by queue", "#feed")


def test_a_form_is_filled_in_and_answered(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.say("/kpi")
    visit.see("dialog[open]")
    visit.choose("Which KPI?", "Cost per contact")
    visit.choose("Sliced by", "Agent")
    visit.press("Ask")
    visit.read("Cost per contact has no slices by agent.", "dialog")
    visit.choose("Sliced by", "Queue")
    visit.press("Ask")
    visit.not_there("dialog[open]")
    visit.read("Cost per contact by queue", "#feed")


def test_what_is_needed_in_a_form_is_said_there(visit: Visit) -> None:
    visit.open()
    visit.press("Commands and shortcuts")
    visit.click("//li[contains(., 'Ask a KPI')]")
    visit.see("dialog[open]")
    visit.press("Ask")
    visit.see("dialog .problem")
    visit.until(lambda: visit.focused().get_attribute("data-block") == "metric", "focus is elsewhere")
    visit.focused().send_keys(Keys.ESCAPE)
    visit.not_there("dialog[open]")


def test_home_shows_the_store_and_asks(visit: Visit) -> None:
    visit.open()
    visit.tab("Home")
    visit.read("Newest contact", "#home")
    visit.read("Europe/Berlin", "#home")
    visit.press(PROMPTS[1].title)
    visit.read("is under Messages", "#home")
    visit.tab("Messages")
    visit.read("Service level by day", "#feed")


def test_a_file_is_shared(visit: Visit, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("contact_id,started_at\n1,2026-11-17T10:00:00Z\n")
    visit.open()
    visit.go_to("contact-centre")
    visit.drop(file)
    visit.say("yesterday's calls")
    visit.read("calls.csv", "#feed")
    visit.read("yesterday's calls", "#feed")
    assert any(one.content == file.read_bytes() for one in demo.workspace.team.files.values())


def test_a_guest_is_told_that_they_get_no_figures(visit: Visit) -> None:
    visit.open()
    visit.be("Gina Lopez (guest)")
    visit.go_to("Heartline")
    visit.say("AHT last week")
    visit.read("I cannot answer guests", "#feed")
    visit.tab("Home")
    visit.read("I cannot answer guests", "#home")


def test_reactions_come_and_go(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.driver.execute_script("document.querySelector('.toolbar [data-react=heart]').click()")
    visit.see(".reactions [data-react=heart][aria-pressed=true]")
    visit.click(".reactions [data-react=heart]")
    visit.not_there(".reactions [data-react=heart]")


def test_dark_is_chosen_and_remembered(visit: Visit) -> None:
    visit.open()
    script = "return getComputedStyle(document.querySelector('main')).backgroundColor"
    light = visit.driver.execute_script(script)
    visit.click("#theme")
    dark = visit.driver.execute_script(script)
    assert light != dark
    visit.open()
    assert visit.driver.execute_script(script) == dark
