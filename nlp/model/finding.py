"""From what a person named to the row of a model: a name of `MODELS`, a folder, or the TOML of a label map.

"heartline int8" is heartline in eight bits: faster, a little off. So is any other with that behind its name.

A folder holds a model as transformers saves it, and beside it `heartline.json` (a model trained here) or
`labels.toml`. Such a TOML can also stand anywhere and name its `source`:

    name = "acme-emotions-2"      # the version: figures of two names never stand in one series
    source = "acme/emotions"      # a folder, or a name on Hugging Face's hub; left out: the TOML's own folder
    languages = ["en"]            # left out: any
    max_tokens = 128              # the window for long turns
    positive = ["joy"]
    negative = ["anger", "sadness"]
    neutral = ["neutral"]
    not_measured = ["pleased", …] # every one of the twenty is either here or under [emotions]
    [emotions]
    happy = ["joy"]
    [thresholds]                  # left out: 0.5
    happy = 0.3
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from nlp.errors import ModelError
from nlp.model.labels import LabelMap
from nlp.model.models import MODELS, ModelRow

HEARTLINE = "heartline.json"
LABELS = "labels.toml"
INT8 = " int8"
_KEYS = frozenset(
    {"name", "source", "languages", "max_tokens", "emotions", "thresholds"}
    | {"positive", "negative", "neutral", "not_measured"}
)


def find(name: str | Path) -> ModelRow:
    """The row of a known name, of a folder, or of a TOML file. ModelError in one line where there is none."""
    for row in MODELS:
        if row.name == name:
            return row
    path = Path(name).expanduser()
    if path.is_dir():
        return _of_folder(path)
    if path.suffix == ".toml" and path.is_file():
        return _of_toml(path)
    if (said := str(name)).endswith(INT8):
        return replace(find(said.removesuffix(INT8)), int8=True)
    known = ", ".join(row.name for row in MODELS)
    raise ModelError(f"no emotion model is called {name}; there are {known}, or name a folder or a TOML file")


def from_anywhere(name: str) -> str:
    """The same, as it is found from any working directory."""
    known = name.removesuffix(INT8) in {row.name for row in MODELS}
    return name if known else str(Path(name).expanduser().resolve())


def _of_folder(folder: Path) -> ModelRow:
    if (folder / HEARTLINE).is_file():
        return ModelRow(folder.name, str(folder))
    if (folder / LABELS).is_file():
        return _of_toml(folder / LABELS)
    raise ModelError(
        f"{folder}: nothing says how to read this model: put a {LABELS} beside it (see nlp/model/finding.py)"
    )


def _of_toml(path: Path) -> ModelRow:
    try:
        table: Mapping[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: not readable as TOML ({' '.join(str(error).split())})") from error
    if unknown := sorted(set(table) - _KEYS):
        raise ModelError(f"{path}: no key is called {unknown[0]}; there are {', '.join(sorted(_KEYS))}")
    name, tokens = table.get("name"), table.get("max_tokens", 128)
    if not isinstance(name, str) or not name.strip():
        raise ModelError(f'{path}: name is missing: name = "your-model-1" is the version beside every figure')
    if not isinstance(tokens, int) or tokens < 1:
        raise ModelError(f"{path}: max_tokens must be a whole number of tokens")
    languages = frozenset(_words(path, table, "languages")) if "languages" in table else None
    return ModelRow(name, _source(path, table), _labels(path, table), languages, tokens)


def _source(path: Path, table: Mapping[str, object]) -> str:
    """A folder is meant from where the TOML stands."""
    source = table.get("source", ".")
    if not isinstance(source, str):
        raise ModelError(f"{path}: source must be text in quotes: a folder, or a name on Hugging Face's hub")
    folder = path.parent / Path(source).expanduser()
    return str(folder) if folder.is_dir() else source


def _labels(path: Path, table: Mapping[str, object]) -> LabelMap:
    signs = (_words(path, table, key) for key in ("positive", "negative", "neutral"))
    positive, negative, neutral = signs
    emotions = _table(path, table, "emotions")
    thresholds = _table(path, table, "thresholds")
    numbers = {name: value for name, value in thresholds.items() if isinstance(value, int | float)}
    if wrong := sorted(set(thresholds) - set(numbers)):
        raise ModelError(f"{path}: thresholds.{wrong[0]} must be a number between 0 and 1")
    return LabelMap(
        *(positive, negative, neutral),
        emotions={name: _words(path, emotions, name) for name in emotions},
        not_measured=_words(path, table, "not_measured"),
        thresholds=numbers,
    )


def _table(path: Path, table: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ModelError(f"{path}: {key} must be a table: write [{key}] and its lines below it")
    return cast("dict[str, object]", value)


def _words(path: Path, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    listed = cast("list[object]", value) if isinstance(value, list) else [None]
    words = tuple(word for word in listed if isinstance(word, str))
    if len(words) < len(listed):
        raise ModelError(f'{path}: {key} must be a list of words in quotes, such as ["joy", "love"]')
    return words
