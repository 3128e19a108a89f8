"""One contract over formats and samples: recognised by content as exactly one format, whatever the file is
called, and read as what stands there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nlp.transcripts import FORMATS, read, read_bytes, read_text
from nlp.transcripts.formats import JSON_FORMATS, TEXT_FORMATS
from nlp.transcripts.json_text import is_json, parsed
from nlp.transcripts.places import Json
from nlp.values import Transcript
from tests.nlp.transcripts.expected import EXPECTED, SAMPLES, Expected

EACH = pytest.mark.parametrize("expected", EXPECTED, ids=lambda one: one.file)


def rounded(one: Transcript) -> Transcript:
    """Times to a tenth of a millisecond; names are looked at by themselves."""
    turns = (replace(turn, start=_to_4(turn.start), end=_to_4(turn.end)) for turn in one.turns)
    return replace(one, turns=tuple(turns), names=())


def _to_4(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)


@EACH
def test_a_sample_is_read_as_it_stands(expected: Expected) -> None:
    first = next(read(SAMPLES / expected.file))
    assert rounded(first) == expected.transcript


@pytest.mark.parametrize(
    ("file", "names"),
    [("thread.txt", ("Mina Roth", "Axel Dunn")), ("plain.txt", ("Lena",)), ("deepgram.json", ())],
)
def test_speakers_who_are_named(file: str, names: tuple[str, ...]) -> None:
    """Roles and marks such as "Speaker 1" are nobody's names."""
    assert next(read(SAMPLES / file)).names == names


@EACH
def test_the_name_plays_no_part(expected: Expected) -> None:
    data = (SAMPLES / expected.file).read_bytes()
    for name in ("call.mp3", "page.html", "x", expected.transcript.contact_id or ""):
        first = read_bytes(data, name)[0]
        assert first.source == expected.source
        assert first.turns == next(read(SAMPLES / expected.file)).turns


@EACH
def test_every_text_stands_once_and_in_order(expected: Expected) -> None:
    """Counted in the sample's own text, free of any reader: its words follow each other as the turns do."""
    raw = (SAMPLES / expected.file).read_text(encoding="utf-8")
    words = [
        word for one in read(SAMPLES / expected.file) for turn in one.turns for word in turn.text.split()
    ]
    at = 0
    for word in words:
        plain = word.replace("<", "&lt;").replace(">", "&gt;") if expected.source == "slack_export" else word
        plain = plain if expected.source != "webvtt" else plain.replace("'", "&apos;")
        if expected.source == "slack_export" and plain.startswith("&lt;@"):
            plain = word
        at = raw.index(plain, at) + len(plain)


def test_every_format_has_a_sample() -> None:
    assert {one.source for one in EXPECTED} == {one.id for one in FORMATS}
    assert {one.file for one in EXPECTED} == {file.name for file in SAMPLES.iterdir() if file.is_file()}


@EACH
def test_exactly_one_format_recognises_it(expected: Expected) -> None:
    text = (SAMPLES / expected.file).read_text(encoding="utf-8").replace("\r\n", "\n")
    if is_json(text):
        whole = text if not expected.file.endswith(".jsonl") else text.split("\n")[0]
        value: Json = parsed(whole)
        chosen = [one.id for one in JSON_FORMATS if one.recognises(value)]
        if not chosen and isinstance(value, list):  # a list of contacts
            chosen = [one.id for one in JSON_FORMATS if one.recognises(value[0])]
    else:
        chosen = [one.id for one in TEXT_FORMATS if one.recognises(text)]
    assert chosen == [expected.source]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@EACH
def test_any_unicode_encoding_is_read(expected: Expected, encoding: str) -> None:
    text = (SAMPLES / expected.file).read_text(encoding="utf-8")
    again = read_bytes(text.encode(encoding), expected.file)
    assert again == list(read(SAMPLES / expected.file))


def test_several_contacts_of_one_file_come_in_order() -> None:
    def ids(file: str) -> list[str | None]:
        return [one.contact_id for one in read(SAMPLES / file)]

    assert ids("interchange.jsonl") == ["c1", "17"]
    assert ids("abcd.json") == ["101", "102"]
    assert ids("star.jsonl") == ["901", "902"]


def test_formats_may_follow_each_other_in_json_lines() -> None:
    lines = [(SAMPLES / file).read_text(encoding="utf-8") for file in ("twilio.json", "genesys.json")]
    joined = "\n".join(" ".join(one.split("\n")) for one in lines)
    found = read_text(joined, "both.jsonl")
    assert [(one.source, one.contact_id) for one in found] == [("twilio", "both#1"), ("genesys", "gen-5b1e")]


def test_without_a_name_the_transcription_s_id_stands_in() -> None:
    data = (SAMPLES / "deepgram.json").read_bytes()
    assert read_bytes(data, "-")[0].contact_id == "dg-3f51"
    assert read_text("Agent: hi\nCustomer: hello")[0].contact_id is None


def test_a_folder_in_a_name_leads_nowhere() -> None:
    found = read_bytes(b"Agent: hi\nCustomer: hello", "../../etc/pass\u202ewd.txt")
    assert found[0].contact_id == "pass\\u202ewd"


@pytest.mark.parametrize("text", ["Agent: Grüße, café", "Kundin: “Schön”, sagte sie – 5 €"])
def test_old_western_files_are_read(tmp_path: Path, text: str) -> None:
    lines = f"{text}\nCustomer: Fine, it’s done."
    (tmp_path / "old.txt").write_bytes(lines.encode("cp1252"))
    turns = next(read(tmp_path / "old.txt")).turns
    assert [turn.text for turn in turns] == [text.partition(": ")[2], "Fine, it’s done."]


def test_russian_of_the_nineties_is_read() -> None:
    said = "Здравствуйте, я не могу войти в личный кабинет, помогите пожалуйста разобраться с оплатой"
    found = read_bytes(f"Agent: {said}\nCustomer: {said}".encode("cp1251"), "old.txt")
    assert found[0].turns[0].text == said
