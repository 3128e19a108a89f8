"""The real transcripts of ../shared/data, where that folder is there; skipped loudly without it."""

from __future__ import annotations

import gzip
import json
import warnings
from pathlib import Path

import pytest

from nlp.transcripts import check, read, read_bytes
from nlp.transcripts.inference import guessed

DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture(autouse=True)
def data() -> None:
    if not DATA.is_dir():
        warnings.warn("../shared/data IS NOT THERE: real transcripts were not tested", stacklevel=1)
        pytest.skip("../shared/data is not there")


def test_transcribe_call_analytics() -> None:
    file = DATA / "transcripts" / "transcribe-call-analytics.json"
    raw = json.loads(file.read_text(encoding="utf-8"))["Transcript"]
    (found,) = read(file)
    assert (found.source, found.contact_id, found.language, found.roles) == (
        "call_analytics", "example-call.wav", "en-US", "given",
    )  # fmt: skip
    assert [(turn.speaker, turn.text, turn.start, turn.end) for turn in found.turns] == [
        (
            one["ParticipantRole"].lower(),
            one["Content"],
            one["BeginOffsetMillis"] / 1000,
            one["EndOffsetMillis"] / 1000,
        )
        for one in raw
    ]


def test_harper_valley() -> None:
    (found,) = read(DATA / "transcripts" / "harper-valley-call.json")
    assert (found.source, found.contact_id, found.roles, len(found.turns)) == (
        "harper_valley", "0002f70f7386445b", "given", 18,
    )  # fmt: skip
    assert found.turns[5].speaker == "customer"
    assert found.turns[5].text == "i lost my debit card"
    assert found.turns[5].start == pytest.approx(17.42)
    assert found.turns[5].end == pytest.approx(18.38)


def test_abcd() -> None:
    found = list(read(DATA / "transcripts" / "abcd-sample.json"))
    assert [(one.contact_id, len(one.turns)) for one in found] == [("3592", 29), ("9489", 21), ("3695", 22)]
    assert {turn.speaker for turn in found[0].turns} == {"customer", "agent", "other"}


@pytest.fixture(scope="module")
def star() -> bytes:
    if not DATA.is_dir():  # it is made before the check of each test
        pytest.skip("../shared/data is not there")
    with gzip.open(DATA / "star" / "dialogues.jsonl.gz") as stream:
        return b"".join(next(stream) for _ in range(400))


def test_star(star: bytes, tmp_path: Path) -> None:
    (tmp_path / "star.jsonl").write_bytes(star)
    rows = [json.loads(line) for line in star.splitlines()]
    assert check(tmp_path / "star.jsonl") == len(rows)
    for row, found in zip(rows, read(tmp_path / "star.jsonl"), strict=True):
        assert found.contact_id == str(row["id"])
        assert [(turn.speaker, turn.text) for turn in found.turns] == [
            (who, text) for _, who, text in row["turns"]
        ]


def test_words_tell_who_the_agent_is(star: bytes) -> None:
    """Speakers without their roles: the words decide for most dialogues, and hardly ever wrongly."""
    right = wrong = 0
    for one in read_bytes(star, "star.jsonl"):
        found = guessed([(f"speaker {turn.speaker == 'agent'}", turn.text) for turn in one.turns])
        right += found == {"speaker True": "agent", "speaker False": "customer"}
        wrong += found.get("speaker True") == "customer"
    assert right >= 320
    assert wrong <= 4
