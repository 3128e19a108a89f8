"""The desk: where the rooms are wired together, and every question, from wherever it comes, is answered.

The command line, the terminal and every Slack surface ask here and nowhere else.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.home import About
from bot.privacy import unasked
from bot.settings import Settings
from kpi_engine.answer import answer, ask, names_of
from kpi_engine.errors import EngineError
from kpi_engine.language import understand
from kpi_engine.ports import Measure
from kpi_engine.result import Result
from kpi_engine.values import Asking, Names, Query, Understanding, Understood, Viewer
from storage.database import open_store
from storage.errors import StorageError
from storage.store import Store

CONTACTS = Measure("offered")
TERMINAL = Viewer("terminal")


@dataclass(frozen=True, slots=True)
class Desk:
    """A store and the settings in force. Safe to use from several threads at once."""

    store: Store
    settings: Settings

    def ask(self, question: str, now: datetime, viewer: Viewer = TERMINAL, zone: str | None = None) -> Result:
        """What is said back to the viewer at `now`; `zone` is the asker's own, else the team's.

        Raises StorageError or EngineError for a fault of ours, never for a question.
        """
        with self.store.snapshot() as store:
            asking = self._asking(now, zone, names_of(store))
            return ask(question, store, asking, viewer, self.settings.kpi)

    def warm_up(self, now: datetime) -> None:
        """Loads what the first question would: it takes longer than most answers. A fault is left to whoever
        asks, who is told."""
        with suppress(StorageError, EngineError):
            self.ask("contacts yesterday", now)

    def answer(
        self, query: Query, now: datetime, viewer: Viewer, zone: str, names: Names | None = None
    ) -> Result:
        """The answer to what is a query already, as a digest's KPIs are; `names` spares reading them. For a
        channel it is without figures about single agents, though the query is not about them."""
        with self.store.snapshot() as store:
            asking = self._asking(now, zone, names or names_of(store))
            made = answer("", Understood(query), store, asking, viewer, self.settings.kpi)
        return unasked(made) if viewer.place == "channel" else made

    def about(self, now: datetime) -> About:
        """What the store holds until `now`, and by whose calendar it is counted."""
        newest = self.store.freshness([CONTACTS], now)
        return About(self.settings.zone, self.settings.week_start, self.store.earliest(), newest)

    def understands(self, question: str, now: datetime) -> bool:
        """Whether the words are a whole question, so that a button may ask it."""
        return isinstance(self.understand(question, now), Understood)

    def understand(self, question: str, now: datetime) -> Understanding:
        """What the words ask for, unanswered."""
        return understand(question, self._asking(now, None, self.names()))

    def names(self) -> Names:
        """The names that the store knows."""
        return names_of(self.store)

    def _asking(self, now: datetime, zone: str | None, names: Names) -> Asking:
        settings = self.settings
        within = dict(settings.kpi.answer_within)[""]
        return Asking(now, zone or settings.zone, settings.week_start, names, answer_within=within)


def open_desk(settings: Settings) -> Desk:
    """The desk over the store of the settings, which must be there already. StorageError if it is not."""
    return Desk(Store(open_store(settings.db_url, create=False, limits=settings.limits)), settings)
