"""An independent recomputation in plain Python: lists and loops over records, written from the definitions.

Nothing here is shared with the store's SQL. `sums` and `histogram` answer what `storage.store.Store` answers;
`Records` are the records of one store, each a dict with the columns of its kind (aware datetimes, dates,
Decimal money, None = unknown). Slow and simple on purpose; fast enough for fifty thousand contacts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

Record = dict[str, Any]

SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7), "fcr": (0, 1), "esat": (1, 5)}
ON_QUEUE = ("handling", "available")
NEVER = datetime.max.replace(tzinfo=UTC)
TIME = ("hour", "day", "weekday", "hour_of_day")


@dataclass
class Records:
    """All records of a store by kind, and the emotion model that is active."""

    contacts: list[Record] = field(default_factory=list)
    surveys: list[Record] = field(default_factory=list)
    agent_states: list[Record] = field(default_factory=list)
    schedules: list[Record] = field(default_factory=list)
    quality: list[Record] = field(default_factory=list)
    costs: list[Record] = field(default_factory=list)
    staff: list[Record] = field(default_factory=list)
    absences: list[Record] = field(default_factory=list)
    customers: list[Record] = field(default_factory=list)
    digital: list[Record] = field(default_factory=list)
    nev_contacts: list[Record] = field(default_factory=list)
    emotion_mentions: list[Record] = field(default_factory=list)
    model: str | None = None

    @cached_property
    def agents(self) -> dict[str, Record]:
        return {person["agent_id"]: person for person in self.staff}

    @cached_property
    def by_contact(self) -> dict[str, Record]:
        return {contact["contact_id"]: contact for contact in self.contacts}

    @cached_property
    def segments(self) -> dict[str, str | None]:
        return {customer["customer_id"]: customer["segment"] for customer in self.customers}

    @cached_property
    def issues(self) -> dict[tuple[str, str | None], list[Record]]:
        """Inbound contacts by issue, in order of time and id."""
        found: dict[tuple[str, str | None], list[Record]] = defaultdict(list)
        for contact in self.contacts:
            if contact["direction"] == "inbound" and contact["customer_id"] is not None:
                found[contact["customer_id"], contact["reason"]].append(contact)
        for contacts in found.values():
            contacts.sort(key=lambda contact: (contact["started_at"], contact["contact_id"]))
        return found

    @cached_property
    def scores(self) -> dict[str, Record]:
        return {score["contact_id"]: score for score in self.nev_contacts if score["model"] == self.model}

    @cached_property
    def emotions(self) -> set[tuple[str, str]]:
        mentions = (m for m in self.emotion_mentions if m["model"] == self.model and m["mentions"] > 0)
        return {(mention["contact_id"], mention["emotion"]) for mention in mentions}


@dataclass
class Asked:
    """One question: the records, the span as UTC instants, its zone and the clock."""

    records: Records
    start: datetime
    end: datetime
    zone: ZoneInfo
    clock: datetime


# --- first contact resolution -------------------------------------------------------------------------------


def neighbours(records: Records, contact: Record, same_channel: bool) -> tuple[list[Record], list[Record]]:
    """The inbound contacts of the same issue before and after this one."""
    issue = records.issues.get((contact["customer_id"], contact["reason"]), [])
    if same_channel:
        issue = [other for other in issue if other["channel"] == contact["channel"]]
    place = (contact["started_at"], contact["contact_id"])
    before = [other for other in issue if (other["started_at"], other["contact_id"]) < place]
    after = [other for other in issue if (other["started_at"], other["contact_id"]) > place]
    return before, after


def within(contact: Record, others: Iterable[Record], days: int) -> bool:
    window = timedelta(days=days)
    return any(abs(other["started_at"] - contact["started_at"]) <= window for other in others)


def followable(contact: Record) -> bool:
    return contact["direction"] == "inbound" and contact["customer_id"] is not None


def is_first(records: Records, contact: Record | None, days: int, same_channel: bool = False) -> bool:
    if contact is None or not followable(contact) or contact["outcome"] != "handled":
        return False
    return not within(contact, neighbours(records, contact, same_channel)[0], days)


def is_resolved(records: Records, contact: Record | None, days: int, same_channel: bool = False) -> bool:
    if contact is None or not is_first(records, contact, days, same_channel):
        return False
    return not within(contact, neighbours(records, contact, same_channel)[1], days)


# --- rows: what each source counts over, with its time and its contact ----------------------------------------


@dataclass
class Row:
    """A record with the instant at which it counts; `contact` gives it dimensions where it has one."""

    record: Record
    at: datetime
    contact: Record | None = None
    agent: str | None = None


def contact_rows(records: Records) -> list[Row]:
    return [Row(contact, contact["started_at"], contact, contact["agent_id"]) for contact in records.contacts]


def survey_rows(records: Records) -> list[Row]:
    rows: list[Row] = []
    for survey in records.surveys:
        contact = records.by_contact.get(survey["contact_id"])
        at = contact["started_at"] if contact else survey["answered_at"] or survey["sent_at"]
        if at is not None:
            rows.append(Row(survey, at, contact, contact["agent_id"] if contact else None))
    return rows


def esat_rows(records: Records) -> list[Row]:
    surveys = [survey for survey in records.surveys if survey["kind"] == "esat"]
    timed = [(survey, survey["answered_at"] or survey["sent_at"]) for survey in surveys]
    return [Row(survey, at, None, survey["agent_id"]) for survey, at in timed if at is not None]


def nev_rows(records: Records) -> list[Row]:
    pairs = [(score, records.by_contact.get(contact)) for contact, score in records.scores.items()]
    return [Row(score, c["started_at"], c, c["agent_id"]) for score, c in pairs if c is not None]


def quality_rows(records: Records) -> list[Row]:
    return [Row(review, review["reviewed_at"], None, review["agent_id"]) for review in records.quality]


def digital_rows(records: Records) -> list[Row]:
    return [Row(session, session["started_at"]) for session in records.digital]


EVENTS: dict[str, Callable[[Records], list[Row]]] = {
    "contacts": contact_rows,
    "surveys": survey_rows,
    "esat": esat_rows,
    "nev": nev_rows,
    "quality": quality_rows,
    "digital": digital_rows,
}


def hour_start(at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the local hour of `at`, walking back; a change of clocks begins a new one."""
    local = at.astimezone(zone)
    same = (local.utcoffset(), local.date(), local.hour)
    start = at.astimezone(UTC).replace(second=0, microsecond=0)
    while True:
        earlier = (start - timedelta(minutes=1)).astimezone(zone)
        if (earlier.utcoffset(), earlier.date(), earlier.hour) != same:
            return start
        start -= timedelta(minutes=1)


