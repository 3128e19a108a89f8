"""Hearing: what is scored and what is not and why, in the order given, whatever the grouping."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.hearing import GROUP_TURNS, HeardTranscript, hear, speaks
from nlp.model import load
from nlp.nev import contact_nev
from nlp.values import EmotionModel, Roles, Speaker, Transcript, Turn
from tests.nlp.model.conftest import NAMED
from tests.nlp.model.small import save_bert, save_own

GOOD: tuple[tuple[Speaker, str], ...] = (
    ("agent", "thank you how can i help you"),
    ("customer", "i am so angry with this bill"),
    ("agent", "please help me with this phone"),
    ("customer", "it never works i am very sad"),
    ("customer", "thank you"),
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> EmotionModel:
    folder: Path = tmp_path_factory.mktemp("model")
    save_bert(folder, NAMED, problem_type="multi_label_classification")
    save_own(folder)
    return load(folder)


def said(
    *turns: tuple[Speaker, str], language: str | None = "en", roles: Roles = "given", id_: str = "c1"
) -> Transcript:
    return Transcript("plain", tuple(Turn(who, text) for who, text in turns), roles, id_, language)


def heard(model: EmotionModel, one: Transcript, *, agents: bool = True) -> HeardTranscript:
    (found,) = hear([one], model, agents=agents)
    assert len(found.feelings) == len(found.transcript.turns) == len(one.turns)
    assert found.scored == (found.nev is not None) == (found.not_scored is None) == (found.message is None)
    return found


def test_every_turn_is_heard_as_alone(model: EmotionModel):
    found = heard(model, said(*GOOD))
    assert found.scored and found.model == model.name and found.thresholds == model.thresholds
    for (_, text), feeling in zip(GOOD, found.feelings, strict=True):
        (alone,) = model.hear([text])
        assert feeling is not None
        assert (feeling.positive, feeling.negative) == pytest.approx(
            (alone.positive, alone.negative), abs=1e-4
        )


def test_the_figures_are_those_of_the_customers_turns_alone(model: EmotionModel):
    found = heard(model, said(*GOOD))
    customers = [one for one, (who, _) in zip(found.feelings, GOOD, strict=True) if who == "customer" and one]
    assert len(customers) == 3 and found.nev == contact_nev(customers, model.thresholds)
    assert heard(model, said(*GOOD), agents=False).nev == found.nev


def test_agents_are_heard_only_where_asked_for_and_others_never(model: EmotionModel):
    turns = (*GOOD, ("other", "thank you please"))
    assert [one is None for one in heard(model, said(*turns), agents=False).feelings] == [
        *(True, False, True, False, False),
        True,
    ]
    assert heard(model, said(*turns)).feelings[-1] is None


def test_turns_without_real_words_are_left_out(model: EmotionModel):
    turns = (*GOOD, ("customer", "..."), ("customer", "😡😡"), ("customer", ""), ("customer", "42"))
    marks = ("[name]", "[PII]", "<PERSON>", "XXXX-XXXX", "****", "[inaudible]")
    found = heard(model, said(*turns, *(("customer", mark) for mark in marks)))
    assert set(found.feelings[5:]) == {None}
    assert found.nev == heard(model, said(*GOOD)).nev


def test_what_is_heard_is_masked(model: EmotionModel):
    found = heard(model, said(*GOOD, ("customer", "my card is 4111 1111 1111 1111")))
    text = found.transcript.turns[-1].text
    assert "4111" not in text and "[" in text
    assert found.feelings[-1] == model.hear([text])[0]


@pytest.mark.parametrize(
    ("turns", "language", "roles", "reason"),
    [
        ((), "en", "given", "words"),
        ((("agent", "hello"), ("agent", "are you there")), "en", "given", "words"),
        ((("customer", "help me"), ("agent", "how can i help")), "en", "given", "words"),
        ((("customer", "help me"), ("customer", "👍")), "en", "given", "words"),
        ((("customer", "😡"), ("customer", "😡😡")), None, "given", "words"),
        ((("other", "help me"), ("other", "please help me")), "en", "unknown", "roles"),
        (GOOD, "bg", "given", "language"),
        (GOOD, "DE-at", "given", "language"),
        (
            (("customer", "Искам да си върна парите"), ("customer", "Никой не ми отговаря вече час")),
            None,
            "given",
            "language",
        ),
    ],
)
def test_why_it_is_not_scored(model: EmotionModel, turns, language, roles, reason):
    found = heard(model, said(*turns, language=language, roles=roles))
    assert found.not_scored == reason and found.message and "\n" not in found.message


def test_one_turn_is_heard_though_it_is_too_few(model: EmotionModel):
    found = heard(model, said(("customer", "i am so angry")))
    assert found.not_scored == "words" and found.feelings[0] is not None


def test_nothing_is_heard_in_a_language_that_the_model_was_not_made_for(model: EmotionModel):
    assert set(heard(model, said(*GOOD, language="fr")).feelings) == {None}


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("en", True), ("en-GB", True), ("EN_us", True), (None, True), ("eng", False), ("bg", False)],
)
def test_languages_are_told_by_their_first_part(model: EmotionModel, language: str | None, spoken: bool):
    assert speaks(model, language) == spoken


def test_too_few_words_to_tell_a_language_are_taken_as_the_models_own(model: EmotionModel):
    found = heard(model, said(("customer", "ok"), ("customer", "bye"), language=None))
    assert (found.language, found.scored) == (None, True)


def many(count: int) -> list[Transcript]:
    """Contacts of different lengths, every fourth in another language."""
    return [
        said(*(GOOD * (1 + number % 3)), language="bg" if number % 4 == 3 else "en", id_=f"c{number}")
        for number in range(count)
    ]


def test_order_and_figures_do_not_depend_on_the_grouping(model: EmotionModel):
    contacts = many(400)  # several groups
    assert sum(len(one.turns) for one in contacts) > GROUP_TURNS
    together = list(hear(contacts, model, agents=True))
    assert [one.transcript.contact_id for one in together] == [one.contact_id for one in contacts]
    for number in (0, 1, 2, 3, 199, 399):
        (alone,) = hear([contacts[number]], model, agents=True)
        assert alone.not_scored == together[number].not_scored
        for one, other in zip(alone.feelings, together[number].feelings, strict=True):
            assert (one is None) == (other is None)
            if one and other:
                assert one.positive == pytest.approx(other.positive, abs=1e-4)
                assert one.negative == pytest.approx(other.negative, abs=1e-4)


def test_a_run_without_end_is_heard_as_it_comes(model: EmotionModel):
    taken = 0

    def endless() -> Iterator[Transcript]:
        nonlocal taken
        while True:
            taken += 1
            yield said(*GOOD)

    found = hear(endless(), model, agents=False)
    assert next(found).scored and taken <= GROUP_TURNS / len(GOOD)
    before = taken
    next(found)
    assert taken == before


def test_ten_thousand_turns(model: EmotionModel):
    found = heard(model, said(*(GOOD * 2_000)))
    assert found.nev is not None and found.nev.turns == 6_000
