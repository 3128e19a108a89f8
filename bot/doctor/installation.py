"""What is installed and set on this machine: Python, optional parts, settings files, the zone."""

from __future__ import annotations

import os
import platform
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from bot.doctor.finding import Finding, good, odd
from bot.settings import Settings

# Module -> what it adds, and the extra that installs it.
OPTIONAL = (
    ("pyarrow", "Parquet files", "parquet"),
    ("duckdb", "fast sums of millions of contacts", "bulk"),
    ("psycopg", "PostgreSQL", "postgres"),
    ("torch", "hearing transcripts", "nlp"),
)
READABLE_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH


def python() -> Iterator[Finding]:
    yield good(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    for module, adds, extra in OPTIONAL:
        if find_spec(module) is None:
            yield odd(f"{adds}: not installed", f"only if you need them: pip install 'heartline[{extra}]'")


def settings_files(environ: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """Tokens lie in `.env`: nobody else on the machine should be able to read it."""
    dotenv = folder / ".env"
    if dotenv.is_file():
        if os.name == "posix" and dotenv.stat().st_mode & READABLE_BY_OTHERS:
            yield odd(f"{dotenv}: other users of this machine can read it", f"chmod 600 {dotenv}")
        else:
            yield good(f"settings from {dotenv}")
    if path := environ.get("HEARTLINE_CONFIG"):
        yield good(f"settings from {path}")


def zone(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """A container's own zone is never used: days are cut in the zone that is set."""
    if settings.zone == "UTC" and not environ.get("HEARTLINE_ZONE"):
        yield odd("zone: not set, so days begin and end in UTC", "set HEARTLINE_ZONE, such as Europe/Berlin")
    else:
        yield good(f"zone {settings.zone}")
