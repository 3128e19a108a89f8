"""The packed path against the model's own forward, over texts, batches and orders drawn at random."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.model import load
from nlp.model.packed import PackedBert
from nlp.model.padded import Padded
from nlp.model.transformer import Transformer
from nlp.model.windows import SLICE, slices
from nlp.values import Feeling
from tests.nlp.model.small import WORDS

_library: Any = transformers
TOLERANCE = 1e-4

said = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.text(max_size=80),
    st.sampled_from(
        [
            "",
            " ",
            "😀🎉",
            "42",
            "[card number]",
            "[SEP] a [PAD]",
            "\ud800 hello",
            "Ünïcode ärger",
            "好的 谢谢",
        ]
    ),
)


@pytest.fixture(scope="module")
def own(own_folder: Path) -> Transformer:
    model = load(own_folder, device="cpu", remembered=0)
    assert isinstance(model, Transformer)
    return model


@pytest.fixture(scope="module")
def plain(own_folder: Path) -> Any:
    return _library.BertForSequenceClassification.from_pretrained(own_folder, dtype=torch.float32).eval()


def numbers(feelings: list[Feeling]) -> np.ndarray[Any, Any]:
    return np.array([[one.positive, one.negative, *(e or 0.0 for e in one.emotions)] for one in feelings])


def test_a_bert_classifier_takes_the_packed_path(own: Transformer) -> None:
    assert isinstance(own.forward, PackedBert)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(st.lists(st.integers(5, 200), min_size=1, max_size=60), min_size=1, max_size=12))
def test_packed_gives_what_the_model_itself_gives(own: Transformer, plain: Any, ids: list[list[int]]) -> None:
    ids.sort(key=len)
    with torch.inference_mode():
        alone = torch.cat([plain(input_ids=torch.tensor([one])).logits for one in ids])
    assert torch.allclose(own.forward(ids), alone, atol=2e-5, rtol=1e-5)
    assert torch.allclose(Padded(plain, 0)(ids), alone, atol=2e-5, rtol=1e-5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(said, min_size=1, max_size=12), seed=st.integers(0, 99))
def test_a_text_has_one_score_whatever_stands_beside_it(
    own: Transformer, texts: list[str], seed: int
) -> None:
    together = numbers(own.hear(texts))
    alone = numbers([own.hear([text])[0] for text in texts])
    assert np.abs(together - alone).max() < TOLERANCE
    order = random.Random(seed).sample(range(len(texts)), len(texts))
    assert np.abs(numbers(own.hear([texts[at] for at in order])) - together[order]).max() < TOLERANCE


def test_labels_are_those_of_the_pipeline(own: Transformer, own_folder: Path) -> None:
    pipeline = _library.pipeline(
        "text-classification", model=str(own_folder), dtype=torch.float32, top_k=None
    )
    texts = [" ".join(WORDS[at : at + 5]) for at in range(12)]
    scored = own.scores(texts)
    for said, row in zip(pipeline(texts, truncation=True, max_length=20), scored, strict=True):
        by_label = {one["label"]: one["score"] for one in said}
        assert row == pytest.approx([by_label[label] for label in own.outputs], abs=TOLERANCE)
    assert np.ptp(scored, axis=0).max() > 0.1  # the texts are told apart at all


def test_a_long_turn_is_what_its_windows_carry_and_none_of_it_is_cut_off(own: Transformer) -> None:
    filler = "please help me with this bill now " * 20
    shouted = "angry never works !"
    late, early, never = own.scores([filler + shouted, shouted + " " + filler, filler])
    assert np.abs(late - never).max() > 1e-3 < np.abs(early - never).max()
    windows = list(own.windows.of([filler + shouted]))
    assert all(len(one.ids) <= 20 for one in windows)
    bare = own.windows._tokenizer(filler + shouted, add_special_tokens=False)["input_ids"]
    glued = windows[0].ids[1:-1]
    for one in windows[1:]:
        glued += one.ids[1 + int(18 * 0.25) : -1]
    assert glued == bare
    with torch.inference_mode():
        logits = torch.cat([own.forward([one.ids]) for one in windows])
    assert own.scores([filler + shouted])[0] == pytest.approx(logits.sigmoid().amax(0).numpy(), abs=TOLERANCE)


@given(text=st.text(alphabet=" \tab\u3000", max_size=40))
def test_slices_are_the_text(text: str) -> None:
    whole = text * (SLICE // 8)
    parts = list(slices(whole))
    assert "".join(parts) == whole
    assert all(0 < len(part) <= SLICE for part in parts) or not whole


@pytest.mark.parametrize("text", ["thank you " * 3_000, "a" * 40_000, "x,y " * 5_000])
def test_a_very_long_turn_streams(own: Transformer, text: str) -> None:
    (feeling,) = own.hear([text])
    assert 0 < feeling.positive < 1
    assert max(len(one.ids) for one in own.windows.of([text])) <= 20


def test_what_has_no_words_carries_nothing(own: Transformer) -> None:
    for feeling in own.hear(["", "  \n", "😀🎉!!", "12 34.5", "[card number] [name]", "?"]):
        assert feeling.positive == feeling.negative == 0.0
        assert set(feeling.emotions) == {0.0, None}


def test_equal_texts_are_computed_once_and_short_ones_once_across_calls(own_folder: Path) -> None:
    model = load(own_folder, device="cpu", remembered=2)
    assert isinstance(model, Transformer)
    assert isinstance(model.forward, PackedBert)
    seen: list[int] = []
    model.forward.register_forward_pre_hook(lambda _, given: seen.append(len(given[0])))
    first = model.hear(["happy", "angry", "happy", "happy"])
    assert first[0] == first[2] == first[3] != first[1]
    assert sum(seen) == 2
    assert model.hear(["angry", "happy"]) == [first[1], first[0]]
    assert sum(seen) == 2
    model.hear(["one more"])  # the longest unasked, "angry", is forgotten
    model.hear(["happy"])
    assert sum(seen) == 3
    model.hear(["angry"])
    assert sum(seen) == 4


def test_nothing_to_hear(own: Transformer) -> None:
    assert own.hear([]) == []
    assert own.scores([]).shape == (0, 0)
