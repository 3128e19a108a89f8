"""From an understood question to its answer: plan, sums, figures, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from kpi_engine import say
from kpi_engine.alone import marked
from kpi_engine.beside import beside as beside_row
from kpi_engine.beside import of_shown, planned, refs_of
from kpi_engine.calendar import instant
from kpi_engine.case import Case, asked_refs, make_case
from kpi_engine.check import carried_problem, check
from kpi_engine.definitions import capability, definitions
from kpi_engine.drivers import driven
from kpi_engine.formula import formula
from kpi_engine.language import understand
from kpi_engine.measured import Measured, is_index, item_refs, measured
from kpi_engine.notes import notes
from kpi_engine.ports import Sums
from kpi_engine.result import Result
from kpi_engine.rows import Figures, cells, kept, lines, row, shared
from kpi_engine.settings import KpiSettings
from kpi_engine.values import (
    Asking,
    Clarification,
    MetricRef,
    Names,
    Refusal,
    Understanding,
    Understood,
    Viewer,
)

Found = Mapping[MetricRef, Measured]


def ask(
    text: str, store: Sums, asking: Asking, viewer: Viewer, settings: KpiSettings | None = None
) -> Result:
    """Understand a question and answer it."""
    named = asking if asking.names.values else replace(asking, names=names_of(store))
    return answer(text, understand(text, named), store, named, viewer, settings)


def answer(
    question_text: str,
    understanding: Understanding,
    store: Sums,
    asking: Asking,
    viewer: Viewer,
    settings: KpiSettings | None = None,
) -> Result:
    """The answer to an understood question; what was not understood, or is not allowed, is said back."""
    settings = settings or KpiSettings()
    names = asking.names if asking.names.values else names_of(store)
    if not isinstance(understanding, Understood):
        return _said_back(question_text, understanding, names)
    query, language = understanding.query, understanding.language
    if query.intent in _TEXTS:
        return _TEXTS[query.intent](question_text, understanding, settings, viewer)
    problem = check(query, viewer, settings, names, language)
    if problem is not None:
        return _said_back(question_text, problem, names)
    case = make_case(query, store, asking, viewer, settings, names, language)
    problem = carried_problem(case)
    if problem is not None:
        return _said_back(question_text, problem, names)
    return _figures(question_text, understanding, case)


def names_of(store: Sums) -> Names:
    """The names that the store knows, for questions about it."""
    return Names(
        {dimension: dict(values) for dimension, values in store.names().items()},
        {name: tuple(dates) for name, dates in store.holidays().items()},
    )


def _said_back(question: str, said: Clarification | Refusal, names: Names) -> Result:
    if isinstance(said, Refusal):
        return Result(question, said.language, "refused", message=said.message)
    told = " ".join((said.message, *said.choices))
    found = (name for name in names.values.get("agent", ()) if name in told)
    agents = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told) for name in found)
    return Result(
        question,
        said.language,
        "clarify",
        message=said.message,
        choices=said.choices,
        names_agents=agents,
    )


def _defined(question: str, understood: Understood, settings: KpiSettings, viewer: Viewer) -> Result:
    texts = definitions(understood.query.metrics, settings, understood.language)
    return Result(
        question,
        understood.language,
        "answered",
        replace(understood.query, period=None),
        notes=understood.notes,
        definition=texts,
    )


def _capable(question: str, understood: Understood, settings: KpiSettings, viewer: Viewer) -> Result:
    message, examples = capability(understood.language)
    return Result(
        question,
        understood.language,
        "answered",
        replace(understood.query, period=None),
        notes=understood.notes,
        message=message,
        choices=examples,
    )


_TEXTS: Mapping[str, Callable[[str, Understood, KpiSettings, Viewer], Result]] = {
    "definition": _defined,
    "capability": _capable,
}


def _figures(question: str, understood: Understood, case: Case) -> Result:
    """Figures of every slice, what stands beside them, and the notes."""
    query, plan = case.query, planned(case)
    drivers = query.intent == "drivers"
    dimensions = () if drivers else query.group_by
    refs = asked_refs(query)
    frame = replace(case.framed(()), grain=None) if drivers else case.frame
    found = measured(refs_of(plan, refs), case.periods(), frame, case.sheet, case.settings)
    every, figures, seen = cells(case, found, refs, dimensions), Figures(case, dimensions), case
    made = lines(figures, found, refs, every if drivers else kept(case, found, every))
    said: list[str] = [*understood.notes]
    if query.intent == "share":
        made = shared(made, found, every)
        said += _unshared(case, found)
    if drivers:
        driving = driven(case, made[0], found, plan, figures)
        rows, said = driving.rows, [*said, *driving.notes]
    else:
        if plan.chosen and made:
            seen = of_shown(case, made)
            found |= measured(plan.later(), case.periods(), frame, seen.sheet, case.settings)
        rows = tuple(row(case, line, found, beside_row(case, plan, figures, line, found)) for line in made)
    shown = {figure.metric for one in rows for figure in one.beside if figure.metric in found}
    beside = {ref: seen for ref in sorted(shown) if ref not in query.metrics}
    said += notes(case, found, made, figures, beside)
    return Result(
        question,
        understood.language,
        "answered",
        query,
        marked(case, rows),
        tuple(dict.fromkeys(said)),
        definitions(query.metrics, case.settings, case.language),
        _freshness(case),
    )


def _unshared(case: Case, found: Found) -> list[str]:
    without = (ref for ref in case.query.metrics if found[ref].formula.variant.shape in ("quantile", "index"))
    return [say.say(case.language, "no_share", kpi=case.title(ref)) for ref in without]


def _freshness(case: Case) -> datetime | None:
    """The newest record of the kinds that the asked KPIs rest on."""
    plain = (
        item for ref in case.query.metrics for item in (item_refs(case.settings) if is_index(ref) else (ref,))
    )
    needed = {measure for ref in plain for measure in formula(ref, case.settings).needed()}
    known = [moment for moment in (case.sheet.freshness(one) for one in needed) if moment is not None]
    newest = max(known, key=instant, default=None)
    return None if newest is None else newest.astimezone(case.period.start.tzinfo)