def time_key(name: str, at: datetime, zone: ZoneInfo) -> Any:
    local = at.astimezone(zone)
    if name == "hour":
        return hour_start(at, zone)
    return {"day": local.date(), "weekday": local.weekday(), "hour_of_day": local.hour}[name]


def person(records: Records, agent: str | None, column: str) -> Any:
    found = records.agents.get(agent) if agent is not None else None
    return found[column] if found else None


def fcr_outcome(asked: Asked, contact: Record | None, days: int) -> str | None:
    if contact is None or not is_first(asked.records, contact, days):
        return None
    if contact["started_at"] > asked.clock - timedelta(days=days):
        return "immature"
    return "resolved" if is_resolved(asked.records, contact, days) else "repeated"


def nev_band(asked: Asked, contact: Record | None) -> str | None:
    score = asked.records.scores.get(contact["contact_id"]) if contact else None
    if score is None or score["balance"] is None:
        return None
    if score["balance"] < -20:
        return "under -20"
    return "-20 to 20" if score["balance"] <= 20 else "over 20"


def row_dimension(asked: Asked, source: str, row: Row, name: str) -> Any:
    """The value of a dimension for a row of an event source."""
    if name in TIME:
        return time_key(name, row.at, asked.zone)
    if name.startswith("fcr_outcome:"):
        return fcr_outcome(asked, row.contact, int(name.split(":")[1]))
    if name == "nev_band":
        return nev_band(asked, row.contact)
    if name == "agent":
        return row.agent
    if name in ("team", "site"):
        own = row.contact[name] if row.contact else None
        return own if own is not None else person(asked.records, row.agent, name)
    if source == "digital":
        return row.record[name]
    if name == "segment" and source == "surveys" and row.contact is None:
        relational = row.record["kind"] == "nps" and row.record["contact_id"] is None
        return asked.records.segments.get(row.record["customer_id"]) if relational else None
    return row.contact[name] if row.contact else None


