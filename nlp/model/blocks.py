"""The C library's memory for torch: blocks that a step gives back stay at hand for the next one."""

from __future__ import annotations

import ctypes

# `mallopt`'s parameters, as glibc's malloc.h has them; the first can be no larger.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_ON_THE_HEAP, _AT_HAND = 32 << 20, 128 << 20


def keep_blocks() -> None:
    """glibc fetches a step's blocks of some MB from the system and gives them back, page by page, each time:
    a tenth of the processor's time in fp32, a sixth in int8. Other C libraries are left as they are."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _ON_THE_HEAP)
        mallopt(_M_TRIM_THRESHOLD, _AT_HAND)
