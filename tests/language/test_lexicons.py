"""A language is one file: everything that the engine knows has its words in it."""

from __future__ import annotations

import time

import pytest

from kpi_engine.catalogue import METRICS
from kpi_engine.language import purpose, understanding
from kpi_engine.language.lexicon import LANGUAGES, expanded, lexicon
from kpi_engine.language.words import split
from kpi_engine.values import Unit

DIMENSIONS = sorted({dimension for entry in METRICS for dimension in entry.dims})
UNITS = {"s", "min", "h", "percent", "points", "money"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kpi_and_variant_has_words(code: str) -> None:
    tables = lexicon(code).tables
    named = {key.partition(":")[0] for key in tables["metrics"]}
    assert named == {entry.id for entry in METRICS}
    for entry in METRICS:
        own = {
            variant
            for key, variants in tables["variant"].items()
            if key in (entry.id, "_")
            for variant in variants
        }
        own |= {key.partition(":")[2] for key in tables["metrics"] if key.startswith(f"{entry.id}:")}
        missing = {variant.id for variant in entry.variants[1:]} - own
        assert not missing, (entry.id, missing)


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_named_that_does_not_exist(code: str) -> None:
    tables = lexicon(code).tables
    known = {entry.id: {variant.id for variant in entry.all_variants()} for entry in METRICS}
    for table in ("metrics", "events"):
        for key in tables[table]:
            metric, _, variant = key.partition(":")
            assert metric in known, key
            assert not variant or variant in known[metric], key
    for metric, variants in tables["variant"].items():
        assert metric == "_" or set(variants) <= known[metric], metric


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_dimension_and_unit_has_words(code: str) -> None:
    tables = lexicon(code).tables
    assert set(DIMENSIONS) <= set(tables["dimension"])
    assert set(DIMENSIONS) <= set(tables["dimension_plural"])
    assert {unit.value for unit in Unit} == set(tables["grain"]) == set(tables["grain_word"])
    assert set(tables["units"]) >= UNITS


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_phrase_names_two_kpis(code: str) -> None:
    named: dict[str, str] = {}
    for key, patterns in lexicon(code).tables["metrics"].items():
        for pattern in patterns:
            for phrase in expanded(pattern):
                text = " ".join(phrase.split())
                assert named.setdefault(text, key).partition(":")[0] == key.partition(":")[0], text


@pytest.mark.parametrize("code", LANGUAGES)
def test_phrases_are_cut_as_questions_are(code: str) -> None:
    tables = lexicon(code).tables
    for table in ("metrics", "events", "dimension", "dimension_plural", "marks", "order", "grain"):
        for patterns in tables[table].values():
            for pattern in patterns:
                for phrase in expanded(pattern):
                    assert [word.text for word in split(phrase)] == phrase.split(), phrase


def test_a_lexicon_is_read_fast() -> None:
    """A question is a process of its own under a second: reading the file may not take a tenth of it."""
    spent = []
    for _ in range(10):  # the fastest: other work on a core slows its sums, too
        lexicon.cache_clear()
        began = time.process_time()
        lexicon("en")
        spent.append(time.process_time() - began)
    understanding.time_lexicon.cache_clear()
    assert min(spent) < 0.1
    assert purpose  # the passes are importable without a store
