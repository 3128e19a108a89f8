"""The process's memory: as the C library hands it out, and as Python looks for what is garbage."""

from __future__ import annotations

import gc

from nlp import heap

# What glibc begins with; unless it is told, it raises both with every large block that is given back. Once
# the emotion model is there, its own say holds (`nlp.model.loading`).
_GIVEN_BACK = 128 * 1024


def one_heap() -> None:
    """One heap for all threads, which gives back what is free; to be called before the first thread.

    glibc gives each thread a heap of its own, up to eight a core. What a question took of SQLite in one
    thread is free there, and the next thread takes its own: after thousands of questions more was free than
    in use.
    """
    heap.keep(apart=_GIVEN_BACK, at_hand=_GIVEN_BACK, heaps=1)


def keep_loaded() -> None:
    """What is loaded by now stays: no search for garbage looks through it again.

    Python looks through everything in every tenth question or so, and it took 60 ms of whoever had asked.
    """
    gc.collect()
    gc.freeze()