# --- measures over the rows of one slice ----------------------------------------------------------------------


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

# --- agents' time: what one agent does at one moment ----------------------------------------------------------


def at_moment(intervals: Sequence[Record], label: str, moment: datetime) -> Record | None:
    """Of the intervals that cover a moment the one begun last; then the one that ends first, then by name."""
    covering = [one for one in intervals if one["started_at"] <= moment < one["ended_at"]]
    covering.sort(key=lambda one: (NEVER - one["started_at"], one["ended_at"], one[label]))
    return covering[0] if covering else None


def activity(label: str) -> str:
    return "on queue" if label in ON_QUEUE else label


def kinds(state: Record | None, plan: Record | None) -> set[str]:
    found: set[str] = set()
    if state is not None:
        found |= {state["state"]} & set(ON_QUEUE)
        found |= {"logged_in"} if state["state"] != "offline" else set()
        found |= {"paid"} if state["paid"] else set()
    if plan is not None:
        found.add("scheduled")
        if state is not None and activity(state["state"]) == activity(plan["activity"]):
            found.add("adherent")
    return found


def quarters(start: datetime, end: datetime) -> list[datetime]:
    """Every quarter of an hour between: no zone begins an hour or changes its clocks anywhere else."""
    step = timedelta(minutes=15)
    first = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [at for n in range(int((end - first) / step) + 1) if start < (at := first + n * step) < end]


def slots(asked: Asked) -> list[tuple[str, datetime, timedelta, set[str]]]:
    """(agent, moment, length, kinds) of every stretch of the span in which nothing changes."""
    found: list[tuple[str, datetime, timedelta, set[str]]] = []
    records = asked.records
    agents = {one["agent_id"] for one in (*records.agent_states, *records.schedules)}
    for agent in agents:
        states = [one for one in records.agent_states if one["agent_id"] == agent]
        plans = [one for one in records.schedules if one["agent_id"] == agent]
        edges = {one[side] for one in (*states, *plans) for side in ("started_at", "ended_at")}
        inside = {edge for edge in edges if asked.start < edge < asked.end}
        points = sorted(inside | {asked.start, asked.end} | set(quarters(asked.start, asked.end)))
        for first, last in zip(points, points[1:], strict=False):
            active = kinds(at_moment(states, "state", first), at_moment(plans, "activity", first))
            if active:
                found.append((agent, first, last - first, active))
    return found


# --- the answer ---------------------------------------------------------------------------------------------

FAMILIES: dict[str, dict[str, Callable[..., Any]]] = {
    "contacts": CONTACTS,
    "surveys": SURVEYS,
    "esat": ESAT,
    "quality": QUALITY,
    "digital": DIGITAL,
    "nev": NEV,
}
AGENT_TIME = ("handling_s", "available_s", "logged_in_s", "paid_s", "scheduled_s", "adherent_s")
ABSENCES = ("absent_h", "absent_unapproved_h")
COSTS = ("ledger", "ledger_variable")
STAFF = ("headcount_start", "headcount_end", "leavers", "staff_people")
CUSTOMERS = ("customers_start", "customers_kept")


def source_of(name: str) -> str:
    lists = {
        "agent_time": AGENT_TIME,
        "absences": ABSENCES,
        "costs": COSTS,
        "staff": STAFF,
        "customers": CUSTOMERS,
    }
    every = {**FAMILIES, **lists}
    return next(source for source, names in every.items() if name in names)


def holds(value: Any, condition: Any) -> bool:
    dimension, negated, values = condition
    wanted = [int(v) for v in values] if dimension in ("weekday", "hour_of_day") else values
    return (value in wanted) != negated


