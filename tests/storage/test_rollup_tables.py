"""The rollups' tables are made one by one, and their word is that of the tables as they are made."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b

from storage.rollups.tables import SIGNATURE, TABLES, VERSION, all_tables


def test_the_word_says_what_the_tables_hold() -> None:
    said = [f"{table.name}({','.join(table.c.keys())})" for table in all_tables()]
    assert blake2b(f"{VERSION} {said}".encode(), digest_size=6).hexdigest() == SIGNATURE


def test_the_store_is_imported_without_any_of_them() -> None:
    program = (
        "import storage.store; from storage.schema import metadata;"
        "from storage.rollups.shape import ROLLUPS;"
        "print([t for t in metadata.tables if t.startswith(tuple(r.name for r in ROLLUPS))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


def test_several_threads_have_the_same_table() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: TABLES["day_people", "nev"], range(32)))
    assert len({id(table) for table in made}) == 1
