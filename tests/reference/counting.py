"""Measures over the rows of one slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from reference.records import SCALES, Asked, Record
from reference.rows import (
    Row,
    followable,
    is_first,
    is_resolved,
    neighbours,
    row_dimension,
    within,
)


def limit(threshold: Any, channel: str) -> float:
    if not isinstance(threshold, tuple):
        return threshold
    pairs = dict(threshold)
    return pairs.get(channel, pairs[""])


def total(values: Iterable[Any]) -> Any:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def money(values: Iterable[Any]) -> float | None:
    exact = total(Fraction(value) for value in values if value is not None)
    return None if exact is None else float(exact)


def inbound(c: Record) -> bool:
    return c["direction"] == "inbound"


def handled(c: Record) -> bool:
    return c["outcome"] == "handled"


def answered(c: Record) -> bool:
    return inbound(c) and handled(c)


def abandoned(c: Record) -> bool:
    return inbound(c) and c["outcome"] == "abandoned"


def written(c: Record) -> bool:
    return c["channel"] in ("chat", "email", "social")


def sold_to(c: Record) -> bool:
    return handled(c) and c["sales_contact"] is True


Test = Callable[..., bool]
Rows = Sequence[Row]


def counting(test: Test) -> Callable[..., int]:
    return lambda asked, rows, *args: sum(1 for row in rows if test(asked, row, *args))


def plain(test: Callable[[Record], bool]) -> Callable[..., int]:
    return counting(lambda asked, row: test(row.record))


def summing(test: Callable[[Record], bool], *columns: str, power: int = 1) -> Callable[..., Any]:
    """The total (of squares) of the sum of columns, over the rows where all of them are known."""

    def compute(asked: Asked, rows: Rows) -> Any:
        parts = ([row.record[column] for column in columns] for row in rows if test(row.record))
        return total(sum(values) ** power for values in parts if None not in values)

    return compute


def moments(name: str, test: Callable[[Record], bool], *columns: str) -> dict[str, Callable[..., Any]]:
    known = plain(lambda c: test(c) and all(c[column] is not None for column in columns))
    return {
        f"{name}_n": known,
        f"{name}_s": summing(test, *columns),
        f"{name}_sq": summing(test, *columns, power=2),
    }


CONTACTS: dict[str, Callable[..., Any]] = {
    "offered": plain(inbound),
    "handled": plain(handled),
    "answered": plain(answered),
    "abandoned": plain(abandoned),
    "outbound": plain(lambda c: c["direction"] == "outbound"),
    "outbound_handled": plain(lambda c: c["direction"] == "outbound" and handled(c)),
    "answered_known": plain(lambda c: answered(c) and c["wait_s"] is not None),
    "answered_unknown": plain(lambda c: answered(c) and c["wait_s"] is None),
    "abandoned_known": plain(lambda c: abandoned(c) and c["wait_s"] is not None),
    "abandoned_unknown": plain(lambda c: abandoned(c) and c["wait_s"] is None),
    "answered_within": counting(
        lambda asked, r, t: (
            answered(r.record)
            and r.record["wait_s"] is not None
            and r.record["wait_s"] <= limit(t, r.record["channel"])
        )
    ),
    "abandoned_within": counting(
        lambda asked, r, t: (
            abandoned(r.record)
            and r.record["wait_s"] is not None
            and r.record["wait_s"] <= limit(t, r.record["channel"])
        )
    ),
    "wait_s": summing(answered, "wait_s"),
    "wait_sq": summing(answered, "wait_s", power=2),
    "abandon_s": summing(abandoned, "wait_s"),
    "abandon_sq": summing(abandoned, "wait_s", power=2),
    **moments("talk", handled, "talk_s"),
    **moments("hold", handled, "hold_s"),
    **moments("acw", handled, "acw_s"),
    **moments("handle", handled, "talk_s", "hold_s", "acw_s"),
    **moments("talk_acw", handled, "talk_s", "acw_s"),
    **moments("talk_hold", handled, "talk_s", "hold_s"),
    **moments("first_response", written, "first_response_s"),
    "held_n": plain(lambda c: handled(c) and (c["hold_s"] or 0) > 0),
    "first_contacts": counting(lambda asked, r, days: is_first(asked.records, r.contact, days)),
    "first_resolved": counting(lambda asked, r, days: is_resolved(asked.records, r.contact, days)),
    "first_contacts_same": counting(lambda asked, r, days: is_first(asked.records, r.contact, days, True)),
    "first_resolved_same": counting(lambda asked, r, days: is_resolved(asked.records, r.contact, days, True)),
    "first_known": counting(
        lambda asked, r, days: is_first(asked.records, r.contact, days) and r.record["resolved"] is not None
    ),
    "first_yes": counting(
        lambda asked, r, days: is_first(asked.records, r.contact, days) and r.record["resolved"] is True
    ),
    "followable": plain(followable),
    "unfollowable": plain(lambda c: answered(c) and c["customer_id"] is None),
    "repeats": counting(
        lambda asked, r, days: (
            followable(r.record) and within(r.record, neighbours(asked.records, r.record, False)[0], days)
        )
    ),
    "resolved_n": plain(lambda c: handled(c) and c["resolved"] is not None),
    "resolved_yes": plain(lambda c: handled(c) and c["resolved"] is True),
    "one_call_n": plain(lambda c: handled(c) and c["resolved"] is not None and c["transfers"] is not None),
    "one_call_yes": plain(lambda c: handled(c) and c["resolved"] is True and c["transfers"] == 0),
    "transfers_n": plain(lambda c: handled(c) and c["transfers"] is not None),
    "transferred": plain(lambda c: handled(c) and (c["transfers"] or 0) >= 1),
    "sale_amount": lambda asked, rows: money(row.record["sale_amount"] for row in rows),
    "contact_cost": lambda asked, rows: money(row.record["cost"] for row in rows),
    "sales_n": plain(lambda c: c["sale_amount"] is not None),
    "sales_contacts": plain(sold_to),
    "sales_converted": plain(lambda c: sold_to(c) and (c["sale_amount"] or 0) > 0),
    "sales_blank": plain(lambda c: sold_to(c) and c["sale_amount"] is None),
    "contacts_without_team": counting(
        lambda asked, r: inbound(r.record) and row_dimension(asked, "contacts", r, "team") is None
    ),
}


def share_of_scale(survey: Record) -> Fraction | None:
    """Where on its scale a score is, 0 to 1; None where there is no (usable) answer."""
    low, high = (
        default if own is None else own
        for own, default in zip(
            (survey["scale_min"], survey["scale_max"]), SCALES[survey["kind"]], strict=True
        )
    )
    if survey["answered_at"] is None or survey["score"] is None or high <= low:
        return None
    return (Fraction(survey["score"]) - Fraction(low)) / (Fraction(high) - Fraction(low))


def rated(kind: str, test: Callable[[Fraction], bool] = lambda share: True) -> Callable[[Record], bool]:
    def rate(survey: Record) -> bool:
        share = share_of_scale(survey) if survey["kind"] == kind else None
        return share is not None and test(share)

    return rate


def scored(kind: str, low: int, high: int, power: int) -> Callable[..., Any]:
    def compute(asked: Asked, rows: Rows) -> Any:
        shares = (share_of_scale(row.record) for row in rows if row.record["kind"] == kind)
        found = total((low + (high - low) * share) ** power for share in shares if share is not None)
        return None if found is None else float(found)

    return compute


def in_scope(survey: Record, scope: str) -> bool:
    return (survey["contact_id"] is None) == (scope == "relational")


def nps(test: Callable[[Fraction], bool]) -> Callable[..., int]:
    return counting(lambda asked, r, scope: in_scope(r.record, scope) and rated("nps", test)(r.record))


SURVEYS: dict[str, Callable[..., Any]] = {
    "csat_n": plain(rated("csat")),
    "csat_top2": plain(rated("csat", lambda share: 1 + 4 * share >= 4)),
    "csat_top1": plain(rated("csat", lambda share: 1 + 4 * share >= 5)),
    "csat_bottom2": plain(rated("csat", lambda share: 1 + 4 * share <= 2)),
    "csat_s": scored("csat", 1, 5, 1),
    "csat_sq": scored("csat", 1, 5, 2),
    "ces_n": plain(rated("ces")),
    "ces_s": scored("ces", 1, 7, 1),
    "ces_sq": scored("ces", 1, 7, 2),
    "nps_n": nps(lambda share: True),
    "nps_promoters": nps(lambda share: 10 * share >= 9),
    "nps_detractors": nps(lambda share: 10 * share <= 6),
    "fcr_survey_n": counting(
        lambda asked, r, days: rated("fcr")(r.record) and is_first(asked.records, r.contact, days)
    ),
    "fcr_survey_yes": counting(
        lambda asked, r, days: (
            rated("fcr", lambda share: share >= 1)(r.record) and is_first(asked.records, r.contact, days)
        )
    ),
    "surveys_sent": counting(lambda asked, r, kind: r.record["kind"] == kind),
    "surveys_answered": counting(
        lambda asked, r, kind: r.record["kind"] == kind and r.record["answered_at"] is not None
    ),
}

ESAT: dict[str, Callable[..., Any]] = {
    "esat_n": plain(rated("esat")),
    "esat_top2": plain(rated("esat", lambda share: 1 + 4 * share >= 4)),
    "esat_s": scored("esat", 1, 5, 1),
    "esat_sq": scored("esat", 1, 5, 2),
    "esat_people": lambda asked, rows: len(
        {row.agent for row in rows if row.agent is not None and rated("esat")(row.record)}
    ),
}


def reviews(clean: bool) -> Callable[..., int]:
    def compute(asked: Asked, rows: Rows) -> int:
        judged: dict[str, list[bool]] = defaultdict(list)
        for row in rows:
            if row.record["critical_error"] is not None:
                judged[row.record["review_id"]].append(row.record["critical_error"])
        return sum(1 for errors in judged.values() if not (clean and any(errors)))

    return compute


QUALITY: dict[str, Callable[..., Any]] = {
    "points": summing(lambda q: True, "points"),
    "possible": summing(lambda q: True, "possible"),
    "script_points": summing(lambda q: q["criterion_kind"] == "script", "points"),
    "script_possible": summing(lambda q: q["criterion_kind"] == "script", "possible"),
    "reviews": lambda asked, rows: len({row.record["review_id"] for row in rows}),
    "reviews_n": reviews(clean=False),
    "reviews_clean": reviews(clean=True),
}

DIGITAL: dict[str, Callable[..., Any]] = {
    "checkouts": plain(lambda s: s["kind"] == "checkout" and s["completed"] is not None),
    "checkouts_abandoned": plain(lambda s: s["kind"] == "checkout" and s["completed"] is False),
    "self_service": plain(lambda s: s["kind"] == "self_service" and s["failed"] is not None),
    "self_service_failed": plain(lambda s: s["kind"] == "self_service" and s["failed"] is True),
}


def mentions(score: Record) -> int:
    return score["positive_mentions"] + score["negative_mentions"]


def mentioned(value: Callable[[int, int], int]) -> Callable[..., Any]:
    def compute(asked: Asked, rows: Rows) -> Any:
        scores = [row.record for row in rows if mentions(row.record) > 0]
        return total(value(score["positive_mentions"], score["negative_mentions"]) for score in scores)

    return compute


def nev_known(score: Record, variant: str) -> bool:
    return mentions(score) > 0 if variant == "mention_share" else score[variant] is not None


def nev_total(power: int) -> Callable[..., Any]:
    return lambda asked, rows, variant: total(
        row.record[variant] ** power for row in rows if row.record[variant] is not None
    )


NEV: dict[str, Callable[..., Any]] = {
    "nev_n": counting(lambda asked, r, variant: nev_known(r.record, variant)),
    "nev_s": nev_total(1),
    "nev_sq": nev_total(2),
    "mentions_positive": mentioned(lambda p, n: p),
    "mentions_negative": mentioned(lambda p, n: n),
    "mention_diff_sq": mentioned(lambda p, n: (p - n) ** 2),
    "mention_diff_total": mentioned(lambda p, n: (p - n) * (p + n)),
    "mention_total_sq": mentioned(lambda p, n: (p + n) ** 2),
    "scored": plain(lambda score: score["balance"] is not None),
    "not_scored": counting(lambda asked, r, reason: r.record["not_scored"] == reason),
    "transcribed": counting(lambda asked, r: handled(r.contact)),
    "emotion_contacts": counting(
        lambda asked, r, emotion: (
            r.record["balance"] is not None and (r.record["contact_id"], emotion) in asked.records.emotions
        )
    ),
    "scored_first_resolved": counting(
        lambda asked, r, days: r.record["balance"] is not None and is_resolved(asked.records, r.contact, days)
    ),
    "unhappy_first_resolved": counting(
        lambda asked, r, days: (r.record["balance"] or 0) < 0 and is_resolved(asked.records, r.contact, days)
    ),
}
