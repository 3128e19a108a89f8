"""The set of its own: what must be masked is, what must not is left. Floors were set before measuring."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from nlp.privacy import MARKS, mask

HERE = Path(__file__).parent
Lines = dict[str, list[str]]
DEVELOPED: Lines = tomllib.loads((HERE / "personal.toml").read_text("utf-8"))
HARMLESS: list[str] = tomllib.loads((HERE / "harmless.toml").read_text("utf-8"))["lines"]
_HELD = tomllib.loads((HERE / "held_out.toml").read_text("utf-8"))
HELD: Lines = _HELD["personal"]
HELD_HARMLESS: list[str] = _HELD["harmless"]["lines"]
HIDDEN = re.compile(r"«([^»]*)»")
FORMAL = ("card", "phone", "e-mail", "account")  # what has a form or a check digit
FORMAL_FLOOR, OTHER_FLOOR, HARMLESS_FLOOR = 0.95, 0.85, 0.97


def lost(line: str) -> bool:
    """Whether anything personal is left of a line."""
    masked = mask(re.sub("[«»]", "", line))
    return any(secret in masked for secret in HIDDEN.findall(line))


def missed(lines: list[str]) -> list[str]:
    return [line for line in lines if lost(line)]


def test_the_set_is_large_and_of_both_kinds():
    assert sum(map(len, DEVELOPED.values())) + sum(map(len, HELD.values())) >= 150
    assert len(HARMLESS) + len(HELD_HARMLESS) >= 150
    assert all(HIDDEN.search(line) for lines in (*DEVELOPED.values(), *HELD.values()) for line in lines)


@pytest.mark.parametrize("lines", [DEVELOPED, HELD], ids=["developed", "held out"])
def test_what_is_personal_is_masked(lines: Lines):
    formal = [line for kind in FORMAL for line in lines[kind]]
    others = [line for kind in lines if kind not in FORMAL for line in lines[kind]]
    assert 1 - len(missed(formal)) / len(formal) >= FORMAL_FLOOR, missed(formal)
    assert 1 - len(missed(others)) / len(others) >= OTHER_FLOOR, missed(others)


@pytest.mark.parametrize("lines", [HARMLESS, HELD_HARMLESS], ids=["developed", "held out"])
def test_ordinary_lines_are_left_as_they_are(lines: list[str]):
    changed = [(line, mask(line)) for line in lines if mask(line) != line]
    assert 1 - len(changed) / len(lines) >= HARMLESS_FLOOR, changed


def test_the_rest_of_a_line_is_kept():
    """The words around what is personal stand as they were: the score must not change for them."""
    lines = [line for kind in DEVELOPED for line in DEVELOPED[kind]]
    marks = "(?:" + "|".join(map(re.escape, MARKS)) + ")"
    exact = 0
    for line in lines:
        around = [re.escape(part) for part in re.split("«[^»]*»", line)]
        exact += bool(re.fullmatch(marks.join(around), mask(re.sub("[«»]", "", line))))
    assert exact / len(lines) >= 0.95
