"""`python -m nlp.training.small`: from `nlp/weights` and the data sets to `nlp/weights_small`.

A student that is already in the working folder is not trained again (an hour on two cores). Its thresholds
and calibration are made as the larger model's are, from the same dev sets.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer

from nlp.model.models import SMALL, WEIGHTS
from nlp.training import card, distil, evaluate, fit, folds, held, lessons, loop, metrics, twenty
from nlp.training.base import Classifier
from nlp.training.export import MAX_TOKENS
from nlp.training.held import Held
from nlp.training.labels_map import SENTIMENT
from nlp.training.twenty import Scored

log = logging.getLogger("nlp.training")
NAME = "heartline-en-2-small"
_library: Any = transformers
Sets = tuple[Scored, Scored, Scored]


def main() -> None:
    """Trains, calibrates, evaluates, writes the weights, the evaluation and the model card."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.small", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of data sets")
    parser.add_argument("--work", type=Path, default=Path("build/small"), help="where the student is kept")
    parser.add_argument("--out", type=Path, default=SMALL, help="where the weights go")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asked.work.mkdir(parents=True, exist_ok=True)
    teacher = _library.BertForSequenceClassification.from_pretrained(WEIGHTS, dtype=torch.float32)
    kept = asked.work / "student.pt"
    if not kept.exists():
        torch.save(_taught(asked.data, teacher).state_dict(), kept)
    student = distil.student_of(teacher)
    rounded = {name: part.half().float() for name, part in torch.load(kept, weights_only=True).items()}
    student.load_state_dict(rounded)
    mine, larger = (_on_dev(asked.data, model) for model in (student, teacher))
    fitted, emotions = fit.sides([mine[0]], mine[2], [mine[1]]), twenty.measures([mine[0], mine[2]], mine[1])
    _write(asked.out, student, twenty.settings(fitted, emotions, NAME, MAX_TOKENS))
    found = {
        "model": NAME,
        "dev": {"small": dict(folds.judged(*mine)), "larger": dict(folds.judged(*larger))},
        "test": _tests(asked.data, {"small": (student, mine), "larger": (teacher, larger)}),
    }
    card.SMALL.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    card.CARD.write_text(card.text(), encoding="utf-8")


def tokenizer(max_tokens: int) -> Tokenizer:
    """The shipped one, cutting at `max_tokens`."""
    made: Any = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    made.enable_truncation(max_tokens)
    return made


def _taught(data: Path, teacher: Classifier) -> Classifier:
    taught = lessons.lesson(lessons.texts(data), teacher, tokenizer(loop.MAX_TOKENS))
    log.info("%d texts", len(taught.tokens))
    student = distil.student_of(teacher)
    for steps in distil.RUNS:
        distil.train(student, taught, steps, log.info)
    return student


def _scored(kept: Held, model: Classifier) -> Scored:
    return Scored(kept, loop.predict(model, tokenizer(MAX_TOKENS), kept.texts))


def _on_dev(data: Path, model: Classifier) -> Sets:
    near, far, own = held.turns(data, "tune", "dev"), held.goemotions(data, "dev"), held.corpus()
    return _scored(near, model), _scored(far, model), _scored(own, model)


def _tests(data: Path, models: dict[str, tuple[Classifier, Sets]]) -> dict[str, object]:
    """AUC and F1 of both sides, and micro-F1 of both sides and the twenty, by thresholds from dev."""
    found = dict[str, object]()
    for kept in (held.goemotions(data, "test"), held.turns(data, "test")):
        rows: dict[str, object] = {"n": len(kept.texts)}
        for name, (model, (near, far, own)) in models.items():
            scored = _scored(kept, model)
            (over,) = folds.said(near, far, own, [scored.logits])
            sides = evaluate.own_sides(scored.logits)
            rows[name] = {
                "auc": evaluate.aucs(kept, sides),
                "f1": {
                    side: round(metrics.f1(kept.of(side), over[:, at]), 4)
                    for at, side in enumerate(SENTIMENT)
                },
                "micro_f1": round(folds.micro_f1(scored, over), 4),
            }
        found[kept.name] = rows
    return found


def _write(folder: Path, student: Classifier, settings: dict[str, object]) -> None:
    """Beside and moved into place: never half there."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    student.half().save_pretrained(fresh)
    student.float()
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(WEIGHTS / name, fresh / name)
    (fresh / "heartline.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    (fresh / "model.safetensors").chmod(0o644)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


if __name__ == "__main__":
    main()
