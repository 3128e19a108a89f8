"""The `[kpi]` table of the TOML file: thresholds, windows, and what a team says about its KPIs.

[kpi]
fcr_days = 7
answer_within = { default = 20, chat = 60 }
index = [{ id = "csat", variant = "top2box", weight = 2 }, { id = "fcr", variant = "repeat_window" }]
owners = { fcr = "Ana, service desk" }
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from bot.errors import BotError
from bot.settings_source import Source
from kpi_engine.settings import IndexItem, KpiSettings, Thresholds

Read = Callable[[str, object], object]


def team_kpis(source: Source) -> KpiSettings:
    """The engine's settings as the file says; the engine's defaults for the rest."""
    path, given = source.config[0], source.table("kpi")
    if unknown := sorted(set(given) - set(READS)):
        raise BotError(f"{path}: no setting is called kpi.{unknown[0]}; there are {', '.join(sorted(READS))}")
    read = {name: READS[name](f"{path}: kpi.{name}", value) for name, value in given.items()}
    return KpiSettings(**read)  # pyright: ignore[reportArgumentType]  # READS gives each field its type


def _whole(least: int, most: int) -> Read:
    def read(where: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise BotError(f"{where} must be a whole number from {least} to {most}, not {value!r}")
        return value

    return read


def _flag(where: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BotError(f"{where} must be true or false, not {value!r}")
    return value


def _seconds(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise BotError(f"{where} must be seconds, 0 or more, not {value!r}")
    return float(value)


def _thresholds(where: str, value: object) -> Thresholds:
    """One number for every channel, or a table of channels with `default` for the rest."""
    if not isinstance(value, dict):
        return (("", _seconds(where, value)),)
    table = cast("dict[str, object]", value)
    if "default" not in table:
        raise BotError(f"{where} must name a default beside its channels: {{ default = 20, chat = 60 }}")
    each = {name: _seconds(f"{where}.{name}", seconds) for name, seconds in table.items()}
    return (("", each.pop("default")), *sorted(each.items()))


def _texts(where: str, value: object) -> Mapping[str, str]:
    """KPI id -> text."""
    table = _table(where, value)
    for name, text in table.items():
        _known(f"{where}.{name}", name)
        if not isinstance(text, str):
            raise BotError(f"{where}.{name} must be text in quotes, not {text!r}")
    return cast("dict[str, str]", table)


def _dates(where: str, value: object) -> Mapping[str, str]:
    """KPI id -> ISO date, as text or as a TOML date."""
    table = {name: str(day) for name, day in _table(where, value).items()}
    for name, day in table.items():
        _known(f"{where}.{name}", name)
        try:
            date.fromisoformat(day)
        except ValueError:
            raise BotError(f"{where}.{name} must be a date such as 2027-01-31, not {day!r}") from None
    return table


def _index(where: str, value: object) -> tuple[IndexItem, ...]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    if not items:
        raise BotError(f'{where} must be a list such as [{{ id = "csat", variant = "top2box", weight = 1 }}]')
    return tuple(_item(f"{where}[{place}]", _table(where, item)) for place, item in enumerate(items))


def _item(where: str, item: Mapping[str, object]) -> IndexItem:
    from kpi_engine.catalogue import metric

    name = str(item.get("id", ""))
    _known(where, name)
    variant = str(item.get("variant", metric(name).variants[0].id))
    if variant not in {one.id for one in metric(name).variants}:
        raise BotError(f"{where}: {name} has no variant {variant}; see heartline kpis {name}")
    weight = _seconds(f"{where}.weight", item.get("weight", 1))
    if not weight:
        raise BotError(f"{where}.weight must be above 0; leave the item out instead")
    return IndexItem(name, variant, weight)


def _known(where: str, name: str) -> None:
    from kpi_engine.catalogue import METRICS

    if name not in {metric.id for metric in METRICS}:
        raise BotError(f'{where}: no KPI is called "{name}"; heartline kpis lists them')


def _table(where: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BotError(f"{where} must be a table, not {value!r}")
    return cast("dict[str, object]", value)


# Every field of KpiSettings that a file may set, and how its value is read.
READS: dict[str, Read] = {
    "answer_within": _thresholds,
    "short_abandon": _thresholds,
    "fcr_days": _whole(1, 90),
    "ces_ease": _flag,
    "index": _index,
    # The house's floor is 5: a team may ask for more discretion, never for less.
    "minimum_people": _whole(5, 1000),
    "expected_weeks": _whole(2, 52),
    "expected_least": _whole(2, 52),
    "owners": _texts,
    "purposes": _texts,
    "reviews": _dates,
}
