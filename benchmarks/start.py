"""`heartline ask` as a process beside `python -c "import sqlalchemy"`, in turns.

    python -m benchmarks.start                       # ten runs each, over 100,000 contacts

The machine's cold first runs are not counted. Exit status 1 where a question takes more than 6 times as long.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from statistics import median
from time import perf_counter

from benchmarks.cases import NOW
from benchmarks.load import STORE, filled
from bot.settings import db_url

BOUND = 6.0
QUESTION = "AHT last week by queue"
HEARTLINE = "from bot.cli import main; main()"


def seconds(*arguments: str) -> float:
    """How long a Python process takes, from its start to its end. CalledProcessError where it fails."""
    began = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description="How long one question takes as a process.")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--database", help="a store's URL or SQLite file; filled where it is empty")
    said = parser.parse_args()
    url = db_url(said.database) if said.database else STORE.format(said.contacts)
    filled(url, said.contacts)
    ask = ("-c", HEARTLINE, "ask", QUESTION, "--db", url, "--now", NOW.isoformat())
    runs = [(seconds("-c", "import sqlalchemy"), seconds(*ask)) for _ in range(said.runs + 1)][1:]
    sqlalchemy, asked = (median(one) for one in zip(*runs, strict=True))
    print(f"import sqlalchemy {1000 * sqlalchemy:,.0f} ms, heartline ask {1000 * asked:,.0f} ms")
    print(f"{asked / sqlalchemy:.1f} times as long; at most {BOUND:g}")
    return 0 if asked / sqlalchemy <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
