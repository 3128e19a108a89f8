"""Exact histograms: value -> how many rows. Medians and percentiles are read from them."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.errors import StorageError
from storage.request import Key, Request
from storage.rollups.read import histogram_rows
from storage.spreads import HISTOGRAMS


def histogram(connection: Connection, name: str, request: Request) -> dict[Key, dict[float, int]]:
    """Per slice value -> rows; slices without any are absent. StorageError for an unknown name."""
    if name not in HISTOGRAMS:
        raise StorageError(f"no histogram is called {name!r}")
    found: dict[Key, dict[float, int]] = {}
    for key, (seconds, many) in histogram_rows(connection, name, request):
        values = found.setdefault(key, {})
        values[float(seconds)] = values.get(float(seconds), 0) + int(many)
    return found
