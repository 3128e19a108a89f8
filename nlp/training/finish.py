"""After training: calibrate and set thresholds on dev sets, then score each test set once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nlp.training import base, export, fit, held, loop, read_labels, report, sources, twenty
from nlp.training.base import Classifier
from nlp.training.held import Held
from nlp.training.labels_map import OUTPUTS, TRAINED

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Finished:
    """`settings` go beside the weights, `evaluation` beside the model card."""

    settings: dict[str, object]
    evaluation: dict[str, object]


def finish(data: Path, plain: Classifier, final: loop.State) -> Finished:
    """All figures of the model card. `final` is scored as it is shipped, in half precision."""
    ours = base.model(TRAINED)
    ours.load_state_dict(export.rounded(final))
    tokenizer = base.tokenizer(export.MAX_TOKENS)

    def both(kept: Held) -> report.Test:
        mine = loop.predict(ours, tokenizer, kept.texts)[:, : len(OUTPUTS)]
        return report.Test(kept, mine, loop.predict(plain, tokenizer, kept.texts, pooled=False))

    turns, written = both(held.turns(data, "dev")), both(held.corpus())
    customers, general = both(held.turns(data, "tune", "dev")), both(held.goemotions(data, "dev"))
    near, own, far = (twenty.Scored(test.held, test.ours) for test in (customers, written, general))
    fitted = fit.sides([near], own, [far])
    emotions = twenty.measures([near, own], far)
    reddit = both(held.goemotions(data, "test"))
    evaluation: dict[str, object] = {
        "model": export.MODEL_NAME,
        "data": sizes(data),
        "agreement": read_labels.agreed(),
        "in_domain_dev": report.sentiment(turns, fitted),
        "goemotions_dev": report.sentiment(general, fitted),
        "goemotions_test": {**report.sentiment(reddit, fitted), "macro_f1": report.labels28(reddit, general)},
        "in_domain_test": report.sentiment(both(held.turns(data, "test")), fitted),
        "corpus_heldout": {
            **report.sentiment(written, fitted),
            "kinds": report.alarms(written.held, written.ours, fitted),
        },
        "emotions": report.emotion_rows(emotions),
    }
    return Finished(twenty.settings(fitted, emotions, export.MODEL_NAME, export.MAX_TOKENS), evaluation)


def sizes(data: Path) -> dict[str, int]:
    """Rows of every set and split."""
    turns = [line.split for line in (*read_labels.read_turns(data), *read_labels.read_once(data))]
    written = [line.split for line in read_labels.corpus()]
    return {
        **{f"GoEmotions {split}": len(sources.goemotions(data, split)) for split in SPLITS},
        "XED English": len(sources.xed(data)),
        **{f"in-domain turns {split}": turns.count(split) for split in ("train", "tune", "dev", "test")},
        **{f"own corpus {split}": written.count(split) for split in ("train", "heldout")},
    }
