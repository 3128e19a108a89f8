"""What is shipped: weights, calibration and model card say the same, and are as good as they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.emotions import EMOTIONS
from nlp.model.models import SMALL, WEIGHTS
from nlp.training import card
from nlp.training.labels_map import OUTPUTS, SENTIMENT

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"
# Texts of GoEmotions' test that the short check scores; a sample's AUC may lie this far below the whole's.
SAMPLE, SLACK = 800, 0.03
each = pytest.mark.parametrize("folder", [WEIGHTS, SMALL], ids=["whole", "small"])


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("folder", "most"), [(WEIGHTS, 48_000_000), (SMALL, 40_000_000)])
def test_the_weights_are_small_enough(folder: Path, most: int) -> None:
    assert sum(path.stat().st_size for path in folder.iterdir()) <= most


@each
def test_the_outputs_stand_in_the_agreed_order(folder: Path) -> None:
    config = _json(folder / "config.json")
    assert tuple(config["id2label"][str(at)] for at in range(50)) == OUTPUTS
    assert config["problem_type"] == "multi_label_classification"


@each
def test_every_calibration_names_an_output_and_all_twenty_stand_there(folder: Path) -> None:
    settings = _json(folder / "heartline.json")
    assert tuple(settings["emotions"]) == EMOTIONS
    rows = [settings[side] for side in SENTIMENT] + [row for row in settings["emotions"].values() if row]
    for row in rows:
        assert row["label"] in OUTPUTS
        assert 0 < row["threshold"] < 1


def test_measured_is_what_the_evaluation_measured() -> None:
    settings, found = _json(WEIGHTS / "heartline.json"), _json(card.EVALUATION)
    measured = {row["emotion"] for row in found["emotions"] if row["measured"]}
    assert measured == {name for name, row in settings["emotions"].items() if row}
    assert found["model"] == settings["name"]
    assert _json(card.SMALL)["model"] == _json(SMALL / "heartline.json")["name"]


def test_the_small_model_lost_no_more_than_half_a_point_where_thresholds_were_not_chosen() -> None:
    dev = _json(card.SMALL)["dev"]
    assert dev["small"].keys() == dev["larger"].keys() == {"in-domain-tune+dev", "goemotions-dev"}
    assert all(dev["small"][name] >= larger - 0.005 for name, larger in dev["larger"].items())


def test_the_measured_rule_was_kept() -> None:
    for row in _json(card.EVALUATION)["emotions"]:
        enough = row["positives"] >= 15 and row["auc"] is not None and row["auc"] >= 0.80
        assert row["measured"] == enough, row


def test_the_model_card_is_what_the_evaluation_says() -> None:
    assert card.CARD.read_text(encoding="utf-8") == card.text()


@pytest.mark.skipif(
    not DATA.exists(), reason="../shared/data is absent: the weights are not checked on GoEmotions"
)
@each
def test_the_committed_weights_rank_as_the_card_says(folder: Path) -> None:
    transformers: Any = pytest.importorskip("transformers")
    tokenizers: Any = pytest.importorskip("tokenizers")
    from nlp.training import evaluate, held, loop

    whole = held.goemotions(DATA, "test")
    some = held.part(whole, [at < SAMPLE for at in range(len(whole.texts))], "sample")
    model = transformers.BertForSequenceClassification.from_pretrained(folder).float()
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(128)
    found = evaluate.aucs(some, evaluate.own_sides(loop.predict(model, tokenizer, some.texts)))
    whole_said, small_said = (
        _json(card.EVALUATION)["goemotions_test"],
        _json(card.SMALL)["test"]["goemotions-test"],
    )
    for side in SENTIMENT:
        said = whole_said[side]["ours"] if folder == WEIGHTS else small_said["small"]["auc"][side]
        assert found[side] is not None and found[side] >= said - SLACK
