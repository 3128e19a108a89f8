"""The workspace's own clock: the computer's, and as far ahead of it as a scenario has moved it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Clock:
    """`source` gives seconds since 1970; calling the clock gives them too."""

    source: Callable[[], float] = time.time
    ahead: float = 0.0

    def __call__(self) -> float:
        return self.source() + self.ahead

    def advance(self, seconds: float) -> None:
        """Triggers, streams, statuses and response_urls grow older by so much at once."""
        self.ahead += seconds
