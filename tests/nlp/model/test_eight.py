"""Eight bits beside 32: near them, the same whatever stands beside a text, and refused where sums fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from nlp.model import load
from nlp.model.eight import Eight, EightWide, exact
from nlp.model.packed import Wide
from nlp.model.transformer import Transformer
from tests.nlp.model.test_hearing_exactly import numbers
from tests.nlp.model.test_loading import brought

# A value on the edge between two bytes may be rounded either way when the sums before it differ in their last
# bit, and others then follow: over 60 lines that moved our own model's logits by 0.05 at most.
ON_THE_EDGE = 0.02
# Of a probability between fp32 and int8 for our own model: a layer errs by about one part in a hundred.
NEAR = 0.12
TEXTS = [
    "Thank you so much, you are wonderful!",
    "This is awful, I am furious.",
    "My parcel has not arrived.",
    "no",
    "I waited for an hour and then nobody could tell me where my money is, it is a disgrace.",
    "I am a little worried about the flight tomorrow",
]

needs_exact_bytes = pytest.mark.skipif(not exact(), reason="no VNNI here: int8 is refused")


def loaded(name: str | Path) -> Transformer:
    model = load(name, device="cpu", remembered=0)
    assert isinstance(model, Transformer)
    return model


@needs_exact_bytes
def test_our_own_model_in_eight_bits_is_near_itself_and_another_model_by_name() -> None:
    eight, whole = loaded("heartline int8"), loaded("heartline")
    assert eight.name == f"{whole.name} int8"
    given, expected = numbers(eight.hear(TEXTS)), numbers(whole.hear(TEXTS))
    assert 0 < np.abs(given - expected).max() < NEAR
    alone = numbers([eight.hear([text])[0] for text in TEXTS])
    backwards = numbers(eight.hear(TEXTS[::-1]))[::-1]
    assert np.abs(alone - given).max() < ON_THE_EDGE
    assert np.abs(backwards - given).max() < ON_THE_EDGE


@needs_exact_bytes
def test_layers_that_see_one_row_of_a_text_stay_as_they_are() -> None:
    module: Any = loaded("heartline int8").lanes.forward
    kinds = {name: type(layer) for name, layer in module.named_modules()}
    body = [kinds[f"layers.{at}.{part}"] for at in range(5) for part in ("project", "mix")]
    assert {*body, kinds["last.project"]} == {Eight}
    assert {kinds[f"layers.{at}.wide"] for at in range(5)} == {EightWide}
    rest = ["last.query", "last.mix", "last.wide.widen", "last.wide.narrow", "pooler.dense", "classifier"]
    assert {kinds[name] for name in rest} == {nn.Linear}


@needs_exact_bytes
@pytest.mark.parametrize("kind", ["Roberta", "DistilBert"])
def test_any_classifier_can_be_heard_in_eight_bits(tmp_path: Path, kind: str) -> None:
    folder = brought(tmp_path, kind, problem_type="multi_label_classification")
    eight, whole = loaded(f"{folder} int8"), loaded(folder)
    given, expected = numbers(eight.hear(TEXTS)), numbers(whole.hear(TEXTS))
    assert 0 < np.abs(given - expected).mean() < 0.02  # random weights: no model is as uneven


@needs_exact_bytes
def test_a_layer_errs_by_less_than_its_steps_whatever_its_columns() -> None:
    torch.manual_seed(3)
    layer = nn.Linear(64, 96)
    rows = torch.randn(40, 64) * torch.logspace(-3, 2, 64)  # columns from a thousandth to a hundred
    eight = Eight(layer, rows, bent=False)
    with torch.inference_mode():
        expected = layer(rows)
        assert (eight(rows) - expected).norm() < 0.02 * expected.norm()
        assert torch.equal(eight(rows)[7], eight(rows[7:8])[0])  # its neighbours have no say
        assert torch.equal(eight(torch.zeros(2, 64)), layer.bias.expand(2, -1))
        assert torch.equal(eight(1e6 * rows), eight(1e9 * rows))  # as loud as was heard, at most


@needs_exact_bytes
def test_columns_that_shout_do_not_drown_the_others() -> None:
    torch.manual_seed(4)
    wide, rows = Wide(nn.Linear(48, 96), nn.Linear(96, 32)), torch.randn(200, 48)
    with torch.inference_mode():
        quiet = wide(rows).norm()
        wide.widen.bias[[5, 50]] += 90.0
        expected, widened = wide(rows), nn.functional.gelu(wide.widen(rows))
        both, narrow = EightWide(wide, rows, widened), Eight(wide.narrow, widened, bent=True)
        assert (both(rows) - expected).norm() < 0.02 * quiet
        assert (narrow(widened) - expected).norm() < 0.01 * quiet
        assert torch.allclose(both(rows)[7], both(rows[7:8])[0], atol=1e-5)  # its neighbours have no say
        below = narrow(torch.full((1, 96), -100.0).index_fill(1, narrow.loud, 0.0))
        assert torch.allclose(below, narrow(torch.full((1, 96), -0.2).index_fill(1, narrow.loud, 0.0)))


def test_without_vnni_it_is_refused_in_one_line(own_folder: Path) -> None:
    code = f"""
from nlp.errors import ModelError
from nlp.model import load
try:
    load({str(own_folder)!r} + " int8", device="cpu")
except ModelError as error:
    print(error)
"""
    older = os.environ | {"ONEDNN_MAX_CPU_ISA": "AVX2"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=older)
    assert done.stdout == "int8 needs a processor that adds products of bytes exactly (VNNI); ask for fp32\n"


def _absent(*_given: object) -> torch.Tensor:
    raise NotImplementedError("no kernel in this build")


@pytest.mark.parametrize(
    "build",
    [SimpleNamespace(), SimpleNamespace(qlinear_prepack=_absent, qlinear_pointwise=_absent)],
    ids=["not named", "without a kernel"],
)
def test_a_build_of_torch_without_the_product_is_refused_too(
    monkeypatch: pytest.MonkeyPatch, build: SimpleNamespace
) -> None:
    monkeypatch.setattr("nlp.model.eight._onednn", build)
    assert not exact()
