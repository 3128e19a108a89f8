"""Groups of too few people: out of sight, and out of reach of subtraction.

Whoever sees a whole and every part of it but one knows that part. So the smallest groups are taken together,
the next smallest with them, until they are people enough: each figure then shows all of them or none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kpi_engine.ports import Condition, Key

Group = TypeVar("Group", bound=Hashable)


def together(people: Mapping[Group, float], least: int) -> frozenset[Group]:
    """The groups that only all of them together may be shown; empty where each has `least` people."""
    found: list[Group] = []
    many = 0.0
    for group, count in sorted(people.items(), key=lambda pair: (pair[1], repr(pair[0]))):
        if count >= least and not 0 < many < least:
            break
        if count > 0:
            found.append(group)
            many += count
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Cutting:
    """Tells the figures that show some of the groups that belong together, and not all.

    A group is its values of `dimensions`; `by` are those of them by which figures are sliced, and `where` is
    what all figures are limited to.
    """

    dimensions: Sequence[str]
    by: Sequence[str]
    where: Sequence[Condition]
    groups: frozenset[Key]

    def cuts(self, key: Key) -> bool:
        shown = sum(self._shows(key, group) for group in self.groups)
        return 0 < shown < len(self.groups)

    def _shows(self, key: Key, group: Key) -> bool:
        values = dict(zip(self.dimensions, group, strict=True))
        if any(values[name] != value for name, value in zip(self.by, key, strict=True)):
            return False
        return all((values[one.dimension] in one.values) != one.negated for one in self.where)


def along_time(people: Mapping[tuple[Key, int], float], least: int) -> Callable[[tuple[Key, int]], bool]:
    """Whether a slice's bucket is one of those that could be worked out from its others and their whole."""
    buckets: dict[Key, dict[int, float]] = {}
    for (key, bucket), count in people.items():
        buckets.setdefault(key, {})[bucket] = count
    hidden = {key: together(counts, least) for key, counts in buckets.items()}
    return lambda cell: cell[1] in hidden.get(cell[0], ())
