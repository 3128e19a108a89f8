"""What an alert says: what it watches, that something is out of the ordinary, that it is over."""

from __future__ import annotations

from datetime import datetime

from bot.alerts.condition import Condition
from bot.alerts.evaluation import Seen
from bot.blocks.figures import band_text, value_text
from bot.blocks.headline import dimension_title, title_of
from bot.blocks.moments import period_text
from bot.blocks.parts import Json, Said, Span, actions, button, fallback, line, paragraph, small
from bot.phrases import say
from kpi_engine.catalogue import metric
from kpi_engine.values import Filter
from storage.alerts import AlertRow, IncidentRow

TITLE = 150
WORDS = 200
HOUR, TOMORROW, PAUSE, WHY, RESUME = (
    "alert_snooze_hour",
    "alert_snooze_tomorrow",
    "alert_pause",
    "alert_why",
    "alert_resume",
)


def sentence(condition: Condition, language: str = "en") -> str:
    """`Abandonment rate, only queue: Billing, today: above 8.0%`: what was understood, in one line."""
    parts = [title_of(condition.ref), *(_only(one, language) for one in condition.filters)]
    what = ", ".join((*parts, say(language, f"alert_window_{condition.window}")))
    return line(f"{what}: {line_text(condition, language)}", 2 * WORDS)


def line_text(condition: Condition, language: str) -> str:
    """`above 8.0%`, `below its target`, `outside what is expected`."""
    if condition.against == "threshold":
        unit = metric(condition.ref.id).variant(condition.ref.variant).unit
        value = value_text(condition.value, unit, language)
        return say(language, f"alert_{condition.side}", line=value)
    named = say(language, f"alert_line_{condition.against}")
    return say(language, f"alert_{condition.side}", line=named)


def opened(
    alert: AlertRow, condition: Condition, seen: Seen, chart: Json | None = None, language: str = "en"
) -> Said:
    """The first message of an incident's thread."""
    title = line(say(language, "alert_opened", title=alert.title), TITLE)
    figure = say(
        language, "alert_figure", figure=_figure(seen, language), line=_lines(condition, seen, language)
    )
    blocks = (
        {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": True}},
        paragraph([[Span(f"{title_of(condition.ref)}: "), Span(figure, bold=True)]]),
        small([sentence(condition, language), _foot(alert, condition, seen, language)]),
        *([] if chart is None else [chart]),
        actions(incident_buttons(alert.alert_id, language)),
    )
    return Said(fallback([title, f"{title_of(condition.ref)}: {figure}"]), blocks)


def resolved(condition: Condition, seen: Seen, incident: IncidentRow, language: str = "en") -> Said:
    """The last message of the thread."""
    ended: datetime = incident.resolved_at or incident.opened_at
    minutes = max(1, round((ended - incident.opened_at).total_seconds() / 60))
    text = say(
        language,
        "alert_resolved",
        kpi=title_of(condition.ref),
        figure=_figure(seen, language),
        lasted=_lasted(minutes, language),
    )
    return Said(fallback([text]), (paragraph([[Span(text)]]),))


def incident_buttons(alert_id: str, language: str) -> list[Json]:
    return [button(say(language, name), name, alert_id) for name in (HOUR, TOMORROW, PAUSE, WHY)]


def _figure(seen: Seen, language: str) -> str:
    if seen.value is None:
        return say(language, "no_data")
    return f"{value_text(seen.value, seen.unit, language)} ({say(language, 'n', n=f'{seen.n:,}')})"


def _lines(condition: Condition, seen: Seen, language: str) -> str:
    if condition.against != "expected":
        return line_text(condition, language) + _target(condition, seen, language)
    band = band_text(seen.low, seen.high, seen.unit, language) or say(language, "no_data")
    return say(language, "alert_limits", band=band, n=f"{seen.n:,}")


def _target(condition: Condition, seen: Seen, language: str) -> str:
    if condition.against != "target":
        return ""
    same = seen.low == seen.high
    text = value_text(seen.low, seen.unit, language) if same else band_text(seen.low, seen.high, seen.unit)
    return f" ({text})" if text else ""


def _foot(alert: AlertRow, condition: Condition, seen: Seen, language: str) -> str:
    parts = [
        f"{period_text(seen.period, language)} ({alert.zone})",
        say(language, "alert_every", minutes=alert.every_minutes, times=condition.times),
    ]
    if condition.against == "expected":
        parts.append(say(language, "alert_source"))
    return " · ".join(parts)


def _only(one: Filter, language: str) -> str:
    values = ", ".join(say(language, "not_set") if value is None else value for value in one.values)
    name = dimension_title(one.dimension, language).lower()
    return line(say(language, f"filter_{one.op}", dimension=name, values=values), WORDS)


def _lasted(minutes: int, language: str) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say(language, "alert_minutes", minutes=minutes)
    return say(language, "alert_hours", hours=hours, minutes=rest)
