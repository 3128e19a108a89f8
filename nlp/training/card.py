"""The model card, written from `evaluation.json` and `ablations.json`, so that its figures cannot lie."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

HERE = Path(__file__).parent
EVALUATION = HERE / "evaluation.json"
ABLATIONS = HERE / "ablations.json"
SMALL = HERE / "small.json"
CANDIDATES = HERE / "candidates.json"
WORDS = HERE / "card.md"
CARD = HERE.parent / "MODEL_CARD.md"
SIDES = ("positive", "negative")
Found = Mapping[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; None is shown as a dash."""

    def line(cells: Sequence[object]) -> str:
        return "| " + " | ".join("–" if cell is None else str(cell) for cell in cells) + " |"

    return "\n".join([line(head), line(["---"] * len(head)), *(line(row) for row in rows)])


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"


def _ranking(found: Found) -> str:
    rows: list[list[object]] = []
    for name, title in (("goemotions_test", "GoEmotions test"), ("in_domain_test", "in-domain test")):
        for side in SIDES:
            part = found[name][side]
            low, high = part["difference_interval"]
            apart = f"{part['ours'] - part['plain']:+.3f} ({low:+.3f} to {high:+.3f})"
            cells = (
                found[name]["n"],
                part["positives"],
                _number(part["ours"]),
                _number(part["plain"]),
                apart,
            )
            rows.append([f"{title}, AUC of {side}", *cells])
            labels = (found[name]["n"], part["positives"], _number(part["by_labels"]), _number(part["plain"]))
            rows.append([f"… by the 28 labels, as the plain fine-tune, {side}", *labels, None])
            if "random_n" in part:
                drawn = (part["random_n"], part["random_positives"])
                both = (_number(part["random_ours"]), _number(part["random_plain"]))
                rows.append([f"… the turns drawn at random, {side}", *drawn, *both, None])
    macro = found["goemotions_test"]["macro_f1"]
    rows.append(
        [
            "GoEmotions test, macro-F1 of 28",
            *(found["goemotions_test"]["n"], None, _number(macro["ours"]), _number(macro["plain"])),
            f"{macro['ours'] - macro['plain']:+.3f}",
        ]
    )
    return table(("", "n", "carry it", "this model", "plain fine-tune", "difference (95 %)"), rows)


def _emotions(found: Found) -> str:
    rows = [
        [
            row["emotion"].replace("_", " "),
            "measured" if row["measured"] else "**not measured**",
            row["positives"],
            _number(row["auc"]),
            _number(row["f1"]),
            row["on"],
        ]
        for row in found["emotions"]
    ]
    return table(("emotion", "", "held-out positives", "AUC", "F1", "held-out text"), rows)


def _errors(found: Found) -> str:
    sets = ("goemotions_dev", "in_domain_dev", "goemotions_test", "in_domain_test", "corpus_heldout")
    rows = [
        [name.replace("_", " "), found[name]["n"]]
        + [_number(found[name]["calibration"][side]["ece"]) for side in SIDES]
        + [_number(found[name]["f1"][side]) for side in SIDES]
        for name in sets
    ]
    return table(("set", "n", "ECE of p⁺", "ECE of p⁻", "F1 of positive", "F1 of negative"), rows)


def _reliability(found: Found) -> str:
    rows: list[list[object]] = []
    for name in ("goemotions_test", "in_domain_test"):
        for side in SIDES:
            bins = found[name]["calibration"][side]["bins"]
            cells = " · ".join(f"{row['said']:.2f}→{row['was']:.2f} ({row['n']})" for row in bins)
            rows.append([name.replace("_", " "), side, cells])
    return table(("set", "side", "said → was (n), by tenths"), rows)


def _kinds(found: Found) -> str:
    rows = [
        [kind.replace("_", " "), row["n"]]
        + [f"{row[side]['found']} of {row[side]['there']}; {row[side]['false']} false" for side in SIDES]
        for kind, row in found["corpus_heldout"]["kinds"].items()
    ]
    return table(("kind of line", "n", "positive found", "negative found"), rows)


def _ablations(rows: Sequence[Found]) -> str:
    columns = [key for key in rows[0] if key not in ("what", "change")]
    body = [[row["what"], row["change"], *(_number(row.get(column)) for column in columns)] for row in rows]
    return table(("", "changed", *columns), body)


def _agreement(found: Found) -> str:
    rows = [(label.replace("_", " "), _number(value)) for label, value in found["agreement"]["kappa"].items()]
    return table(("label", "Cohen's kappa"), rows)


def _labels(found: Found) -> str:
    each = found["goemotions_test"]["macro_f1"]["each"]
    return ", ".join(f"{label} {value:.2f}" for label, value in each.items())


def _sizes(found: Found) -> str:
    return table(("set", "texts"), [(name, f"{number:,}") for name, number in found["data"].items()])


def _smaller(found: Found) -> str:
    rows: list[list[object]] = []
    for name, marks in found["dev"]["larger"].items():
        pair = found["dev"]["small"][name], marks
        rows.append([f"{name}, micro-F1, thresholds from other texts", *map(_number, pair)])
    for name, test in found["test"].items():
        small, larger = test["small"], test["larger"]
        rows.append([f"{name}, micro-F1", _number(small["micro_f1"]), _number(larger["micro_f1"])])
        for mark, title in (("auc", "AUC"), ("f1", "F1")):
            for side in SIDES:
                pair = small[mark][side], larger[mark][side]
                rows.append([f"{name}, {title} of {side}", *map(_number, pair)])
    return table(("", "small", "this model"), rows)


def text() -> str:
    """The whole card: the words of `card.md` with the tables in their places."""
    found = cast(Found, json.loads(EVALUATION.read_text(encoding="utf-8")))
    tried = cast("list[Found]", json.loads(ABLATIONS.read_text(encoding="utf-8")))
    candidates = cast("list[Found]", json.loads(CANDIDATES.read_text(encoding="utf-8")))
    small = cast(Found, json.loads(SMALL.read_text(encoding="utf-8")))
    pieces = {
        "small": _smaller(small),
        "ranking": _ranking(found),
        "emotions": _emotions(found),
        "errors": _errors(found),
        "reliability": _reliability(found),
        "kinds": _kinds(found),
        "ablations": _ablations(tried),
        "candidates": _ablations(candidates),
        "agreement": _agreement(found),
        "disputed": f"{found['agreement']['disputed']} of {found['agreement']['n']:,}",
        "labels": _labels(found),
        "sizes": _sizes(found),
        "model": str(found["model"]),
    }
    words = WORDS.read_text(encoding="utf-8")
    for name, piece in pieces.items():
        words = words.replace("{{" + name + "}}", piece)
    return words
