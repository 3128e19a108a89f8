"""The turns that `benchmarks/score.py` scores: STAR's where the data are there, else made up."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nlp.model.windows import Windows

STAR = Path(__file__).parents[2] / "shared/data/star/dialogues.jsonl.gz"


def turns(windows: Windows, count: int) -> tuple[list[str], str]:
    """Turns as they come, drawn at random, but of equal ones (case and spaces aside) the first alone: nothing
    is to be gained by scoring equal turns once. None is longer than the window: pipeline would cut it.
    """
    there = STAR.is_file()
    found = sorted(_star() if there else _made())
    random.Random(4).shuffle(found)
    different = dict[str, str]()
    for text in filter(str.strip, found):
        different.setdefault(" ".join(text.casefold().split()), text)
    drawn = list(different.values())[:count]
    pieces = Counter(one.text for one in windows.of(drawn))
    once = [text for place, text in enumerate(drawn) if pieces[place] == 1]
    source = "customers' turns of STAR (crowd-played)" if there else "turns, made up"
    return once, f"{len(once):,} different {source}"


def _star() -> Iterator[str]:
    with gzip.open(STAR, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from (text for _, speaker, text in json.loads(line)["turns"] if speaker == "customer")


def _made() -> Iterator[str]:
    """A sample of our own where the data are not there: short turns and a tail of long ones."""
    who = ("I", "We", "My mother", "Nobody here")
    what = (
        "called about the bill",
        "waited an hour",
        "got the parcel",
        "changed the address",
        "lost the card",
    )
    how = (
        "and I am happy",
        "and it is a disgrace",
        "",
        "twice this week",
        "and nobody answered",
        "thank you so much",
    )
    said = [f"{a} {b} {c} {day}" for a, b, c, day in itertools.product(who, what, how, range(1, 32))]
    yield from said
    yield from (" ".join(said[at : at + 5]) for at in range(0, len(said), 9))
