"""By keyboard, by screen reader, in a narrow window."""

from __future__ import annotations

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.visit import Visit

NAMELESS = """
const named = (one) => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.title
  || one.labels?.length || one.textContent.trim() || one.closest('label');
const all = 'button, a[href], input:not([type=file]), select, textarea, [role=region]';
return [...document.querySelectorAll(all)]
  .filter((one) => one.checkVisibility() && !named(one)).map((one) => one.outerHTML);
"""
# The body has the focus while it is between the last field and the browser's own buttons.
INSIDE = "const at = document.activeElement; return at === document.body || !!at.closest('dialog')"
WIDE = "const one = document.querySelector(arguments[0]); return one.scrollWidth > one.clientWidth"


def test_landmarks_and_names(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.open_thread()
    for landmark in ("header", "nav[aria-label]", "main[aria-labelledby]", "aside[aria-label]"):
        assert visit.find(landmark).is_displayed()
    assert visit.find("#feed").get_attribute("aria-live") == "polite"
    assert visit.driver.execute_script(NAMELESS) == []
    levels = [one.tag_name for one in visit.driver.find_elements(By.CSS_SELECTOR, "h1") if one.is_displayed()]
    assert levels == ["h1"]


def test_a_question_by_keyboard_alone(visit: Visit) -> None:
    visit.open()
    visit.focused().send_keys(Keys.TAB)
    assert visit.focused().text == "Skip to the message field"
    visit.focused().send_keys(Keys.ENTER)
    assert visit.focused().get_attribute("id") == "say-main"
    visit.focused().send_keys("what is FCR?", Keys.ENTER)
    visit.read("First contact resolution", "#feed > :last-child")
    assert visit.focused().get_attribute("id") == "say-main"


def test_a_modal_keeps_the_focus_and_gives_it_back(visit: Visit) -> None:
    visit.open()
    field = visit.see("#say-main")
    field.send_keys("/ask")
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    visit.see("dialog[open]")
    for _ in range(12):
        visit.focused().send_keys(Keys.TAB)
        assert visit.driver.execute_script(INSIDE)
    visit.see("dialog select").send_keys(Keys.ESCAPE)
    visit.not_there("dialog[open]")
    assert visit.focused().get_attribute("id") == "say-main"


def test_a_narrow_window_scrolls_only_its_tables(visit: Visit) -> None:
    visit.driver.set_window_size(500, 900)
    visit.open()
    visit.see("#feed table")
    assert not visit.driver.execute_script(WIDE, "html")
    assert not visit.driver.execute_script(WIDE, "#scroll")
    assert visit.driver.execute_script(WIDE, "#feed .block.table")
    visit.click("#menu")
    visit.go_to("contact-centre")
    visit.read("service level last week by day", "#feed")
