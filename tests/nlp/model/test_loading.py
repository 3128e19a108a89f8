"""Models of other architectures by their label maps, and all that does not fit: refused in one line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nlp.emotions import EMOTIONS, NEGATIVE
from nlp.errors import ModelError
from nlp.model import load
from nlp.model.finding import find, from_anywhere
from nlp.model.labels import check
from nlp.model.models import MODELS, WEIGHTS
from nlp.model.naming import version
from nlp.model.padded import Padded
from nlp.model.transformer import Transformer
from tests.nlp.model.small import save_bytes, save_own

LABELS = ("Joy", "Love", "Anger", "Neutral")
TEXTS = ["I am happy", "no!", "", "it never works, " * 9, "好的 ärger <pad> x", "I am happy"]
REST = [name for name in EMOTIONS if name not in ("happy", "irritated")]
# The labels as their authors' config.json gives them (read on Hugging Face's hub).
PUBLISHED = {
    "go-emotions": """admiration amusement anger annoyance approval caring confusion curiosity desire
        disappointment disapproval disgust embarrassment excitement fear gratitude grief joy love nervousness
        optimism pride realization relief remorse sadness surprise neutral""",
    "ekman": "anger disgust fear joy neutral sadness surprise",
    "xlm-sentiment": "negative neutral positive",
}


def brought(folder: Path, kind: str = "Roberta", map: str = "", **more: Any) -> Path:
    """A model as somebody brings one: a folder with a label map beside it."""
    save_bytes(folder, kind, LABELS, **more)
    said = f"""name = "brought-1"
