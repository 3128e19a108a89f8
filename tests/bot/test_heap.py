"""What threads took and gave back is there for the next one, whichever it is."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Each of many threads takes 4 MB as SQLite takes pages, keeps a little behind them, and gives the rest back.
THREADS, TAKES = (
    12,
    """
import sys, threading
from pathlib import Path
from bot.heap import one_heap

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

def take():
    all_begun.wait()
    with turn:
        pages = [bytes([1]) * 4096 for _ in range(1000)]
        kept.append(bytes([1]) * 4096)
        del pages
    all_done.wait()

one_heap() if sys.argv[1] == "one" else None
turn, kept, count = threading.Lock(), [], int(sys.argv[2])
all_begun, all_done = threading.Barrier(count), threading.Barrier(count)
before, threads = held(), [threading.Thread(target=take) for _ in range(count)]
for one in threads:
    one.start()
for one in threads:
    one.join()
print(held() - before)
""",
)


def grown(how: str) -> float:
    """MB."""
    command = [sys.executable, "-c", TAKES, how, str(THREADS)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heaps")
def test_threads_take_from_one_heap() -> None:
    many, one = grown("many"), grown("one")
    assert one < many / 2, (one, many)


SEARCHED = """
import gc
from bot.heap import keep_loaded
loaded = [[number] for number in range(100_000)]
keep_loaded()
later = [[number] for number in range(1_000)]
print(sum(type(one) is list for one in gc.get_objects()))
"""


def test_what_is_loaded_is_not_searched_for_garbage_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SEARCHED], check=True, capture_output=True, text=True, timeout=120
    )
    assert 1_000 <= int(done.stdout) < 10_000
