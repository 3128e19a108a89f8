"""The form of an alert, and what was filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.alerts.condition import AGAINST, SIDES, TIMES, WINDOWS, Against, Condition, Side, Window
from bot.alerts.offer import EVERY_MINUTES
from bot.alerts.words import problem_of
from bot.blocks import digest_forms_fields as fields
from bot.blocks.digest_forms import kpi_options
from bot.blocks.digest_forms_only import filters_of, only_groups, only_values
from bot.blocks.headline import dimension_title
from bot.blocks.parts import Json
from bot.digests.values import ref_of
from bot.phrases import say
from kpi_engine.catalogue import metric
from kpi_engine.settings import KpiSettings
from kpi_engine.values import Filter, Names

CALLBACK = "alert_form"
TITLE = 100
MINUTES = (5, 10, 15, 30, 60, 120, 240, 720, 1440)
SECONDS = {"": 1.0, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class AlertFilled:
    """What a form holds; `value` as it was typed."""

    channel: str | None = None
    title: str = ""
    kpi: str = "abandonment_rate"
    window: Window = "today"
    against: Against = "expected"
    side: Side = "either"
    value: str = ""
    minutes: int = EVERY_MINUTES
    times: int = TIMES
    filters: tuple[Filter, ...] = ()

    def condition(self) -> Condition:
        """Once `problems` finds none."""
        threshold = self.against == "threshold"
        value = number(self.value) if threshold else None
        return Condition(self.kpi, self.against, self.side, self.window, value, self.filters, self.times)


def begun_from(title: str, channel: str, condition: Condition, minutes: int) -> AlertFilled:
    return AlertFilled(
        None if channel.startswith("D") else channel,
        title,
        condition.kpi,
        condition.window,
        condition.against,
        condition.side,
        "" if condition.value is None else f"{condition.value:g}",
        minutes,
        condition.times,
        condition.filters,
    )


def alert_form(begun: AlertFilled, names: Names, metadata: str, *, new: bool) -> Json:
    language = "en"
    title = say(language, "alert_form_new" if new else "alert_form_edit")
    submit, close = say(language, "digest_form_save"), say(language, "form_close")
    blocks = [*_where(begun, language), *_what(begun, names, language), *_how(begun, language)]
    return fields.dialog(CALLBACK, metadata, title, submit, close, blocks)


def _where(begun: AlertFilled, language: str) -> list[Json]:
    hint = say(language, "digest_form_channel_hint")
    channel = fields.conversation(begun.channel)
    return [
        fields.field("channel", say(language, "digest_form_channel"), channel, optional=True, hint=hint),
        fields.field("title", say(language, "digest_form_title"), fields.typed(begun.title, TITLE)),
    ]


def _what(begun: AlertFilled, names: Names, language: str) -> list[Json]:
    windows = [(one, say(language, f"alert_window_{one}")) for one in WINDOWS]
    against = [(one, say(language, f"alert_against_{one}")) for one in AGAINST]
    sides = [(one, say(language, f"alert_side_{one}")) for one in SIDES]
    value_hint = say(language, "alert_form_value_hint")
    kpis = fields.select(kpi_options((begun.kpi,)), begun.kpi)
    blocks = [
        fields.field("kpi", say(language, "form_metric"), kpis),
        fields.field("window", say(language, "form_period"), fields.select(windows, begun.window)),
        fields.field("against", say(language, "form_against"), fields.select(against, begun.against)),
        fields.field("side", say(language, "alert_form_side"), fields.select(sides, begun.side)),
        fields.field(
            "value",
            say(language, "alert_form_value"),
            fields.typed(begun.value, 20),
            optional=True,
            hint=value_hint,
        ),
    ]
    groups = only_groups(names, begun.filters, language)
    if groups:
        only = fields.several_of(groups, only_values(begun.filters), 20)
        blocks.append(fields.field("only", say(language, "digest_form_only"), only, optional=True))
    return blocks


def _how(begun: AlertFilled, language: str) -> list[Json]:
    every = sorted({*MINUTES, begun.minutes})
    minutes = [(str(one), say(language, "alert_form_minutes", minutes=one)) for one in every]
    times = [(str(one), str(one)) for one in range(1, 11)]
    return [
        fields.field("every", say(language, "alert_form_every"), fields.select(minutes, str(begun.minutes))),
        fields.field(
            "times",
            say(language, "alert_form_times"),
            fields.select(times, str(begun.times)),
            hint=say(language, "alert_form_times_hint"),
        ),
    ]


def filled(values: Mapping[str, Any], before: AlertFilled) -> AlertFilled:
    def said(name: str, otherwise: str) -> str:
        return fields.picked(values, name) or otherwise

    return AlertFilled(
        fields.picked(values, "channel"),
        said("title", ""),
        said("kpi", before.kpi),
        cast(Window, said("window", before.window)),
        cast(Against, said("against", before.against)),
        cast(Side, said("side", before.side)),
        said("value", ""),
        int(said("every", str(before.minutes))),
        int(said("times", str(before.times))),
        filters_of(fields.all_picked(values, "only"), before.filters),
    )


def problems(form: AlertFilled, settings: KpiSettings, language: str = "en") -> dict[str, str]:
    """What is wrong, by input."""
    wrong: dict[str, str] = {}
    ref = ref_of(form.kpi)
    if ref is None:
        return {"kpi": say(language, "digest_unknown_kpi", name=form.kpi)}
    if form.against == "threshold" and number(form.value) is None:
        wrong["value"] = say(language, "alert_form_no_value")
    if form.against == "threshold" and form.side == "either":
        wrong["side"] = say(language, "alert_form_one_side")
    dims = metric(ref.id).variant(ref.variant).dims
    lacking = next((one.dimension for one in form.filters if one.dimension not in dims), None)
    if lacking:
        by = dimension_title(lacking, language).lower()
        wrong["only"] = say(language, "form_no_slice", kpi=metric(ref.id).title, by=by)
    if not wrong and (problem := problem_of(form.condition(), settings, language)):
        wrong["kpi"] = problem
    return wrong


def number(text: str) -> float | None:
    """`8`, `8%`, `7.5`; times in seconds: `90`, `90 s`, `10 min`, `1h`; None for anything else."""
    found = re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\s*(%|s|sec|m|min|h)?", text.strip().casefold())
    if not found:
        return None
    return float(found[1].replace(",", ".")) * SECONDS.get((found[2] or "").rstrip("%"), 1.0)
