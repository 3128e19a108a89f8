"""The open data sets, as they lie in the folder beside the repository. Nothing of them is kept here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nlp.training.labels_map import GOEMOTIONS, XED

# MultiDoGO's file holds turns in the order of their chats, without the chats' ids; a block of lines stands in
# for a chat when turns are split, so that near neighbours never land in two splits.
BLOCK = 50


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the labels that its set gave it."""

    text: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class CustomerTurn:
    """A customer's turn. `id` finds it again; `context` is the agent's turn just before, or empty.

    `group` is what must not be split: all dialogues of one player in STAR, a block of lines in MultiDoGO.
    """

    id: str
    group: str
    context: str
    text: str


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def goemotions(data: Path, split: str) -> list[Labelled]:
    """Reddit comments of `train`, `dev` or `test` (Demszky et al., 2020)."""
    rows = (line.split("\t") for line in _lines(data / "goemotions" / f"{split}.tsv.gz"))
    return [Labelled(row[0], frozenset(GOEMOTIONS[int(at)] for at in row[1].split(","))) for row in rows]


def xed(data: Path) -> list[Labelled]:
    """Film subtitles with Plutchik's eight; neutral lines have no label (Öhman et al., 2020)."""
    rows = (line.rsplit("\t", 1) for line in _lines(data / "xed" / "en-annotated.tsv.gz"))
    felt = [Labelled(row[0], frozenset(XED[int(at) - 1] for at in row[1].split(","))) for row in rows]
    neutral = (line.split("\t", 1)[1] for line in _lines(data / "xed" / "neu_en.txt.gz"))
    return [*felt, *(Labelled(text, frozenset()) for text in neutral)]


def star(data: Path) -> Iterator[CustomerTurn]:
    """Customer turns of STAR's role-played dialogues (Mosig et al., 2020)."""
    for line in _lines(data / "star" / "dialogues.jsonl.gz"):
        dialogue = json.loads(line)
        before = ""
        for at, (_, speaker, text) in enumerate(dialogue["turns"]):
            if speaker == "customer":
                group = f"star:{dialogue['customer']}"
                yield CustomerTurn(f"star:{dialogue['id']}:{at}", group, before, text)
            before = text if speaker == "agent" else ""


def multidogo(data: Path) -> Iterator[CustomerTurn]:
    """Customer turns of MultiDoGO's role-played chats (Peskov et al., 2019), by line number from 1."""
    for at, line in enumerate(_lines(data / "multidogo" / "customer_turns.tsv.gz"), start=1):
        yield CustomerTurn(f"multidogo:{at}", f"multidogo:{(at - 1) // BLOCK}", "", line.split("\t")[1])


def in_domain(data: Path) -> list[CustomerTurn]:
    """Every customer turn of both in-domain sets."""
    return [*star(data), *multidogo(data)]
