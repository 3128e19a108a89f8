"""All of the doctor's examinations, in the order in which one thing needs another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.doctor.digests import digests
from bot.doctor.finding import Finding
from bot.doctor.installation import python, settings_files, zone
from bot.doctor.slack import signing, socket_token, token
from bot.doctor.store import store
from bot.settings import Settings

SLACK = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at: the settings in force, the variables they came from, the folder, the clock.

    `deep`: every sum that the store keeps is held against its records, which reads them all.
    """

    settings: Settings
    environ: Mapping[str, str]
    folder: Path
    now: datetime
    slack: str = SLACK
    deep: bool = False


def examine(patient: Patient) -> Iterator[Finding]:
    """What each examination finds, as soon as it has found it. Nothing here raises for what it finds."""
    for look in EXAMINATIONS:
        yield from look(patient)


EXAMINATIONS: tuple[Callable[[Patient], Iterator[Finding]], ...] = (
    lambda it: python(),
    lambda it: settings_files(it.environ, it.folder),
    lambda it: zone(it.settings, it.environ),
    lambda it: store(it.settings, it.now, deep=it.deep),
    lambda it: digests(it.settings, it.now),
    lambda it: token(it.settings, it.slack),
    lambda it: socket_token(it.settings, it.slack),
    lambda it: signing(it.settings),
)