def sums(records: Records, measures: Any, span: Any, by: Any, where: Any) -> dict[tuple[Any, ...], list[Any]]:
    """As `Store.sums`."""
    asked = asking(records, span)
    empty = [None if is_total(name) else 0 for name, _ in measures]
    found: dict[tuple[Any, ...], list[Any]] = {} if by else {(): list(empty)}
    for source in dict.fromkeys(source_of(name) for name, _ in measures):
        slices = SLICERS[source](asked, source, by, where)
        for key, rows in slices.items():
            if source == "agent_time" and not counted(measures, rows):
                continue
            figures = found.setdefault(key, list(empty))
            for place, (name, args) in enumerate(measures):
                if source_of(name) == source:
                    figures[place] = figure(asked, source, name, args, rows)
    return found


def counted(measures: Any, rows: Any) -> bool:
    """Whether any stretch is of a kind that is asked for: the others make no slice."""
    return any(f"{kind}_s" == name for _, active in rows for kind in active for name, _ in measures)


def asking(records: Records, span: Any) -> Asked:
    start, end, zone, clock = span
    return Asked(records, start.astimezone(UTC), end.astimezone(UTC), ZoneInfo(zone), clock.astimezone(UTC))


def is_total(name: str) -> bool:
    """Whether a measure without rows is unknown instead of 0."""
    ends = ("_s", "_sq", "_h", "points", "possible", "ledger", "_variable", "_amount", "_cost", "_total")
    return name.endswith(ends) or name in ("mentions_positive", "mentions_negative")


def figure(asked: Asked, source: str, name: str, args: Any, rows: Any) -> Any:
    if source in FAMILIES:
        return FAMILIES[source][name](asked, rows, *args)
    return OTHERS[source](asked, name, rows)


def event_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Row]]:
    slices: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in EVENTS[source](asked.records):
        if asked.start <= row.at < asked.end and all(
            holds(row_dimension(asked, source, row, condition[0]), condition) for condition in where
        ):
            slices[tuple(row_dimension(asked, source, row, name) for name in by)].append(row)
    return slices


def time_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Any]]:
    def value(agent: str, at: datetime, name: str) -> Any:
        if name in TIME:
            return time_key(name, at, asked.zone)
        return agent if name == "agent" else person(asked.records, agent, name)

    slices: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for agent, at, length, active in slots(asked):
        if all(holds(value(agent, at, condition[0]), condition) for condition in where):
            slices[tuple(value(agent, at, name) for name in by)].append((length, active))
    return slices


