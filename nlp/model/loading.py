"""Loads a model by its row. The only module that imports transformers; nothing is ever downloaded."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from nlp import heap
from nlp.errors import ModelError
from nlp.model.device import chosen
from nlp.model.finding import HEARTLINE
from nlp.model.labels import check
from nlp.model.lanes import Forward, Lanes
from nlp.model.models import SMALL, WEIGHTS, ModelRow
from nlp.model.naming import carried
from nlp.model.own import read_own
from nlp.model.packed import PackedBert, fits
from nlp.model.padded import Padded
from nlp.model.quantising import SAMPLE, quantise
from nlp.model.reading import Kind, Mapped, Reading
from nlp.model.remembered import Remembered
from nlp.model.transformer import Transformer
from nlp.model.windows import Windows

_library: Any = transformers  # its types say little
# glibc fetches a step's blocks of some MB from the system and gives them back, page by page, each time: about
# a twentieth of the processor's time in fp32, a seventh in int8.
_ON_THE_HEAP, _AT_HAND = 32 << 20, 128 << 20
_KINDS: dict[str | None, Kind] = {
    "multi_label_classification": "multi_label",
    "single_label_classification": "single_label",
    None: "single_label",
}


@dataclass(frozen=True, slots=True)
class _Described:
    """A model before its weights are read."""

    name: str
    languages: frozenset[str] | None
    max_tokens: int
    reading: Reading


def loaded(row: ModelRow, device: str, remembered: int) -> Transformer:
    """The model of a row, ready to hear. ModelError in one line for whatever does not fit."""
    place = chosen("cpu" if row.int8 and device == "auto" else device)
    if row.int8 and place.type != "cpu":
        raise ModelError(f"int8 is for the CPU; ask for device cpu, or for {row.name} alone on {place.type}")
    _there(row)
    heap.keep(apart=_ON_THE_HEAP, at_hand=_AT_HAND)
    with _quiet(), _one_line(row):
        config = _from(_library.AutoConfig, row)
        outputs = tuple(config.id2label[place] for place in range(config.num_labels))
        described = _described(row, config, outputs)
        tokenizer = _tokenizer(config, row)
        windows = Windows(tokenizer, _checked(described.max_tokens, config, row))
        forward = _forward(_weights(row).to(place), row.int8, windows, tokenizer.pad_token_id)
        lanes = Lanes(forward, torch.get_num_threads() if place.type == "cpu" else 1)
    name = carried(described.name, row.int8)
    return Transformer(
        *(name, described.languages, described.reading, outputs, windows, lanes), Remembered(remembered)
    )


def _there(row: ModelRow) -> None:
    """Our own weights come with the package: where they are missing, it is the installation."""
    own = Path(row.source)
    if own in (WEIGHTS, SMALL) and not (own / "model.safetensors").is_file():
        raise ModelError(f"the weights are missing in {own}: install heartline again, or name another model")


def _described(row: ModelRow, config: Any, outputs: tuple[str, ...]) -> _Described:
    if row.labels is None:
        own = read_own(Path(row.source) / HEARTLINE, outputs)
        return _Described(own.name, own.languages, own.max_tokens, own.reading)
    if config.problem_type not in _KINDS:
        raise ModelError(f"{row.name}: a model for {config.problem_type} is no classifier of emotions")
    check(row.labels, outputs, row.name)
    # A name on the hub stands for whatever was pushed last; with its commit it is a version.
    commit = getattr(config, "_commit_hash", None)
    name = f"{row.name}@{commit[:8]}" if commit else row.name
    return _Described(
        name, row.languages, row.max_tokens, Mapped(row.labels, outputs, _KINDS[config.problem_type])
    )


def _checked(max_tokens: int, config: Any, row: ModelRow) -> int:
    """The window, if the model has a place for each of its tokens (RoBERTa's begin behind its padding's)."""
    places = getattr(config, "max_position_embeddings", None)
    if places is not None and max_tokens > (most := places - (config.pad_token_id or 0) - 1):
        raise ModelError(f"{row.name}: max_tokens is {max_tokens}, but the model takes at most {most}")
    return max_tokens


def _tokenizer(config: Any, row: ModelRow) -> Any:
    """The model's own: where its file is missing, transformers can make up an empty one without a word."""
    tokenizer = _from(_library.AutoTokenizer, row)
    if not config.vocab_size // 2 < len(tokenizer) <= config.vocab_size:
        words = f"it knows {len(tokenizer)} pieces of words, the model {config.vocab_size}"
        raise ModelError(f"{row.source}: the tokenizer is not the model's: {words}; is the folder whole?")
    return tokenizer


def _weights(row: ModelRow) -> Any:
    """In fp32, whatever they are stored in; every one of them, or none."""
    model, info = _from(
        _library.AutoModelForSequenceClassification, row, dtype=torch.float32, output_loading_info=True
    )
    if absent := sorted(map(str, (*info["missing_keys"], *info["mismatched_keys"]))):
        raise ModelError(f"{row.source}: no classifier's weights: {absent[0]} is missing or of another shape")
    return model.eval().requires_grad_(False)


def _forward(model: Any, int8: bool, windows: Windows, pad: int | None) -> Forward:
    packed = PackedBert(model) if fits(model) else None
    forward = packed or Padded(model, pad or 0)
    if int8:
        quantise(packed or model, forward, sorted((one.ids for one in windows.of(SAMPLE)), key=len))
    return forward


def _from(kind: Any, row: ModelRow, **more: Any) -> Any:
    return kind.from_pretrained(row.source, local_files_only=True, **more)


@contextmanager
def _quiet() -> Generator[None]:
    """transformers without its warnings and progress bars, as they were before on leaving."""
    said: Any = _library.utils.logging
    verbosity, bars = said.get_verbosity(), said.is_progress_bar_enabled()
    said.set_verbosity_error()
    said.disable_progress_bar()
    try:
        yield
    finally:
        said.set_verbosity(verbosity)
        if bars:
            said.enable_progress_bar()


@contextmanager
def _one_line(row: ModelRow) -> Generator[None]:
    """A broken or absent model fails in many ways in the libraries below; here they become one."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        where = Path(row.source)
        mend = "is the folder whole?" if where.is_dir() else f"fetch it first: hf download {row.source}"
        raise ModelError(f"{row.source}: not loadable, {mend} ({first[:200]})") from error
