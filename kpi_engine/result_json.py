"""An answer as JSON: the stable contract of `heartline ask --json`, stated in `answer.schema.json`."""

from __future__ import annotations

from datetime import datetime

from kpi_engine.result import Comparison, Figure, Result, Row
from kpi_engine.values import Compare, Filter, Having, MetricRef, Order, Period, Query

Json = dict[str, object]
_AGAINST_VALUES = frozenset({"target", "expected"})


def answer_json(result: Result) -> Json:
    """Every key is always there; empty is [] or null; times are ISO 8601 with an offset."""
    return {
        "question": result.question,
        "language": result.language,
        "status": result.status,
        "query": None if result.query is None else _query(result.query),
        "rows": [] if result.query is None else [_row(row, result.query) for row in result.rows],
        "notes": list(result.notes),
        "definition": dict(result.definition),
        "freshness": _moment(result.freshness),
        "message": result.message,
        "choices": list(result.choices),
    }


def _query(query: Query) -> Json:
    return {
        "intent": query.intent,
        "metrics": [_ref(ref) for ref in query.metrics],
        "period": None if query.period is None else _period(query.period),
        "compare": None if query.compare is None else _compare(query.compare),
        "grain": query.grain,
        "group_by": list(query.group_by),
        "filters": [_filter(one) for one in query.filters],
        "having": [_having(one) for one in query.having],
        "order": None if query.order is None else _order(query.order),
        "limit": query.limit,
    }


def _ref(ref: MetricRef) -> Json:
    return {"id": ref.id, "variant": ref.variant}


def _period(period: Period) -> Json:
    return {**_stretch(period), "said": period.said}


def _compare(compare: Compare) -> Json:
    stretch = {"start": None, "end": None} if compare.period is None else _stretch(compare.period)
    said = compare.said if compare.period is None else compare.said or compare.period.said
    return {"kind": compare.kind, **stretch, "said": said}


def _filter(one: Filter) -> Json:
    return {"dimension": one.dimension, "op": one.op, "values": list(one.values)}


def _having(one: Having) -> Json:
    return {**_ref(one.metric), "op": one.op, "value": one.value}


def _order(order: Order) -> Json:
    return {**_ref(order.metric), "direction": order.direction}


def _row(row: Row, query: Query) -> Json:
    return {
        "slice": {name: _value(value) for name, value in row.slice.items()},
        "metrics": [_figure(figure, query) for figure in row.metrics],
        "beside": [_beside(figure, query) for figure in row.beside],
    }


def _figure(figure: Figure, query: Query) -> Json:
    made: Json = {
        **_ref(figure.metric),
        "value": figure.value,
        "unit": figure.unit,
        "n": figure.n,
        "low": figure.low,
        "high": figure.high,
        "used": _used(figure.used),
        "compare": _comparison(figure.compare, query),
    }
    if query.intent == "share":
        made["share"] = figure.share
    if query.intent == "drivers":
        made |= {
            "within": figure.within,
            "mix": figure.mix,
            "interaction": figure.interaction,
            "contribution": figure.contribution,
        }
    return made


def _beside(figure: Figure, query: Query) -> Json:
    made: Json = {**_ref(figure.metric), "value": figure.value, "n": figure.n}
    if figure.compare is not None:
        made["compare"] = _comparison(figure.compare, query)
    return made


def _comparison(compared: Comparison | None, query: Query) -> Json | None:
    if compared is None or query.compare is None:
        return None
    if query.compare.kind in _AGAINST_VALUES:
        return {
            "value": compared.value,
            "low": compared.low,
            "high": compared.high,
            "change": compared.change,
            "verdict": compared.verdict,
        }
    return {
        "value": compared.value,
        "n": compared.n or 0,
        "used": _used(compared.used),
        "change": compared.change,
        "change_low": compared.change_low,
        "change_high": compared.change_high,
        "verdict": compared.verdict,
    }


def _used(period: Period | None) -> Json | None:
    return None if period is None else _stretch(period)


def _stretch(period: Period) -> Json:
    return {"start": _moment(period.start), "end": _moment(period.end)}


def _value(value: str | int | datetime | None) -> str | int | None:
    return _moment(value) if isinstance(value, datetime) else value


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
