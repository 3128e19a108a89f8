"""What must be said of costs by queue: the ledger's amounts that name none are in no queue's figure."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_engine import say
from kpi_engine.case import Case, used_dimensions
from kpi_engine.formula import Parts, total
from kpi_engine.measured import Measured
from kpi_engine.sheet import Sheet

_QUEUE = "queue"


def cost_notes(case: Case, one: Measured) -> Iterator[str]:
    """The share of all costs that is left out where a cost is asked for by queue, or of some queues."""
    ledger = tuple(part for part in one.formula.top if case.sheet.store.kind(part.measure) == "costs")
    if not ledger or _QUEUE not in used_dimensions(case.query, case.viewer) or one.main.used.empty:
        return
    whole = case.sheet.without(_QUEUE)
    unnamed = _unnamed(whole, one, ledger)
    every = sum(_amounts(whole, one, one.formula.top).values())
    if unnamed <= 0 or every <= 0:
        return
    yield _said(case, one, ledger, unnamed / every)


def _said(case: Case, one: Measured, ledger: Parts, share: float) -> str:
    """Left out of a queue's figure; "without Sales" counts them in full for those that are left."""
    limited = any(limit.dimension == _QUEUE for limit in case.viewer.allowed or ())
    counted = _QUEUE not in case.query.group_by and _unnamed(case.sheet, one, ledger) > 0
    key = "all_unqueued" if counted else "some_unqueued" if limited else "unqueued"
    return say.say(case.language, key, kpi=case.title(one.ref), share=f"{100 * share:.1f}")


def _unnamed(sheet: Sheet, one: Measured, ledger: Parts) -> float:
    return _amounts(sheet, one, ledger).get(None, 0.0)


def _amounts(sheet: Sheet, one: Measured, parts: Parts) -> dict[object, float]:
    """By queue, what was counted of the asked period."""
    cut = one.main.used.cut((_QUEUE,))
    sheet.want(cut, one.formula.measures())
    return {key[0]: total(parts, row) or 0.0 for key, row in sheet.table(cut).items()}