languages = ["en", "de"]
max_tokens = 24
positive = ["joy", "love"]
negative = ["anger"]
neutral = ["neutral"]
not_measured = {json.dumps(REST)}
{map}
[emotions]
happy = ["joy", "love"]
irritated = ["anger"]
[thresholds]
happy = 0.3
"""
    (folder / "labels.toml").write_text(said)
    return folder


@pytest.mark.parametrize("kind", ["Roberta", "XLMRoberta", "DistilBert"])
@pytest.mark.parametrize("problem", ["multi_label_classification", "single_label_classification", None])
def test_any_classifier_is_heard_by_its_label_map(tmp_path: Path, kind: str, problem: str | None) -> None:
    model = load(brought(tmp_path, kind, problem_type=problem), device="cpu", remembered=0)
    assert isinstance(model, Transformer)
    assert isinstance(model.lanes.forward, Padded)
    assert (model.name, model.languages) == ("brought-1", {"en", "de"})
    assert model.measured == {"happy", "irritated"}
    assert (model.thresholds.positive, model.thresholds.emotions[0]) == (0.5, 0.3)
    heard = model.hear(TEXTS)
    scores = model.scores([TEXTS[0]])[0]
    joy, love, anger, _ = scores
    together = 1 - (1 - joy) * (1 - love) if problem == "multi_label_classification" else joy + love
    assert heard[0].positive == pytest.approx(together, abs=1e-6)
    assert heard[0].negative == pytest.approx(anger, abs=1e-6)
    assert heard[0].emotions[EMOTIONS.index("happy")] == pytest.approx(together, abs=1e-6)
    assert [e for e in heard[0].emotions if e is not None] == pytest.approx([together, anger])
    assert heard[0] == heard[5] != heard[1]
    alone = [model.hear([text])[0] for text in TEXTS]
    for one, other in zip(heard, alone, strict=True):
        assert np.allclose([one.positive, one.negative], [other.positive, other.negative], atol=1e-4)


def test_scores_of_a_general_model_are_its_own_forwards(tmp_path: Path) -> None:
    import transformers

    library: Any = transformers
    model = load(brought(tmp_path, problem_type="multi_label_classification"), device="cpu")
    assert isinstance(model, Transformer)
    own = library.AutoModelForSequenceClassification.from_pretrained(tmp_path).eval()
    tokenizer = library.AutoTokenizer.from_pretrained(tmp_path)
    for text in ("I am happy", "no"):
        with torch.inference_mode():
            expected = own(**tokenizer(text, return_tensors="pt")).logits.sigmoid().numpy()[0]
        assert model.scores(["a much longer text", text])[1] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("row", [row for row in MODELS if row.labels is not None], ids=lambda row: row.name)
def test_label_maps_are_total_onto_the_twenty_and_onto_the_published_labels(row: Any) -> None:
    check(row.labels, PUBLISHED[row.name].split(), row.name)
    assert not {*row.labels.positive} & {*row.labels.negative}
    for name, labels in row.labels.emotions.items():
        assert {*labels} <= {*(row.labels.negative if name in NEGATIVE else row.labels.positive)}


def test_a_toml_elsewhere_names_its_source(tmp_path: Path) -> None:
    folder = brought(tmp_path / "weights")
    elsewhere = tmp_path / "mine.toml"
    elsewhere.write_text('source = "weights"\n' + (folder / "labels.toml").read_text())
    assert load(elsewhere, device="cpu").name == "brought-1"


BROKEN: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("the model has no label: rage", lambda said: said.replace('["anger"]\nneu', '["anger", "rage"]\nneu')),
    ("neither positive, negative nor neutral", lambda said: said.replace('["neutral"]', "[]")),
    ("more than once", lambda said: said.replace('["neutral"]', '["neutral", "JOY"]')),
    ("neither under emotions nor in not_measured: stressed", lambda said: said.replace('"stressed", ', "")),
    (
        "both under emotions and in not_measured: happy",
        lambda said: said.replace('["pleased"', '["happy", "pleased"'),
    ),
    (
        "not one of the twenty emotions: glad",
        lambda said: said.replace("[emotions]", '[emotions]\nglad = ["joy"]'),
    ),
    ("a threshold must lie between 0 and 1: happy", lambda said: said.replace("0.3", "1.3")),
    ("a threshold for nothing", lambda said: said.replace("happy = 0.3", "focused = 0.3")),
    ("no key is called lables", lambda said: "lables = 1\n" + said),
    ("not readable as TOML", lambda said: said + "="),
    ("name is missing", lambda said: said.replace('name = "brought-1"', "")),
    ("the model takes at most 68", lambda said: said.replace("max_tokens = 24", "max_tokens = 200")),
    ("no room for a word", lambda said: said.replace("max_tokens = 24", "max_tokens = 2")),
    ("must be a list of words", lambda said: said.replace('["joy", "love"]', '"joy"', 1)),
)


@pytest.mark.parametrize(("why", "broken"), BROKEN, ids=[why for why, _ in BROKEN])
def test_a_label_map_that_does_not_fit_is_refused_in_one_line(
    tmp_path: Path, why: str, broken: Callable[[str], str]
) -> None:
    said = brought(tmp_path) / "labels.toml"
    before = said.read_text()
    said.write_text(broken(before))
    assert said.read_text() != before
    assert why in refused(tmp_path)


OWN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("name is missing", {"name": ""}),
    ("positive is missing", {"positive": None}),
    ("max_tokens", {"max_tokens": "many"}),
    ("languages", {"languages": []}),
    ("emotions must be the twenty", {"emotions": {"happy": None}}),
    ("negative.label: the model has no output", {"negative": {"label": "bad"}}),
    ("negative.threshold", {"negative": {"label": "negative", "threshold": 7}}),
    ("calibration", {"negative": {"label": "negative", "threshold": 0.5}}),
    (
        "x that rises",
        {
            "negative": {
                "label": "negative",
                "threshold": 0.5,
                "calibration": {"kind": "isotonic", "x": [1, 1], "y": [0, 1]},
            }
        },
    ),
    (
        "a above 0",
        {
            "negative": {
                "label": "negative",
                "threshold": 0.5,
                "calibration": {"kind": "platt", "a": -1, "b": 0},
            }
        },
    ),
)


@pytest.mark.parametrize(("why", "changed"), OWN, ids=[why for why, _ in OWN])
def test_a_heartline_json_that_does_not_fit_is_refused_in_one_line(
    tmp_path: Path, own_folder: Path, why: str, changed: dict[str, Any]
) -> None:
    shutil.copytree(own_folder, tmp_path / "own")
    save_own(tmp_path / "own", **changed)
    assert why in refused(tmp_path / "own")


@pytest.mark.parametrize("lost", ["config.json", "model.safetensors", "tokenizer.json", "heartline.json"])
@pytest.mark.parametrize("how", ["gone", "cut off", "rubbish"])
def test_a_damaged_folder_is_refused_in_one_line(
    tmp_path: Path, own_folder: Path, lost: str, how: str
) -> None:
    shutil.copytree(own_folder, tmp_path / "own")
    path = tmp_path / "own" / lost
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if how == "cut off" else b"<html>please log in</html>")
    if how == "gone":
        path.unlink()
    refused(tmp_path / "own")


def test_weights_without_a_classifier_are_refused_not_made_up(tmp_path: Path, own_folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    shutil.copytree(own_folder, tmp_path / "own")
    weights = tmp_path / "own" / "model.safetensors"
    kept = {name: one for name, one in load_file(weights).items() if not name.startswith("classifier")}
    save_file(kept, weights, {"format": "pt"})
    assert "classifier" in refused(tmp_path / "own")


def test_names_that_lead_nowhere(tmp_path: Path) -> None:
    assert "there are heartline" in refused("nope")
    assert "labels.toml" in refused(tmp_path)
    assert "hf download" in refused("go-emotions")


def test_a_device_that_is_not_there_and_int8_off_the_cpu(own_folder: Path) -> None:
    if not torch.cuda.is_available():
        with pytest.raises(ModelError, match="no device cuda"):
            load(own_folder, device="cuda")
        with pytest.raises(ModelError, match="no device cuda"):
            load(f"{own_folder} int8", device="cuda")


def test_eight_bits_are_another_name_whoever_is_asked(own_folder: Path, tmp_path: Path) -> None:
    assert version(f"{own_folder} int8") == f"{version(own_folder)} int8"
    assert find("ekman int8") == replace(find("ekman"), int8=True)
    assert from_anywhere("heartline int8") == "heartline int8"
    assert from_anywhere(f"{own_folder} int8") == f"{own_folder} int8"
    literally = brought(tmp_path / "model int8")
    assert not find(literally).int8  # a folder of that name is that folder
    with pytest.raises(ModelError, match="no emotion model is called heart;"):
        find("heart int8")


def test_asking_which_model_imports_nothing_heavy() -> None:
    code = "import sys, nlp.model; print([m for m in ('torch', 'transformers', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_torch_the_error_says_what_to_install(own_folder: Path) -> None:
    code = f"""
