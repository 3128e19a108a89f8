"""Small real models, made on the spot: real tokenizers and random weights of several architectures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from nlp.emotions import EMOTIONS

_library: Any = transformers
WORDS = (
    *("i", "am", "so", "very", "happy", "angry", "sad", "with", "this", "bill", "phone", "it", "never"),
    *("works", "thank", "you", "please", "help", "me", "now"),
)
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
SIZES = {
    "hidden_size": 24,
    "num_hidden_layers": 3,
    "num_attention_heads": 3,
    "intermediate_size": 40,
    "max_position_embeddings": 70,
}


def labels(named: Sequence[str]) -> dict[str, Any]:
    """A config's words for outputs of these names."""
    return {"id2label": dict(enumerate(named)), "label2id": {name: i for i, name in enumerate(named)}}


def save_bert(folder: Path, named: Sequence[str], **more: Any) -> None:
    """A BERT classifier with a WordPiece tokenizer of a few words and all letters."""
    letters = [chr(at) for at in range(33, 127)]
    pieces = dict.fromkeys([*SPECIAL, *WORDS, *letters, *(f"##{one}" for one in letters)])
    vocabulary = {piece: at for at, piece in enumerate(pieces)}
    torch.manual_seed(7)
    config = _library.BertConfig(vocab_size=len(vocabulary), **SIZES, **labels(named), **more)
    model = _library.BertForSequenceClassification(config)
    _spread(model)
    model.half().save_pretrained(folder)
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    # As the base of our own model has it: a tokenizer that would cut and fill by itself.
    tokenizer.enable_truncation(12)
    tokenizer.enable_padding(length=12)
    _save(tokenizer, folder, dict(zip(("pad", "unk", "cls", "sep", "mask"), SPECIAL, strict=True)))


def save_bytes(folder: Path, kind: str, named: Sequence[str], **more: Any) -> None:
    """A classifier of another architecture ("Roberta", "XLMRoberta", "DistilBert") with a byte tokenizer."""
    special = ("<s>", "<pad>", "</s>", "<unk>")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {piece: at for at, piece in enumerate((*special, *alphabet))}
    torch.manual_seed(11)
    sizes = SIZES if kind != "DistilBert" else {"dim": 24, "n_layers": 2, "n_heads": 3, "hidden_dim": 40}
    config = getattr(_library, f"{kind}Config")(
        vocab_size=len(vocabulary),
        **{**sizes, "max_position_embeddings": 70, "pad_token_id": 1},
        **labels(named),
        **more,
    )
    model = getattr(_library, f"{kind}ForSequenceClassification")(config)
    _spread(model)
    model.save_pretrained(folder)
    tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    _save(tokenizer, folder, {"bos": "<s>", "pad": "<pad>", "eos": "</s>", "unk": "<unk>"})


def save_own(folder: Path, **changed: Any) -> None:
    """A heartline.json beside a model with outputs positive, negative and the twenty."""

    def channel(name: str) -> dict[str, Any]:
        return {"label": name, "calibration": {"kind": "platt", "a": 0.8, "b": -0.1}, "threshold": 0.4}

    emotions = {name: None if name == "indulgent" else channel(name) for name in EMOTIONS}
    bent = {"kind": "isotonic", "x": [-2.0, 0.0, 2.0], "y": [0.05, 0.4, 0.9]}
    said = {"name": "small-1", "languages": ["en"], "max_tokens": 20, "emotions": emotions}
    said |= {"positive": channel("positive"), "negative": channel("negative") | {"calibration": bent}}
    (folder / "heartline.json").write_text(json.dumps(said | changed))


def _spread(model: Any) -> None:
    """Random weights as transformers draws them hardly tell texts apart; these do."""
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim == 2:
                weight.mul_(8)


def _save(tokenizer: Tokenizer, folder: Path, special: dict[str, str]) -> None:
    fast = _library.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, **{f"{name}_token": token for name, token in special.items()}
    )
    fast.save_pretrained(folder)
