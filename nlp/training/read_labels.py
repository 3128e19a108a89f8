"""The project's own labels: the corpus (`corpus/`, texts and all), the read turns (`labels/`, ids only)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nlp.emotions import EMOTIONS
from nlp.training import agreement
from nlp.training.sources import in_domain

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
LABELS = HERE / "labels" / "turns.tsv"


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled customer line. Shares 0–1: 1 and 0 where settled, 0.5 where two readers disagreed (soft)."""

    text: str
    positive: float
    negative: float
    emotions: Mapping[str, float]
    split: str
    id: str = ""
    context: str = ""
    chosen: str = ""
    kind: str = field(default="")


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def emotions_of(cell: str) -> frozenset[str]:
    """The emotions of a comma-separated cell. ValueError on one that is none of the twenty."""
    found = frozenset(part.strip() for part in cell.split(",") if part.strip())
    if unknown := found - frozenset(EMOTIONS):
        raise ValueError(f"none of the twenty: {sorted(unknown)}")
    return found


def corpus(folder: Path = CORPUS) -> list[Line]:
    """The lines that the project wrote, `train` and `heldout`; `kind` is the file's stem."""
    found: list[Line] = []
    for path in sorted(folder.glob("*.tsv")):
        for text, positive, negative, felt, split in (row for row in _rows(path) if row[0] != "text"):
            shares = dict.fromkeys(emotions_of(felt), 1.0)
            found.append(Line(text, float(positive), float(negative), shares, split, kind=path.stem))
    return found


def read_turns(data: Path, soft: bool = False, path: Path = LABELS) -> list[Line]:
    """The in-domain turns that two people's readings settled, with their texts out of the data sets.

    `soft`: the mean of the two readings instead of the settled one. KeyError where the data lacks an id.
    """
    texts = {turn.id: turn for turn in in_domain(data)}
    found: list[Line] = []
    for row in csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
        turn = texts[row["id"]]
        found.append(
            Line(
                turn.text,
                _share(row, "positive", soft),
                _share(row, "negative", soft),
                _felt(row, soft),
                row["split"],
                turn.id,
                turn.context,
                row["chosen"],
            )
        )
    return found


def _share(row: Mapping[str, str], side: str, soft: bool) -> float:
    return (float(row[f"a_{side}"]) + float(row[f"b_{side}"])) / 2 if soft else float(row[side])


def _felt(row: Mapping[str, str], soft: bool) -> dict[str, float]:
    if not soft:
        return dict.fromkeys(emotions_of(row["emotions"]), 1.0)
    readings = (emotions_of(row["a_emotions"]), emotions_of(row["b_emotions"]))
    return {emotion: sum(emotion in read for read in readings) / 2 for emotion in readings[0] | readings[1]}


def _reading(row: Mapping[str, str], reader: str) -> agreement.Reading:
    sides = (row[f"{reader}positive"] == "1", row[f"{reader}negative"] == "1")
    return agreement.Reading(*sides, emotions_of(row[f"{reader}emotions"]))


def readings(reader: str, path: Path = LABELS) -> dict[str, agreement.Reading]:
    """What one reader heard, by turn: `a`, `b`, or `` for what was settled."""
    rows = csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["id"]: _reading(row, f"{reader}_" if reader else "") for row in rows}


def agreed() -> dict[str, object]:
    """How far the two readings agree."""
    one, other = readings("a"), readings("b")
    return {
        "n": len(one),
        "disputed": len(agreement.disputed(one, other)),
        "kappa": agreement.kappas(one, other),
    }
