"""Fewer layers that say what all say: from texts of the training splits alone, and judged on other texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nlp.model.models import WEIGHTS
from nlp.training import batches, distil, folds, lessons, read_labels, small, sources
from nlp.training.held import Held
from nlp.training.labels_map import OUTPUTS
from nlp.training.sample import normal
from nlp.training.twenty import Scored

DATA = Path(__file__).parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="../shared/data is absent")
KINDS = ("corpus", "turns", "unlabelled", "goemotions", "xed")
FELT = ("happy", "angry", "sad", "surprised", "worried", "grateful", "bored", "fine")
ABOUT = ("parcel", "bill", "refund", "flight", "phone")
SAID = {
    f"I am {felt} about my {thing}": KINDS[(at + of) % len(KINDS)]
    for at, felt in enumerate(FELT)
    for of, thing in enumerate(ABOUT)
}


@pytest.fixture(scope="module")
def teacher() -> Any:
    transformers: Any = pytest.importorskip("transformers")
    return transformers.BertForSequenceClassification.from_pretrained(WEIGHTS, dtype=torch.float32)


@pytest.fixture(scope="module")
def taught(teacher: Any) -> lessons.Lesson:
    return lessons.lesson(SAID, teacher, small.tokenizer(64))


@needs_data
def test_nothing_that_is_held_out_is_learnt_from() -> None:
    found = lessons.texts(DATA)
    read = [*read_labels.read_turns(DATA), *read_labels.read_once(DATA), *read_labels.corpus()]
    held = {normal(one.text) for one in read if one.split != "train"}
    train = {one.text for one in read if one.split == "train"}
    reddit = {one.text for one in sources.goemotions(DATA, "train")}
    kinds = {kind: [text for text, of in found.items() if of == kind] for kind in KINDS}
    assert all(kinds.values()) and len(found) > 90_000
    assert train.issuperset(kinds["corpus"] + kinds["turns"]) and reddit.issuperset(kinds["goemotions"])
    phrases = [said for said in map(normal, kinds["unlabelled"]) if len(said.split()) >= lessons.PHRASE]
    assert held.isdisjoint(phrases)


def test_the_teacher_has_nothing_to_learn_and_its_student_has(teacher: Any, taught: lessons.Lesson) -> None:
    whole = next(batches.by_length(taught.tokens, len(taught.tokens)))
    rows = torch.from_numpy(whole.rows)

    def far(model: Any) -> float:
        with torch.inference_mode():
            return distil.loss(lessons.heard(model, whole), taught.states[rows], taught.logits[rows]).item()

    student = distil.student_of(teacher)
    assert len(student.bert.encoder.layer) == 4 and len(teacher.bert.encoder.layer) == 6
    assert far(teacher) == pytest.approx(0.0, abs=1e-4)
    before = far(student)
    distil.train(student, taught, 12, lambda _: None)
    assert far(student) < 0.7 * before
    words = (model.bert.embeddings.word_embeddings.weight for model in (student, teacher))
    assert torch.equal(*words)


def test_an_epoch_has_every_kind_as_often_as_it_says(taught: lessons.Lesson) -> None:
    rows = lessons.epoch(taught, np.random.default_rng(0))
    for kind, share in lessons.SHARES.items():
        clean = int(((taught.kinds == kind) & ~taught.changed).sum())
        drawn = rows[taught.kinds[rows] == kind]
        assert len(drawn) == int(share * clean)
        assert taught.changed[drawn].any() == bool(lessons.CHANGED[kind])


def test_a_threshold_is_not_judged_on_what_it_was_chosen_on() -> None:
    """With thresholds of the same few texts a model looks better than it is."""
    random = np.random.default_rng(5)

    def scored(name: str, kinds: str) -> Scored:
        truth = random.random((120, len(OUTPUTS))) < 0.2
        texts = tuple(f"{name} {at}" for at in range(120))
        held = Held(name, texts, truth, np.ones_like(truth), truth[:, 0], (kinds,) * 120)
        return Scored(held, (random.normal(size=truth.shape) + 2 * truth).astype(np.float32))

    near, far, own = scored("near", ""), scored("far", ""), scored("own", "problems")
    (seen,) = folds.said(near, far, own, [near.logits])
    assert folds.judged(near, far, own)["near"] < folds.micro_f1(near, seen)
