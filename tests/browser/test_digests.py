"""A digest in a real browser: added by the form, posted, edited, paused, deleted."""

from __future__ import annotations

from selenium.webdriver.common.by import By

from bot.pictures import can_draw
from tests.browser.visit import Visit

NAME = "Browser digest"
# The whole scorecard with its ranges and pictures: seconds, and more beside other tests.
PATIENCE = 90.0


def test_a_digest_is_added_posted_edited_paused_and_deleted(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    _command(visit, "add")
    visit.see("dialog[open] [data-block=title]")
    _type(visit, "title", NAME)
    visit.choose("Channel", "#contact-centre")
    visit.press("Save")
    visit.not_there("dialog[open]")
    visit.read(f"“{NAME}” is saved", "#feed")
    _command(visit, f"run {NAME}")
    visit.read("Expected:", "#feed", PATIENCE)
    visit.see("#feed img[alt*='Expected last:']" if can_draw() else "#feed svg")
    visit.press("Edit")
    visit.see("dialog[open] [data-block=title]")
    _type(visit, "title", f"{NAME} 2")
    visit.press("Save")
    visit.read(f"“{NAME} 2” is saved", "#feed")
    _command(visit, f"pause {NAME} 2")
    visit.read(f"“{NAME} 2” is paused", "#feed")
    _command(visit, f"delete {NAME} 2")
    visit.read(f"“{NAME} 2” is deleted", "#feed")


def _command(visit: Visit, words: str) -> None:
    visit.say(f"/kpi-digest {words}")


def _type(visit: Visit, block: str, text: str) -> None:
    field = visit.find("dialog").find_element(By.CSS_SELECTOR, f"[data-block={block}]")
    field.clear()
    field.send_keys(text)
