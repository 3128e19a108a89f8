"""The thread file of `heartline ask --thread`: the last answered query, for a follow-up to start from."""

from __future__ import annotations

import json
from pathlib import Path

from bot.errors import BotError
from kpi_engine.result import Result
from kpi_engine.result_json import answer_json

FORM = 1


def keep(path: Path, result: Result) -> None:
    """Writes the query, as `--json` shows it, over what the file held. BotError if it cannot."""
    answer = answer_json(result)
    kept = {"form": FORM, "last": {name: answer[name] for name in ("question", "language", "query")}}
    try:
        path.write_text(json.dumps(kept, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise BotError(
            f"--thread: cannot write {path} ({error.strerror}); name a file that you may write"
        ) from None
