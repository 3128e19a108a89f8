"""Keeps alerts, who evaluates them when, and their incidents.

Any number of processes may call at once. An evaluation belongs to the one that moved `checked_at` on; what an
incident has to post belongs to the holder of its lease, as a digest's slot does.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from storage.database import reading, writing
from storage.schema_digests import alerts, incidents

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
POSTING = ("opening", "resolving")
UNRESOLVED = ("opening", "open", "resolving")


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert as it is kept; `condition` is a text that the bot reads, `state` is active, paused or
    deleted."""

    alert_id: str
    channel: str
    creator: str
    title: str
    zone: str
    condition: str
    state: str
    every_minutes: int
    created_at: datetime
    changed_at: datetime
    streak: int = 0
    checked_at: datetime | None = None
    snoozed_until: datetime | None = None
    reason: str | None = None
    told_at: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether an evaluation is due; snoozed alerts are evaluated too, so that they can resolve."""
        return self.checked_at is None or self.checked_at <= now - timedelta(minutes=self.every_minutes)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One time that an alert went off: opening, open, resolving, resolved or failed by its `status`."""

    alert_id: str
    opened_at: datetime
    status: str
    worker: str
    channel: str
    claimed_at: datetime
    lease_until: datetime
    attempts: int = 1
    opened_value: float | None = None
    last_value: float | None = None
    resolved_value: float | None = None
    message_ts: str | None = None
    resolved_at: datetime | None = None
    reason: str | None = None


_ALERT = [alerts.c[one.name] for one in fields(AlertRow)]
_INCIDENT = [incidents.c[one.name] for one in fields(IncidentRow)]


