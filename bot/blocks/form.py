"""The form "Ask a KPI": which figure, when, against what, by what; and the question that it amounts to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.blocks.headline import dimension_title
from bot.blocks.parts import Json, line
from bot.phrases import say
from kpi_engine.catalogue import METRICS, metric

CALLBACK = "ask_kpi"
OPTION_TEXT = 75
OPTIONS = 100
# In words that the question reader takes; each is an option's value, so that a form is a question too.
PERIODS = ("today", "yesterday", "this week", "last week", "this month", "last month", "last quarter")
AGAINST = ("vs the previous period", "vs target")
# It needs an emotion to be named, which only words can do.
NOT_OFFERED = ("emotion_share",)
OFFERED = tuple(one for one in METRICS if one.id not in NOT_OFFERED)
SLICES = ("queue", "team", "channel", "reason", "segment", "agent")
BY_DAY = "day"


class Wish(NamedTuple):
    """What was filled in; `against` and `by` are None where they were left open."""

    metric: str
    period: str
    against: str | None
    by: str | None


def form(metadata: str, language: str = "en") -> Json:
    """The modal; `metadata` comes back with its submission."""
    by = [(one, _slice(one, language)) for one in (*SLICES, BY_DAY)]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": _plain(say(language, "form_title")),
        "submit": _plain(say(language, "form_submit")),
        "close": _plain(say(language, "form_close")),
        "blocks": [
            _input("metric", say(language, "form_metric"), _kpis()),
            _input("period", say(language, "form_period"), [(one, one) for one in PERIODS], "last week"),
            _input("against", say(language, "form_against"), [(one, one) for one in AGAINST], optional=True),
            _input("by", say(language, "form_by"), by, optional=True),
        ],
    }


def remark(text: str, language: str = "en") -> Json:
    """A modal that only says something."""
    section = {"type": "section", "text": {"type": "plain_text", "text": line(text, 3000), "emoji": False}}
    return {"type": "modal", "title": _plain(say(language, "form_title")), "blocks": [section]}


def wish(values: Mapping[str, Any]) -> Wish:
    """What was filled in, from a submission's state."""

    def picked(name: str) -> str | None:
        option = values[name][name].get("selected_option")
        return option["value"] if option else None

    return Wish(picked("metric") or "", picked("period") or "", picked("against"), picked("by"))


def problems(filled: Wish, language: str = "en") -> dict[str, str]:
    """What the form cannot ask, by input: a slice that the KPI does not have."""
    entry = metric(filled.metric)
    if filled.by in (None, BY_DAY) or filled.by in entry.dims:
        return {}
    by = _slice(filled.by or "", language).lower()
    return {"by": say(language, "form_no_slice", kpi=entry.title, by=by)}


def question(filled: Wish) -> str:
    """The same as a person would type it: whatever a form asks, words can ask too."""
    by = f"by {filled.by}" if filled.by else ""
    title = metric(filled.metric).title.partition(" (")[0]
    parts = (title, filled.period, by, filled.against or "")
    return " ".join(part for part in parts if part)


def _kpis() -> list[tuple[str, str]]:
    return sorted(((one.id, one.title) for one in OFFERED), key=lambda pair: pair[1])[:OPTIONS]


def _slice(name: str, language: str) -> str:
    return say(language, "grain_day").capitalize() if name == BY_DAY else dimension_title(name, language)


def _input(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    first: str | None = None,
    optional: bool = False,
) -> Json:
    offered = [{"text": _plain(line(text, OPTION_TEXT)), "value": value} for value, text in options]
    chosen = [one for one in offered if one["value"] == first]
    element = {"type": "static_select", "action_id": name, "options": offered}
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(label),
        "optional": optional,
        "element": {**element, "initial_option": chosen[0]} if chosen else element,
    }


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
