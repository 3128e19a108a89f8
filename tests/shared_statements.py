"""Statements as SQL, kept for all stores of a test process.

An engine writes each statement as SQL once. Tests open a store each, and this was more than a third of what
they computed; here they share what was written, as the questions to one store do.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

__all__ = ["each_its_own", "share"]


class _Statements(LRUCache[Any, Any]):
    """What SQLAlchemy calls a `compiled_cache`. Its keys name an engine's own dialect, but two of one
    database in one version write the same SQL."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_whoever(key), default)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_whoever(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_whoever(key), value)


_KEPT = _Statements(1_000)


def share() -> None:
    """From now on, for every engine."""
    event.listen(Engine, "engine_connect", _lend)


@contextmanager
def each_its_own() -> Generator[None]:
    """For tests of what an engine keeps."""
    event.remove(Engine, "engine_connect", _lend)
    try:
        yield
    finally:
        share()


def _lend(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_KEPT)


def _whoever(key: Any) -> Any:
    dialect, *statement = key
    return type(dialect), dialect.server_version_info, *statement
