"""Short ways to write variants and the sets of dimensions that KPIs have."""

from __future__ import annotations

from kpi_engine.catalogue.shape import Interval, Term, Terms, Variant
from kpi_engine.settings import Setting

CLOCK = frozenset({"weekday", "hour_of_day"})
CONTACT = CLOCK | {"queue", "channel", "direction", "reason", "segment", "language", "site", "stage"}
HANDLED = CONTACT | {"agent", "team"}
FELT = HANDLED | {"fcr_outcome", "nev_band"}
AGENT = CLOCK | {"agent", "team", "site"}
AGENT_DAYS = AGENT - {"hour_of_day"}
STAFF = frozenset({"team", "site"})
CUSTOMER = frozenset({"segment"})
DIGITAL = CLOCK | {"channel"}
COST = frozenset({"queue", "weekday"})


def t(measure: str, *args: str | int | Setting) -> Term:
    return Term(measure, args)


def events(measure: str) -> Term:
    """A sum over events, 0 where none happened."""
    return Term(measure, zero_when_none=True)


def percent(
    variant_id: str,
    formula: str,
    top: Term | Terms,
    bottom: Term | Terms,
    *,
    interval: Interval = Interval.WILSON,
    scale: float = 100.0,
    **rest: object,
) -> Variant:
    """100 × top ÷ bottom."""
    return Variant(
        variant_id,
        "%",
        f"100 × {formula}",
        _terms(top),
        _terms(bottom),
        interval=interval,
        scale=scale,
        **rest,  # pyright: ignore[reportArgumentType] # the fields of Variant, checked by its constructor
    )


def mean(variant_id: str, unit: str, formula: str, what: str, *args: str, **rest: object) -> Variant:
    """Σ ÷ n over the measures `what_s`, `what_n` and, for its interval, `what_sq`."""
    rest = {"counted_in": unit, **rest}
    return Variant(
        variant_id,
        unit,
        formula,
        (Term(f"{what}_s", args),),
        (Term(f"{what}_n", args),),
        squares=(Term(f"{what}_sq", args),),
        interval=Interval.MEAN,
        **rest,  # pyright: ignore[reportArgumentType] # the fields of Variant, checked by its constructor
    )


def quantile(variant_id: str, of: str, histogram: str, part: float, n: Term, left_out: Terms = ()) -> Variant:
    """A percentile in seconds, from the histogram of that name."""
    word = {0.5: "median", 0.9: "90th percentile"}[part]
    return Variant(
        variant_id,
        "s",
        f"{word} of {of}",
        shape="quantile",
        interval=Interval.ORDER,
        histogram=histogram,
        quantile=part,
        n=(n,),
        left_out=left_out,
    )


def count(formula: str, term: Term, variant_id: str = "count", unit: str = "n", n: Terms = ()) -> Variant:
    return Variant(variant_id, unit, formula, (term,), shape="sum", interval=Interval.NONE, n=n)


def _terms(terms: Term | Terms) -> Terms:
    return (terms,) if isinstance(terms, Term) else terms
