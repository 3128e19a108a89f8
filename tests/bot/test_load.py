"""Questions by the clock through the real Bolt app in a process of its own, in short; `python -m
benchmarks.load` is the long form, with bounds of time and memory, which a busy machine cannot keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.filling import fill
from benchmarks.load import load
from storage.database import open_store


@pytest.mark.parametrize("mode", ["socket", pytest.param("http", marks=pytest.mark.full)])
def test_every_question_is_answered_once(tmp_path: Path, mode: str) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    engine = open_store(url)
    fill(engine, 1_000)
    engine.dispose()
    found = load("bot", url, rate=5, seconds=5, warm=1, mode=mode)
    assert [len(one.answers) for one in found.asked] == [1] * 25, [one.question for one in found.asked]
    assert [line for line in found.errors if " ERROR " in line] == []
