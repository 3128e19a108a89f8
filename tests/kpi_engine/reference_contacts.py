"""Contacts again in plain Python: what was offered, answered, held, and solved the first time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from centre import Record, World

T, S, W = 20.0, 5.0, 7


@dataclass
class Seen:
    """One row's part of a KPI."""

    at: datetime
    where: dict[str, Any]
    top: float = 0.0
    bottom: float = 0.0
    people: str | None = None
    known: bool = True  # whether it says anything about the numerator


@dataclass
class Asked:
    """The stretch that counts, and the clock."""

    world: World
    start: datetime
    end: datetime  # exclusive
    zone: ZoneInfo
    clock: datetime
    issues: dict[tuple[Any, Any], list[Record]] = field(default_factory=dict)
    kept: dict[Source, list[Seen]] = field(default_factory=dict)
    sliced: dict[tuple[Source, tuple[str, ...]], dict[tuple[Any, ...], list[Seen]]] = field(
        default_factory=dict
    )
    felt: dict[Any, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = self.clock.astimezone(UTC)  # a window's day has 24 hours, whatever clocks do
        self.felt |= {row["contact_id"]: row["balance"] for row in self.world.nev_contacts}
        for row in self.world.contacts:
            if followed(row):
                self.issues.setdefault(issue(row), []).append(row)

    def seen(self, source: Source) -> list[Seen]:
        """The observations of the stretch, found once for all its slices."""
        if source not in self.kept:
            self.kept[source] = [seen for seen in source(self) if self.start <= seen.at < self.end]
        return self.kept[source]

    def staff(self, agent: str | None, column: str) -> Any:
        return next((row[column] for row in self.world.staff if row["agent_id"] == agent), None)

    def called(self, agent: str | None) -> str | None:
        """An agent as people see them: two of one name are told apart, one without a name is an id."""
        name = self.staff(agent, "name")
        shared = sum(row["name"] == name for row in self.world.staff) > 1
        return agent if name is None else f"{name} ({agent})" if shared else name


def where_of(asked: Asked, row: Record | None) -> dict[str, Any]:
    """The dimensions of a contact; all empty where there is none."""
    if row is None:
        return {}
    return {
        **{name: row[name] for name in ("queue", "channel", "direction", "reason", "stage", "language")},
        "segment": row["segment"],
        "agent": asked.called(row["agent_id"]),
        "team": row["team"] or asked.staff(row["agent_id"], "team"),
        "site": row["site"] or asked.staff(row["agent_id"], "site"),
        "fcr_outcome": outcome(asked, row),
        "nev_band": band(asked.felt.get(row["contact_id"])),
    }


def band(balance: float | None) -> str | None:
    if balance is None:
        return None
    return "under -20" if balance < -20 else "-20 to 20" if balance <= 20 else "over 20"


Rows = Callable[[Record], bool]
Source = Callable[[Asked], Iterator[Seen]]
Part = Callable[[Record], tuple[float, float]]


def contacts(asked: Asked, rows: Rows, part: Part) -> Iterator[Seen]:
    for row in asked.world.contacts:
        if asked.start <= row["started_at"] < asked.end and rows(row):
            yield Seen(row["started_at"], where_of(asked, row), *part(row))


def offered(row: Record) -> bool:
    return row["direction"] == "inbound"


def handled(row: Record) -> bool:
    return row["outcome"] == "handled"


def answered(row: Record) -> bool:
    return offered(row) and handled(row)


def abandoned(row: Record) -> bool:
    return offered(row) and row["outcome"] == "abandoned"


def waited_at_most(row: Record, seconds: float) -> bool:
    return row["wait_s"] is not None and row["wait_s"] <= seconds


def share(rows: Rows, hits: Rows) -> Source:
    return lambda asked: contacts(asked, rows, lambda row: (float(bool(hits(row))), 1.0))


def service_level(variant: str) -> Source:
    def unknown(row: Record, looks_at_abandoned: bool) -> bool:
        return row["wait_s"] is None and (answered(row) or (looks_at_abandoned and abandoned(row)))

    in_time = lambda row: answered(row) and waited_at_most(row, T)  # noqa: E731
    rows_and_hits = {
        "all_abandons_penalise": (lambda row: offered(row) and not unknown(row, False), in_time),
        "abandons_credited": (
            lambda row: offered(row) and not unknown(row, True),
            lambda row: waited_at_most(row, T) and (answered(row) or abandoned(row)),
        ),
        "answered_only": (lambda row: answered(row) and row["wait_s"] is not None, in_time),
        "late_abandons_penalise": (
            lambda row: (
                offered(row) and not unknown(row, True) and not (abandoned(row) and waited_at_most(row, T))
            ),
            in_time,
        ),
        "short_abandons_credited": (
            lambda row: offered(row) and not unknown(row, True),
            lambda row: in_time(row) or (abandoned(row) and waited_at_most(row, S)),
        ),
    }
    return share(*rows_and_hits[variant])


def without_short(asked: Asked) -> Iterator[Seen]:
    def rows(row: Record) -> bool:
        return offered(row) and not (abandoned(row) and (row["wait_s"] is None or row["wait_s"] <= S))

    return share(rows, abandoned)(asked)


def mean_of(rows: Rows, *parts: str) -> Source:
    def known(row: Record) -> bool:
        return rows(row) and all(row[part] is not None for part in parts)

    return lambda asked: contacts(asked, known, lambda row: (sum(row[part] for part in parts), 1.0))


def written(row: Record) -> bool:
    return row["channel"] in ("chat", "email", "social")


# --- first contacts ---------------------------------------------------------------------------------


def issue(row: Record) -> tuple[Any, Any]:
    return row["customer_id"], row["reason"]


def followed(row: Record) -> bool:
    return offered(row) and row["customer_id"] is not None


def neighbours(asked: Asked, row: Record, days: int, before: bool, same: bool = False) -> bool:
    """Whether an inbound contact of the same issue came within the days before (after) this one."""
    for other in asked.issues.get(issue(row), ()):
        if other is row:
            continue
        if same and other["channel"] != row["channel"]:
            continue
        order = (other["started_at"], other["contact_id"]) < (row["started_at"], row["contact_id"])
        if order == before and abs(other["started_at"] - row["started_at"]) <= timedelta(days=days):
            return True
    return False


def first(asked: Asked, row: Record, days: int, same: bool = False) -> bool:
    return answered(row) and followed(row) and not neighbours(asked, row, days, True, same)


def mature(asked: Asked, row: Record, days: int) -> bool:
    return row["started_at"] <= asked.clock - timedelta(days=days)


def outcome(asked: Asked, row: Record) -> str | None:
    """What became of a first contact within the days in which a repeat counts."""
    if not first(asked, row, W):
        return None
    if not mature(asked, row, W):
        return "immature"
    return "repeated" if neighbours(asked, row, W, False) else "resolved"


def repeat_window(days: int, same: bool = False) -> Source:
    def found(asked: Asked) -> Iterator[Seen]:
        return contacts(
            asked,
            lambda row: first(asked, row, days, same) and mature(asked, row, days),
            lambda row: (float(not neighbours(asked, row, days, False, same)), 1.0),
        )

    return found


def fcr_disposition(asked: Asked) -> Iterator[Seen]:
    rows = lambda row: first(asked, row, W) and row["resolved"] is not None  # noqa: E731
    return contacts(asked, rows, lambda row: (float(row["resolved"]), 1.0))


def repeats(days: int) -> Source:
    return lambda asked: contacts(
        asked, followed, lambda row: (float(neighbours(asked, row, days, True)), 1.0)
    )
