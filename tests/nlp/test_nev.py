"""NEV's arithmetic: worked examples by hand, a plain recomputation beside it, bounds, and the mirror."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.emotions import EMOTIONS, NEGATIVE, POSITIVE
from nlp.nev import ContactNev, contact_nev, mentioned, mood
from nlp.values import Feeling, Thresholds

HALF = Thresholds(0.5, 0.5, (0.5,) * 20)
SILENT = (0.0,) * 20


def felt(positive: float, negative: float, **emotions: float | None) -> Feeling:
    return Feeling(positive, negative, tuple(emotions.get(name, 0.0) for name in EMOTIONS))


def signed(*values: float) -> list[Feeling]:
    return [felt(max(value, 0.0), max(-value, 0.0)) for value in values]


# --- by hand -----------------------------------------------------------------------------------------------


def test_balance_is_the_mean_of_positive_minus_negative():
    nev = contact_nev([felt(0.9, 0.1), felt(0.2, 0.6), felt(0.0, 0.5)], HALF)
    assert nev.balance == pytest.approx(100 * (0.8 - 0.4 - 0.5) / 3)
    assert nev.turns == 3


def test_shaw_mean_takes_a_mean_each_so_that_twelve_against_eight_tilt_nothing():
    both = dict.fromkeys(EMOTIONS, 0.4)
    assert contact_nev([felt(0.5, 0.5, **both)] * 2, HALF).shaw_mean == pytest.approx(0)
    one = contact_nev([felt(0.5, 0.5, happy=0.6), felt(0.5, 0.5, stressed=0.8)], HALF)
    assert one.shaw_mean == pytest.approx(100 * (0.3 / 12 - 0.4 / 8))


def test_an_emotion_that_is_not_measured_leaves_its_mean_and_is_nowhere_a_zero():
    unmeasured: dict[str, float | None] = dict.fromkeys(POSITIVE[1:])
    nev = contact_nev([felt(1, 0, happy=0.6, **unmeasured), felt(1, 0, happy=0.2, **unmeasured)], HALF)
    assert nev.shaw_mean == pytest.approx(40)
    assert list(nev.mentions) == list(nev.intensities) == ["happy", *NEGATIVE]


@pytest.mark.parametrize("missing", [POSITIVE, NEGATIVE, EMOTIONS])
def test_a_sign_without_a_measured_emotion_has_no_shaw_mean(missing: tuple[str, ...]):
    assert contact_nev([felt(1, 0, **dict.fromkeys(missing))] * 2, HALF).shaw_mean is None


def test_mentions_are_emotions_that_reach_their_threshold_in_a_turn():
    turns = [
        felt(0, 1, frustrated=0.9, stressed=0.5),
        felt(0, 1, frustrated=0.7, happy=0.49),
        felt(1, 0, happy=1),
    ]
    nev = contact_nev(turns, HALF)
    assert (nev.positive_mentions, nev.negative_mentions) == (1, 3)
    assert nev.mention_share == pytest.approx(-50)
    assert {name: count for name, count in nev.mentions.items() if count} == {
        "happy": 1,
        "stressed": 1,
        "frustrated": 2,
    }


def test_each_emotion_has_its_own_threshold():
    strict = replace(HALF, emotions=tuple(0.95 if name == "frustrated" else 0.5 for name in EMOTIONS))
    assert mentioned(felt(0, 1, frustrated=0.9, stressed=0.6), strict) == {"stressed": 0.6}


def test_nothing_mentioned_is_no_share():
    assert contact_nev(signed(1, -1), HALF).mention_share is None


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([felt(0.6, 0.1), felt(0.1, 0.6)], 0),
        ([felt(0.6, 0.1), felt(0.4, 0.1)], 50),  # the second does not reach its threshold
        ([felt(0.6, 0.9), felt(0.1, 0.9)], -100),  # by the larger alone
        ([felt(0.6, 0.3), felt(0.2, 0.4), felt(0.1, 0.7), felt(0.1, 0.8)], -25),
        ([felt(0.8, 0.8), felt(0.9, 0.1)], 50),  # as much of both is neither
    ],
)
def test_net_sentiment_counts_turns_by_their_larger_side(turns: list[Feeling], expected: float):
    assert contact_nev(turns, HALF).net_sentiment == pytest.approx(expected)


def test_the_larger_side_under_its_threshold_is_not_replaced_by_the_smaller_over_its_own():
    low = Thresholds(0.9, 0.2, (0.5,) * 20)
    assert contact_nev([felt(0.6, 0.3)] * 2, low).net_sentiment == 0


def test_end_weighted_gives_later_turns_more_weight():
    assert contact_nev(signed(-1, 0, 1), HALF).end_weighted == pytest.approx(100 * (-1 + 0 + 3) / 6)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((-1, -1, 1), None),
        ((-1, 0, 0, 1), 200),
        ((-1, -0.5, 0, 0.5, 1), 150),  # quarters of two
        ((1, 1, 0, 0, 0, 0, 0, -1), -150),
        ((0.5,) * 9, 0),
    ],
)
def test_trend_is_the_last_quarter_against_the_first(values: tuple[float, ...], expected: float | None):
    assert contact_nev(signed(*values), HALF).trend == (
        expected if expected is None else pytest.approx(expected)
    )


def test_a_contact_without_a_turn_has_no_figures():
    with pytest.raises(ValueError, match="no NEV"):
        contact_nev([], HALF)


@pytest.mark.parametrize(
    ("balance", "label"),
    [
        (-100, "negative"),
        (-20.1, "negative"),
        (-20, "mixed"),
        (0, "mixed"),
        (20, "mixed"),
        (20.1, "positive"),
    ],
)
def test_the_bands_of_the_label(balance: float, label: str):
    assert mood(balance) == label


# --- against a plain recomputation -------------------------------------------------------------------------

SHARE = st.floats(0, 1, allow_nan=False)
MEASURED = st.lists(st.booleans(), min_size=20, max_size=20)


@st.composite
def contacts(draw: st.DrawFn) -> tuple[list[Feeling], Thresholds]:
    measured = draw(MEASURED)
    turns = [
        Feeling(draw(SHARE), draw(SHARE), tuple(draw(SHARE) if known else None for known in measured))
        for _ in range(draw(st.integers(1, 12)))
    ]
    least = st.floats(0.01, 1)
    return turns, Thresholds(draw(least), draw(least), tuple(draw(least) for _ in range(20)))


def plainly(turns: list[Feeling], thresholds: Thresholds) -> dict[str, float | None]:
    """nev.md's table in loops, turn by turn, sharing nothing with the code under test."""
    n = len(turns)
    balance = sentiment = weighted = weights = 0.0
    up = down = 0
    for i in range(n):
        s = turns[i].positive - turns[i].negative
        balance += s / n
        weighted += s * (i + 1)
        weights += i + 1
        if turns[i].positive > turns[i].negative and not turns[i].positive < thresholds.positive:
            sentiment += 1
        if turns[i].negative > turns[i].positive and not turns[i].negative < thresholds.negative:
            sentiment -= 1
    sides: list[list[float]] = [[], []]
    for k in range(20):
        negative = EMOTIONS[k] in NEGATIVE
        if turns[0].emotions[k] is None:
            continue
        level = 0.0
        for turn in turns:
            value = turn.emotions[k]
            assert value is not None
            level += value / n
            if not value < thresholds.emotions[k]:
                up, down = (up, down + 1) if negative else (up + 1, down)
        sides[negative].append(level)
    size = n // 4 + (n % 4 > 0)
    first = last = 0.0
    for i in range(size):
        first += (turns[i].positive - turns[i].negative) / size
        last += (turns[n - 1 - i].positive - turns[n - 1 - i].negative) / size
    return {
        "balance": 100 * balance,
        "shaw_mean": 100 * (sum(sides[0]) / len(sides[0]) - sum(sides[1]) / len(sides[1]))
        if all(sides)
        else None,
        "mention_share": 100 * (up - down) / (up + down) if up + down else None,
        "net_sentiment": 100 * sentiment / n,
        "end_weighted": 100 * weighted / weights,
        "trend": 100 * (last - first) if n >= 4 else None,
        "positive_mentions": up,
        "negative_mentions": down,
    }


