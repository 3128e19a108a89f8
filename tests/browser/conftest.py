"""The demo's page with the real bot behind it, and a browser in front. Where there is no browser: skipped."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from demo_stores import NOW, demo_file
from selenium.webdriver import Chrome

from bot.demo.cast import enter
from bot.local import local_bot
from bot.settings import read_settings
from bot.workspace import Workspace
from bot.workspace.page import open_page
from tests.browser.chromium import browser, gone_out, there
from tests.browser.visit import Visit

WIDE = (1280, 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not there():
        for item in items:
            if "tests/browser" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="no Chromium with its driver"))


@dataclass(frozen=True, slots=True)
class Demo:
    workspace: Workspace
    url: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo as `heartline demo` serves it, at a fixed moment."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(demo_file(), file)
    settings = read_settings({"HEARTLINE_DB": f"sqlite:///{file}", "HEARTLINE_ZONE": "Europe/Berlin"})
    with local_bot(settings, lambda: NOW) as workspace:
        workspace.team.clock.advance(NOW.timestamp() - time.time())
        url = open_page(workspace, workspace.manifest, enter(workspace, settings.zone))
        yield Demo(workspace, url)


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


def check(driver: Chrome) -> None:
    assert gone_out(driver) == []
    assert driver.execute_script("return window.__pwned") is None
    assert [one for one in driver.get_log("browser") if one["level"] == "SEVERE"] == []
