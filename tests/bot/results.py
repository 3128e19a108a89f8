"""Results made by hand, and by hypothesis, for the tests of blocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from kpi_engine.catalogue import METRICS
from kpi_engine.result import Comparison, Figure, Result, Row
from kpi_engine.values import Compare, Filter, MetricRef, Period, Query, Unit

MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7), "last week", Unit.WEEK)
BEFORE = Period(MONDAY - timedelta(days=7), MONDAY, "the week before", Unit.WEEK)
AHT = MetricRef("average_handle_time", "talk_hold_acw")


def figure(value: float | None = 252.0, **more: object) -> Figure:
    facts: dict[str, object] = {
        "metric": AHT,
        "unit": "s",
        "n": 4120,
        "low": 248.0,
        "high": 256.0,
        "used": WEEK,
    }
    return Figure(value=value, **(facts | more))  # type: ignore[arg-type]


def compared(**more: object) -> Figure:
    side = Comparison(240.0, 3990, "up", 12.0, 4.0, 20.0, BEFORE)
    return figure(compare=side, **more)


def query(**more: object) -> Query:
    facts: dict[str, object] = {"intent": "value", "metrics": (AHT,), "period": WEEK}
    return Query(**(facts | more))  # type: ignore[arg-type]


def answered(asked: Query, *rows: Row, **more: object) -> Result:
    facts: dict[str, object] = {
        "definition": {"average_handle_time": "Σ (talk + hold + after-call) ÷ handled"}
    }
    return Result("?", "en", "answered", asked, rows, freshness=MONDAY + timedelta(days=9), **(facts | more))  # type: ignore[arg-type]


AGAINST = Compare("previous_period", BEFORE, "the week before")

MARKUP = [
    "<!channel>",
    "<@U1>",
    "*bold*",
    "_it_",
    "~no~",
    "`code`",
    "a|b",
    "R&D",
    "<https://x|y>",
    "&lt;",
    ":tada:",
]
words = st.one_of(
    st.sampled_from(MARKUP), st.text(max_size=40), st.text("W<&>*|`", min_size=200, max_size=4000)
)
numbers = st.one_of(st.none(), st.floats(-1e12, 1e12), st.floats(-100, 100))
refs = st.sampled_from([MetricRef(m.id, v.id) for m in METRICS for v in m.all_variants()])
units = st.sampled_from(["n", "%", "s", "n/h", "pts", "idx", "net", "money"])
verdicts = st.sampled_from(["up", "down", "no clear change", "too few to judge", "no data"])
counts = st.integers(0, 10**9)
periods = st.sampled_from([WEEK, BEFORE])
comparisons = st.builds(
    Comparison, numbers, counts, verdicts, numbers, numbers, numbers, periods, numbers, numbers
)
figures = st.builds(
    Figure, refs, numbers, units, counts, numbers, numbers, periods, st.none() | comparisons, *([numbers] * 5)
)
dimensions = st.sampled_from(["queue", "team", "agent", "channel", "weekday", "made_up"])
slice_values = st.one_of(words, st.none(), st.datetimes(timezones=st.just(UTC)))
rows = st.builds(
    Row,
    st.dictionaries(dimensions, slice_values, max_size=3),
    st.lists(figures, min_size=1, max_size=4).map(tuple),
    st.lists(figures, max_size=2).map(tuple),
)
queries = st.builds(
    Query,
    st.sampled_from(["value", "trend", "compare", "rank", "share", "drivers", "definition", "capability"]),
    st.lists(refs, min_size=1, max_size=6).map(tuple),
    st.none() | periods,
    st.none()
    | st.builds(
        Compare, st.sampled_from(["previous_period", "explicit", "target", "expected"]), periods, words
    ),
    st.none() | st.sampled_from(list(Unit)),
    st.lists(dimensions, max_size=3, unique=True).map(tuple),
    st.lists(
        st.builds(
            Filter,
            dimensions,
            st.sampled_from(["in", "not_in"]),
            st.lists(st.none() | words, max_size=30).map(tuple),
        ),
        max_size=8,
    ).map(tuple),
)


@st.composite
def results(draw: st.DrawFn) -> Result:
    """Any answered Result; one row is repeated until there are up to 10,000."""
    made = tuple(draw(st.lists(rows, min_size=1, max_size=4))) * draw(st.sampled_from([1, 1, 30, 2500]))
    return Result(
        draw(words),
        "en",
        "answered",
        draw(queries),
        made,
        tuple(draw(st.lists(words, max_size=15))),
        draw(st.dictionaries(words, words, max_size=5)),
        draw(st.none() | st.datetimes(timezones=st.just(UTC))),
        draw(st.none() | words),
    )


@st.composite
def questions_back(draw: st.DrawFn) -> Result:
    status = draw(st.sampled_from(["clarify", "refused"]))
    choices = tuple(draw(st.lists(words, max_size=40, unique=True)))
    return Result(draw(words), "en", status, message=draw(words), choices=choices)
