"""What a digest shows, as it is kept: KPIs, filters and at most one slice, as a JSON text.

{"kpis": ["csat", "fcr.window_1"], "filters": [{"dimension": "queue", "op": "in", "values": ["Billing"]}],
 "group_by": "channel"}

Without KPIs it is the scorecard. What is kept may grow old: a KPI leaves the catalogue, a queue is closed. So
reading tells a text that is no digest (`ContentError`) from words that nobody knows any more (`problems`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from bot.errors import BotError
from bot.phrases import say
from bot.privacy import PRIVATE
from kpi_engine.catalogue import METRICS, metric
from kpi_engine.values import Filter, MetricRef, Names

MOST_KPIS = 60
MOST_FILTERS = 20
MOST_VALUES = 500
_TITLES = {entry.id for entry in METRICS}
_DIMENSIONS = frozenset(name for entry in METRICS for one in entry.all_variants() for name in one.dims) | {
    name for entry in METRICS for name in entry.dims
}


class ContentError(BotError):
    """A text that is no digest's content. The message is one line: what is wrong."""


@dataclass(frozen=True, slots=True)
class Content:
    """`kpis` as people write them (`fcr`, `fcr.window_1`); none for the scorecard."""

    kpis: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    group_by: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What of a content can be shown today, and a line for each word that cannot."""

    kpis: tuple[MetricRef, ...]
    filters: tuple[Filter, ...]
    group_by: str | None
    problems: tuple[str, ...] = ()
    # A filter of which nothing is left would show other figures than those asked for.
    impossible: bool = False


def write_content(content: Content) -> str:
    """The text that is kept."""
    filters = [{"dimension": f.dimension, "op": f.op, "values": list(f.values)} for f in content.filters]
    facts = {"kpis": list(content.kpis), "filters": filters, "group_by": content.group_by}
    return json.dumps(facts, ensure_ascii=False)


def read_content(text: str) -> Content:
    """Raises ContentError for what `write_content` would not have written."""
    try:
        facts = json.loads(text)
    except ValueError:
        raise ContentError("the digest's content is no JSON") from None
    table = _table(facts, "content", ("kpis", "filters", "group_by"))
    kpis = _texts(table.get("kpis", []), "kpis", MOST_KPIS)
    filters = [_filter(one) for one in _list(table.get("filters", []), "filters", MOST_FILTERS)]
    group_by = table.get("group_by")
    if group_by is not None and not isinstance(group_by, str):
        raise ContentError("the digest's group_by must be one dimension")
    return Content(tuple(dict.fromkeys(kpis)), tuple(filters), group_by)


def known(content: Content, names: Names, language: str = "en") -> Known:
    """The content as the catalogue and the store's names are now."""
    refs = {name: ref_of(name) for name in content.kpis}
    problems = [say(language, "digest_unknown_kpi", name=name) for name, ref in refs.items() if ref is None]
    kept = tuple(dict.fromkeys(ref for ref in refs.values() if ref is not None))
    impossible = bool(refs) and not kept
    filters: list[Filter] = []
    for one in content.filters:
        left, said = _of_today(one, names, language)
        problems += said
        filters += [left] if left is not None else []
        impossible = impossible or (left is None and one.op == "in") or one.dimension not in _open()
    by, said = content.group_by, list(_slice_problems(content.group_by, language))
    return Known(kept, tuple(filters), None if said else by, (*problems, *said), impossible)


def ref_of(name: str) -> MetricRef | None:
    """The KPI of a name (`fcr`, `fcr.window_1`); None where the catalogue has none."""
    metric_id, _, variant = name.partition(".")
    if metric_id not in _TITLES:
        return None
    entry = metric(metric_id)
    variant = variant or entry.default.id
    return MetricRef(metric_id, variant) if variant in {one.id for one in entry.all_variants()} else None


def _open() -> frozenset[str]:
    return _DIMENSIONS - {PRIVATE}


def _slice_problems(dimension: str | None, language: str) -> Iterator[str]:
    if dimension == PRIVATE:
        yield say(language, "digest_no_agents")
    elif dimension is not None and dimension not in _DIMENSIONS:
        yield say(language, "digest_unknown_dimension", name=dimension)


def _of_today(asked: Filter, names: Names, language: str) -> tuple[Filter | None, list[str]]:
    """The filter with the values that there still are, and a line for every other one."""
    said = list(_slice_problems(asked.dimension, language))
    there = names.values.get(asked.dimension)
    if said or not there:
        return (None if said else asked), said
    left = tuple(value for value in asked.values if value is None or value in there)
    said = [
        say(language, "digest_unknown_value", dimension=asked.dimension.replace("_", " "), name=value)
        for value in asked.values
        if value not in left
    ]
    return (Filter(asked.dimension, asked.op, left) if left else None), said


def _filter(fact: Any) -> Filter:
    table = _table(fact, "filter", ("dimension", "op", "values"))
    dimension, op = table.get("dimension"), table.get("op", "in")
    if not isinstance(dimension, str) or not dimension or op not in ("in", "not_in"):
        raise ContentError("a digest's filter needs a dimension, and in or not_in")
    values = _list(table.get("values"), "values", MOST_VALUES)
    if not values or any(value is not None and not isinstance(value, str) for value in values):
        raise ContentError(f"the digest's filter by {dimension} needs values")
    return Filter(dimension, "in" if op == "in" else "not_in", tuple(values))


def _table(fact: Any, what: str, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(fact, dict):
        raise ContentError(f"the digest's {what} is no table")
    table = cast("dict[str, Any]", fact)
    if strange := sorted(set(table) - set(keys)):
        raise ContentError(f'the digest\'s {what} has an unknown "{strange[0]}"')
    return table


def _list(fact: Any, what: str, most: int) -> list[Any]:
    if not isinstance(fact, list) or len(cast("list[Any]", fact)) > most:
        raise ContentError(f"the digest's {what} must be a list of at most {most}")
    return cast("list[Any]", fact)


def _texts(fact: Any, what: str, most: int) -> list[str]:
    texts = _list(fact, what, most)
    if any(not isinstance(one, str) or not one for one in texts):
        raise ContentError(f"the digest's {what} must be words")
    return texts
