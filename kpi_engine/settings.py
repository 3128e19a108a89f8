"""What a team may set about its KPIs: thresholds, windows, the index's parts, who owns which figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Thresholds = tuple[tuple[str, float], ...]


class Setting(StrEnum):
    """A value that a measure's arguments take from the settings."""

    ANSWER_WITHIN = "answer_within"
    SHORT_ABANDON = "short_abandon"
    FCR_DAYS = "fcr_days"


@dataclass(frozen=True, slots=True)
class IndexItem:
    """A part of the customer satisfaction index; weights need not add up to one."""

    id: str
    variant: str
    weight: float = 1.0


DEFAULT_INDEX = (IndexItem("csat", "top2box"), IndexItem("fcr", "repeat_window"), IndexItem("nev", "balance"))


@dataclass(frozen=True, slots=True)
class KpiSettings:
    """Thresholds are pairs channel -> seconds, "" for every other channel; `fcr_days` is FCR's window W.

    `ces_ease` says that a high effort score means easy (else it is turned round: 7 stays easy).
    `expected_weeks` and `expected_least` are how many earlier weeks "normal" looks at, and needs.
    `owners` and `purposes` are what a team fills in per KPI id; `reviews` are ISO dates of the next review.
    """

    answer_within: Thresholds = (("", 20.0),)
    short_abandon: Thresholds = (("", 5.0),)
    fcr_days: int = 7
    ces_ease: bool = True
    index: tuple[IndexItem, ...] = DEFAULT_INDEX
    minimum_people: int = 5
    expected_weeks: int = 8
    expected_least: int = 4
    owners: Mapping[str, str] = field(default_factory=dict[str, str])
    purposes: Mapping[str, str] = field(default_factory=dict[str, str])
    reviews: Mapping[str, str] = field(default_factory=dict[str, str])

    def value(self, setting: Setting) -> Thresholds | int:
        """The value that a measure's argument takes."""
        values: dict[Setting, Thresholds | int] = {
            Setting.ANSWER_WITHIN: self.answer_within,
            Setting.SHORT_ABANDON: self.short_abandon,
            Setting.FCR_DAYS: self.fcr_days,
        }
        return values[setting]
