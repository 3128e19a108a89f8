"""Two models with thresholds of their own, judged on texts that these were not chosen on.

Calibration and thresholds are made from four fifths of each dev set (and the kept-out corpus) in the way in
which the shipped ones are made, the last fifth is judged, and so five times; drawn anew a few times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.emotions import EMOTIONS
from nlp.training import fit, held, twenty
from nlp.training.labels_map import SENTIMENT
from nlp.training.metrics import f1
from nlp.training.tasks import AT
from nlp.training.twenty import Scored

FOLDS, DRAWS = 5, 8
COLUMNS = [AT[name] for name in (*SENTIMENT, *EMOTIONS)]
Said = NDArray[np.bool_]


def said(near: Scored, far: Scored, own: Scored, logits: Sequence[NDArray[np.float32]]) -> list[Said]:
    """(texts, 22) positive, negative and the twenty of some logits, by thresholds from the three sets."""
    fitted, found = fit.sides([near], own, [far]), twenty.measures([near, own], far)
    made = list[Said]()
    for some in logits:
        over = np.zeros((len(some), len(COLUMNS)), dtype=bool)
        for column, (line, cut) in enumerate(fitted[name] for name in SENTIMENT):
            over[:, column] = line(some[:, COLUMNS[column]]) > cut
        for column, one in enumerate(found, len(SENTIMENT)):
            if one.calibration is not None and one.threshold is not None:
                over[:, column] = one.calibration(some[:, COLUMNS[column]]) > one.threshold
        made.append(over)
    return made


def judged(near: Scored, far: Scored, own: Scored) -> Mapping[str, float]:
    """Micro-F1 over positive, negative and the twenty of each dev set, the mean over the draws."""
    marks: dict[str, list[float]] = {near.held.name: [], far.held.name: []}
    for draw in range(DRAWS):
        random = np.random.default_rng(draw)
        folds = [random.integers(FOLDS, size=len(one.held.texts)) for one in (near, far)]
        over = [np.zeros((len(fold), len(COLUMNS)), dtype=bool) for fold in folds]
        for at in range(FOLDS):
            chosen = [_part(one, fold != at) for one, fold in zip((near, far), folds, strict=True)]
            rest = [one.logits[fold == at] for one, fold in zip((near, far), folds, strict=True)]
            for place, found in enumerate(said(chosen[0], chosen[1], own, rest)):
                over[place][folds[place] == at] = found
        for one, found in zip((near, far), over, strict=True):
            marks[one.held.name].append(micro_f1(one, found))
    return {name: float(np.mean(each)) for name, each in marks.items()}


def micro_f1(scored: Scored, found: Said) -> float:
    """Over everything that the set knows."""
    known = scored.held.known[:, COLUMNS]
    return f1(scored.held.truth[:, COLUMNS] & known, found & known)


def _part(scored: Scored, rows: NDArray[np.bool_]) -> Scored:
    return Scored(held.part(scored.held, rows.tolist(), scored.held.name), scored.logits[rows])
