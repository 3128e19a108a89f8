"""What the jobs of the store call. They are kept as the text `bot.digests.wake:wake`: it must stay here."""

from __future__ import annotations

import threading
from collections.abc import Callable

_lock = threading.Lock()
_woken: list[Callable[[], None]] = []


def wake(_digest_id: str) -> None:
    """A digest is due: every keeper in this process looks what there is to do."""
    with _lock:
        waiting = list(_woken)
    for look in waiting:
        look()


def on_waking(look: Callable[[], None]) -> Callable[[], None]:
    """Has `look` called at every waking, until what is returned is called."""
    with _lock:
        _woken.append(look)

    def no_more() -> None:
        with _lock:
            _woken.remove(look)

    return no_more
