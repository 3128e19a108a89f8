"""What was tried beside the adapting stage that made the weights: one change each, same start, same seed.

Every run starts from the general stage and differs from `Mix()` in one thing. Compared on dev sets alone.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.training.stages import ADAPT, Mix

ABLATIONS: tuple[tuple[str, str, Mix], ...] = (
    ("as shipped", "", Mix()),
    ("loss", "focal loss (γ = 2)", Mix(plan=replace(ADAPT, loss="focal"))),
    ("loss", "asymmetric loss", Mix(plan=replace(ADAPT, loss="asymmetric"))),
    ("sampling", "rare labels drawn more often", Mix(plan=replace(ADAPT, rare_first=True))),
    ("soft labels", "settled labels instead of the mean of the two readings", Mix(soft=False)),
    ("soft labels", "all labels smoothed by 0.05", Mix(plan=replace(ADAPT, smooth=0.05))),
    ("augmentation", "no changed texts", Mix(plan=replace(ADAPT, augment=False))),
    ("data", "without the own corpus", Mix(corpus=0.0)),
    ("data", "without the read in-domain turns", Mix(turns=0.0)),
    ("data", "without XED in the adapting stage", Mix(xed=0)),
    ("unlabelled turns", "8,000 in-domain turns with the general stage's own scores", Mix(unlabelled=8000)),
    ("context", "the agent's turn before put in front (STAR part)", Mix(context=True)),
)
