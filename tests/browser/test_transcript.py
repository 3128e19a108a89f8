"""A transcript in the browser: dropped, pasted, or taken from a message's menu; heard by the real model."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bot.demo.cast import SAMPLE
from bot.hearing_room import HearingRoom
from tests.browser.conftest import Demo, Take, served
from tests.browser.visit import Visit

FIGURE = "text-based Net Emotional Value"
LOADING_SECONDS = 200


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """As the session's, with the hearing room that `heartline demo` opens; its model is loaded."""
    room = HearingRoom()
    with served(tmp_path_factory.mktemp("hearing") / "demo.db", room) as made:
        until = time.monotonic() + LOADING_SECONDS
        while not room.ready and time.monotonic() < until:
            time.sleep(0.1)
        assert room.ready
        yield made


def test_a_transcript_is_dropped_and_its_analysis_seen(visit: Visit) -> None:
    visit.open()
    visit.drop(SAMPLE)
    visit.say("")
    visit.read(SAMPLE.name, "#feed")
    visit.read(FIGURE, "#feed")
    visit.see("#feed svg path.line")
    visit.read("Strongest emotions of the customer", "#feed")
    visit.read("longest silence", "#feed")
    visit.press("How was this worked out?")
    visit.read("100 × the mean", "#feed")


def test_a_customers_words_are_pasted_into_the_form(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.say("/sentiment")
    visit.see("dialog[open]")
    visit.see("dialog textarea").send_keys(
        "Customer: this is awful\nAgent: I am sorry\nCustomer: oh, thank you"
    )
    visit.press("Analyse")
    visit.not_there("dialog[open]")
    visit.read(f"your text: {FIGURE}", "#feed")


def test_the_shortcut_on_a_message_hears_its_file(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    visit.read(SAMPLE.name, "#feed")
    visit.driver.execute_script(
        "document.querySelector('.message:has(.attached) [data-shortcut=analyse_message]').click()"
    )
    visit.read("direct message", "dialog")
    visit.press("Close")
    visit.go_to("Heartline")
    visit.read(f"{SAMPLE.name}: {FIGURE}", "#feed")


def test_picture_of_an_analysis(visit: Visit, take: Take) -> None:
    visit.driver.set_window_size(1180, 1400)
    visit.open()
    visit.be("Marco Ruiz")
    visit.go_to("Heartline")
    visit.drop(SAMPLE)
    visit.say("")
    visit.read(FIGURE, "#feed")
    visit.see("#feed svg path.line")
    take("analysis")
