"""The question set from end to end, through the desk over a demo store: every answer keeps the contract."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator

import pytest
from demo_stores import NOW, ROOT, demo_file
from jsonschema import Draft202012Validator, FormatChecker
from rich.console import Console

from bot.blocks import said
from bot.desk import Desk
from bot.settings import read_settings
from bot.terminal import answer_text
from kpi_engine.result_json import answer_json
from storage.database import open_store
from storage.store import Store
from tests.judges.blocks import judge
from tests.language.rows import rows

SCHEMA = Draft202012Validator(
    json.loads((ROOT / "kpi_engine" / "answer.schema.json").read_text("utf-8")),
    format_checker=FormatChecker(),
)
# Every second one, by which every file and every kind of question has its part. Names that only the set's
# own world knows are asked back.
QUESTIONS = sorted({row.said for row in rows()})[::2]
PARTS = 4


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    engine = open_store(f"sqlite:///{demo_file(3_000)}", create=False)
    yield Desk(Store(engine), read_settings({"HEARTLINE_ZONE": "Europe/Berlin"}))
    engine.dispose()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_keeps_its_contract(desk: Desk, part: int) -> None:
    console = Console(width=80, file=io.StringIO())
    for question in QUESTIONS[part::PARTS]:
        result = desk.ask(question, NOW)
        answer = json.loads(json.dumps(answer_json(result)))
        problems = [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(answer)]
        assert not problems, (question, problems)
        assert answer["question"] == question
        if answer["status"] == "answered":
            assert answer["query"] is not None, question
            whole = not (answer["query"]["group_by"] or answer["query"]["grain"])
            figures = answer["query"]["intent"] not in ("definition", "capability", "drivers")
            assert not (whole and figures) or len(answer["rows"]) == 1, question
        else:
            assert (answer["query"], answer["rows"]) == (None, []) and answer["message"], question
        message = said(result, buttons=result.choices[:5])
        judge("message", message.blocks)
        with console.capture() as drawn:
            console.print(answer_text(result))
        assert drawn.get().strip(), question


def test_all_statuses_are_among_them(desk: Desk) -> None:
    found = Counter(desk.ask(question, NOW).status for question in QUESTIONS)
    assert len(QUESTIONS) >= 150 and set(found) == {"answered", "clarify", "refused"}
    assert found["answered"] > len(QUESTIONS) / 2
