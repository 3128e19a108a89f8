# ruff: noqa: E501 (tables of messages)
"""What a driver's error means for the person who typed the URL or asked the question: one line."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from storage.addresses import shown
from storage.errors import BusyError, StorageError

BUSY_SECONDS = 60
__all__ = ["BUSY_SECONDS", "NoneFreeError", "fault", "plain_fault"]


def fault(address: URL, error: Exception) -> StorageError:
    """The error in one line; a BusyError where the same may succeed a moment later."""
    busy = isinstance(error, NoneFreeError) or any(sign in _words(error).lower() for sign, _ in _PASSING)
    return (BusyError if busy else StorageError)(plain_fault(address, error))


def plain_fault(address: URL, error: Exception) -> str:
    """The line alone."""
    words = _words(error)
    where = shown(address)
    for sign, meaning in (*_PASSING, *_LASTING):
        if sign in words.lower():
            return f"{where}: {meaning}"
    return f"{where}: {words}"


def _words(error: Exception) -> str:
    return " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())


_PASSING = (
    ("database is locked", f"another program has been writing for {BUSY_SECONDS} s: try again later"),
    ("statement timeout", "the question took too long and was ended: ask for a shorter period, or raise HEARTLINE_QUESTION_SECONDS"),
    ("queuepool limit", "all connections of this process are in use: try again, or raise HEARTLINE_DB_CONNECTIONS"),
    ("too many clients", "the server has no connection left: try again, or raise its max_connections"),
    ("remaining connection slots", "the server has no connection left: try again, or raise its max_connections"),
    ("the database system is", "the server is starting or stopping: try again in a moment"),
    ("terminating connection", "the server ended the connection: try again"),
    ("server closed the connection", "the server ended the connection: try again"),
    ("connection is lost", "the server ended the connection: try again"),
)  # fmt: skip
_LASTING = (
    ("file is not a database", "the file is not an SQLite database"),
    ("file is encrypted or is not a database", "the file is not an SQLite database"),
    ("unable to open database file", "the file cannot be opened or made there: may you write to its folder?"),
    ("readonly database", "the file or its folder is read-only"),
    ("database disk image is malformed", "the file is damaged"),
    ("database or disk is full", "the disk is full: nothing was stored"),
    ("password authentication failed", "user or password is wrong"),
    ("no password supplied", "a password is needed: postgresql://user:password@host/database"),
    ("connection refused", "no PostgreSQL server answers there"),
    ("could not translate host name", "the host is not known"),
    ("failed to resolve host", "the host is not known"),
    ("no such file or directory", "no PostgreSQL server answers there"),
    ("timeout expired", "no PostgreSQL server answers there"),
    ("connection timeout", "no PostgreSQL server answers there"),
    ("permission denied", "this user may not make or change tables there"),
)  # fmt: skip