import sys
sys.modules["torch"] = None  # as if it were not installed
from nlp.errors import ModelError
from nlp.model import load
try:
    load({str(own_folder)!r})
except ModelError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'heartline[nlp]'" in done.stdout
    assert "README" in done.stdout
    assert done.stdout.count("\n") == 1


def test_loading_is_silent_and_asks_no_network(own_folder: Path) -> None:
    code = f"""
import socket
socket.socket.connect = socket.getaddrinfo = lambda *given: print("asked the network")
from nlp.model import load
load({str(own_folder)!r}).hear(["hello"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_our_own_model_hears() -> None:
    model = load(device="cpu")
    assert isinstance(model, Transformer)
    glad, cross, nothing = model.hear(
        ["Thank you so much, you are wonderful!", "This is awful, I am furious.", "12"]
    )
    assert glad.positive > model.thresholds.positive > cross.positive
    assert cross.negative > model.thresholds.negative > glad.negative
    assert (nothing.positive, nothing.negative) == (0.0, 0.0)
    assert "en" in (model.languages or ())
    assert len(model.outputs) == 50
    assert find("heartline").source == str(WEIGHTS)


def refused(name: str | Path) -> str:
    """The message, which is one line and no longer than a person reads."""
    with pytest.raises(ModelError) as caught:
        load(name, device="cpu")
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 500
    return message
