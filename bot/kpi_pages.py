"""The catalogue for readers: rich tables for people, data for scripts, the README's table."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from kpi_engine.catalogue import Metric, Variant
from kpi_engine.settings import KpiSettings, Setting, Thresholds

if TYPE_CHECKING:
    from rich.console import RenderableType

DIRECTIONS = {"up": "more is better", "down": "less is better", "band": "a band is best", "none": "–"}
SIGNS = {"up": "↑", "down": "↓", "band": "◊", "none": "–"}
LETTERS = {Setting.ANSWER_WITHIN: "T", Setting.SHORT_ABANDON: "S", Setting.FCR_DAYS: "W"}


def overview(metrics: Iterable[Metric], settings: KpiSettings) -> RenderableType:
    """One row a KPI, and the thresholds that stand behind the letters."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)
    for head in ("default formula", "unit", ""):
        table.add_column(head)
    for metric in metrics:
        default = metric.default
        table.add_row(metric.id, Text(default.formula), default.unit, SIGNS[metric.direction])
    letters = " · ".join(f"{LETTERS[each]} = {_in_words(settings.value(each))}" for each in Setting)
    return Group(table, Text(), Text(f"In force here: {letters}. All about one: heartline kpis ID"))


def one_kpi(metric: Metric, settings: KpiSettings) -> RenderableType:
    """All about one: definition, formulas of every variant, slices, thresholds, owner."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    facts = Table(box=None, pad_edge=False, show_header=False)
    facts.add_column(style="dim")
    for name, value in _facts(metric, settings):
        facts.add_row(name, Text(value))
    variants = Table("variant", "formula", "unit", box=None, pad_edge=False, header_style="bold")
    for variant in metric.all_variants():
        variants.add_row(variant.id, Text(variant.formula), variant.unit)
    title = Text(f"{metric.title}  ", style="bold").append(metric.id, style="dim")
    return Group(title, Text(f"{metric.docs} {metric.purpose}"), Text(), variants, Text(), facts)


def as_data(metric: Metric, settings: KpiSettings) -> dict[str, object]:
    """The entry as JSON can hold it."""
    return {
        "id": metric.id,
        "title": metric.title,
        "definition": metric.docs,
        "purpose": settings.purposes.get(metric.id, metric.purpose),
        "owner": settings.owners.get(metric.id, metric.owner) or None,
        "version": metric.version,
        "reviewed": settings.reviews.get(metric.id, metric.reviewed),
        "direction": metric.direction,
        "slices": sorted(metric.dims),
        "finest_grain": metric.finest_grain.value,
        "read_with": list(metric.read_with),
        "variants": [
            {
                "id": one.id,
                "formula": one.formula,
                "unit": one.unit,
                "default": one.id == metric.variants[0].id,
            }
            for one in metric.all_variants()
        ],
        "thresholds": dict(_thresholds(metric, settings)),
    }


def as_markdown(metrics: Iterable[Metric]) -> str:
    """The README's table: the default first, other variants by name."""
    lines = ["| KPI | `id` | default formula | other variants | unit | |", "|---|---|---|---|---|---|"]
    for metric in metrics:
        default, *others = metric.variants
        names = ", ".join(f"`{one.id}`" for one in others) if len(others) < MANY else f"{len(others)} more"
        cells = (metric.title, f"`{metric.id}`", f"`{default.id}`: {default.formula}", names, default.unit)
        lines.append(f"| {' | '.join(cells)} | {SIGNS[metric.direction]} |")
    return "\n".join(lines)


MANY = 8


def _facts(metric: Metric, settings: KpiSettings) -> list[tuple[str, str]]:
    facts = [
        ("direction", DIRECTIONS[metric.direction]),
        ("slices", ", ".join(sorted(metric.dims)) or "none"),
        ("finest grain", metric.finest_grain.value),
        ("read with", ", ".join(metric.read_with) or "–"),
        *_thresholds(metric, settings),
        (
            "owner",
            settings.owners.get(metric.id, metric.owner) or "nobody yet ([kpi.owners] of HEARTLINE_CONFIG)",
        ),
        (
            "definition",
            f"version {metric.version}, reviewed {settings.reviews.get(metric.id, metric.reviewed)}",
        ),
    ]
    if metric.id in settings.purposes:
        facts.append(("purpose here", settings.purposes[metric.id]))
    return facts


def _thresholds(metric: Metric, settings: KpiSettings) -> list[tuple[str, str]]:
    """The settings that the KPI's formulas name by a letter, as they are in force."""
    used = set(chain.from_iterable(map(_settings_of, metric.variants)))
    return [(LETTERS[each], _in_words(settings.value(each))) for each in Setting if each in used]


def _settings_of(variant: Variant) -> set[Setting]:
    terms = (*variant.top, *variant.bottom)
    named = {argument for term in terms for argument in term.args if isinstance(argument, Setting)}
    return named | {each for each in (variant.window, variant.looks_back) if isinstance(each, Setting)}


def _in_words(value: Thresholds | int) -> str:
    if isinstance(value, int):
        return f"{value} days"
    return ", ".join(f"{seconds:g} s{f' for {channel}' if channel else ''}" for channel, seconds in value)
