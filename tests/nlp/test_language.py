"""The language: the field first, then the words; rather none than a wrong one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from nlp.language import language_of, primary_tag, recognised
from nlp.values import Transcript, Turn

DATA = Path(__file__).parents[3] / "shared" / "data"
with_data = pytest.mark.skipif(not DATA.exists(), reason=f"THE DATA IS NOT AT {DATA}")


def spoken(*texts: str, language: str | None = None) -> str | None:
    turns = (
        Turn("agent", "Guten Tag, wie kann ich Ihnen heute helfen?"),
        *(Turn("customer", t) for t in texts),
    )
    return language_of(Transcript("test", turns, "given", language=language))


@pytest.mark.parametrize(
    ("field", "tag"),
    [
        *[
            ("en-US", "en"),
            ("EN_gb", "en"),
            ("zh-Hant-TW", "zh"),
            ("eng", "en"),
            ("cmn", "zh"),
            (" bg ", "bg"),
        ],
        *[("fil-PH", None), ("und", None), ("xx", None), ("unknown", None), ("", None), (None, None)],
        *[("English please", None), ("e", None), ("12", None)],
    ],
)
def test_a_field_gives_its_primary_tag_or_nothing(field: str | None, tag: str | None):
    assert primary_tag(field) == tag


def test_the_field_comes_first_and_nonsense_is_ignored():
    assert spoken("I have been waiting for my parcel for two weeks now", language="de-AT") == "de"
    assert spoken("I have been waiting for my parcel for two weeks now", language="und") == "en"


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("Where is my refund? I returned the lamp two weeks ago.", "en"),
        ("Ich warte seit drei Wochen auf meine Bestellung und niemand hilft mir.", "de"),
        ("Поръчката ми закъснява вече цяла седмица, кога ще пристигне?", "bg"),
        ("我的包裹已经晚了一个星期还没有到", "zh"),
        ("Saya sudah menunggu lebih dari dua puluh menit di telepon, tolong dibantu.", "id"),
        ("J'attends mon remboursement depuis trois semaines.", "fr"),
    ],
)
def test_customers_words_tell_and_agents_do_not(said: str, tag: str):
    assert spoken(said) == tag


@pytest.mark.parametrize(
    "said",
    [
        *[
            "",
            "ok",
            "Yes.",
            "mm-hm",
            "4417 8830",
            "[name]",
            "[PII] [PII]",
            "!!! 😡😡",
            "SW1A 1AA",
            "no no no",
        ],
        *["[card number] [card number] [card number]", "a b c d", "hm", "Marco", "iPhone 15 Pro Max"],
    ],
)
def test_too_little_is_no_language_or_english(said: str):
    assert spoken(said) in (None, "en")


def test_marks_are_no_english_words():
    said = "Meine Nummer ist [phone number] und meine Karte ist [card number], bitte rufen Sie mich an"
    assert spoken(said) == "de"


def test_of_two_languages_the_one_with_more_words():
    english = [
        "Where is my order?",
        "I was told that it would come on Monday, and nobody has called me since.",
    ]
    german = ["Wo ist meine Bestellung?"]
    assert spoken(*english, *german) == "en"
    assert (
        spoken(*german * 4, "Ich wurde schon dreimal vertröstet und warte immer noch.", "Where is it?")
        == "de"
    )


def test_a_megabyte_is_looked_at_only_at_its_beginning():
    assert spoken("Where is my order? I was told that it would come on Monday. " * 16_000) == "en"
    assert recognised("ok " for _ in range(100_000)) in (None, "en")


def _star() -> Iterator[list[str]]:
    with gzip.open(DATA / "star" / "dialogues.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            yield [text for _, who, text in json.loads(line)["turns"] if who == "customer"]


def _xed(name: str) -> list[str]:
    with gzip.open(DATA / "xed" / f"{name}-projections.tsv.gz", "rt", encoding="utf-8") as file:
        return [line.split("\t")[0] for line in file if line.strip()]


@with_data
def test_no_english_dialogue_is_called_another_language():
    dialogues = Random(1).sample(list(_star()), 400)
    told = [recognised(dialogue) for dialogue in dialogues]
    assert {tag for tag in told if tag is not None} == {"en"}
    assert told.count("en") / len(told) > 0.95
    single = [recognised([text]) for dialogue in dialogues for text in dialogue]
    assert sum(tag not in (None, "en") for tag in single) / len(single) < 0.002


@with_data
@pytest.mark.parametrize(
    ("name", "tags"),
    [("bg", {"bg"}), ("id", {"id", "ms"}), ("ms", {"ms", "id"}), ("cn", {"zh"}), ("tw", {"zh"})],
)
def test_other_languages_are_told_by_a_few_turns(name: str, tags: set[str]):
    lines = _xed(name)
    Random(2).shuffle(lines)
    told = [recognised(lines[at : at + 7]) for at in range(0, min(len(lines) - 7, 700), 7)]
    assert "en" not in told
    assert sum(tag in tags for tag in told) / len(told) >= 0.95
