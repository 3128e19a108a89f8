"""APScheduler's jobs, one for each active digest, in the store that every process shares.

A job only wakes its process at the right moment; who posts is decided by the slot's row. So it does no harm
that every process has every job fire, nor that one is lost: the next look at the table of digests puts it
back.
"""

# apscheduler is not typed.
# pyright: reportMissingTypeStubs=false, reportUntypedBaseClass=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import ConflictingIdError, JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.digests.due import Grace
from bot.digests.trigger import SlotTrigger
from bot.digests.wake import wake
from storage.digests import DigestRow

TABLE = "heartline_jobs"
SHARED = "shared"
# How soon after a fault of the store the scheduler looks again.
FAULT_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that a process does again and again, first at once; it must not raise."""

    name: str
    do: Callable[[], object]
    every: timedelta


class _SharedJobs(SQLAlchemyJobStore):
    """A job store that another process may change between two of our steps."""

    def start(self, scheduler: Any, alias: str) -> None:
        try:
            super().start(scheduler, alias)
        except DBAPIError:
            # Two processes made the table at the same time, and the other was first.
            super().start(scheduler, alias)

    def update_job(self, job: Any) -> None:
        """A job that another process has removed stays removed."""
        with contextlib.suppress(JobLookupError):
            super().update_job(job)

    def remove_job(self, job_id: str) -> None:
        with contextlib.suppress(JobLookupError):
            super().remove_job(job_id)

    def shutdown(self) -> None:
        """The engine is not the job store's own: others go on with it."""


class _Steady(BackgroundScheduler):
    """A scheduler whose thread outlives a fault of one job or of the store."""

    def _process_jobs(self) -> float | None:
        try:
            return super()._process_jobs()
        except Exception:
            log.exception("the scheduler goes on in %s s", FAULT_SECONDS)
            return FAULT_SECONDS


def scheduler_over(engine: Engine, threads: int) -> BackgroundScheduler:
    """A scheduler, not yet started, with the jobs of the store."""
    return _Steady(
        jobstores={"default": MemoryJobStore(), SHARED: _SharedJobs(engine=engine, tablename=TABLE)},
        executors={"default": ThreadPoolExecutor(threads)},
        timezone=UTC,
    )


def add_chores(scheduler: BackgroundScheduler, chores: Sequence[Chore]) -> None:
    """This process's own jobs, in its memory."""
    for one in chores:
        scheduler.add_job(
            one.do,
            # It takes fractions too, whatever its stub says.
            IntervalTrigger(seconds=one.every.total_seconds(), timezone=UTC),  # pyright: ignore[reportArgumentType]
            id=one.name,
            name=one.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )


def reconcile(scheduler: BackgroundScheduler, digests: Iterable[DigestRow], grace: Grace) -> None:
    """Makes the jobs those of these digests: adds, changes and removes."""
    wanted = {one.digest_id: one for one in digests}
    there = {job.id: (str(job.trigger), job.misfire_grace_time) for job in scheduler.get_jobs(SHARED)}
    for digest_id in there.keys() - wanted.keys():
        scheduler.remove_job(digest_id, SHARED)
    for digest_id, digest in wanted.items():
        trigger = SlotTrigger(digest.schedule, digest.zone)
        late = int(grace.of(digest.schedule).total_seconds())
        if there.get(digest_id) != (str(trigger), late):
            _put(scheduler, digest_id, trigger, late)


def _put(scheduler: BackgroundScheduler, digest_id: str, trigger: SlotTrigger, late: int) -> None:
    # Two processes may put the same job at once; either is right.
    with contextlib.suppress(ConflictingIdError):
        scheduler.add_job(
            wake,
            trigger,
            args=[digest_id],
            id=digest_id,
            jobstore=SHARED,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=late,
            replace_existing=True,
        )
