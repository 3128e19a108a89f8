# ruff: noqa: E501 - tables of input and message
"""What cannot be read is refused in one line: the file, the place, the reason, how to mend it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from nlp.errors import TranscriptError
from nlp.transcripts import Limits, RoleSettings, check, read, read_bytes, read_stream, read_text
from tests.nlp.transcripts.expected import SAMPLES


def refused(data: bytes, name: str = "call.json", **settings: Any) -> str:
    """The message; it is one printable line that begins with the file's name."""
    with pytest.raises(TranscriptError) as caught:
        read_bytes(data, name, **settings)
    message = str(caught.value)
    assert message.isprintable(), message
    assert len(message) < 700
    return message


def _zip(inside: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(inside, "{}")
    return kept.getvalue()


_LOGIN = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Password:</body></html>"

NO_TRANSCRIPTS: tuple[tuple[str, bytes, str], ...] = (
    ("nothing", b"", "is empty"),
    ("blanks", b"\xef\xbb\xbf \r\n\t\n", "is empty"),
    ("empty UTF-16", b"\xff\xfe", "is empty"),
    ("zip", _zip("transcript.json"), "this is a zip archive"),
    ("Word", _zip("word/document.xml"), "this is an Office document"),
    ("old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "this is an Office document"),
    ("gzip", b"\x1f\x8b\x08\x00" + bytes(20), "this is a gzip archive"),
    ("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "this is a PDF document"),
    ("RTF", b"{\\rtf1\\ansi Agent: hello}", "this is a rich text document"),
    ("WAV", b"RIFF\x24\x08\x00\x00WAVEfmt ", "this is a recording"),
    ("MP3", b"ID3\x04\x00\x00\x00", "this is an MP3 recording"),
    ("bare MP3", b"\xff\xfb\x90\x64\x00", "this is an MP3 recording"),
    ("MP4", b"\x00\x00\x00\x20ftypM4A ", "this is a recording"),
    ("picture", b"\x89PNG\r\n\x1a\n", "this is a picture"),
    ("tar", b"call.txt" + bytes(249) + b"ustar\x00" + bytes(300), "this is a tar archive"),
    ("some binary", bytes(range(256)) * 8, "this is a binary file"),
    ("zeros", bytes(10_000), "this is a binary file"),
    ("login page", _LOGIN, "this is a web page (a login page)"),
    ("wide login page", _LOGIN.decode().encode("utf-16"), "this is a web page (a login page)"),
    ("page", b"<html><body>Agent: hello</body></html>", "this is a web page, not a transcript"),
    ("XML", b"<?xml version='1.0'?><call/>", "this is XML"),
    ("prose", b"Dear team,\nthe customer was unhappy.\n", "no line says who speaks"),
    ("table", b"speaker,text\nagent,hello\n", "no line says who speaks"),
    ("a NUL", b"Agent: hello\nCustomer: by\0e" + b"e" * 9000, "binary"),
    ("a late NUL", b"Agent: hello" + b"o" * 9000 + b"\nCustomer: by\0e", "holds a NUL character"),
    ("broken UTF-8", "Agent: Grüße, ölüü\nCustomer: ".encode() + b"\xff", "line 2: is no UTF-8 (byte 35"),
)  # fmt: skip

BAD_JSON: tuple[tuple[str, str, str], ...] = (
    (
        "cut off",
        '{"contact_id": "c1", "turns": [{"speaker": "agent", "te',
        "line 1, column 55: the JSON is cut off",
    ),
    ("cut between", '{"contact_id": "c1",\n "turns": [', "line 2, column 11: the JSON is cut off"),
    ("no comma", '{"contact_id": "c1" "turns": []}', "line 1, column 21: is no JSON"),
    ("deep", "[" * 100_000 + "]" * 100_000, "nested too deeply"),
    ("deep objects", '{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
    ("unknown shape", '{"customer": 1, "text": "hello"}', 'its keys are "customer", "text": known are'),
    ("no object", '["one", 2]', "is no transcript but a single value"),
    ("empty list", "[]", "is an empty list"),
    ("twice", '{"contact_id": "a", "contact_id": "b", "turns": []}', 'the key "contact_id": stands twice'),
    (
        "two formats",
        '{"contact_id": "a", "turns": [], "sentences": [{"media_channel": 1, "transcript": "x"}]}',
        "formats at once: Heartline's interchange format and Twilio Voice Intelligence",
    ),
    ("long number", '{"contact_id": "a", "turns": [], "n": ' + "9" * 5000 + "}", "hundreds of digits"),
    ("no id", '{"turns": []}', "$.contact_id: is missing"),
    ("empty id", '{"contact_id": " ", "turns": []}', "$.contact_id: is empty"),
    ("hostile id", '{"contact_id": "a\\u202eb", "turns": []}', "$.contact_id: is no id"),
    ("no turns", '{"contact_id": "a"}', "$.turns: is missing"),
    (
        "turns no list",
        '{"contact_id": "a", "turns": {"speaker": "agent"}}',
        "$.turns: is an object, not a list",
    ),
    ("misspelt", '{"contact_id": "a", "turn": []}', 'the key "turn" is unknown: is "turns" meant?'),
    (
        "misspelt id",
        '{"contactId": "a", "turns": []}',
        'the key "contactId" is unknown: is "contact_id" meant?',
    ),
    (
        "no zone",
        '{"contact_id": "a", "started_at": "2026-03-01T10:00", "turns": []}',
        "$.started_at: is no time",
    ),
    (
        "no language",
        '{"contact_id": "a", "language": "english please", "turns": []}',
        "$.language: is no language tag",
    ),
)

BAD_TURNS: tuple[tuple[str, str], ...] = (
    ('{"speaker": "agent"}', "$.turns[1].text: is missing"),
    ('{"text": "hello"}', "$.turns[1].speaker: is missing"),
    ('{"speaker": "agent", "text": 7}', "$.turns[1].text: is a number, not a text"),
    ('{"speaker": "agent", "text": ["a"]}', "$.turns[1].text: is a list, not a text"),
    ('{"speaker": "agent", "text": "a\\u0000b"}', "$.turns[1].text: holds a NUL"),
    ('{"speaker": "agent", "text": "\\ud83d"}', "$.turns[1].text: holds half a character"),
    ('{"speaker": "agent", "txt": "hello"}', '$.turns[1]: the key "txt" is unknown: is "text" meant?'),
    ('{"speaker": "agent", "text": "a", "strat": 1}', 'the key "strat" is unknown: is "start" meant?'),
    ('{"speaker": "agent", "text": "a", "start": -1}', "$.turns[1].start: is negative"),
    (
        '{"speaker": "agent", "text": "a", "start": 5, "end": 4}',
        "$.turns[1].end: is 4 s, before the turn's start",
    ),
    ('{"speaker": "agent", "text": "a", "start": "soon"}', '$.turns[1].start: is "soon", not a number'),
    ('{"speaker": "agent", "text": "a", "start": true}', "$.turns[1].start: is true or false, not a number"),
    ('{"speaker": "agent", "text": "a", "start": NaN}', "$.turns[1].start: is nan, not a number"),
    ('{"speaker": "agent", "text": "a", "end": Infinity}', "$.turns[1].end: is inf, not a number"),
    ('{"speaker": "agent", "text": "a", "end": 1e999}', "$.turns[1].end: is inf, not a number"),
    (
        '{"speaker": "agent", "text": "a", "start": 1772442000}',
        "$.turns[1].start: is no offset but a point in time",
    ),
    ('"agent: hello"', "$.turns[1]: is a text, not an object"),
)

BAD_TEXTS: tuple[tuple[str, str, str], ...] = (
    ("impossible time", "[00:75] Agent: hello\nCustomer: hi", 'line 1: "00:75" is no time'),
    ("reversed range", "[00:09 - 00:05] Agent: hello", "line 1: ends before it begins"),
    (
        "captions reversed",
        "WEBVTT\n\n00:09.000 --> 00:05.000\n<v Agent>hello",
        "line 3: ends before it begins",
    ),
    ("captions' bad time", "WEBVTT\n\n00:0x --> 00:05.000\n<v Agent>hello", "line 3: has no times as"),
    (
        "captions' minute",
        "WEBVTT\n\n00:61:00.000 --> 01:05:00.000\nhello",
        "line 3: shows a time that no clock",
    ),
    ("captions without times", "WEBVTT\n\nAgent: hello\n", "line 3: is text without times above it"),
    (
        "subtitles cut off",
        "1\n00:00:00,000 --> 00:00:01,000\nAgent: hi\n\n2",
        "line 5: is a cue's number without",
    ),
    ("subtitles reversed", "1\n00:00:02,000 --> 00:00:01,000\nAgent: hi\n", "line 2: ends before it begins"),
)


@pytest.mark.parametrize(("about", "data", "reason"), NO_TRANSCRIPTS)
def test_no_transcript_at_all(about: str, data: bytes, reason: str) -> None:
    message = refused(data)
    assert message.startswith("call.json: ")
    assert reason in message, about


@pytest.mark.parametrize(("about", "text", "reason"), BAD_JSON, ids=[row[0] for row in BAD_JSON])
def test_json_that_is_none(about: str, text: str, reason: str) -> None:
    assert reason in refused(text.encode()), about


@pytest.mark.parametrize(("turn", "reason"), BAD_TURNS)
def test_a_turn_that_is_none_names_its_place(turn: str, reason: str) -> None:
    good = '{"speaker": "customer", "text": "hi", "start": 0.5, "end": 0.5}'
    contact = f'{{"contact_id": "a", "turns": [{good}, {turn}]}}'
    assert reason in refused(contact.encode())
    lines = f'{{"contact_id": "b", "turns": [{good}]}}\n\n{contact}\n'
    message = refused(lines.encode(), "many.jsonl")
    assert message.startswith("many.jsonl: line 3, $.turns[1]"), message
    assert reason in message


@pytest.mark.parametrize(("about", "text", "reason"), BAD_TEXTS, ids=[row[0] for row in BAD_TEXTS])
def test_a_text_that_is_none_names_its_line(about: str, text: str, reason: str) -> None:
    assert reason in refused(text.encode(), "call.txt"), about


VENDORS = (
    ("contact_lens.json", ("Transcript", 1, "BeginOffsetMillis"), -5, "$.Transcript[1].BeginOffsetMillis: is negative"),
    ("contact_lens.json", ("Transcript", 1, "EndOffsetMillis"), 3, "$.Transcript[1].EndOffsetMillis: is 0.003 s, before"),
    ("call_analytics.json", ("Transcript", 2, "Content"), None, None),
    ("post_call.json", ("SpeechSegments", 1, "SegmentEndTime"), "x", "$.SpeechSegments[1].SegmentEndTime: is \"x\""),
    ("genesys.json", ("transcripts", 0, "phrases", 1, "startTimeMs"), 1772441999000, "startTimeMs: is before the conv"),
    ("genesys.json", ("transcripts", 0, "phrases", 1, "duration"), {"milliseconds": -1}, "milliseconds: is negative"),
    ("twilio.json", ("sentences", 1, "start_time"), "8.5", "$.sentences[1].end_time: is 7.25 s, before"),
    ("twilio.json", ("sentences", 1, "media_channel"), "left", '$.sentences[1].media_channel: is "left", not a number'),
    ("deepgram.json", ("results", "utterances", 0, "end"), 0, "$.results.utterances[0].end: is 0 s, before"),
    ("deepgram_words.json", ("results", "channels", 0, "alternatives", 0, "words", 4, "start"), 0.2, "words[4]: begins before the word before it"),
    ("assemblyai.json", ("utterances",), None, "$.utterances: is empty: transcribe with speaker_labels"),
    ("whisperx.json", ("segments", 3, "start"), float("nan"), "$.segments[3].start: is nan"),
    ("slack_export.json", (1, "ts"), "yesterday", '$[1].ts: is "yesterday", not a number'),
    ("harper_valley.json", (1, "duration_ms"), -4, "$[1].duration_ms: is negative"),
    ("slack_export.json", (1, "ts"), "9772445660.000200", "turn 2: is more than ten years after"),
    ("abcd.json", (0, "turns", 1), ["agent"], "$[0].turns[1]: has 1 entries: a turn is [speaker, text]"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("file", "path", "value", "reason"), VENDORS, ids=[f"{row[0]} {row[1][-1]}" for row in VENDORS]
)
def test_a_vendor_s_file_that_is_wrong(
    file: str, path: tuple[Any, ...], value: Any, reason: str | None
) -> None:
    whole = json.loads((SAMPLES / file).read_text(encoding="utf-8"))
    place = whole
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    data = json.dumps(whole).encode()
    if reason is None:  # a null text is an empty turn
        assert read_bytes(data, file)[0].turns[2].text == ""
    else:
        assert reason in refused(data, file)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd: "),
        ("C:\\calls\\one.json", "one.json: "),
        ("a\nb\x1b[31m.json", "a\\x0ab\\x1b[31m.json: "),
        ("cod\u202exslx.json", "cod\\u202exslx.json: "),
        ("b\udcffd.json", "b\\udcffd.json: "),
        ("", "the file: "),
        ("x" * 5000, "x" * 79 + "…: "),
        ("-", "standard input: "),
    ],
)
def test_hostile_names_are_shown_and_harmless(name: str, shown: str) -> None:
    assert refused(b"", name).startswith(shown)


def test_hostile_keys_are_shown_and_harmless() -> None:
    refused(json.dumps({"\u202e\n\x07" * 500: 1}).encode())
    refused(b'{"contact_id": "a", "turns": [{"speaker": "a", "text": {"\\u202e": 1}}]}')


def test_nothing_of_a_file_is_used_if_its_last_line_is_wrong(tmp_path: Path) -> None:
    """Also with more lines than are held in memory; checking comes before giving."""
    line = '{"contact_id": "%d", "turns": [{"speaker": "customer", "text": "hello"}]}\n'
    file = tmp_path / "many.jsonl"
    with file.open("w") as stream:
        stream.writelines(line % number for number in range(2000))
        stream.write('{"contact_id": "x", "turns": [{"speaker"')
    with pytest.raises(TranscriptError, match=r"many\.jsonl: line 2001, column 40: the JSON is cut off"):
        read(file)
    with pytest.raises(TranscriptError, match="line 2001"):
        check(file)


def test_checking_counts(tmp_path: Path) -> None:
    assert check(SAMPLES / "interchange.jsonl") == 2
    assert check(SAMPLES / "plain.txt") == 1
    assert len(list(read_stream((SAMPLES / "star.jsonl").open("rb")))) == 2


def test_folders_and_missing_files(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "is a folder"), (tmp_path / "no.json", "No such file")):
        with pytest.raises(TranscriptError, match=reason):
            read(path)


def test_what_is_too_large_is_refused_and_the_rest_not_read() -> None:
    small = Limits(document=1000, stream=3000)
    long = b'{"contact_id": "a", "turns": [{"speaker": "customer", "text": "' + b"a" * 1000 + b'"}]}'
    assert "is larger than 0.0" in refused(long, limits=small)
    with pytest.raises(TranscriptError, match="is larger than"):
        read_stream(io.BytesIO(b"Agent: hi\n" * 400), limits=small)
    short = b'{"contact_id": "a", "turns": []}\n'
    with pytest.raises(TranscriptError, match="line 3 is larger than"):
        read_stream(io.BytesIO(short + short + long), limits=small)


def test_what_is_large_but_no_larger_than_may_be() -> None:
    said = "I am not amused. " * 65_536  # over a megabyte
    turns = [{"speaker": ("agent", "customer")[at % 2], "text": f"turn {at}"} for at in range(10_000)]
    turns[5]["text"] = said
    read_in_json = read_bytes(json.dumps({"contact_id": "a", "turns": turns}).encode(), "x")[0]
    assert len(read_in_json.turns) == 10_000
    assert read_in_json.turns[5].text == said
    text = "\n".join(f"{('Agent', 'Customer')[at % 2]}: turn {at}" for at in range(10_000)) + " " + said
    read_in_text = read_text(text)[0]
    assert len(read_in_text.turns) == 10_000
    one_speaker = read_text(f"Speaker 1: {said}\nSpeaker 2: how can I help you? {said}")[0]
    assert one_speaker.roles == "inferred"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "Agent: " + "(" * 300_000,
        "A" * 1_000_000,
        "a " * 500_000,
        "Agent: hello\n" + "x: " * 300_000,
        ("word " * 10 + "\n") * 50_000,
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<v " * 300_000,
        "Maria  10:30\n" + "10:30 " * 200_000,
        " " * 1_000_000 + "x",
        "\n" * 1_000_000 + "Agent: hello",
        "A" + " " * 300_000,
        "A " + " " * 300_000 + ": x",
        "Maria" + " " * 300_000 + "10:30",
        "[10:30" + " " * 300_000 + "] Agent: x",
        ("Maria" + " " * 100 + "\n") * 3_000,
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "<v" + " " * 300_000,
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "</i " * 300_000,
        "1\n00:00:00,000 --> 00:00:01,000\n" + "<font " * 200_000,
        "Agent: " + "thank you for your " * 50_000,
    ],
)  # fmt: skip
@pytest.mark.timeout(120)
def test_no_text_takes_for_ever(text: str) -> None:
    """Linear in its length: a second or so each, much more only on a busy machine."""
    try:
        read_text(text)
    except TranscriptError as error:
        assert str(error).isprintable()


def test_words_that_name_nobody_are_read_if_a_setting_says_whose_they_are() -> None:
    found = read_text("I waited two hours.\n\nNobody came.", roles=RoleSettings(unlabelled="customer"))[0]
    assert [(turn.speaker, turn.text) for turn in found.turns] == [
        ("customer", "I waited two hours."),
        ("customer", "Nobody came."),
    ]
    assert found.roles == "set"
