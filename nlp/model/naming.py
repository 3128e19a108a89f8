"""A model's version without its weights, where a file beside them says it: so that nothing heavy is loaded to
find out that everything has been heard already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from nlp.model.finding import HEARTLINE, find


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
    return found if isinstance(found, str) and found else None
