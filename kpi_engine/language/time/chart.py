"""A small chart parser: rules over kinds of terms make larger ones until nothing new is found.

The grammar holds the orders of words of all languages side by side ("last week", "week last"); which of them
a language has is decided by the kinds that its lexicon fills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kpi_engine.language.time.mention import Problem


@dataclass(frozen=True, slots=True)
class Item:
    """A value of `kind` over the atoms [first, last)."""

    first: int
    last: int
    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern`: kinds in order, `a|b` for either, `?` optional; `build(now, *values)`: a value or None."""

    makes: str
    pattern: tuple[tuple[frozenset[str], bool], ...]
    build: Callable[..., object]


def rules(*rows: tuple[str, str, Callable[..., object]]) -> tuple[Rule, ...]:
    """Rules from (what it makes, pattern, build); several patterns may be given, apart by " / "."""
    return tuple(
        Rule(makes, tuple(_token(token) for token in pattern.split()), build)
        for makes, patterns, build in rows
        for pattern in patterns.split(" / ")
    )


def _token(text: str) -> tuple[frozenset[str], bool]:
    return frozenset(text.rstrip("?").split("|")), text.endswith("?")


class Chart:
    """All items found so far, by where they begin. `soft` are atoms that any rule may step over."""

    def __init__(self, items: Sequence[Item], soft: frozenset[int]) -> None:
        self.items: dict[int, list[Item]] = {}
        self._seen: set[Item] = set()
        self._soft = soft
        self._kinds: set[str] = set()
        for item in items:
            self.add(item)

    def add(self, item: Item) -> bool:
        if item in self._seen:
            return False
        self._seen.add(item)
        self._kinds.add(item.kind)
        self.items.setdefault(item.first, []).append(item)
        return True

    def grow(self, grammar: Sequence[Rule], context: object) -> None:
        """Applies `grammar` until it finds nothing new."""
        growing = True
        while growing:
            growing = False
            for rule in grammar:
                for item in list(self._applied(rule, context)):
                    growing |= self.add(item)

    def _applied(self, rule: Rule, context: object) -> Iterator[Item]:
        if not all(optional or kinds & self._kinds for kinds, optional in rule.pattern):
            return
        for first in list(self.items):
            for last, values in self._matches(rule.pattern, 0, first, first):
                value = rule.build(context, *values)
                if value is not None:
                    yield Item(first, last, "problem" if isinstance(value, Problem) else rule.makes, value)

    def _matches(
        self, pattern: tuple[tuple[frozenset[str], bool], ...], index: int, at: int, first: int
    ) -> Iterator[tuple[int, tuple[object, ...]]]:
        if index == len(pattern):
            yield at, ()
            return
        kinds, optional = pattern[index]
        starts = (at, at + 1) if at in self._soft and at > first else (at,)
        for item in [item for start in starts for item in self.items.get(start, ())]:
            if item.kind in kinds:
                for last, rest in self._matches(pattern, index + 1, item.last, first):
                    yield last, (item.value, *rest)
        if optional and (index + 1 < len(pattern) or at > first):
            for last, rest in self._matches(pattern, index + 1, at, first):
                yield last, (None, *rest)
