"""A person at the page: what they do and what they see, in their words. Later steps are more methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

PATIENCE = 20.0
PASSING = (NoSuchElementException, StaleElementReferenceException, ElementClickInterceptedException)


@dataclass(frozen=True, slots=True)
class Visit:
    driver: Chrome
    url: str

    # What they do

    def open(self, address: str = "") -> None:
        self.driver.get(self.url + address)
        self.until(lambda: bool(self.find("#places a[aria-current]")), "the page stays empty")

    def go_to(self, name: str) -> None:
        """A channel, or Heartline, by the sidebar."""
        self.click(f"//nav[@id='sidebar']//a[contains(., '{name}')]")
        self.see(f"//h1[contains(., '{name}')]")

    def be(self, name: str) -> None:
        Select(self.see("#who")).select_by_visible_text(name)

    def say(self, text: str, pane: str = "main") -> None:
        field = self.see(f"#say-{pane}")
        field.send_keys(text)
        field.send_keys(Keys.ENTER)

    def open_thread(self) -> None:
        """The thread of the newest message that has one."""
        self.click("(//main//button[contains(@class, 'replies')])[last()]")
        self.see("#thread:not([hidden]) .message")

    def press(self, label: str) -> None:
        """The newest visible button of that label."""
        where = f"//button[normalize-space()='{label}' or @aria-label='{label}']"

        def pressed() -> bool:
            shown = [one for one in self.driver.find_elements(By.XPATH, where) if one.is_displayed()]
            for one in shown[-1:]:
                one.click()
            return bool(shown)

        self.until(pressed, f"there is no button {label}")

    def tab(self, name: str) -> None:
        self.click(f"//button[@role='tab' and normalize-space()='{name}']")

    def choose(self, label: str, option: str) -> None:
        """In the open modal."""
        field = self.see(f"//dialog//label[contains(., '{label}')]/following::select[1]")
        Select(field).select_by_visible_text(option)

    def drop(self, *files: Path) -> None:
        """Files into the channel's message field, as the file button does."""
        picker = self.driver.find_element(By.CSS_SELECTOR, "#composer-main input[type=file]")
        picker.send_keys("\n".join(map(str, files)))
        self.see("#composer-main .pending li")

    def click(self, where: str) -> None:
        """Clicks as soon as it is there to be clicked; a part may be drawn anew meanwhile."""

        def tried() -> bool:
            self.find(where).click()
            return True

        self.until(tried, f"{where} cannot be clicked")

    def picture(self, file: Path) -> None:
        self.driver.execute_script("document.activeElement?.blur()")
        self.driver.save_screenshot(str(file))

    # What they see

    def see(self, where: str) -> WebElement:
        """A visible element, waited for."""
        found: list[WebElement] = []

        def shown() -> bool:
            found[:] = [self.find(where)]
            return found[0].is_displayed()

        self.until(shown, f"{where} is not to be seen")
        return found[0]

    def read(self, text: str, within: str = "body", patience: float = PATIENCE) -> None:
        """The words, somewhere in there, waited for."""
        seen: list[str] = []

        def there() -> bool:
            seen[:] = [self.find(within).text]
            return text in seen[0]

        try:
            self.until(there, "", patience)
        except TimeoutException:
            raise AssertionError(f"“{text}” is not in {within}: {seen}") from None

    def not_there(self, where: str) -> None:
        self.until(lambda: not self.driver.find_elements(*_by(where)), f"{where} is still there")

    def find(self, where: str) -> WebElement:
        return self.driver.find_element(*_by(where))

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def until(self, ready: Callable[[], bool], otherwise: str, patience: float = PATIENCE) -> None:
        WebDriverWait(self.driver, patience, 0.1, PASSING).until(lambda _: ready(), otherwise)


def _by(where: str) -> tuple[str, str]:
    return (By.XPATH if where.startswith(("/", "(")) else By.CSS_SELECTOR), where
