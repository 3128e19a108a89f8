"""A real model that is small: our own architecture with random weights, made anew from a fixed seed."""

from __future__ import annotations

import json
from pathlib import Path

from nlp.emotions import EMOTIONS

WORDS = (
    "the a i you it is was my your order call agent thanks great angry late never again help wait good bad"
)
NAME = "small-1"
LABELS = (*(f"label_{number}" for number in range(28)), *EMOTIONS, "positive", "negative")


def small_model(folder: Path) -> Path:
    """The folder, with a model in it that `nlp.model.load` takes."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    letters = [*"abcdefghijklmnopqrstuvwxyz0123456789.,!?'"]
    entries = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *WORDS.split(),
        *letters,
        *(f"##{one}" for one in letters),
    ]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(entries)), "utf-8")
    BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=True).save_pretrained(folder)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(dict.fromkeys(entries)),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        num_labels=len(LABELS),
        id2label=dict(enumerate(LABELS)),
        problem_type="multi_label_classification",
        initializer_range=0.3,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "heartline.json").write_text(json.dumps(_described()), "utf-8")
    return folder


def _described() -> dict[str, object]:
    """As the training writes it; one emotion is not measured."""
    emotions = {name: None if name == "indulgent" else _read(name) for name in EMOTIONS}
    signs = {"positive": _read("positive"), "negative": _read("negative")}
    return {"name": NAME, "languages": ["en"], "max_tokens": 64, **signs, "emotions": emotions}


def _read(label: str) -> dict[str, object]:
    return {"label": label, "calibration": {"kind": "platt", "a": 1.0, "b": 0.0}, "threshold": 0.5}
