"""Figures for people: `4m 12s`, `83.0%`, `+12.0`; a change always carries its sign."""

from __future__ import annotations

from collections.abc import Callable

from bot.phrases import say
from kpi_engine.result import Figure

NONE = "–"


def value_text(value: float | None, unit: str, language: str = "en") -> str:
    """A figure in its unit; an unknown one is a dash, never 0."""
    if value is None:
        return NONE
    return _UNITS.get(unit, _plain)(value) + _suffix(unit, language)


def change_text(change: float | None, unit: str, before: float | None, language: str = "en") -> str:
    """A signed difference; for amounts also in per cent of what it was before."""
    if change is None:
        return NONE
    shown = value_text(abs(change), unit, language).lstrip("+")
    if unit == "%":
        shown = f"{_tenths(abs(change))} {say(language, 'points')}"
    signed = shown if not any(digit in shown for digit in "123456789") else f"{_sign(change)}{shown}"
    if unit not in ("n", "s", "money", "n/h") or not before:
        return signed
    return f"{signed} ({change / abs(before):+.1%})"


def band_text(low: float | None, high: float | None, unit: str, language: str = "en") -> str | None:
    """ "4m 08s to 4m 16s", None where there is no interval."""
    if low is None or high is None:
        return None
    return say(language, "band", low=value_text(low, unit, language), high=value_text(high, unit, language))


def value_of(figure: Figure, language: str = "en") -> str:
    """The figure's value; in words where there is none."""
    if figure.value is None:
        return say(language, "no_data")
    return value_text(figure.value, figure.unit, language)


def duration(seconds: float) -> str:
    """`5.2s`, `42s`, `4m 12s`, `1h 03m 20s`."""
    sign = "-" if seconds < 0 else ""
    seconds = abs(seconds)
    if seconds < 9.95:
        return f"{sign}{seconds:.1f}s"
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{sign}{hours:,}h {minutes:02d}m {rest:02d}s"
    return f"{sign}{minutes}m {rest:02d}s" if minutes else f"{sign}{rest}s"


def _sign(value: float) -> str:
    return "+" if value > 0 else "-"


def _suffix(unit: str, language: str) -> str:
    return {"%": "%", "n/h": say(language, "per_hour")}.get(unit, "")


def _tenths(value: float) -> str:
    return f"{value:,.1f}"


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _plain(value: float) -> str:
    return f"{value:,.2f}"


def _net(value: float) -> str:
    shown = f"{value:+,.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown


_UNITS: dict[str, Callable[[float], str]] = {
    "n": _count,
    "%": _tenths,
    "s": duration,
    "n/h": _plain,
    "pts": _plain,
    "idx": _tenths,
    "net": _net,
    "money": _plain,
}
