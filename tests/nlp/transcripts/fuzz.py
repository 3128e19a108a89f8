# ruff: noqa: E501 - tables of input
"""Mutated samples through every reader: nothing but `TranscriptError` comes out, and nothing hangs.

python -m tests.nlp.transcripts.fuzz --mutations 50000 [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nlp.errors import TranscriptError
from nlp.transcripts import RoleSettings, read_bytes
from nlp.transcripts.faults import Fault
from nlp.transcripts.formats import JSON_FORMATS, TEXT_FORMATS
from nlp.transcripts.json_text import parsed
from nlp.transcripts.places import At, Json
from nlp.values import Transcript
from tests.nlp.transcripts.expected import SAMPLES

# Processor time of one mutation in one reading, in seconds; wall clock would measure the machine's other work.
SLOW = 2.0
_ODD = (
    None, True, -1, 0, 1e999, float("nan"), 2**70, 10**400, "", "x", "-5", "\0", "\ud800", "1e9", "\u202e", "9" * 400,
    [], {}, [[]], {"a": {}}, [None], "WEBVTT", "Agent: hello", 1772442000, "00:75", {"milliseconds": "x"},
)  # fmt: skip
_SPLICES = (
    b"\xff\xfe", b"\xef\xbb\xbf", b"\0", b"PK\x03\x04", b"<html>", b"WEBVTT\n\n", b"00:99 --> 00:01", b"\r", b"{", b"]",
    b"NaN", b'"', b"\\u0000", b"\\ud83d", b"Agent: ", b"[99:99] ", b" --> ", b"\xe2\x80\xa8", b"9" * 320, b"[" * 2000,
)  # fmt: skip


@dataclass
class Tally:
    """What the mutations came to."""

    mutations: int = 0
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    by_source: Counter[str] = field(default_factory=Counter[str])
    by_kind: Counter[str] = field(default_factory=Counter[str])


def run(mutations: int, seed: int, *, say: Callable[[Tally], None] | None = None) -> Tally:
    """Runs so many mutations; AssertionError with the input at the first that is not taken well."""
    rng = random.Random(seed)
    samples = sorted(file.read_bytes() for file in SAMPLES.iterdir() if file.is_file())
    tally = Tally()
    for number in range(mutations):
        kind = rng.choice(KINDS)
        data = kind(rng.choice(samples), rng.choice(samples), rng)
        if rng.random() < 0.2:
            data = rng.choice(KINDS)(data, rng.choice(samples), rng)
        tally.by_kind[kind.__name__.strip("_")] += 1
        _try(data, tally, f"seed {seed}, mutation {number}")
        if say and number % 5000 == 4999:
            say(tally)
    return tally


def _try(data: bytes, tally: Tally, which: str) -> None:
    began = time.process_time()
    try:
        found = read_bytes(data, "call\n.json", RoleSettings(agent_channel=1))
        tally.read += 1
        for one in found:
            tally.by_source[one.source] += 1
            _check(one)
    except TranscriptError as error:
        tally.refused += 1
        assert str(error).isprintable(), f"{which}: {error!r}"
        assert len(str(error)) < 900, f"{which}: {error!r}"
    except Exception as error:
        raise AssertionError(f"{which}: {error!r} for {data!r}") from error
    tally.mutations += 1
    took = time.process_time() - began
    tally.slowest = max(tally.slowest, took)
    assert took < SLOW, f"{which}: {took:.1f} s for {data!r}"
    _every_reader(data, which)


def _check(one: Transcript) -> None:
    assert one.contact_id is None or one.contact_id.isprintable()
    for turn in one.turns:
        turn.text.encode()  # no half characters
        assert "\0" not in turn.text
        for seconds in (turn.start, turn.end):
            assert seconds is None or 0 <= seconds < 1e10
        assert turn.start is None or turn.end is None or turn.start <= turn.end


def _every_reader(data: bytes, which: str) -> None:
    """Each reader on its own, also on what it does not recognise."""
    text = data.decode("utf-8", "replace")
    try:
        value: Json = parsed(text)
    except Fault:
        chosen = [one for one in TEXT_FORMATS if _quietly(lambda: one.recognises(text), which)]  # noqa: B023
        assert len(chosen) < 2, f"{which}: {chosen}"
        for text_format in TEXT_FORMATS:
            _quietly(lambda: text_format.read(text), which)  # noqa: B023
    else:
        for json_format in JSON_FORMATS:
            _quietly(lambda: json_format.recognises(value), which)  # noqa: B023
            _quietly(lambda: json_format.read(At(value)), which)  # noqa: B023


def _quietly(action: Callable[[], Any], which: str) -> Any:
    try:
        return action()
    except Fault:
        return None
    except Exception as error:
        raise AssertionError(f"{which}: {error!r}") from error


def _flipped(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if found:
            found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def _cut(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    return data[: rng.randint(0, len(data))]


def _headless(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    return data[rng.randint(0, len(data)) :]


def _inserted(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(_SPLICES) + data[at:]


def _doubled(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    at, end = sorted(rng.randint(0, len(data)) for _ in range(2))
    return data[:end] + data[at:end] * rng.randint(1, 3) + data[end:]


def _without_a_piece(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    at, end = sorted(rng.randint(0, len(data)) for _ in range(2))
    return data[:at] + data[end:]


def _spliced(data: bytes, other: bytes, rng: random.Random) -> bytes:
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]


def _lines_mixed(data: bytes, other: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n") + rng.sample(other.split(b"\n"), 1)
    at = rng.randrange(len(lines))
    return b"\n".join(lines[at:] + lines[:at])


def _recoded(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    names = ("utf-16", "utf-16-be", "utf-32", "cp1252", "cp1251", "koi8_r")
    return data.decode("utf-8", "replace").encode(rng.choice(names), "replace")


def _key_removed(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    return _in_json(data, rng, lambda place, key: place.pop(key))


def _type_swapped(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    def swap(place: Any, key: Any) -> None:
        place[key] = rng.choice(_ODD)

    return _in_json(data, rng, swap)


def _keys_of_another(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """One format's fields within another's."""
    try:
        theirs = json.loads(other)
    except ValueError:
        return _spliced(data, other, rng)

    def give(place: Any, key: Any) -> None:
        if isinstance(place[key], dict) and isinstance(theirs, dict):
            place[key].update(theirs)
        else:
            place[key] = theirs

    return _in_json(data, rng, give)


def _in_json(data: bytes, rng: random.Random, change: Callable[[Any, Any], Any]) -> bytes:
    """The data as JSON with one place changed; a line of it where it is JSON Lines; flipped where it is none."""
    try:
        whole = [json.loads(data)]
    except (ValueError, RecursionError):
        try:
            whole = [json.loads(line) for line in data.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return _flipped(data, b"", rng)
    places = [(whole, at) for at in range(len(whole))]
    places += [place for one in whole for place in _places(one)]
    if not places:
        return data
    change(*rng.choice(places))
    try:
        return b"\n".join(json.dumps(one).encode() for one in whole)
    except (ValueError, RecursionError):  # more digits than Python writes
        return data


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


KINDS = (
    *(_flipped, _cut, _headless, _inserted, _doubled, _without_a_piece, _spliced, _lines_mixed, _recoded),
    *(_key_removed, _type_swapped, _type_swapped, _keys_of_another),
)


def _say(tally: Tally) -> None:
    sys.stdout.write(
        f"{tally.mutations:,} mutations: {tally.read:,} read, {tally.refused:,} refused, "
        f"the slowest took {tally.slowest * 1000:.0f} ms of processor time\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Mutated samples through every reader of transcripts.")
    arguments.add_argument("--mutations", type=int, default=50_000)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    end = run(given.mutations, given.seed, say=_say)
    _say(end)
    sys.stdout.write(
        f"read as: {dict(end.by_source.most_common())}\nchanged: {dict(end.by_kind.most_common())}\n"
    )
