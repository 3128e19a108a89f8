"""The demo's page with the real bot behind it, and a browser in front. Where there is no browser: skipped."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from demo_stores import NOW, demo_file
from selenium.webdriver import Chrome

from bot.demo.cast import enter
from bot.hearing_room import HearingRoom
from bot.local import local_bot
from bot.settings import Settings, read_settings
from bot.workspace import Workspace
from bot.workspace.page import open_page
from tests.browser.chromium import browser, gone_out, there
from tests.browser.visit import Visit

WIDE = (1280, 1000)
MAX_BYTES = 300_000
KEPT = "HEARTLINE_PICTURES"
Take = Callable[[str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not there():
        for item in items:
            if "tests/browser" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="no Chromium with its driver"))


@dataclass(frozen=True, slots=True)
class Demo:
    workspace: Workspace
    url: str
    settings: Settings


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo as `heartline demo` serves it, at a fixed moment; but for the emotion model, which takes
    seconds to load and which only the tests of transcripts need."""
    with served(tmp_path_factory.mktemp("demo") / "demo.db") as made:
        yield made


@contextmanager
def served(file: Path, room: HearingRoom | None = None) -> Generator[Demo]:
    shutil.copy(demo_file(), file)
    settings = read_settings({"HEARTLINE_DB": f"sqlite:///{file}", "HEARTLINE_ZONE": "Europe/Berlin"})
    with local_bot(settings, lambda: NOW, room=room) as workspace:
        workspace.team.clock.advance(NOW.timestamp() - time.time())
        url = open_page(workspace, workspace.manifest, enter(workspace, settings.zone))
        yield Demo(workspace, url, settings)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    made = browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.quit()


@pytest.fixture
def visit(demo: Demo, driver: Chrome) -> Iterator[Visit]:
    """A newcomer's browser. Afterwards: nothing has left the machine, nothing foreign has run, no error."""
    driver.set_window_size(*WIDE)
    yield Visit(driver, demo.url)
    try:
        check(driver)
        driver.execute_script("localStorage.clear()")
    finally:
        driver.get("about:blank")


@pytest.fixture
def take(visit: Visit, tmp_path: Path) -> Take:
    """Takes a picture of that name; it is no blank page and not too big for a repository."""
    folder = Path(os.environ.get(KEPT, tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def taken(name: str) -> None:
        visit.picture(folder / f"{name}.png")
        assert 10_000 < (folder / f"{name}.png").stat().st_size < MAX_BYTES

    return taken


def check(driver: Chrome) -> None:
    assert gone_out(driver) == []
    assert driver.execute_script("return window.__pwned") is None
    assert [one for one in driver.get_log("browser") if one["level"] == "SEVERE"] == []
