"""What the labels say: maps that are whole, splits that never cut a dialogue, ids and no texts."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from nlp.emotions import EMOTIONS, NEGATIVE, POSITIVE
from nlp.training import agreement, labels_map, read_labels, sources, splits, tasks
from nlp.training.agreement import Reading

DATA = Path(__file__).parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(
    not DATA.exists(), reason="../shared/data is absent: the labels' texts are there"
)


def test_every_goemotions_label_has_one_sentiment_or_is_ambiguous() -> None:
    ambiguous = {"confusion", "curiosity", "realization", "surprise", "neutral"}
    groups = (labels_map.POSITIVE, labels_map.NEGATIVE, ambiguous)
    assert sorted(label for group in groups for label in group) == sorted(labels_map.GOEMOTIONS)


@pytest.mark.parametrize(
    ("table", "labels", "positive", "negative"),
    [
        (labels_map.FROM_GOEMOTIONS, labels_map.GOEMOTIONS, labels_map.POSITIVE, labels_map.NEGATIVE),
        (labels_map.FROM_XED, labels_map.XED, labels_map.XED_POSITIVE, labels_map.XED_NEGATIVE),
    ],
)
def test_the_map_goes_from_known_labels_to_the_twenty_and_keeps_the_sign(
    table: dict[str, tuple[str, ...]],
    labels: tuple[str, ...],
    positive: frozenset[str],
    negative: frozenset[str],
) -> None:
    assert table.keys() <= set(labels)
    for label, felt in table.items():
        assert set(felt) <= set(EMOTIONS)
        assert not (label in positive and set(felt) & set(NEGATIVE))
        assert not (label in negative and set(felt) & set(POSITIVE))


def test_the_outputs_are_the_28_the_twenty_and_the_two_sides() -> None:
    assert len(labels_map.OUTPUTS) == 50 == len(set(labels_map.OUTPUTS))
    assert labels_map.TRAINED[:50] == labels_map.OUTPUTS


def test_a_set_supervises_only_what_it_knows() -> None:
    task = tasks.goemotions([sources.Labelled("thanks", frozenset({"gratitude"}))])
    row = dict(zip(labels_map.TRAINED, zip(task.targets[0], task.weights[0], strict=True), strict=True))
    assert row["pleased"] == (1.0, 1.0)
    assert row["positive"][0] == 1.0 and row["negative"][0] == 0.0
    assert row["neglected"][1] == 0.0
    assert row["xed_trust"][1] == 0.0


def test_the_labels_hold_ids_and_no_texts() -> None:
    for row in read_labels.readings(""):
        assert re.fullmatch(r"star:\d+:\d+|multidogo:\d+", row)


def test_the_committed_labels_are_what_the_readings_settle_to() -> None:
    one, other, final = (read_labels.readings(name) for name in ("a", "b", ""))
    disputed = set(agreement.disputed(one, other))
    for turn, reading in final.items():
        verdict = (reading.positive, reading.negative) if turn in disputed else None
        assert agreement.settled(one[turn], other[turn], verdict) == reading


def test_a_settled_side_takes_no_emotion_of_the_other_sign() -> None:
    one = Reading(True, True, frozenset({"pleased", "irritated"}))
    other = Reading(True, False, frozenset({"happy"}))
    assert agreement.settled(one, other, (True, False)) == Reading(
        True, False, frozenset({"pleased", "happy"})
    )


@needs_data
def test_no_player_and_no_block_is_in_two_splits() -> None:
    groups = {turn.id: turn.group for turn in sources.in_domain(DATA)}
    found: dict[str, set[str]] = defaultdict(set)
    for line in read_labels.read_turns(DATA):
        assert line.split == splits.split_of(groups[line.id])
        found[groups[line.id]].add(line.split)
    assert all(len(split) == 1 for split in found.values())


def test_the_corpus_has_no_line_twice_and_only_known_emotions() -> None:
    lines = read_labels.corpus()
    assert len(lines) >= 1500
    assert len({line.text.casefold() for line in lines}) == len(lines)
    assert {line.split for line in lines} == {"train", "heldout"}
    for line in lines:
        assert line.positive or not set(line.emotions) & set(POSITIVE), line.text
        assert line.negative or not set(line.emotions) & set(NEGATIVE), line.text
