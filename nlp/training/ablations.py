"""What was tried beside the adapting stage: short runs, one change each, same start and seed, dev sets only.

Every run starts from the general stage and differs from `SHORT` in one thing. `SHORT` is the
adapting stage with a tenth of its rows: differences of half a point are noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from nlp.training import evaluate, held, loop, metrics, sources, stages, tasks
from nlp.training.base import Classifier
from nlp.training.held import Held
from nlp.training.labels_map import GOEMOTIONS, OUTPUTS, SENTIMENT
from nlp.training.stages import ADAPT, Mix, Say
from nlp.training.tasks import AT

PLAN = ADAPT
SHORT = Mix(corpus=1.0, turns=2.0, once=0.0, goemotions=1500, xed=500)
# Rows of GoEmotions' dev set that the short runs are compared on.
DEV_ROWS = 2000

ABLATIONS: tuple[tuple[str, str, Mix], ...] = (
    ("–", "the short form as it is", SHORT),
    ("loss", "focal, γ = 2", replace(SHORT, plan=replace(PLAN, loss="focal"))),
    ("loss", "asymmetric", replace(SHORT, plan=replace(PLAN, loss="asymmetric"))),
    ("sampling", "rare labels drawn more often", replace(SHORT, plan=replace(PLAN, rare_first=True))),
    ("soft labels", "settled labels, not the mean of both readings", replace(SHORT, soft=False)),
    ("soft labels", "all targets smoothed by 0.05", replace(SHORT, plan=replace(PLAN, smooth=0.05))),
    ("augmentation", "texts as they are", replace(SHORT, plan=replace(PLAN, augment=False))),
    ("data", "without the own corpus", replace(SHORT, corpus=0.0)),
    ("data", "without the read in-domain turns", replace(SHORT, turns=0.0)),
    ("data", "without XED in this stage", replace(SHORT, xed=0)),
    ("unlabelled turns", "3,000 with the general stage's own scores", replace(SHORT, unlabelled=3000)),
    ("context", "agent's turn before put in front", replace(SHORT, context=True)),
)


def own_scores(model: Classifier, tokenizer: Tokenizer, data: Path, number: int, seed: int) -> tasks.Task:
    """Unlabelled in-domain turns with what `model` says of them: the 28 and the two sides, softly."""
    turns = sources.in_domain(data)
    picked = np.random.default_rng(seed).permutation(len(turns))[:number]
    texts = tuple(turns[at].text for at in metrics.whole(picked))
    said = metrics.sigmoid(loop.predict(model, tokenizer, texts)).astype(np.float32)
    weights = np.zeros_like(said)
    weights[:, : len(GOEMOTIONS)] = 0.5
    weights[:, [AT[name] for name in SENTIMENT]] = 1.0
    return tasks.Task(texts, said, weights)


def dev_sets(data: Path, context: bool) -> tuple[Held, ...]:
    """In-domain dev, its STAR part alone, the kept-out corpus, and some of GoEmotions' dev."""
    turns = held.turns(data, "dev", context=context)
    star = held.part(turns, [name.startswith("star:") for name in turns.kinds], "STAR part of it")
    general = held.goemotions(data, "dev")
    some = held.part(general, [at < DEV_ROWS for at in range(len(general.texts))], general.name)
    return turns, star, held.corpus(), some


def run(
    data: Path, tokenizer: Tokenizer, general: loop.State, fresh: Classifier, say: Say
) -> list[dict[str, object]]:
    """A row per ablation: what was changed, and the dev figures."""
    rows: list[dict[str, object]] = []
    for what, change, mix in ABLATIONS:
        fresh.load_state_dict(general)
        taught: Sequence[tasks.Task] = ()
        if mix.unlabelled:
            taught = [own_scores(fresh, tokenizer, data, mix.unlabelled, mix.plan.seed)]
        stages.adapt(data, tokenizer, fresh, mix, lambda _: None, taught=taught)
        sets = dev_sets(data, mix.context)
        found = [loop.predict(fresh, tokenizer, each.texts)[:, : len(OUTPUTS)] for each in sets]
        rows.append({"what": what, "change": change, **evaluate.dev_figures(sets, found)})
        say(str(rows[-1]))
    return rows
