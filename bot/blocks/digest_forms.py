"""The form of a digest: where, what, when; what was filled in, and a line for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks import digest_forms_fields as fields
from bot.blocks.digest_forms_only import OFFERED, filters_of, only_groups, only_values
from bot.blocks.headline import dimension_title, title_of
from bot.blocks.parts import Json, actions, button
from bot.digests.due import zone_of
from bot.digests.schedule import WEEKDAYS, ScheduleError, read_schedule
from bot.digests.values import Content, ref_of
from bot.phrases import say
from kpi_engine.catalogue import METRICS, metric
from kpi_engine.values import Filter, Names

CALLBACK, KIND, PREVIEW = "digest_form", "kind", "digest_preview"
KINDS = ("daily", "weekdays", "weekly", "monthly", "cron")
TITLE = 100
MOST_KPIS = 20
MOST_ONLY = 20
# An emotion has to be named, which only words can do.
NOT_OFFERED = ("emotion_share",)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds. `channel` is None for a direct message to its maker."""

    channel: str | None = None
    title: str = ""
    kind: str = "weekdays"
    time: str = "08:00"
    weekday: str = "mon"
    day: str = "1"
    cron: str = ""
    zone: str = "UTC"
    kpis: tuple[str, ...] = ()
    by: str | None = None
    filters: tuple[Filter, ...] = ()

    @property
    def schedule(self) -> str:
        return _SCHEDULES[self.kind].format(
            time=self.time, weekday=self.weekday, day=self.day, cron=self.cron
        )

    @property
    def content(self) -> Content:
        return Content(self.kpis, self.filters, self.by)


_SCHEDULES = {
    "daily": "daily {time}",
    "weekdays": "weekdays {time}",
    "weekly": "weekly {weekday} {time}",
    "monthly": "monthly {day} {time}",
    "cron": "cron {cron}",
}


def unfolded(schedule: str) -> dict[str, str]:
    """A kept schedule as the form's fields."""
    kind, *rest = schedule.split()
    if kind == "cron":
        return {"kind": kind, "cron": " ".join(rest)}
    named = {"weekly": "weekday", "monthly": "day"}.get(kind)
    clock = rest[-1].zfill(5) if rest else "08:00"
    return {"kind": kind, "time": clock} | ({named: rest[0][:3]} if named else {})


def digest_form(begun: Filled, names: Names, metadata: str, *, new: bool, note: str = "") -> Json:
    """The modal with what it begins with; `note` stands above it."""
    language = "en"
    preview = button(say(language, "digest_form_preview"), PREVIEW, "preview")
    blocks = [
        *([{"type": "section", "text": fields.plain(note)}] if note else []),
        _channel(begun, language),
        fields.field("title", say(language, "digest_form_title"), fields.typed(begun.title, TITLE)),
        *_when(begun, language),
        _zone(begun, language),
        *_what(begun, names, language),
        {**actions([preview]), "block_id": "preview"},
    ]
    title = say(language, "digest_form_new" if new else "digest_form_edit")
    submit, close = say(language, "digest_form_save"), say(language, "form_close")
    return fields.dialog(CALLBACK, metadata, title, submit, close, blocks)


def waiting() -> Json:
    """What opens at once, so that the trigger does not grow old while the form is made."""
    return remark(say("en", "digest_form_wait"))


def remark(text: str) -> Json:
    return fields.message_dialog(say("en", "digest_form_heading"), say("en", "form_close"), text)


def _channel(begun: Filled, language: str) -> Json:
    return fields.field(
        "channel",
        say(language, "digest_form_channel"),
        fields.conversation(begun.channel),
        optional=True,
        hint=say(language, "digest_form_channel_hint"),
    )


def _when(begun: Filled, language: str) -> list[Json]:
    kinds = [(one, say(language, f"digest_kind_{one}")) for one in KINDS]
    kind = fields.field(
        KIND, say(language, "digest_form_kind"), fields.select(kinds, begun.kind), dispatch=True
    )
    return [kind, *(_WHEN[name](begun, language) for name in _NEEDS[begun.kind])]


