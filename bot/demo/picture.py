"""The README's picture: a real answer over the demo, drawn as the terminal shows it.

python -m bot.demo.picture        # makes the demo of a fixed moment, writes docs/answer.svg
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot.demo.days import Plan
from bot.demo.store import make_store
from bot.desk import Desk, open_desk
from bot.settings import read_settings
from bot.terminal import answer_text

QUESTION = "AHT this week vs last week by queue"
NOW = datetime(2026, 11, 18, 15, 30, tzinfo=ZoneInfo("Europe/Berlin"))
FILE = Path(__file__).parents[2] / "docs" / "answer.svg"
WIDTH = 104


def picture(desk: Desk) -> str:
    """The question and its answer at NOW, as SVG; the same store gives the same picture."""
    result = desk.ask(QUESTION, NOW)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False, force_terminal=True)
    console.print(Text(f"> {QUESTION}\n", "bold cyan"))
    console.print(answer_text(result))
    return console.export_svg(title="Heartline", unique_id="heartline-answer")


def main() -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        make_store(Plan(NOW), url)
        settings = replace(read_settings({}), db_url=url, zone="Europe/Berlin")
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(picture(open_desk(settings)), "utf-8")


if __name__ == "__main__":
    main()
