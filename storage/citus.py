"""Where each table would stand on Citus, PostgreSQL over many machines, and the statements that put it there.

Citus wants a distributed table's distribution column in each of its unique keys, never changes it in a row,
and joins two of them locally only where they are joined on it. That leaves `contact_id`, though first contact
resolution is about customers: a contact may have no customer and get another one later, and what was said and
felt in it comes without any. The price: gaps are worked out at the coordinator when records come in, for the
customers of one file, whose contacts are brought there.

Heartline was never run on Citus: what is known is known from its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import MetaData, PrimaryKeyConstraint, Table

from storage.ddl import statements, tables

# Table -> the column by whose value its rows are spread; tables of one column lie together.
SPREAD: Mapping[str, str] = {
    **dict.fromkeys(("contacts", "nev_contacts", "emotion_mentions", "transcripts"), "contact_id"),
    **dict.fromkeys(("turns", "turn_scores"), "transcript_id"),
}
# A copy of them stands on every machine, so that they can be joined with what is spread there.
EVERYWHERE = ("staff", "customers", "surveys", "settings", "emotion_models", "measured_emotions")
# The rest, rollups above all, is small: it stays on the coordinator alone.

# Function of ours -> why Citus refuses a statement of it as it stands: none of those that a test records.
# With contacts spread by `customer_id` 49 of 317 were, ingest's upsert and most sums over rows among them.
REFUSED: Mapping[str, str] = {}
_INNER = "contacts on the inner side of an outer join"
# Function of ours -> what is brought to the coordinator for it: it runs there, no faster than on one machine.
BROUGHT: Mapping[str, str] = {
    "derive.gaps._measure": _INNER,
    "freshness.find": "contacts looked up for surveys",
    "ingest.upsert._forget_unchanged": "contacts matched with local rows",
    "rollups.days.days_of": _INNER,
    "rollups.days.ends_of": _INNER,
    "rollups.fill._count": _INNER,
    "rollups.fill._in_place": _INNER,
    "rollups.read._served": _INNER,
}


def citus_statements() -> Iterator[str]:
    """The schema for Citus: tables with the keys that it wants, then where each of them stands."""
    made = [_with_key(table) for table in tables()]
    yield "CREATE EXTENSION IF NOT EXISTS citus"
    yield from statements(made)
    for name in EVERYWHERE:
        yield f"SELECT create_reference_table('{name}')"
    first: dict[str, str] = {}
    for name, column in SPREAD.items():
        beside = first.setdefault(column, name)
        with_others = "none" if beside == name else beside
        yield f"SELECT create_distributed_table('{name}', '{column}', colocate_with => '{with_others}')"


def notes() -> Iterator[str]:
    """What whoever runs this has to know."""
    yield "For Citus, which was never started here: keys and recorded statements were held against its"
    yield "documentation, no more. Refused as they stand:" + ("" if REFUSED else " none.")
    yield from (f"  {name}: {why}" for name, why in REFUSED.items())
    yield "Taken, but for these statements rows are brought to the coordinator:"
    yield from (f"  {name}: {why}" for name, why in BROUGHT.items())
    yield "Ingest and migrations would have to be tried there before anybody relies on them."


def _with_key(table: Table) -> Table:
    """The table with its distribution column in its key."""
    column = SPREAD.get(table.name)
    if column is None or column in table.primary_key.c:
        return table
    made = table.to_metadata(MetaData())
    (number,) = made.primary_key.c
    # Its numbers come from the coordinator, where Heartline writes; a longer key would lose them unasked.
    number.autoincrement = True
    made.c[column].primary_key = True
    made.append_constraint(PrimaryKeyConstraint(made.c[column], number, name=f"pk_{table.name}"))
    return made
