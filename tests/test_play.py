"""Scripted conversations: the examples play as they say, a bad file is one line, an unmet hope is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from demo_stores import NOW, ROOT, demo_file

from bot.errors import BotError
from bot.play.performance import perform
from bot.play.script import read_script
from bot.settings import read_settings

PLAYS = sorted((ROOT / "tests" / "plays").glob("*.toml"))
HEARTLINE = [sys.executable, "-c", "from bot.cli import main; main()"]
HEAD = f'clock = {NOW.isoformat()}\nstore = "demo"\n'


def _heartline(file: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [*HEARTLINE, "play", str(file), *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("file", PLAYS, ids=lambda file: file.stem)
def test_the_examples_play(file: Path, tmp_path: Path) -> None:
    done = _heartline(file, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "heartline in" in done.stdout and "✗" not in done.stdout


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy: the bot notes what it was asked."""
    file = tmp_path_factory.mktemp("play") / "store.db"
    file.write_bytes(demo_file(3000).read_bytes())
    return f"sqlite:///{file}"


def _played(tmp_path: Path, store: str, text: str) -> tuple[list[str], str]:
    file = tmp_path / "play.toml"
    file.write_text(HEAD + text, "utf-8")
    lines: list[str] = []
    settings = read_settings({"HEARTLINE_DB": store})
    unmet = perform(read_script(file), settings, lines.append, patience=1.0)
    return [f"{one.number} {one.said}" for one in unmet], "\n".join(lines)


def test_what_was_expected_and_did_not_come(tmp_path: Path, store: str) -> None:
    unmet, told = _played(
        tmp_path,
        store,
        """
        [[step]]
        say = "what is FCR?"
        expect = ["First contact resolution", "the moon"]
        never = "formula"
        [[step]]
        say = "what is AHT?"
        nothing = true
        """,
    )
    assert unmet == ['1 expected "the moon"', '1 "formula" should not be there', "2 expected silence"]
    assert '✗ expected "the moon"' in told and "> you: say what is FCR?" in told


def test_a_form_is_filled_in_and_sent(tmp_path: Path, store: str) -> None:
    """The form and its button are whatever the bot shows; here its Home and the form behind /kpi."""
    unmet, told = _played(
        tmp_path,
        store,
        """
        [[step]]
        open = "home"
        expect = "shows you Home"
        [[step]]
        command = "/kpi"
        expect = "shows you a form"
        [[step]]
        close = true
        """,
    )
    assert unmet == [], told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no [[step]]"),
        ("[[step]]\nprss = 'x'", "step 1: nothing is called prss"),
        ("[[step]]\nwho = 'you'", "step 1: one of say"),
        ("[[step]]\nsay = 'x'\npress = 'y'", "step 1: one of say"),
        ("[[step]]\nsay = 3", "step 1: say must be text"),
        ("[[step]]\nsay = 'x'\nwho = 'bob'", "step 1: there is no bob"),
        ("[[step]]\nsay = 'x'\nwhere = 'ops'", "step 1: there is no ops"),
        ("[[step]]\nsay = 'x'\nexpect = 3", "step 1: expect must be words"),
        ("zone = 'Mars'\n[[step]]\nsay = 'x'", "Mars"),
        ("people = 3\n[[step]]\nsay = 'x'", "people must be a table"),
        ("[places.ops]\nkind = 'cave'\n[[step]]\nsay = 'x'", "places.ops: kind must be one of"),
        ("[places.ops]\npeople = ['zoe']\n[[step]]\nsay = 'x'", "places.ops: there is no zoe"),
        ("step = 3", "step must be a list"),
        ("step = [3]", "step 1 must be a table"),
        ("[[step", "play.toml: "),
        ("clock = 2026-11-18T10:00:00\n[[step]]\nsay = 'x'", "clock needs an offset"),
        ("clock = 'noon'\n[[step]]\nsay = 'x'", "clock must be a moment"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "play.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(BotError) as error:
        read_script(file)
    assert said in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("press = 'Launch'", 'step 1: you sees no button "Launch"'),
        ("submit = {a = 1}", "step 1: you has no form open"),
        ("react = 'eyes'", "step 1: you sees no message there"),
        ("upload = 'gone.csv'", "cannot be read"),
    ],
)
def test_a_step_that_cannot_be_done(tmp_path: Path, store: str, step: str, said: str) -> None:
    with pytest.raises(BotError) as error:
        _played(tmp_path, store, f"[[step]]\n{step}")
    assert said in str(error.value)


def test_the_exit_status_and_the_lines_of_the_command(tmp_path: Path, store: str) -> None:
    file = tmp_path / "play.toml"
    file.write_text("[[step]]\nsay = 'what is FCR?'\nexpect = 'the moon'\n", "utf-8")
    done = _heartline(file, "--db", store, "--wait", "1", cwd=tmp_path)
    assert done.returncode == 1 and "1 expectation not met" in done.stderr
    gone = _heartline(tmp_path / "gone.toml", cwd=tmp_path)
    assert gone.returncode == 1 and len(gone.stderr.strip().splitlines()) == 1
