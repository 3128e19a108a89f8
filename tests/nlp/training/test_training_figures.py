"""The figures against cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.training import metrics
from nlp.training.calibrate import isotonic, platt


def test_auc_counts_pairs_and_halves_ties() -> None:
    # Pairs: (0.8 over 0.8) half, (0.8 over 0.1) one, (0.4 over 0.8) none, (0.4 over 0.1) one.
    assert metrics.auc([1, 0, 1, 0], [0.8, 0.8, 0.4, 0.1]) == pytest.approx(2.5 / 4)


def test_auc_needs_both_sides() -> None:
    assert metrics.auc([1, 1], [0.1, 0.9]) is None


def test_f1_by_hand() -> None:
    # One hit, one false alarm, one miss.
    assert metrics.f1([1, 1, 0, 0], [1, 0, 1, 0]) == pytest.approx(0.5)


def test_the_best_threshold_separates_what_can_be_separated() -> None:
    cut = metrics.best_threshold([0, 0, 1, 1], [0.1, 0.3, 0.6, 0.9])
    assert 0.3 < cut < 0.6


def test_the_best_threshold_never_splits_a_tie() -> None:
    scores = [0.9, 0.5, 0.5, 0.1]
    cut = metrics.best_threshold([1, 1, 0, 0], scores)
    assert cut not in scores


def test_ece_by_hand() -> None:
    # Bin 0.2–0.3: said 0.25, was 0.5 (2 texts). Bin 0.9–1: said 0.95, was 1 (2 texts).
    found = metrics.ece([1, 0, 1, 1], [0.25, 0.25, 0.95, 0.95])
    assert found == pytest.approx(0.5 * 0.25 + 0.5 * 0.05)


def test_kappa_by_hand() -> None:
    # Agreed 0.75; chance 0.5 · 0.25 + 0.5 · 0.75 = 0.5.
    assert metrics.kappa([1, 1, 0, 0], [1, 0, 0, 0]) == pytest.approx(0.5)


def test_platt_finds_the_line_that_made_the_labels() -> None:
    random = np.random.default_rng(0)
    logits = random.normal(size=20_000) * 3
    truth = random.random(20_000) < metrics.sigmoid(0.5 * logits - 1)
    line = platt(logits, truth, np.ones(20_000))
    assert (line.a, line.b) == (pytest.approx(0.5, abs=0.03), pytest.approx(-1, abs=0.06))


def test_platt_survives_labels_that_the_logits_do_not_explain() -> None:
    line = platt([5000.0, -4000.0, 10.0, 3.0], [0, 1, 1, 0], np.ones(4))
    assert np.isfinite([line.a, line.b]).all()


def test_isotonic_never_falls() -> None:
    random = np.random.default_rng(1)
    logits = random.normal(size=500)
    steps = isotonic(logits, random.random(500) < metrics.sigmoid(logits), np.ones(500))
    assert np.all(np.diff(steps.x) > 0) and np.all(np.diff(steps.y) >= 0)
