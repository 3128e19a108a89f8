"""`python -m nlp.training`: from the data sets to `nlp/weights`, seeds fixed; 90 minutes on two cores.

Every finished stage is kept in the working folder and not trained again, so a broken-off run goes on.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import cast

import torch
from tokenizers import Tokenizer

from nlp.training import ablations, base, card, export, finish, loop, stages
from nlp.training.base import Classifier, seeded
from nlp.training.labels_map import GOEMOTIONS, TRAINED

log = logging.getLogger("nlp.training")
NLP = Path(__file__).parents[1]


def _kept(path: Path, model: Classifier, make: Callable[[], None]) -> loop.State:
    """The state in `path`; where there is none, `make` trains `model` and its state is kept there."""
    if not path.exists():
        make()
        torch.save(model.state_dict(), path)
    state = cast(loop.State, torch.load(path, weights_only=True))
    model.load_state_dict(state)
    return state


def _trained(data: Path, work: Path, tokenizer: Tokenizer) -> tuple[Classifier, loop.State, loop.State]:
    """The plain fine-tune, and the states of the general and of the adapting stage."""
    seeded(stages.PLAIN.seed)
    plain = base.model(GOEMOTIONS)
    _kept(work / "plain.pt", plain, lambda: stages.plain(data, tokenizer, plain, log.info))
    wide = stages.wide(plain)
    general = _kept(work / "general.pt", wide, lambda: stages.general(data, tokenizer, wide, log.info))

    def adapt() -> None:
        for plan in (stages.ADAPT, stages.AGAIN):
            stages.adapt(data, tokenizer, wide, stages.Mix(plan=plan), log.info)

    return plain, general, _kept(work / "adapted.pt", wide, adapt)


def main() -> None:
    """Trains, calibrates, evaluates, writes the weights, the evaluation and the model card."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of data sets")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="where stages are kept")
    parser.add_argument("--out", type=Path, default=NLP / "weights", help="where the weights go")
    parser.add_argument("--ablations", action="store_true", help="run the ablations again (half an hour)")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asked.work.mkdir(parents=True, exist_ok=True)
    tokenizer = base.tokenizer(loop.MAX_TOKENS)
    plain, general, adapted = _trained(asked.data, asked.work, tokenizer)
    if asked.ablations:
        rows = ablations.run(asked.data, tokenizer, general, base.model(TRAINED), log.info)
        card.ABLATIONS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    final = stages.merged(general, adapted)
    found = finish.finish(asked.data, plain, final)
    export.write(asked.out, final, found.settings)
    card.EVALUATION.write_text(json.dumps(found.evaluation, indent=1) + "\n", encoding="utf-8")
    card.CARD.write_text(card.text(), encoding="utf-8")


if __name__ == "__main__":
    main()
