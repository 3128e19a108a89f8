# ruff: noqa: E501 (the aliases of a column stand on its line)
"""The kinds of records that the store takes in: for each, its columns and what may stand in them.

This is the whole interchange format as data; the order of the columns is the one of the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import Table

from storage import schema
from storage.cells import (
    Amount,
    Cell,
    Choice,
    Day,
    Kept,
    Moment,
    Number,
    Seconds,
    Text,
    Weekday,
    Whole,
    YesNo,
)
from storage.rules import (
    Banded,
    InOrder,
    NotMore,
    PaidByState,
    Rule,
    Scored,
    Shorter,
    SomeOf,
)


class Leg(Enum):
    """What `--legs` does with a column when several rows make one contact."""

    FIRST = "of the first leg that knows it"
    LAST = "of the last leg that knows it"
    SUM = "the sum; unknown if any leg does not know it"
    SUM_KNOWN = "the sum of what is known"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `alias` are other names that `--suggest-map` knows it by, `none` what a blank key is kept as."""

    name: str
    cell: Cell
    required: bool = False
    default: Kept | None = None
    leg: Leg = Leg.FIRST
    alias: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record; rows with the same `key` are the same record.

    `names`: dimension -> column whose values people may say in a question.
    """

    name: str
    table: Table
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields)


CHANNELS = Choice(("voice", "chat", "email", "social", "digital"))
STATES = Choice(("available", "handling", "break", "training", "meeting", "offline"))
OUTCOMES = Choice(("handled", "abandoned", "missed", "callback", "voicemail"))
_TEXT = Text()
_SHORT = Text(60)

CONTACTS = Kind(
    "contacts",
    schema.contacts,
    ("contact_id",),
    (
        Field("contact_id", _TEXT, required=True, alias=("contact", "call_id", "conversation_id", "interaction_id", "ticket_id", "uniqueid", "callid", "session_id")),
        Field("started_at", Moment(), required=True, alias=("start_time", "started", "start", "created_at", "call_start", "queued_at", "calldate", "timestamp", "date_time", "initiationtimestamp", "conversationstart", "enqueuetimestamp")),
        Field("channel", CHANNELS, default="voice", alias=("media_type", "mediatype", "media", "via")),
        Field("direction", Choice(("inbound", "outbound")), default="inbound", alias=("initiationmethod", "originating_direction", "call_direction", "call_type")),
        Field("queue", _TEXT, alias=("queue_name", "skill", "split", "group", "queuename", "split_skill", "dnis_group")),
        Field("team", _TEXT, leg=Leg.LAST, alias=("team_name", "agent_group", "department")),
        Field("site", _TEXT, alias=("location", "office", "center", "centre")),
        Field("agent_id", _TEXT, leg=Leg.LAST, alias=("agent", "agent_username", "agent_login", "assignee_id", "assignee", "user_id", "operator", "username", "userid")),
        Field("customer_id", _TEXT, alias=("customer", "caller_id", "ani", "requester_id", "requester", "account_id", "phone", "customerendpoint_address", "remote", "src", "client_id")),
        Field("reason", _TEXT, alias=("contact_reason", "topic", "category", "disposition_code", "wrapup_code", "wrap_up", "subject", "issue", "wrapup")),
        Field("stage", _TEXT, alias=("journey_stage",)),
        Field("language", _TEXT, alias=("lang", "locale", "language_code")),
        Field("segment", _TEXT, alias=("customer_segment", "tier", "customer_type")),
        Field("outcome", OUTCOMES, required=True, leg=Leg.LAST, alias=("status", "disposition", "result", "call_result", "call_outcome", "final_status")),
        Field("wait_s", Seconds(), leg=Leg.SUM, alias=("wait", "wait_time", "queue_time", "time_in_queue", "asa", "speed_of_answer", "queue_duration", "total_acd", "holdtime_queue", "queue_wait")),
        Field("talk_s", Seconds(), leg=Leg.SUM, alias=("talk", "talk_time", "total_talk", "billsec", "agentinteractionduration", "conversation_time", "talk_duration", "interaction_time")),
        Field("hold_s", Seconds(), leg=Leg.SUM, alias=("hold", "hold_time", "total_hold", "customerholdduration", "hold_duration")),
        Field("acw_s", Seconds(), leg=Leg.SUM, alias=("acw", "after_call_work", "wrap_time", "aftercontactworkduration", "total_acw", "wrapup_time", "after_call_work_time", "wrap_up_time")),
        Field("transfers", Whole(), leg=Leg.SUM, alias=("transferred", "transfer_count", "number_of_transfers")),
        Field("resolved", YesNo(), leg=Leg.LAST, alias=("is_resolved", "resolution", "fcr", "solved")),
        Field("first_response_s", Seconds(), alias=("first_response", "first_response_time", "first_reply_time", "reply_time")),
        Field("cost", Amount(), leg=Leg.SUM, alias=("contact_cost", "call_cost")),
        Field("sale_amount", Amount(), leg=Leg.SUM_KNOWN, alias=("sale", "revenue", "order_value", "sale_value")),
        Field("sales_contact", YesNo(), leg=Leg.LAST, alias=("is_sales", "sales_call")),
    ),
    names={name: name for name in ("queue", "team", "channel", "direction", "reason", "stage", "language", "segment", "site")} | {"agent": "agent_id"},
)  # fmt: skip

SURVEYS = Kind(
    "surveys",
    schema.surveys,
    ("survey_id",),
    (
        Field("survey_id", _TEXT, required=True, alias=("response_id", "id")),
        Field("kind", Choice(("csat", "nps", "ces", "fcr", "esat")), required=True, alias=("survey_type", "survey", "type")),
        Field("contact_id", _TEXT, alias=("contact", "conversation_id", "ticket_id", "call_id")),
        Field("customer_id", _TEXT, alias=("customer", "requester_id")),
        Field("agent_id", _TEXT, alias=("agent", "employee_id", "assignee_id")),
        Field("sent_at", Moment(), alias=("sent", "offered_at", "invited_at")),
        Field("answered_at", Moment(), alias=("answered", "responded_at", "completed_at", "submitted_at", "response_date")),
        Field("score", Number(), alias=("rating", "value", "answer")),
        Field("scale_min", Number(), alias=("min_score", "lowest")),
        Field("scale_max", Number(), alias=("max_score", "highest")),
    ),
    rules=(SomeOf(("contact_id", "customer_id", "agent_id")), SomeOf(("contact_id", "answered_at", "sent_at")), InOrder("sent_at", "answered_at"), Scored()),
    names={"agent": "agent_id"},
)  # fmt: skip

_SPAN = (
    Field("started_at", Moment(), required=True, alias=("start", "start_time", "from", "begin")),
    Field("ended_at", Moment(), required=True, alias=("end", "end_time", "to", "until")),
)
_SPAN_RULES = (InOrder("started_at", "ended_at", strictly=True), Shorter("started_at", "ended_at"))

AGENT_STATES = Kind(
    "agent_states",
    schema.agent_states,
    ("agent_id", "started_at", "state"),
    (
        Field("agent_id", _TEXT, required=True, alias=("agent", "user_id", "agent_username", "userid")),
        Field("state", STATES, required=True, alias=("status", "presence", "routing_status", "aux_code")),
        *_SPAN,
        Field("paid", YesNo(), alias=("is_paid",)),
    ),
    rules=(*_SPAN_RULES, PaidByState()),
    names={"agent": "agent_id"},
)

SCHEDULES = Kind(
    "schedules",
    schema.schedules,
    ("agent_id", "started_at", "activity"),
    (
        Field("agent_id", _TEXT, required=True, alias=("agent", "user_id", "userid")),
        Field("activity", STATES, required=True, alias=("state", "activity_code", "shift_activity")),
        *_SPAN,
    ),
    rules=_SPAN_RULES,
    names={"agent": "agent_id"},
)

QUALITY = Kind(
    "quality",
    schema.quality,
    ("review_id", "criterion"),
    (
        Field("review_id", _TEXT, required=True, alias=("evaluation_id", "id", "form_id")),
        Field("contact_id", _TEXT, alias=("conversation_id", "contact", "call_id")),
        Field("agent_id", _TEXT, required=True, alias=("agent", "evaluated_agent", "user_id")),
        Field(
            "reviewed_at",
            Moment(),
            required=True,
            alias=("evaluated_at", "date", "evaluation_date", "review_date"),
        ),
        Field("criterion", _TEXT, default="", alias=("question", "item")),
        Field("criterion_kind", Choice(("script", "other")), alias=("question_type", "criterion_type")),
        Field("points", Number(low=0), required=True, alias=("score", "points_awarded")),
        Field(
            "possible", Number(above=0), required=True, alias=("max_points", "max_score", "points_possible")
        ),
        Field("critical_error", YesNo(), alias=("critical", "fatal", "auto_fail")),
    ),
    rules=(NotMore("points", "possible"),),
    names={"agent": "agent_id"},
)

COSTS = Kind(
    "costs",
    schema.costs,
    ("cost_id",),
    (
        Field("cost_id", _TEXT, required=True, alias=("id", "entry_id")),
        Field("from", Day(), required=True, alias=("start", "date_from", "start_date")),
        Field("to", Day(), required=True, alias=("end", "date_to", "end_date")),
        Field("amount", Amount(), required=True, alias=("cost", "value")),
        Field("kind", Choice(("fixed", "variable")), alias=("type", "cost_type")),
        Field("queue", _TEXT, alias=("queue_name", "skill")),
    ),
    rules=(InOrder("from", "to"),),
    names={"queue": "queue"},
)

STAFF = Kind(
    "staff",
    schema.staff,
    ("agent_id",),
    (
        Field("agent_id", _TEXT, required=True, alias=("id", "employee_id", "agent", "user_id")),
        Field("name", _TEXT, alias=("agent_name", "full_name", "employee_name")),
        Field("team", _TEXT, alias=("team_name", "group", "department")),
        Field("site", _TEXT, alias=("location", "office")),
        Field("hired_on", Day(), required=True, alias=("hire_date", "start_date", "joined_on", "hired")),
        Field("left_on", Day(), alias=("leave_date", "end_date", "termination_date", "left")),
        Field("leave_reason", _TEXT, alias=("termination_reason", "reason")),
    ),
    rules=(InOrder("hired_on", "left_on"),),
    names={"team": "team", "site": "site", "agent": "agent_id"},
)

ABSENCES = Kind(
    "absences",
    schema.absences,
    ("absence_id",),
    (
        Field("absence_id", _TEXT, required=True, alias=("id",)),
        Field("agent_id", _TEXT, required=True, alias=("agent", "employee_id")),
        Field("date", Day(), required=True, alias=("day", "absence_date")),
        Field("hours", Number(high=24, above=0), required=True, alias=("hours_absent", "duration_h")),
        Field("approved", YesNo(), required=True, alias=("is_approved", "planned")),
    ),
    names={"agent": "agent_id"},
)

CUSTOMERS = Kind(
    "customers",
    schema.customers,
    ("customer_id",),
    (
        Field("customer_id", _TEXT, required=True, alias=("id", "account_id", "customer")),
        Field("segment", _TEXT, alias=("tier", "customer_segment", "type")),
        Field(
            "since", Day(), required=True, alias=("customer_since", "joined_on", "start_date", "created_at")
        ),
        Field("lost_on", Day(), alias=("churned_on", "end_date", "cancelled_on")),
    ),
    rules=(InOrder("since", "lost_on"),),
    names={"segment": "segment"},
)

DIGITAL = Kind(
    "digital",
    schema.digital,
    ("session_id",),
    (
        Field("session_id", _TEXT, required=True, alias=("id", "visit_id")),
        Field("kind", Choice(("checkout", "self_service")), required=True, alias=("type", "session_type")),
        Field("channel", _TEXT, alias=("device", "platform", "source")),
        Field("started_at", Moment(), required=True, alias=("start", "start_time", "timestamp")),
        Field("completed", YesNo(), alias=("is_completed", "converted")),
        Field("failed", YesNo(), alias=("is_failed", "error")),
    ),
    names={"channel": "channel"},
)

TARGETS = Kind(
    "targets",
    schema.targets,
    ("metric", "variant", "queue", "channel", "weekday", "from"),
    (
        Field("metric", _SHORT, required=True, alias=("kpi", "measure")),
        Field("variant", _SHORT, default=""),
        Field("value", Number(), required=True, alias=("target", "goal")),
        Field("from", Day(), required=True, alias=("start", "valid_from", "start_date")),
        Field("to", Day(), alias=("end", "valid_to", "end_date")),
        Field("queue", _TEXT, default="", alias=("queue_name", "skill")),
        Field("channel", CHANNELS, default="", alias=("media_type",)),
        Field("weekday", Weekday(), default="", alias=("day", "day_of_week")),
        Field("low", Number(), alias=("lower", "min")),
        Field("high", Number(), alias=("upper", "max")),
    ),
    rules=(InOrder("from", "to"), Banded()),
)

HOLIDAYS = Kind(
    "holidays",
    schema.holidays,
    ("date", "name"),
    (
        Field("date", Day(), required=True, alias=("day", "on")),
        Field("name", _TEXT, required=True, alias=("holiday", "title")),
    ),
)

KINDS: tuple[Kind, ...] = (
    CONTACTS,
    SURVEYS,
    AGENT_STATES,
    SCHEDULES,
    QUALITY,
    COSTS,
    STAFF,
    ABSENCES,
    CUSTOMERS,
    DIGITAL,
    TARGETS,
    HOLIDAYS,
)
