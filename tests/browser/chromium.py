"""A real Chromium without a window, by Debian's own driver."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DRIVERS = ("chromedriver", "chromium.chromedriver")
# What a browser does of its own accord is switched off: whatever leaves the machine is the page's doing.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--hide-scrollbars",
    "--lang=en-GB",
)
OURS = ("127.0.0.1", "localhost")
INSIDE = ("data", "blob", "about", "chrome", "devtools", "chrome-extension")


def found(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def there() -> bool:
    return found(BROWSERS) is not None and found(DRIVERS) is not None


def browser(profile: Path, width: int = 1280, height: int = 900) -> Chrome:
    """A browser with an empty profile. Selenium is given both programs, so that it fetches none."""
    options = ChromeOptions()
    options.binary_location = str(found(BROWSERS))
    for flag in (*FLAGS, f"--window-size={width},{height}", f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return Chrome(options, Service(str(found(DRIVERS))))


def gone_out(driver: Chrome) -> list[str]:
    """Every address beyond this machine that the browser has asked for since the last look."""
    return [url for url in _asked_for(driver) if not _stays(url)]


def _asked_for(driver: Chrome) -> Iterator[str]:
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]
        elif message["method"] == "Network.webSocketCreated":
            yield message["params"]["url"]


def _stays(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in INSIDE or parts.hostname in OURS