@dataclass(frozen=True, slots=True)
class Alerts:
    """The alerts of a store."""

    engine: Engine

    def put(self, alert: AlertRow) -> None:
        """Adds an alert, or changes the one of that id."""
        facts = asdict(alert)
        with writing(self.engine) as connection:
            changed = connection.execute(
                update(alerts).where(alerts.c.alert_id == alert.alert_id).values(**facts)
            )
            if not changed.rowcount:
                connection.execute(insert(alerts).values(**facts))

    def get(self, alert_id: str) -> AlertRow | None:
        return next(iter(self._read(alerts.c.alert_id == alert_id)), None)

    def all(self, *states: str) -> list[AlertRow]:
        """Those in one of these states, oldest first."""
        return self._read(alerts.c.state.in_(states))

    def _read(self, condition: ColumnElement[bool]) -> list[AlertRow]:
        query = select(*_ALERT).where(condition).order_by(alerts.c.created_at, alerts.c.alert_id)
        with reading(self.engine) as connection:
            return [AlertRow(*row) for row in connection.execute(query)]

    def change(self, alert_id: str, **facts: Any) -> bool:
        """Writes some facts of an alert; whether there is such an alert."""
        with writing(self.engine) as connection:
            changed = connection.execute(update(alerts).where(alerts.c.alert_id == alert_id).values(**facts))
            return changed.rowcount == 1

    def take(self, alert: AlertRow, now: datetime) -> bool:
        """Whether this evaluation is the caller's: nobody else has moved `checked_at` on meanwhile."""
        seen = alerts.c.checked_at
        same = seen.is_(None) if alert.checked_at is None else seen == alert.checked_at
        mine = and_(alerts.c.alert_id == alert.alert_id, alerts.c.state == "active", same)
        with writing(self.engine) as connection:
            return connection.execute(update(alerts).where(mine).values(checked_at=now)).rowcount == 1

    def evaluated(self, alert_id: str, checked_at: datetime, **facts: Any) -> bool:
        """Notes what an evaluation found; False, and nothing noted, if a later one has begun."""
        mine = and_(alerts.c.alert_id == alert_id, alerts.c.checked_at == checked_at)
        with writing(self.engine) as connection:
            return connection.execute(update(alerts).where(mine).values(**facts)).rowcount == 1

    def tell_once(self, alert_id: str, now: datetime) -> bool:
        """Whether it is for the caller to tell the creator of a failure: true once until it has worked."""
        untold = and_(alerts.c.alert_id == alert_id, alerts.c.told_at.is_(None))
        with writing(self.engine) as connection:
            return connection.execute(update(alerts).where(untold).values(told_at=now)).rowcount == 1

    def begin(self, incident: IncidentRow) -> bool:
        """Whether the incident is new: none of the alert is unresolved, none began at that moment."""
        there = and_(incidents.c.alert_id == incident.alert_id, incidents.c.status.in_(UNRESOLVED))
        statement = _INSERTS[self.engine.dialect.name](incidents).values(**asdict(incident))
        new = statement.on_conflict_do_nothing().returning(incidents.c.alert_id)
        with writing(self.engine) as connection:
            if connection.execute(select(incidents.c.alert_id).where(there)).first() is not None:
                return False
            return connection.execute(new).first() is not None

    def unresolved(self, alert_id: str) -> IncidentRow | None:
        there = and_(incidents.c.alert_id == alert_id, incidents.c.status.in_(UNRESOLVED))
        return next(iter(self._incidents(there)), None)

    def incident_of(self, message_ts: str) -> IncidentRow | None:
        """The incident whose first message that is."""
        return next(iter(self._incidents(incidents.c.message_ts == message_ts)), None)

    def incidents(self, alert_id: str, limit: int) -> list[IncidentRow]:
        """The last incidents of an alert, newest first."""
        return self._incidents(incidents.c.alert_id == alert_id)[:limit]

    def left(self, now: datetime) -> list[IncidentRow]:
        """With something to post that nobody is posting."""
        return self._incidents(_free(now))[::-1]

    def _incidents(self, condition: ColumnElement[bool]) -> list[IncidentRow]:
        query = select(*_INCIDENT).where(condition).order_by(incidents.c.opened_at.desc())
        with reading(self.engine) as connection:
            return [IncidentRow(*row) for row in connection.execute(query)]

    def take_over(
        self, incident: IncidentRow, worker: str, now: datetime, until: datetime
    ) -> IncidentRow | None:
        """The incident, if it was free: a former holder may have posted, look first."""
        values = {"worker": worker, "lease_until": until, "attempts": incidents.c.attempts + 1}
        return self._changed(and_(_is(incident), _free(now)), values)

    def resolve(
        self, incident: IncidentRow, worker: str, now: datetime, until: datetime, value: float | None
    ) -> IncidentRow | None:
        """The open incident on its way to be resolved by this worker; None if it is not open any more."""
        values: dict[str, Any] = {"status": "resolving", "worker": worker, "claimed_at": now, "attempts": 1}
        values |= {"lease_until": until, "resolved_at": now, "resolved_value": value}
        return self._changed(and_(_is(incident), incidents.c.status == "open"), values)

    def note(self, incident: IncidentRow, **facts: Any) -> bool:
        """Writes down what became of a post; False, and nothing written, if it is somebody else's now."""
        held = and_(_is(incident), incidents.c.worker == incident.worker, incidents.c.status.in_(POSTING))
        return self._changed(held, facts) is not None

    def seen(self, incident: IncidentRow, value: float | None) -> None:
        """The figure at the last evaluation of an open incident."""
        self._changed(_is(incident), {"last_value": value})

    def _changed(self, condition: ColumnElement[bool], facts: dict[str, Any]) -> IncidentRow | None:
        with writing(self.engine) as connection:
            statement = update(incidents).where(condition).values(**facts).returning(*_INCIDENT)
            row = connection.execute(statement).first()
        return None if row is None else IncidentRow(*row)


def _is(incident: IncidentRow) -> ColumnElement[bool]:
    return and_(incidents.c.alert_id == incident.alert_id, incidents.c.opened_at == incident.opened_at)


def _free(now: datetime) -> ColumnElement[bool]:
    return and_(incidents.c.status.in_(POSTING), or_(incidents.c.lease_until <= now))