@given(contacts())
def test_every_figure_is_as_a_plain_recomputation_says(contact: tuple[list[Feeling], Thresholds]):
    nev = contact_nev(*contact)
    for name, expected in plainly(*contact).items():
        found = getattr(nev, name)
        assert (found is None) == (expected is None), name
        assert expected is None or math.isclose(found, expected, abs_tol=1e-9), name


@given(contacts())
def test_figures_stay_on_their_scales(contact: tuple[list[Feeling], Thresholds]):
    nev = contact_nev(*contact)
    for name in ("balance", "shaw_mean", "mention_share", "net_sentiment", "end_weighted"):
        value = getattr(nev, name)
        assert value is None or -100 <= value <= 100, name
    assert nev.trend is None or -200 <= nev.trend <= 200
    assert sum(nev.mentions.values()) == nev.positive_mentions + nev.negative_mentions <= 20 * nev.turns


def figures(nev: ContactNev) -> dict[str, float | None]:
    names = ("balance", "net_sentiment", "end_weighted", "trend")
    return {name: getattr(nev, name) for name in names}


@given(contacts())
def test_feelings_turned_round_give_the_figures_turned_round(contact: tuple[list[Feeling], Thresholds]):
    turns, thresholds = contact
    mirrored = [replace(one, positive=one.negative, negative=one.positive) for one in turns]
    there = figures(contact_nev(turns, thresholds))
    back = figures(
        contact_nev(mirrored, replace(thresholds, positive=thresholds.negative, negative=thresholds.positive))
    )
    assert {name: None if one is None else -one for name, one in back.items()} == pytest.approx(there)


@given(contacts())
def test_the_order_of_turns_matters_to_the_end_and_the_trend_alone(contact: tuple[list[Feeling], Thresholds]):
    turns, thresholds = contact
    there, back = contact_nev(turns, thresholds), contact_nev(turns[::-1], thresholds)
    for name in ("balance", "shaw_mean", "mention_share", "net_sentiment"):
        assert getattr(there, name) == getattr(back, name), name
    assert there.trend == (None if back.trend is None else pytest.approx(-back.trend))
