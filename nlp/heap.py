"""The C library's heap, where it is glibc's; others are left as they are."""

from __future__ import annotations

import ctypes

# `mallopt`'s parameters, as glibc's malloc.h has them.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def keep(*, apart: int, at_hand: int, heaps: int | None = None) -> None:
    """Blocks from `apart` bytes on are the system's own, at most 32 MB; `at_hand` bytes at the heap's end are
    kept when free; `heaps` is how many the threads share, to be said before the first thread."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    if heaps is not None:
        mallopt(_ARENA_MAX, heaps)
    mallopt(_MMAP_THRESHOLD, apart)
    mallopt(_TRIM_THRESHOLD, at_hand)
