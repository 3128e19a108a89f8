"""What must be said of what was counted of each side: where it was cut and why, and where lengths differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from kpi_engine import say
from kpi_engine.calendar import instant
from kpi_engine.case import Case
from kpi_engine.measured import Measured
from kpi_engine.reading import Side
from kpi_engine.used import Used, alike, length_of

_DAY = timedelta(days=1)


def running(case: Case, asked: Sequence[Measured]) -> Iterator[str]:
    """A running period against the part of its like that was counted; what matures says so itself."""
    if not (case.compares_periods and case.period.running):
        return
    for one in asked:
        main, other = one.main.used, one.sides[1].used
        if alike(main.asked, other.asked) and not other.empty and (main.matures is None or main.empty):
            start, until = other.period.start, other.period.end
            yield say.say(
                case.language,
                "running",
                start=say.moment(case.language, start),
                until=say.moment(case.language, until),
            )


def side_notes(case: Case, one: Measured) -> Iterator[str]:
    """Every cut of a side, and what the sides' lengths do to a count."""
    yield from _begins(case, one)
    yield from _maturity(case, one)
    yield from _cuts(case, one)
    yield from _stale(case, one)
    yield from _lengths(case, one)


def _begins(case: Case, one: Measured) -> Iterator[str]:
    """Records that begin within a side or after it: what was before is unknown, and no 0."""
    if one.formula.looks_back is not None and not one.main.used.empty:
        return  # said of its earlier contacts
    for side, suffix in zip(_shown(case, one), ("", "_other"), strict=False):
        begins, asked = side.used.begins, side.used.asked
        if begins is not None:
            key = "begins_after" if instant(begins) >= instant(asked.end) else "begins_within"
            day = say.day(case.language, begins)
            yield say.say(case.language, key + suffix, kpi=case.title(one.ref), day=day)


def _young(side: Side) -> int:
    return sum(side.young.values())


def _shown(case: Case, one: Measured) -> tuple[Side, ...]:
    """The sides whose figures the asker sees."""
    return one.sides[:2] if case.compares_periods else one.sides[:1]


def _maturity(case: Case, one: Measured) -> Iterator[str]:
    """How many are immature, and where nothing is mature."""
    if one.formula.window is None:
        return
    shown = _shown(case, one)
    for side, suffix in zip(shown, ("", "_other"), strict=False):
        if side.used.matures is None or not (_young(side) or side.used.empty):
            continue
        key = "nothing_mature" if side.used.empty else "immature"
        yield say.say(
            case.language,
            key + suffix,
            kpi=case.title(one.ref),
            count=_young(side),
            contacts=say.one_or_many(case.language, "first_contact", _young(side)),
            are=say.one_or_many(case.language, "is_are", _young(side)),
            days=one.formula.window,
            end=say.moment(case.language, side.used.period.end),
        )
    if one.ref.id == "fcr" and any(side.used.empty and side.used.matures is not None for side in shown):
        yield say.say(case.language, "one_day_beside")


def _cuts(case: Case, one: Measured) -> Iterator[str]:
    """The period compared with, where it was only cut to be as long as the asked one."""
    if not case.compares_periods or _ended_by_records(one.main.used):
        return
    used = one.sides[1].used
    if used.cut_short and not used.empty and used.matures is None and not used.stale:
        yield say.say(
            case.language,
            "cut_to_length",
            kpi=case.title(one.ref),
            side=say.say(case.language, "side_other"),
            start=say.moment(case.language, used.period.start),
            end=say.moment(case.language, used.period.end),
        )


def _ended_by_records(used: Used) -> bool:
    """Whether the newest record is what ends the part that was counted."""
    return used.stale and used.newest is not None and instant(used.newest) == instant(used.period.end)


def _before(used: Used) -> bool:
    return used.newest is not None and used.stale and instant(used.newest) < instant(used.asked.start)


def _stale(case: Case, one: Measured) -> Iterator[str]:
    """The newest record ends what was counted, of either side."""
    main, *others = (side.used for side in _shown(case, one))
    if _before(main):
        yield _of_records(case, one, "stale_all", main)
    elif _ended_by_records(main):
        both = any(used.cut_short and not used.stale for used in others)
        yield _of_records(case, one, "stale_compared" if both else "stale", main)
    for used in others:
        if _before(used):
            yield _of_records(case, one, "stale_all_other", used)
        elif _ended_by_records(used):
            yield _of_records(case, one, "stale_other", used)


def _of_records(case: Case, one: Measured, key: str, used: Used) -> str:
    newest = used.newest or used.asked.end
    moment = say.moment(case.language, newest.astimezone(used.asked.start.tzinfo))
    return say.say(case.language, key, kpi=case.title(one.ref), moment=moment)


def _lengths(case: Case, one: Measured) -> Iterator[str]:
    """A count of seven days is no match for one of a month: said, for the figures look alike."""
    if not case.compares_periods or one.formula.variant.shape != "sum":
        return
    main, other = (side.used for side in one.sides[:2])
    first, second = (_said(case, _length(used)) for used in (main, other))
    if main.empty or other.empty or first == second:
        return
    yield say.say(case.language, "lengths_differ", kpi=case.title(one.ref), main=first, other=second)


def _length(used: Used) -> timedelta:
    """Of the part that records can speak of."""
    return length_of(used.period if used.begins is None else replace(used.period, start=used.begins))


def _said(case: Case, length: timedelta) -> str:
    """ "7 days", "17.4 days", "10.6 hours"."""
    unit, size = ("hours", _DAY / 24) if length < _DAY else ("days", _DAY)
    count = f"{length / size:.1f}".removesuffix(".0")
    return say.words(case.language, unit)[count != "1"].format(count=count)
