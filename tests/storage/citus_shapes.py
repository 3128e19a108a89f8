"""Whether statements have a shape that Citus documents as supported, for tables spread in a given way.

By "SQL Support and Workarounds" and "Creating and Modifying Distributed Objects" of its documentation: joins
between spread tables on their distribution column, outer ones only so; correlated subqueries only on it; ON
CONFLICT only with it; it is never changed; no FOR UPDATE, recursive CTE, grouping sets or TABLESAMPLE over
several shards. What Citus takes but brings to the coordinator is named apart: windows by other columns, and
spread tables that rows of another kind of table are matched with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sqlglot
from sqlglot import exp

Column = tuple[str, str]


class Finding(NamedTuple):
    """`refused`: Citus says no; else rows come to the coordinator."""

    refused: bool
    what: str


@dataclass(frozen=True)
class Placing:
    """Table -> distribution column; tables of one column lie together. `everywhere`: reference tables."""

    spread: Mapping[str, str]
    everywhere: frozenset[str]

    def findings(self, statement: str) -> set[Finding]:
        """What is wrong with a statement as the driver gets it; nothing, if nothing is."""
        plain = re.sub(r"%\((\w+)\)s", r":\1", statement).replace("%%", "%")
        tree = sqlglot.parse_one(plain, read="postgres")
        found = set(self._insert(tree)) | set(self._update(tree)) | set(self._unsupported(tree))
        for scope in tree.find_all(exp.Select, exp.Update, exp.Delete):
            found |= set(self._scope(scope))
        return found

    def local(self, name: str) -> bool:
        return name not in self.spread and name not in self.everywhere

    def _insert(self, tree: exp.Expression) -> Iterator[Finding]:
        if not isinstance(tree, exp.Insert) or (conflict := tree.args.get("conflict")) is None:
            return
        column = self.spread.get(_target(tree))
        keys = {key.name for key in conflict.args.get("conflict_keys") or ()}
        if column is not None and keys and column not in keys:
            yield Finding(True, f"ON CONFLICT without {column}")
        changed = {one.this.name for one in conflict.expressions if isinstance(one, exp.EQ)}
        if column in changed:
            yield Finding(True, f"changes {column}")

    def _update(self, tree: exp.Expression) -> Iterator[Finding]:
        if isinstance(tree, exp.Update):
            column = self.spread.get(_target(tree))
            if column in {one.this.name for one in tree.expressions}:
                yield Finding(True, f"changes {column}")

    def _unsupported(self, tree: exp.Expression) -> Iterator[Finding]:
        if not any(table.name in self.spread for table in tree.find_all(exp.Table)):
            return
        for kind in (exp.Lock, exp.TableSample, exp.GroupingSets, exp.Cube, exp.Rollup):
            if tree.find(kind):
                yield Finding(True, kind.__name__)
        if any(one.args.get("recursive") for one in tree.find_all(exp.With)):
            yield Finding(True, "recursive CTE")

    def _scope(self, scope: exp.Expression) -> Iterator[Finding]:
        here = _relations(scope)
        spread = {alias: name for alias, name in here.items() if name in self.spread}
        equal = list(_equalities(scope))
        yield from self._joins(scope, here, spread, equal)
        yield from self._windows(scope, spread, equal)
        yield from self._correlated(scope, here, spread)

    def _joins(
        self, scope: exp.Expression, here: dict[str, str], spread: dict[str, str], equal: list[set[Column]]
    ) -> Iterator[Finding]:
        target = _target(scope) if isinstance(scope, (exp.Update, exp.Delete)) else ""
        if target and self.local(target) and spread:
            yield Finding(False, f"{_named(spread)} matched with local rows")
        outer = [join for join in scope.args.get("joins") or () if join.side]
        for join in outer:
            inner = join.this.alias_or_name
            others = [alias for alias in spread if alias != inner]
            if (
                inner in spread
                and others
                and not any(self._together(inner, one, spread, equal) for one in others)
            ):
                yield Finding(True, f"outer join of {spread[inner]} not by {self.spread[spread[inner]]}")
            elif inner in spread and not others:
                yield Finding(False, f"{spread[inner]} on the inner side of an outer join")
        inner_side = {join.this.alias_or_name for join in outer}
        free = [alias for alias in spread if alias not in inner_side]
        for alias in free[1:]:
            if not any(self._together(alias, one, spread, equal) for one in free if one != alias):
                yield Finding(True, f"join of {spread[alias]} not by {self.spread[spread[alias]]}")

    def _together(self, one: str, other: str, spread: dict[str, str], equal: list[set[Column]]) -> bool:
        columns = (self.spread[spread[one]], self.spread[spread[other]])
        wanted = {(one, columns[0]), (other, columns[1])}
        return columns[0] == columns[1] and any(wanted <= group for group in _closed(equal))

    def _windows(
        self, scope: exp.Expression, spread: dict[str, str], equal: list[set[Column]]
    ) -> Iterator[Finding]:
        keys = {(alias, self.spread[name]) for alias, name in spread.items()}
        for window in _own(scope, exp.Window):
            by = {
                (one.table, one.name)
                for one in window.args.get("partition_by") or ()
                if isinstance(one, exp.Column)
            }
            if keys and not keys & by:
                yield Finding(False, f"window over {_named(spread)} by other columns")

    def _correlated(
        self, scope: exp.Expression, here: dict[str, str], spread: dict[str, str]
    ) -> Iterator[Finding]:
        """A subquery over a spread table that looks at rows outside of it."""
        outside = scope.parent_select or scope.find_ancestor(exp.Update, exp.Delete)
        if outside is None or not spread or scope.find_ancestor(exp.From, exp.Join, exp.Insert) is outside:
            return
        around = {alias: name for alias, name in _relations(outside).items() if alias not in here}
        asked = {one.table for one in _own(scope, exp.Column) if one.table in around}
        for alias in asked:
            both = spread | {alias: around[alias]}
            if self.local(around[alias]):
                yield Finding(False, f"{_named(spread)} matched with local rows")
            elif around[alias] in self.everywhere:
                yield Finding(False, f"{_named(spread)} looked up for {around[alias]}")
            elif not any(self._together(alias, one, both, list(_equalities(scope))) for one in spread):
                yield Finding(True, f"subquery of {_named(spread)} not by the same column")


def _named(spread: Mapping[str, str]) -> str:
    return ", ".join(sorted(set(spread.values())))


def _target(tree: exp.Expression) -> str:
    table = tree.this if isinstance(tree.this, exp.Table) else tree.this.find(exp.Table)
    return table.name


def _relations(scope: exp.Expression) -> dict[str, str]:
    """Alias -> table of what a statement reads or changes itself; a subquery's name is its alias."""
    found: list[exp.Expression] = []
    if isinstance(scope, (exp.Update, exp.Delete)):
        found.append(scope.this)
    source = scope.args.get("from_") or scope.args.get("from")
    if source is not None:
        found.append(source.this)
        found += source.expressions
    for join in scope.args.get("joins") or ():
        found.append(join.this)
    for table in list(found):
        found += [join.this for join in table.args.get("joins") or ()]
    return {one.alias_or_name: one.name if isinstance(one, exp.Table) else "(subquery)" for one in found}


def _own(scope: exp.Expression, kind: type[exp.Expression]) -> Iterator[exp.Expression]:
    """What stands in the statement itself, not in a subquery of it."""
    for one in scope.find_all(kind):
        if one.find_ancestor(exp.Select, exp.Update, exp.Delete) is scope:
            yield one


def _equalities(scope: exp.Expression) -> Iterator[set[Column]]:
    for one in _own(scope, exp.EQ):
        if isinstance(one.left, exp.Column) and isinstance(one.right, exp.Column):
            above = one.find_ancestor(exp.Or, exp.Not, exp.Case)
            if above is None or above.find_ancestor(type(scope)) is not scope:
                yield {(one.left.table, one.left.name), (one.right.table, one.right.name)}


def _closed(equal: list[set[Column]]) -> list[set[Column]]:
    groups: list[set[Column]] = []
    for pair in equal:
        joined = set(pair).union(*(group for group in groups if group & pair))
        groups = [group for group in groups if not group & pair] + [joined]
    return groups
