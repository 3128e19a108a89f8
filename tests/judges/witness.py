"""Everything that any workspace of this process takes, seen as it passes: judged at the end of each test by
slackblocks, and at the end of the run by the renderer."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from bot.workspace.limits import WITNESSES
from tests.judges.blocks import judge

Json = dict[str, Any]


class Seen:
    """`new` since the last judgement; `messages` all that were sent as messages, each once."""

    def __init__(self) -> None:
        self.new: list[tuple[str, list[Json]]] = []
        self.messages: dict[str, list[Json]] = {}
        self._lock = threading.Lock()

    def __call__(self, surface: str, blocks: list[Json]) -> None:
        if blocks:
            copy = json.dumps(blocks)
            with self._lock:
                self.new.append((surface, json.loads(copy)))
                if surface == "message":
                    self.messages[copy] = json.loads(copy)

    def judged(self) -> int:
        """How many were looked at now; raises what slackblocks raises."""
        with self._lock:
            now, self.new = self.new, []
        for surface, blocks in now:
            judge(surface, blocks)
        return len(now)


@contextmanager
def witness() -> Generator[Seen]:
    seen = Seen()
    WITNESSES.append(seen)
    try:
        yield seen
    finally:
        WITNESSES.remove(seen)
