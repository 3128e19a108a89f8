"""The rollups: narrow tables of sums per stretch of time and a few dimensions. A new one is a line here.

One wide cube of all dimensions would be hardly smaller than the rows; several narrow ones are.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.zones import SECOND

QUARTER = 15 * 60 * SECOND

# What is summed: the sources whose rows are contacts, or belong to contacts, and share their dimensions.
FELT = "nev"
SOURCES = ("contacts", "surveys", FELT)


@dataclass(frozen=True, slots=True)
class Rollup:
    """Sums per bucket of time and dimensions.

    A bucket is a local day of the team's zone (days since 1970-01-01) or, if `quarters`, a quarter of an hour
    (since 1970 UTC): days in any zone add up from those, Kathmandu's (+5:45) too. `of` names the rollup that
    it is summed from, where one has all its dimensions: then no row is read for it. `found_by` is a dimension
    of hundreds of values, of which a question names a few: theirs are found without looking at the others.
    """

    name: str
    dimensions: tuple[str, ...]
    quarters: bool = False
    of: str | None = None
    found_by: str | None = None


# The smallest first: the first that has what is asked serves. One with an `of` stands before it.
ROLLUPS: tuple[Rollup, ...] = (
    Rollup("day_queue", ("queue", "channel"), of="day_reason"),
    Rollup("day_agent", ("agent", "team", "site"), found_by="agent"),
    Rollup("day_people", ("team", "segment", "language", "site")),
    Rollup("day_reason", ("queue", "channel", "reason", "direction", "stage")),
    Rollup("quarter_queue", ("queue", "channel"), quarters=True),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each value in seconds occurred, per day of the team and dimensions: exact histograms.

    Of exact values, not of classes: a median is that of the rows. In whole seconds, as contact centres
    measure them, a day's contacts share a few hundred values.
    """

    name: str
    dimensions: tuple[str, ...]


SPREADS: tuple[Spread, ...] = (
    Spread("spread_channel", ("channel",)),
    Spread("spread_queue", ("queue",)),
)
