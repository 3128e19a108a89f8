"""Records into a store, as the tests write them down."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from looking import kind_of
from sqlalchemy.engine import Engine

from storage.database import open_store
from storage.ingest.rejects import Rejects
from storage.ingest.report import Report
from storage.ingest.run import Wish, ingest
from storage.mapping import parse_mapping
from storage.readers import open_file

TakeIn = Callable[..., list[Report]]


@pytest.fixture
def sqlite_engine(tmp_path: Path, empty_sqlite: Path) -> Iterator[Engine]:
    """A store for what does not depend on the database."""
    shutil.copy(empty_sqlite, tmp_path / "one.db")
    opened = open_store(f"sqlite:///{tmp_path / 'one.db'}")
    yield opened
    opened.dispose()


@pytest.fixture
def into(tmp_path: Path) -> TakeIn:
    """`into(engine, "contacts", "a.csv", text or bytes, …, zone=…, map=TOML, strict=…)` -> reports."""
    return _by_way_of(tmp_path)


@pytest.fixture(scope="module")
def into_once(tmp_path_factory: pytest.TempPathFactory) -> TakeIn:
    """As `into`, for stores that a module fills once."""
    return _by_way_of(tmp_path_factory.mktemp("into"))


def _by_way_of(folder: Path) -> TakeIn:
    def take_in(engine: Engine, kind: str, *files: str | bytes, map: str = "", **wish: Any) -> list[Report]:
        sources: list[tuple[str, Any]] = []
        for name, content in zip(files[::2], files[1::2], strict=True):
            assert isinstance(name, str)
            path = folder / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            sources.append((name, partial(open_file, path)))
        found = kind_of(kind)
        with Rejects(folder / "rejects.csv") as rejects:
            wishes = Wish(found, mapping=parse_mapping(map, "map.toml", found), **wish)
            return ingest(engine, sources, wishes, rejects)

    return take_in
