"""The README does not lie: its table, its command help, its picture and its questions are checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from demo_stores import ROOT, demo_file

from bot.demo.picture import FILE, NOW, picture
from bot.desk import Desk
from bot.kpi_pages import as_markdown
from bot.readme import PARTS, README, rewritten
from bot.settings import read_settings
from bot.settings_digests import GRACE_HOURS
from kpi_engine.catalogue import METRICS
from storage.database import open_store
from storage.store import Store

TEXT = README.read_text("utf-8")


@pytest.fixture(scope="module")
def desk() -> Desk:
    engine = open_store(f"sqlite:///{demo_file()}", create=False)
    return Desk(Store(engine), read_settings({"HEARTLINE_ZONE": "Europe/Berlin"}))


def block_under(heading: str, language: str) -> list[str]:
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found
    return found.group(1).strip().splitlines()


def test_generated_parts_are_as_the_code_says():
    assert rewritten(TEXT) == TEXT, "run: python -m bot.readme"


def test_every_generated_part_is_there():
    assert all(f"<!-- {name} -->" in TEXT for name in PARTS)


def test_the_table_has_every_kpi():
    assert all(f"`{metric.id}`" in as_markdown(METRICS) for metric in METRICS)


def test_links_lead_to_files():
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in target]
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


def test_the_settings_of_the_readme_are_read(tmp_path: Path):
    file = tmp_path / "heartline.toml"
    file.write_text("\n".join(block_under("Settings", "toml")), "utf-8")
    settings = read_settings({"HEARTLINE_CONFIG": str(file)})
    assert dict(settings.kpi.answer_within) == {"": 20, "chat": 60}
    assert settings.kpi.owners["fcr"] == "Ana, service desk"
    assert settings.grace_hours == GRACE_HOURS, "the README shows what is so without it"


def test_every_example_of_the_env_file_is_a_setting():
    names = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    documented = set(re.findall(r"^\| `([A-Z_]+)`", TEXT, re.MULTILINE))
    assert set(names) == documented | {"HEARTLINE_CONFIG"}


@pytest.mark.parametrize("question", block_under("Two commands", "text"))
def test_every_question_of_the_readme_is_answered(desk: Desk, question: str):
    result = desk.ask(question, NOW)
    assert result.status == "answered", (result.message, result.choices)
    shown = [figure.value for row in result.rows for figure in row.metrics]
    assert result.query and (result.query.intent == "definition" or any(one is not None for one in shown))


def test_the_picture_is_the_answer_of_today(desk: Desk):
    assert FILE.read_text("utf-8") == picture(desk), "run: python -m bot.demo.picture"
