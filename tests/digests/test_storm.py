"""Digests under SIGKILL, in short; `python -m benchmarks.digest_storm` is the long form."""

from __future__ import annotations

from benchmarks.digest_storm import storm


def test_each_slot_comes_once_whoever_is_killed(store_url: str) -> None:
    outcome = storm(store_url, slots=45, kills=4)
    assert outcome.line == "slots 45, posted once 45, twice 0, missing 0, kills 4"
    assert outcome.noted == 45
