"""Mutated samples through every reader: the short form in each run, 50,000 by hand (`fuzz.py`)."""

from __future__ import annotations

import pytest

from tests.nlp.transcripts.fuzz import run


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mutated_samples_are_read_or_refused(seed: int) -> None:
    tally = run(500, seed)
    assert tally.read > 50
    assert tally.refused > 150
    assert len(tally.by_source) >= 15  # the mutations leave something to read in nearly every format


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_fifty_thousand_mutated_samples() -> None:
    assert run(50_000, 1).mutations == 50_000
