"""The round of the alerts: each that is due is evaluated by one process, and says what it has to say once.

beyond ×k ─► incident: opening ─► posted: open ─► inside ×k ─► resolving ─► posted in the thread: resolved

What is to be posted is claimed as a digest's slot is: whoever takes it over looks first whether it is there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_sdk import WebClient

from bot.alerts import message
from bot.alerts.condition import read_condition
from bot.alerts.evaluation import Seen, beyond, evaluate
from bot.alerts.history import history
from bot.alerts.thread import look_in_thread
from bot.blocks.parts import Said
from bot.desk import Desk
from bot.digests.delivery import NotAtAllError, NotNowError
from bot.digests.posting import Facts, Later, Never, Outcome, Posted, look, metadata, post
from bot.digests.values import ContentError
from bot.pictures.timeline import Keep, shown
from kpi_engine.values import Refusal, Viewer
from storage.alerts import AlertRow, Alerts, IncidentRow

EVENT = "heartline_alert"
ATTEMPTS = 8
# Longer than a client waits for its answer, so that no post of a former holder is still on its way.
LEASE = timedelta(seconds=120)
BACK_OFF = timedelta(seconds=30)
# An incident that could not be posted is tried as a new one no sooner than this.
AFTER_FAILURE = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AlertRounds:
    """`client` must have no retry handlers, and a time-out well under `lease`; `admit` tells who may see
    what in the alert's channel now, or raises as a digest's does; `tell` informs the creator, once until it
    works again; `keep` puts pictures into Slack."""

    store: Alerts
    desk: Desk
    client: WebClient
    worker: str
    clock: Callable[[], datetime]
    admit: Callable[[AlertRow], Viewer | Refusal]
    tell: Callable[[AlertRow, str], None]
    keep: Keep | None = None
    lease: timedelta = LEASE
    attempts: int = ATTEMPTS

    def go(self) -> int:
        """Evaluates what is due, and posts what was left; how many evaluations were this process's."""
        taken = 0
        for alert in self.store.all("active"):
            now = self.clock()
            if alert.due(now) and self.store.take(alert, now):
                taken += 1
                self._evaluated(alert, now)
        for incident in self.store.left(self.clock()):
            now = self.clock()
            mine = self.store.take_over(incident, self.worker, now, now + self.lease)
            alert = self.store.get(incident.alert_id)
            if mine is not None and alert is not None:
                self._guarded(alert, lambda one=mine, of=alert: self._deliver(of, one, fresh=False))
        return taken

    def _guarded(self, alert: AlertRow, do: Callable[[], object]) -> None:
        """One alert's fault stops no other."""
        try:
            do()
        except ContentError as error:
            self._failed(alert, str(error))
        except Exception:
            log.exception("alert %s", alert.alert_id)
            self._failed(alert, "fault")

    def _failed(self, alert: AlertRow, reason: str) -> None:
        self.store.change(alert.alert_id, reason=reason)
        if self.store.tell_once(alert.alert_id, self.clock()):
            self.tell(alert, reason)

    def _evaluated(self, alert: AlertRow, now: datetime) -> None:
        self._guarded(alert, lambda: self._look(alert, now))

    def _look(self, alert: AlertRow, now: datetime) -> None:
        condition = read_condition(alert.condition)
        seen = evaluate(condition, alert.zone, self.desk, now)
        streak = next_streak(alert.streak, beyond(condition, seen), seen)
        if not self.store.evaluated(alert.alert_id, now, streak=streak):
            return
        incident = self.store.unresolved(alert.alert_id)
        if incident is None and streak >= condition.times and self._may_open(alert, now):
            self._open(alert, seen, now)
        elif incident is not None and incident.status == "open":
            self.store.seen(incident, seen.value)
            if streak <= -condition.times:
                self._resolve(alert, incident, seen, now)

    def _may_open(self, alert: AlertRow, now: datetime) -> bool:
        if alert.snoozed_until is not None and alert.snoozed_until > now:
            return False
        last = next(iter(self.store.incidents(alert.alert_id, 1)), None)
        return last is None or last.status != "failed" or last.opened_at <= now - AFTER_FAILURE

    def _open(self, alert: AlertRow, seen: Seen, now: datetime) -> None:
        until = self.clock() + self.lease
        row = IncidentRow(alert.alert_id, now, "opening", self.worker, alert.channel, now, until)
        incident = replace(row, opened_value=seen.value, last_value=seen.value)
        if self.store.begin(incident):
            self._deliver(alert, incident, fresh=True)

    def _resolve(self, alert: AlertRow, incident: IncidentRow, seen: Seen, now: datetime) -> None:
        until = self.clock() + self.lease
        mine = self.store.resolve(incident, self.worker, now, until, seen.value)
        if mine is not None:
            self._deliver(alert, mine, fresh=True)

    def _deliver(self, alert: AlertRow, incident: IncidentRow, *, fresh: bool) -> None:
        found = None if fresh else self._there(incident)
        self._note(alert, incident, found or self._unwanted(alert, incident) or self._post(alert, incident))

    def _unwanted(self, alert: AlertRow, incident: IncidentRow) -> Never | None:
        """A warning of an alert that is not active any more; or its makers died of it again and again."""
        if incident.status == "opening" and alert.state != "active":
            return Never(alert.state)
        return Never("fault") if incident.attempts > self.attempts else None

    def _there(self, incident: IncidentRow) -> Posted | Later | None:
        if incident.status == "resolving" and incident.message_ts:
            return look_in_thread(self.client, incident.channel, incident.message_ts, mark(incident))
        return look(self.client, incident.channel, mark(incident), incident.claimed_at)

    def _post(self, alert: AlertRow, incident: IncidentRow) -> Outcome:
        try:
            viewer = self.admit(alert)
        except NotAtAllError as error:
            return Never(str(error))
        except NotNowError as error:
            return Later(str(error))
        if isinstance(viewer, Refusal):
            return Never(viewer.message)
        said = self._said(alert, incident)
        if not self.store.note(incident, lease_until=self.clock() + self.lease):
            return Later("taken over")
        thread = incident.message_ts if incident.status == "resolving" else None
        return post(self.client, incident.channel, said, mark(incident), thread)

    def _said(self, alert: AlertRow, incident: IncidentRow) -> Said:
        """As of the evaluation, whoever says it and however late."""
        condition = read_condition(alert.condition)
        if incident.status == "resolving":
            seen = evaluate(condition, alert.zone, self.desk, incident.resolved_at or incident.opened_at)
            return message.resolved(condition, seen, incident)
        seen = evaluate(condition, alert.zone, self.desk, incident.opened_at)
        past = history(condition, alert.zone, self.desk, seen, incident.opened_at)
        return message.opened(alert, condition, seen, shown(past, self.keep, "en"))

    def _note(self, alert: AlertRow, incident: IncidentRow, outcome: Outcome) -> None:
        now = self.clock()
        if isinstance(outcome, Later) and incident.attempts < self.attempts:
            wait = BACK_OFF * incident.attempts if outcome.seconds is None else _seconds(outcome.seconds)
            self.store.note(incident, lease_until=now + wait, reason=outcome.reason)
        elif isinstance(outcome, Posted):
            resolving = incident.status == "resolving"
            facts = {"status": "resolved"} if resolving else {"status": "open", "message_ts": outcome.ts}
            self.store.note(incident, reason=None, **facts)
            self.store.change(alert.alert_id, reason=None, told_at=None)
        else:
            self.store.note(incident, status="failed", reason=outcome.reason)
            if alert.state == "active":
                self._failed(alert, outcome.reason)


def next_streak(streak: int, is_beyond: bool, seen: Seen) -> int:
    """Evaluations in a row: beyond counts up, well inside counts down, between or unknown begins anew."""
    if is_beyond:
        return max(streak, 0) + 1
    return min(streak, 0) - 1 if seen.side is not None and seen.inside else 0


def mark(incident: IncidentRow) -> Facts:
    """What a post of an incident is."""
    opened = incident.opened_at.isoformat()
    return metadata(EVENT, {"alert": incident.alert_id, "opened": opened, "what": incident.status})


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=min(seconds, 3600.0))
