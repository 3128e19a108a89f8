"""DuckDB over the same rows: what a column store makes of the same SQL. A witness, no part of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Engine, Table, select, type_coerce

from storage.database import reading
from storage.schema import Instant, contacts, nev_contacts, surveys

# What the twelve questions read.
COLUMNS: Mapping[Table, Sequence[str]] = {
    contacts: (
        *("contact_id", "started_at", "channel", "direction", "queue", "agent_id", "customer_id", "reason"),
        *("segment", "language", "outcome", "wait_s", "talk_s", "hold_s", "acw_s", "prev_gap", "next_gap"),
    ),
    surveys: ("contact_id", "kind", "answered_at", "score", "scale_min", "scale_max"),
    nev_contacts: ("contact_id", "model", "balance"),
}
BATCH = 200_000
# It has no types.
_arrow: Any = import_module("pyarrow")


class Columns:
    """The rows of a store in DuckDB, in a file beside it; filled from the store at the first run."""

    def __init__(self, engine: Engine, file: Path) -> None:
        there = file.exists()
        self._database = import_module("duckdb").connect(str(file))
        # As everywhere else: whole numbers divided give whole numbers.
        self._database.execute("SET integer_division = true")
        if not there:
            for table, names in COLUMNS.items():
                self._copy(engine, table, names)

    def rows(self, sql: str, bound: Mapping[str, int | str]) -> list[tuple[Any, ...]]:
        """The rows of a statement whose values are bound by `:name`."""
        for name in sorted(bound, key=len, reverse=True):
            sql = sql.replace(f":{name}", f"${name}")
        return self._database.execute(sql, dict(bound)).fetchall()

    @property
    def version(self) -> str:
        return f"DuckDB {import_module('duckdb').__version__}"

    def _copy(self, engine: Engine, table: Table, names: Sequence[str]) -> None:
        columns = [table.c[name] for name in names]
        asked = select(
            *(type_coerce(one, BigInteger) if isinstance(one.type, Instant) else one for one in columns)
        )
        made = False
        with reading(engine) as connection:
            found: Any = connection.execute(asked, execution_options={"yield_per": BATCH})
            for part in found.partitions():
                arrays = map(_arrow.array, zip(*part, strict=True))
                batch = _arrow.table(dict(zip(names, arrays, strict=True)))
                self._database.register("batch", batch)
                verb = f"INSERT INTO {table.name}" if made else f"CREATE TABLE {table.name} AS"
                self._database.execute(f"{verb} SELECT * FROM batch")  # noqa: S608 (our own names)
                made = True


def columns(engine: Engine, file: Path) -> Columns | None:
    """None where DuckDB is not installed."""
    return Columns(engine, file) if find_spec("duckdb") else None