def _weekday(begun: Filled, language: str) -> Json:
    days = list(zip(WEEKDAYS, say(language, "weekday_names").split(), strict=True))
    return fields.field("weekday", say(language, "digest_form_weekday"), fields.select(days, begun.weekday))


def _day(begun: Filled, language: str) -> Json:
    days = [(str(day), str(day)) for day in range(1, 32)]
    hint = say(language, "digest_form_day_hint")
    return fields.field("day", say(language, "digest_form_day"), fields.select(days, begun.day), hint=hint)


def _time(begun: Filled, language: str) -> Json:
    return fields.field("time", say(language, "digest_form_time"), fields.clock(begun.time))


def _cron(begun: Filled, language: str) -> Json:
    hint = say(language, "digest_form_cron_hint")
    return fields.field("cron", say(language, "digest_form_cron"), fields.typed(begun.cron, 100), hint=hint)


_WHEN = {"weekday": _weekday, "day": _day, "time": _time, "cron": _cron}
_NEEDS = {
    "daily": ("time",),
    "weekdays": ("time",),
    "weekly": ("weekday", "time"),
    "monthly": ("day", "time"),
    "cron": ("cron",),
}


def _zone(begun: Filled, language: str) -> Json:
    groups = fields.zones()
    if not any(begun.zone == value for _, options in groups for value, _ in options):
        groups = ((begun.zone, ((begun.zone, begun.zone),)), *groups)
    return fields.field("zone", say(language, "digest_form_zone"), fields.select_of(groups, begun.zone))


def _what(begun: Filled, names: Names, language: str) -> list[Json]:
    by = [(one, dimension_title(one, language)) for one in OFFERED]
    blocks = [
        fields.field(
            "kpis",
            say(language, "digest_form_kpis"),
            fields.several(kpi_options(begun.kpis), begun.kpis, MOST_KPIS),
            optional=True,
            hint=say(language, "digest_form_kpis_hint"),
        ),
        fields.field("by", say(language, "digest_form_by"), fields.select(by, begun.by), optional=True),
    ]
    groups = only_groups(names, begun.filters, language)
    if groups:
        only = fields.several_of(groups, only_values(begun.filters), MOST_ONLY)
        blocks.append(fields.field("only", say(language, "digest_form_only"), only, optional=True))
    return blocks


def kpi_options(chosen: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Every KPI by its title, and the chosen variants; words that are no KPI any more are left out."""
    every = {one.id: one.title for one in METRICS if one.id not in NOT_OFFERED}
    others = {name: title_of(ref) for name in chosen if (ref := ref_of(name)) is not None}
    return sorted((others | every).items(), key=lambda pair: pair[1])


def filled(values: Mapping[str, Any], before: Filled) -> Filled:
    """What was put in; `before` holds what the form does not show."""

    def said(name: str, otherwise: str) -> str:
        return fields.picked(values, name) or otherwise

    return Filled(
        channel=fields.picked(values, "channel"),
        title=said("title", ""),
        kind=said(KIND, before.kind),
        time=said("time", before.time),
        weekday=said("weekday", before.weekday),
        day=said("day", before.day),
        cron=said("cron", before.cron),
        zone=said("zone", before.zone),
        kpis=fields.all_picked(values, "kpis"),
        by=fields.picked(values, "by"),
        filters=filters_of(fields.all_picked(values, "only"), before.filters),
    )


def problems(form: Filled, language: str = "en") -> dict[str, str]:
    """What is wrong, by input."""
    wrong: dict[str, str] = {}
    try:
        read_schedule(form.schedule)
    except ScheduleError as error:
        wrong["cron" if form.kind == "cron" else "time"] = str(error)
    try:
        zone_of(form.zone)
    except ScheduleError as error:
        wrong["zone"] = str(error)
    refs = [ref for ref in map(ref_of, form.kpis) if ref is not None]
    if form.by and refs and not any(form.by in metric(ref.id).variant(ref.variant).dims for ref in refs):
        by = dimension_title(form.by, language).lower()
        wrong["by"] = say(language, "digest_form_no_slice", by=by)
    return wrong
