"""A model's version without its weights, where a file beside them says it: so that nothing heavy is loaded to
find out that everything has been heard already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from nlp.model.finding import HEARTLINE, INT8, find


def version(name: str | Path) -> str | None:
    """The name that the loaded model would carry; None where only loading tells. ModelError as `find`."""
    row = find(name)
    if row.labels is not None:
        return None
    try:
        said: object = json.loads((Path(row.source) / HEARTLINE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    found = cast("Mapping[str, object]", said).get("name") if isinstance(said, dict) else None
    return carried(found, row.int8) if isinstance(found, str) and found else None


def carried(name: str, int8: bool) -> str:
    """Figures of the one and of the other never stand in one series."""
    return f"{name}{INT8}" if int8 else name
