"""The final figures: each test set scored once, for our model and for the plain fine-tune beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.training import evaluate, metrics
from nlp.training.calibrate import Calibration
from nlp.training.evaluate import Logits, Sides
from nlp.training.held import Held
from nlp.training.labels_map import GOEMOTIONS, SENTIMENT
from nlp.training.tasks import AT
from nlp.training.twenty import Measure

Fitted = Mapping[str, tuple[Calibration, float]]


@dataclass(frozen=True, slots=True)
class Test:
    """A test set with the logits of both models on it."""

    held: Held
    ours: Logits
    plain: Logits


def best_way(held: Held, logits: Logits, name: str) -> Sides:
    """The better way from the 28 labels to a side, on this very test: in a model's favour."""
    ways = [evaluate.plain_sides(logits, joint) for joint in (True, False)]
    return max(ways, key=lambda way: metrics.auc(held.of(name), way.of(name)) or 0.0)


def side(test: Test, name: str) -> dict[str, object]:
    """One side's AUC for both models, their difference with a 95 % interval, and the part drawn at random."""
    ours, plain = evaluate.own_sides(test.ours), best_way(test.held, test.plain, name)
    drawn = test.held.random
    found: dict[str, object] = {
        "positives": int(test.held.of(name).sum()),
        "ours": evaluate.aucs(test.held, ours)[name],
        "by_labels": evaluate.aucs(test.held, best_way(test.held, test.ours, name))[name],
        "plain": evaluate.aucs(test.held, plain)[name],
        "difference_interval": list(evaluate.interval(test.held, ours, plain, name)),
    }
    if not drawn.all():
        found["random_n"] = int(drawn.sum())
        found["random_positives"] = int(test.held.of(name)[drawn].sum())
        found["random_ours"] = evaluate.aucs(test.held, ours, drawn)[name]
        found["random_plain"] = evaluate.aucs(test.held, plain, drawn)[name]
    return found


def sentiment(test: Test, fitted: Fitted) -> dict[str, object]:
    """Both sides of one test set: ranking, then calibration and F1 at the shipped threshold."""
    found: dict[str, object] = {"n": len(test.held.texts)}
    found |= {name: side(test, name) for name in SENTIMENT}
    lines = {name: calibration for name, (calibration, _) in fitted.items()}
    found["calibration"] = evaluate.calibration(test.held, test.ours, lines)
    found["f1"] = {
        name: round(metrics.f1(test.held.of(name), line(test.ours[:, AT[name]]) >= cut), 4)
        for name, (line, cut) in fitted.items()
    }
    return found


def labels28(test: Test, dev: Test) -> dict[str, object]:
    """Macro-F1 over the 28 for both models, thresholds from dev; and our F1 of each label."""
    cuts = evaluate.thresholds(dev.held, dev.ours)
    theirs = evaluate.thresholds(dev.held, dev.plain)
    each = {
        label: round(metrics.f1(test.held.of(label), test.ours[:, AT[label]] >= cut), 3)
        for label, cut in zip(GOEMOTIONS, cuts, strict=True)
    }
    return {
        "ours": round(evaluate.macro_f1(test.held, test.ours, cuts), 4),
        "plain": round(evaluate.macro_f1(test.held, test.plain, theirs), 4),
        "each": each,
    }


def alarms(held: Held, logits: Logits, fitted: Fitted) -> dict[str, object]:
    """Of each kind of kept-out line: how many carry a side, and how many the model says carry it."""
    found: dict[str, object] = {}
    kinds = np.array(held.kinds)
    for kind in sorted(set(held.kinds)):
        rows = kinds == kind
        row: dict[str, object] = {"n": int(rows.sum())}
        for name, (line, cut) in fitted.items():
            said = line(logits[rows, AT[name]]) >= cut
            truth = held.of(name)[rows]
            row[name] = {
                "there": int(truth.sum()),
                "found": int((said & truth).sum()),
                "false": int((said & ~truth).sum()),
            }
        found[kind] = row
    return found


def emotion_rows(found: Sequence[Measure]) -> list[dict[str, object]]:
    """The twenty, as the model card shows them."""

    def short(value: float | None) -> float | None:
        return None if value is None else round(value, 3)

    return [
        {
            "emotion": row.emotion,
            "measured": row.calibration is not None,
            "on": row.on,
            "positives": row.positives,
            "auc": short(row.auc),
            "f1": short(row.f1),
        }
        for row in found
    ]
