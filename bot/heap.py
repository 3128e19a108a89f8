"""The process's memory, as the C library hands it out."""

from __future__ import annotations

import ctypes

# `mallopt`'s parameters, as glibc's malloc.h has them.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
# What glibc begins with; unless it is told, it raises both with every large block that is given back. Once
# the emotion model is there, its own say holds (`nlp.model.blocks`).
_GIVEN_BACK = 128 * 1024


def one_heap() -> None:
    """One heap for all threads, which gives back what is free; to be called before the first thread.

    glibc gives each thread a heap of its own, up to eight a core. What a question took of SQLite in one
    thread is free there, and the next thread takes its own: after thousands of questions more was free than
    in use. Other C libraries have no such heaps, and are left as they are.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    mallopt(_M_ARENA_MAX, 1)
    mallopt(_M_MMAP_THRESHOLD, _GIVEN_BACK)
    mallopt(_M_TRIM_THRESHOLD, _GIVEN_BACK)
