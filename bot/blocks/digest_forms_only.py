"""The choice "only …" of a form: values of dimensions, by dimension; what it cannot show is carried along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.blocks.digest_forms_fields import OPTION_VALUE, Groups
from bot.blocks.headline import dimension_title
from kpi_engine.values import Filter, Names

# What a form offers to cut by or to narrow to; figures by agent are nobody's business in a channel.
OFFERED = ("queue", "channel", "team", "reason", "segment", "direction", "language", "site")
SEPARATOR = "="


def only_groups(names: Names, chosen: Sequence[Filter], language: str = "en") -> Groups:
    """Per dimension its values; those already chosen stand first, so that they are always among them."""
    kept = {one.dimension: [value for value in one.values if value is not None] for one in showable(chosen)}
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for dimension in OFFERED:
        known = names.values.get(dimension, {})
        values = dict.fromkeys((*kept.get(dimension, ()), *sorted(known)))
        pairs = [
            (key, value) for value in values if len(key := f"{dimension}{SEPARATOR}{value}") <= OPTION_VALUE
        ]
        if pairs:
            groups.append((dimension_title(dimension, language), pairs))
    return groups


def only_values(filters: Sequence[Filter]) -> list[str]:
    return [f"{one.dimension}{SEPARATOR}{value}" for one in showable(filters) for value in one.values]


def showable(filters: Sequence[Filter]) -> list[Filter]:
    """Those that the form can show: the others are made in the terminal, and stay as they are."""
    return [one for one in filters if one.op == "in" and one.dimension in OFFERED and None not in one.values]


def filters_of(values: Iterable[str], before: Sequence[Filter] = ()) -> tuple[Filter, ...]:
    """The filters chosen, and those of `before` that the form could not show."""
    shown = showable(before)
    found: dict[str, list[str]] = {}
    for one in values:
        dimension, _, value = one.partition(SEPARATOR)
        found.setdefault(dimension, []).append(value)
    made = (Filter(dimension, "in", tuple(chosen)) for dimension, chosen in found.items())
    return (*made, *(one for one in before if one not in shown))
