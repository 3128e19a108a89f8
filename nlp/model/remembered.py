"""What short texts carried, kept across calls: in a contact centre the same few words come all day."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

from nlp.values import Feeling

# Longer texts hardly ever come twice.
LONGEST = 200


class Remembered:
    """At most `size` feelings by exact text; the longest unasked goes first. Safe across threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept = OrderedDict[str, Feeling]()
        self._lock = Lock()

    def known(self, texts: Sequence[str]) -> dict[str, Feeling]:
        """Those of the texts that are remembered."""
        found = dict[str, Feeling]()
        with self._lock:
            for text in texts:
                if text in self._kept:
                    self._kept.move_to_end(text)
                    found[text] = self._kept[text]
        return found

    def keep(self, felt: Mapping[str, Feeling]) -> None:
        """Remembers the short ones."""
        with self._lock:
            for text, feeling in felt.items():
                if len(text) <= LONGEST:
                    self._kept[text] = feeling
                    self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
