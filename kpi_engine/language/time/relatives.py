"""Grammar: periods said in relation to the one named first ("the week before", "same day last week", "YoY")."""
# ruff: noqa: E501 - a rule of the grammar is one row

# A rule's values are known by its pattern, not by types.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from typing import Literal

from kpi_engine.language.time.chart import rules
from kpi_engine.language.time.mention import Relative
from kpi_engine.language.time.span import Now, Span, period_of
from kpi_engine.language.time.units import UNITS, countable
from kpi_engine.values import Unit

Mode = Literal["same", "over", "before", "units"]


def of_unit(mode: Mode, key: str, count: int = 1) -> Relative | None:
    if key not in UNITS or count < 1 or not countable(key, count):
        return None
    unit, many = UNITS[key]
    return Relative(mode, unit, count * many)


def same_as(now: Now, sort: object, span: Span) -> Relative | None:
    """ "the same … last week": as far back as the span is from now; a named span is a target."""
    said = str(sort)
    if span.relative:
        return Relative("same", span.relative.unit, span.relative.count, sort=said)
    known = span.unit is not None and span.count == 1 and span.start < now.wall
    return Relative("target", span.unit or Unit.DAY, 1, period_of(now, span), said) if known else None


def this_as(now: Now, sort: object, span: Span) -> Relative | None:
    """ "this week last year"; "this month October" is none."""
    return same_as(now, sort, span) if span.relative else None


GRAMMAR = rules(
    ("relative", "over", lambda _, key: of_unit("over", key)),
    ("sort", "unit / period_word / time_word / part / weekday", lambda _, key: key),
    ("relative", "the? same sort of|in|from|as|on? span", lambda now, *p: same_as(now, p[2], p[-1])),
    ("relative", "span the? same sort", lambda now, *p: same_as(now, p[-1], p[0])),
    ("relative", "this|last|prev period_word span", lambda now, *p: this_as(now, p[1], p[-1])),
    ("relative", "this unit|time_word|part span", lambda now, _, sort, span: this_as(now, sort, span)),
    ("relative", "span this unit|time_word|part", lambda now, span, _, sort: this_as(now, sort, span)),
    ("relative", "the unit before|earlier that?", lambda _, __, key, *___: of_unit("before", key)),
    ("relative", "unit before", lambda _, key, __: of_unit("before", key)),
    ("relative", "the prev unit that", lambda _, __, ___, key, ____: of_unit("before", key)),
    ("relative", "a units before|earlier that?", lambda _, __, key, *___: of_unit("same", key)),
    ("relative", "count units before|earlier that?", lambda _, n, key, *__: of_unit("same", key, n)),
    ("relative", "the count units before|earlier that?", lambda _, __, n, key, *___: of_unit("units", key, n)),
    ("relative", "the? prev|last period_word / the? period_word before|earlier that?", lambda *_: Relative("previous")),
    ("relative", "the? one before|earlier that? / the? prev one", lambda *_: Relative("previous")),
)  # fmt: skip