def time_figure(asked: Asked, name: str, rows: Any) -> float | None:
    kind = name.removesuffix("_s")
    lengths = [length for length, active in rows if kind in active]
    return sum(lengths, timedelta()).total_seconds() if lengths else None


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of a local date and of the next: walking, since clocks may skip a midnight."""
    edges: list[datetime] = []
    for wanted in (day, day + timedelta(days=1)):
        at = datetime(wanted.year, wanted.month, wanted.day, tzinfo=UTC) - timedelta(hours=15)
        while at.astimezone(zone).date() < wanted:
            at += timedelta(minutes=15)
        edges.append(at)
    return edges[0], edges[1]


def local_days(asked: Asked) -> list[date]:
    first, last = asked.start.astimezone(asked.zone).date(), asked.end.astimezone(asked.zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def dated(name: str, day: date) -> Any:
    return {"day": day, "weekday": day.weekday()}[name]


def absence_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Record]]:
    begun = {d for d in local_days(asked) if asked.start <= day_bounds(d, asked.zone)[0] < asked.end}

    def value(absence: Record, name: str) -> Any:
        if name in TIME:
            return dated(name, absence["date"])
        agent = absence["agent_id"]
        return agent if name == "agent" else person(asked.records, agent, name)

    slices: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for absence in asked.records.absences:
        if absence["date"] in begun and all(holds(value(absence, c[0]), c) for c in where):
            slices[tuple(value(absence, name) for name in by)].append(absence)
    return slices


def absence_figure(asked: Asked, name: str, rows: Sequence[Record]) -> float | None:
    return total(row["hours"] for row in rows if name == "absent_h" or not row["approved"])


def cost_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Any]]:
    slices: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for day in local_days(asked):
        begins, ends = day_bounds(day, asked.zone)
        inside = min(ends, asked.end) - max(begins, asked.start)
        if inside <= timedelta():
            continue
        for cost in asked.records.costs:

            def value(name: str, cost: Record = cost, day: date = day) -> Any:
                return dated(name, day) if name in TIME else cost[name]

            if cost["from"] <= day <= cost["to"] and all(holds(value(c[0]), c) for c in where):
                share = Fraction(
                    inside // timedelta(microseconds=1), (ends - begins) // timedelta(microseconds=1)
                )
                daily = Fraction(cost["amount"]) / ((cost["to"] - cost["from"]).days + 1)
                slices[tuple(value(name) for name in by)].append((cost, daily * share))
    return slices


def cost_figure(asked: Asked, name: str, rows: Any) -> float | None:
    return money(part for cost, part in rows if name == "ledger" or cost["kind"] == "variable")


def there(since: date, until: date | None, day: date, inclusive: bool) -> bool:
    began = since <= day if inclusive else since < day
    return began and (until is None or until >= day)


def stock_slices(asked: Asked, source: str, by: Any, where: Any) -> dict[tuple[Any, ...], list[Record]]:
    start, end = (moment.astimezone(asked.zone).date() for moment in (asked.start, asked.end))
    slices: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for one in asked.records.staff if source == "staff" else asked.records.customers:
        if source == "staff":
            arrived = one["hired_on"] <= start or one["hired_on"] < end
            concerned = arrived and (one["left_on"] is None or one["left_on"] >= start)
        else:
            concerned = there(one["since"], one["lost_on"], start, True)
        if concerned and all(holds(one[c[0]], c) for c in where):
            slices[tuple(one[name] for name in by)].append(one)
    return slices


def stock_figure(asked: Asked, name: str, rows: Sequence[Record]) -> int:
    start, end = (moment.astimezone(asked.zone).date() for moment in (asked.start, asked.end))
    tests: dict[str, Callable[[Record], bool]] = {
        "headcount_start": lambda p: there(p["hired_on"], p["left_on"], start, True),
        "headcount_end": lambda p: there(p["hired_on"], p["left_on"], end, False),
        "leavers": lambda p: p["left_on"] is not None and start <= p["left_on"] < end,
        "staff_people": lambda p: True,
        "customers_start": lambda c: True,
        "customers_kept": lambda c: c["lost_on"] is None or c["lost_on"] >= end,
    }
    return sum(1 for row in rows if tests[name](row))


SLICERS: dict[str, Callable[[Asked, str, Any, Any], dict[tuple[Any, ...], Any]]] = {
    **dict.fromkeys(FAMILIES, event_slices),
    "agent_time": time_slices,
    "absences": absence_slices,
    "costs": cost_slices,
    "staff": stock_slices,
    "customers": stock_slices,
}
OTHERS: dict[str, Callable[[Asked, str, Any], Any]] = {
    "agent_time": time_figure,
    "absences": absence_figure,
    "costs": cost_figure,
    "staff": stock_figure,
    "customers": stock_figure,
}

HISTOGRAMS: dict[str, tuple[Callable[[Record], bool], tuple[str, ...]]] = {
    "wait": (answered, ("wait_s",)),
    "abandon_wait": (abandoned, ("wait_s",)),
    "handle": (handled, ("talk_s", "hold_s", "acw_s")),
    "first_response": (written, ("first_response_s",)),
}


def histogram(records: Records, name: str, span: Any, by: Any, where: Any) -> dict[Any, dict[float, int]]:
    """As `Store.histogram`."""
    test, columns = HISTOGRAMS[name]
    found: dict[Any, dict[float, int]] = {}
    for key, rows in event_slices(asking(records, span), "contacts", by, where).items():
        for row in rows:
            parts = [row.record[column] for column in columns]
            if test(row.record) and None not in parts:
                counts = found.setdefault(key, defaultdict(int))
                counts[sum(parts)] += 1
    return found
