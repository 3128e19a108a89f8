"""The trained model as a stock folder: half-precision weights, the tokenizer, and `heartline.json`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer

from nlp.training import base
from nlp.training.labels_map import OUTPUTS
from nlp.training.loop import State

MODEL_NAME = "heartline-en-2"
MAX_TOKENS = 128
TOKENIZER = {
    "tokenizer_class": "BertTokenizer",
    "do_lower_case": True,
    "model_max_length": 512,
    "unk_token": "[UNK]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}


def shipped(state: State) -> State:
    """The weights without the outputs that only training saw."""
    kept = len(OUTPUTS)
    heads = {name: state[name][:kept].clone() for name in ("classifier.weight", "classifier.bias")}
    return {**state, **heads}


_library: Any = transformers  # its types say little


def rounded(state: State) -> State:
    """The weights as they come back from half precision."""
    return {name: part.half().float() for name, part in state.items()}


def _config() -> Any:
    config = _library.BertConfig.from_pretrained(base.folder())
    config.id2label = dict(enumerate(OUTPUTS))
    config.label2id = {label: at for at, label in enumerate(OUTPUTS)}
    config.problem_type = "multi_label_classification"
    return config


def write(folder: Path, state: State, settings: Mapping[str, object]) -> None:
    """A folder that `transformers` loads as it is. Written beside and moved into place: never half there."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    model = _library.BertForSequenceClassification(_config())
    model.load_state_dict(shipped(state))
    model.to(torch.float16).save_pretrained(fresh)
    made = Tokenizer.from_file(str(base.folder() / "tokenizer.json"))
    made.no_padding()
    made.no_truncation()
    made.save(str(fresh / "tokenizer.json"))
    for name, content in (("tokenizer_config.json", TOKENIZER), ("heartline.json", settings)):
        (fresh / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    (fresh / "model.safetensors").chmod(0o644)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
