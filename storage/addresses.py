"""Where a store is: URLs as people write them, made into ones that SQLAlchemy opens."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import StorageError

FORMS = "sqlite:///store.db or postgresql://user:password@host/database"
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
_SQLITE = ("sqlite", "sqlite+pysqlite")


def store_address(url: str) -> URL:
    """The SQLAlchemy URL of a store. StorageError when it is no URL, or of a database that we cannot keep."""
    address = parse_url(url)
    if address.drivername in _SQLITE:
        return address.set(drivername="sqlite")
    if address.drivername in _POSTGRES:
        return address
    raise StorageError(f"{_shown(address)}: a store is kept in SQLite or PostgreSQL: {FORMS}")


def parse_url(url: str) -> URL:
    """Any database URL; PostgreSQL's goes to the psycopg 3 driver."""
    try:
        address = make_url(url.strip())
    except (ArgumentError, ValueError):
        hint = f", perhaps sqlite:///{url}" if _looks_like_path(url) else ""
        raise StorageError(f"{url!r} is not a database URL: write {FORMS}{hint}") from None
    if address.drivername not in _POSTGRES:
        return address
    if find_spec("psycopg") is None:
        raise StorageError("PostgreSQL needs a driver: pip install 'heartline[postgres]'")
    return address.set(drivername="postgresql+psycopg")


def shown(url: str | URL) -> str:
    """The URL without its password, for messages."""
    return _shown(url if isinstance(url, URL) else make_url(url))


def sqlite_file(address: URL) -> Path | None:
    """The store's file, None where it is not one (PostgreSQL, memory)."""
    if not address.drivername.startswith("sqlite") or address.database in (None, "", ":memory:"):
        return None
    return Path(address.database or "")


def _shown(address: URL) -> str:
    plain = "postgresql" if address.drivername in _POSTGRES else address.drivername
    return address.set(drivername=plain).render_as_string(hide_password=True)


def _looks_like_path(url: str) -> bool:
    return bool(url) and "://" not in url and url.endswith((".db", ".sqlite", ".sqlite3"))
