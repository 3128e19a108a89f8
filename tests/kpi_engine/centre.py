"""Random records of a small contact centre, as plain dicts, and a store filled with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Engine

from storage import schema
from storage.database import writing
from storage.derive import refresh

Record = dict[str, Any]
START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday; Berlin's clocks change on 29 March
EMOTIONS = ("valued", "frustrated", "neglected")


@dataclass
class World:
    """Records per table; times are aware, as they are in the store."""

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
    targets: list[Record] = field(default_factory=list)
    nev_contacts: list[Record] = field(default_factory=list)
    emotion_mentions: list[Record] = field(default_factory=list)


def fill(engine: Engine, world: World) -> None:
    """Put every record into the store, with what it derives from them."""
    with writing(engine) as connection:
        for name, rows in vars(world).items():
            table = schema.metadata.tables[name]
            if rows:
                connection.execute(insert(table), rows)
        if world.nev_contacts:
            connection.execute(insert(schema.settings), {"name": "emotion_model", "value": "m"})
        refresh(
            connection,
            issues={(row["customer_id"], row["reason"]) for row in world.contacts},
            agent_spans=[
                (row["agent_id"], row["started_at"], row["ended_at"])
                for row in (*world.agent_states, *world.schedules)
            ],
        )


def contact(number: int, started_at: datetime, **cells: Any) -> Record:
    """A handled call with nothing else known, but for `cells`."""
    names = (column.name for column in schema.contacts.columns)
    row: Record = {name: None for name in names if "_gap" not in name}
    row |= {
        "contact_id": f"c{number:05}",
        "started_at": started_at,
        "channel": "voice",
        "direction": "inbound",
        "outcome": "handled",
    }
    return row | cells


def random_world(rng: Random, contacts: int = 120, days: int = 40) -> World:
    """Everything that a KPI can rest on, with blanks, over `days` from START."""
    world = World()
    agents = [f"a{n}" for n in range(7)]
    for n, agent in enumerate(agents[:-1]):
        hired = date(2026, 1, 1) + timedelta(days=rng.randrange(0, 90))
        # Who left before being hired is refused when records are taken in.
        left = max(hired, date(2026, 3, 5) + timedelta(days=rng.randrange(0, 40)))
        world.staff.append(
            {
                "agent_id": agent,
                "name": f"Agent {n // 2}" if n < 2 else f"Agent {n}",
                "team": rng.choice(["Red", "Blue", None]),
                "site": rng.choice(["Oslo", "Sofia"]),
                "hired_on": hired,
                "left_on": rng.choice([None, None, left]),
                "leave_reason": None,
            }
        )
    customers = [f"k{n}" for n in range(9)]
    for customer in customers[:-1]:
        world.customers.append(
            {
                "customer_id": customer,
                "segment": rng.choice(["gold", "silver", None]),
                "since": date(2026, 2, 1) + timedelta(days=rng.randrange(0, 50)),
                "lost_on": rng.choice([None, date(2026, 3, 3) + timedelta(days=rng.randrange(0, 40))]),
            }
        )
    for n in range(contacts):
        world.contacts.append(_contact(rng, n, days, agents, customers))
    _surveys(rng, world, agents, customers, days)
    _agents(rng, world, agents, days)
    _rest(rng, world, days)
    return world


def _some(rng: Random, value: Any, unknown: float = 0.15) -> Any:
    return None if rng.random() < unknown else value


def _when(rng: Random, days: int) -> datetime:
    """Often on the same few instants, so that ties and window edges happen."""
    if rng.random() < 0.3:
        return START + timedelta(days=rng.randrange(days), hours=rng.choice([0, 9, 12]))
    return START + timedelta(seconds=rng.randrange(days * 86_400), microseconds=rng.choice([0, 1, 500_000]))


def _contact(rng: Random, n: int, days: int, agents: list[str], customers: list[str]) -> Record:
    outcome = rng.choice(["handled"] * 6 + ["abandoned"] * 3 + ["missed", "callback", "voicemail"])
    handled = outcome == "handled"
    return contact(
        n,
        _when(rng, days),
        channel=rng.choice(["voice", "voice", "chat", "email", "social"]),
        direction=rng.choice(["inbound"] * 5 + ["outbound"]),
        outcome=outcome,
        queue=_some(rng, rng.choice(["Billing", "Returns"])),
        team=_some(rng, rng.choice(["Red", "Green"]), 0.6),
        site=_some(rng, "Oslo", 0.7),
        agent_id=_some(rng, rng.choice(agents), 0.1) if handled else None,
        customer_id=_some(rng, rng.choice(customers)),
        reason=_some(rng, rng.choice(["bill", "login"]), 0.25),
        stage=_some(rng, rng.choice(["buy", "use"]), 0.5),
        language=_some(rng, rng.choice(["en", "bg"])),
        segment=_some(rng, rng.choice(["gold", "silver"])),
        wait_s=_some(rng, float(rng.choice([0, 3, 5, 6, 20, 21, 60, 95]))),
        talk_s=_some(rng, rng.randrange(0, 900) / 2) if handled else None,
        hold_s=_some(rng, float(rng.choice([0, 0, 30, 75]))) if handled else None,
        acw_s=_some(rng, float(rng.randrange(0, 120))) if handled else None,
        transfers=_some(rng, rng.choice([0, 0, 0, 1, 2])) if handled else None,
        resolved=_some(rng, rng.random() < 0.7, 0.3) if handled else None,
        first_response_s=_some(rng, float(rng.randrange(1, 400)), 0.4) if handled else None,
        cost=_some(rng, Decimal(rng.randrange(0, 90_000)) / 10_000, 0.5),
        sale_amount=_some(rng, Decimal(rng.choice([0, 0, 199_900, 50_000])) / 10_000, 0.5)
        if handled
        else None,
        sales_contact=_some(rng, rng.random() < 0.5, 0.3) if handled else None,
    )


_SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7), "fcr": (0, 1), "esat": (1, 5)}


def _surveys(rng: Random, world: World, agents: list[str], customers: list[str], days: int) -> None:
    for n in range(len(world.contacts)):
        kind = rng.choice(["csat", "csat", "nps", "ces", "fcr", "esat"])
        low, high = _SCALES[kind]
        scale = rng.choice([(None, None), (None, None), (low, high), (0, 100)])
        score = rng.randrange(scale[0] or 0 if scale[0] is not None else low, (scale[1] or high) + 1)
        of = {"contact_id": None, "customer_id": None, "agent_id": None}
        if kind == "esat":
            of["agent_id"] = rng.choice(agents)
        elif kind == "nps" and rng.random() < 0.5:
            of["customer_id"] = rng.choice(customers)
        else:
            of["contact_id"] = rng.choice(world.contacts)["contact_id"] if rng.random() < 0.9 else f"gone{n}"
        sent = _when(rng, days)
        answered = _some(rng, sent + timedelta(hours=rng.randrange(0, 30)), 0.3)
        world.surveys.append(
            {
                "survey_id": f"s{n}",
                "kind": kind,
                **of,
                "sent_at": sent,
                "answered_at": answered,
                "score": None if answered is None else _some(rng, float(score), 0.05),
                "scale_min": scale[0],
                "scale_max": scale[1],
            }
        )


def _agents(rng: Random, world: World, agents: list[str], days: int) -> None:
    for agent in agents:
        for _ in range(days // 3):
            start = START + timedelta(minutes=rng.randrange(days * 1440))
            for table, key in ((world.agent_states, "state"), (world.schedules, "activity")):
                begin = start + timedelta(minutes=rng.randrange(0, 60))
                end = begin + timedelta(minutes=rng.randrange(1, 300))
                if any(
                    r["agent_id"] == agent and r["started_at"] < end and begin < r["ended_at"] for r in table
                ):
                    continue  # overlaps are the business of the store's own tests
                state = rng.choice(["available", "handling", "handling", "break", "training", "offline"])
                row = {"agent_id": agent, "started_at": begin, "ended_at": end, key: state}
                table.append(row | ({"paid": state != "offline"} if key == "state" else {}))
        for n in range(4):
            world.quality.append(
                {
                    "review_id": f"r{agent}{n}",
                    "criterion": rng.choice(["", "greeting"]),
                    "contact_id": None,
                    "agent_id": agent,
                    "reviewed_at": _when(rng, days),
                    "criterion_kind": rng.choice(["script", "other", None]),
                    "points": float(rng.randrange(0, 11)),
                    "possible": 10.0,
                    "critical_error": rng.choice([True, False, None]),
                }
            )
            world.absences.append(
                {
                    "absence_id": f"x{agent}{n}",
                    "agent_id": agent,
                    "date": START.date() + timedelta(days=rng.randrange(days)),
                    "hours": rng.choice([4.0, 8.0]),
                    "approved": rng.random() < 0.5,
                }
            )


def _rest(rng: Random, world: World, days: int) -> None:
    for n in range(6):
        first = START.date() + timedelta(days=rng.randrange(-5, days))
        world.costs.append(
            {
                "cost_id": f"l{n}",
                "from": first,
                "to": first + timedelta(days=rng.randrange(0, 20)),
                "amount": Decimal(rng.randrange(0, 10_000_000)) / 10_000,
                "kind": rng.choice(["fixed", "variable", None]),
                "queue": rng.choice(["Billing", "Returns", None]),
            }
        )
    for n in range(40):
        kind = rng.choice(["checkout", "self_service"])
        world.digital.append(
            {
                "session_id": f"d{n}",
                "kind": kind,
                "channel": rng.choice(["web", "app", None]),
                "started_at": _when(rng, days),
                "completed": _some(rng, rng.random() < 0.5),
                "failed": _some(rng, rng.random() < 0.3),
            }
        )
    for row in world.contacts:
        if rng.random() < 0.5:
            positive, negative = rng.choice([(0, 0), (2, 1), (0, 3), (4, 0)])
            world.nev_contacts.append(
                {
                    "contact_id": row["contact_id"],
                    "model": "m",
                    "balance": rng.uniform(-100, 100),
                    "shaw_mean": _some(rng, rng.uniform(-100, 100)),
                    "net_sentiment": rng.uniform(-100, 100),
                    "end_weighted": rng.uniform(-100, 100),
                    "trend": _some(rng, rng.uniform(-200, 200), 0.4),
                    "positive_mentions": positive,
                    "negative_mentions": negative,
                }
            )
            for emotion in EMOTIONS:
                if rng.random() < 0.4:
                    mention = {"contact_id": row["contact_id"], "model": "m", "emotion": emotion}
                    world.emotion_mentions.append(mention | {"mentions": rng.randrange(0, 3)})
