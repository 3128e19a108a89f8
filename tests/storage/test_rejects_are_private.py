"""Refused rows are records as they came: nobody but their owner reads the file."""

from __future__ import annotations

import stat
from pathlib import Path

from storage.ingest.rejects import Rejects
from storage.ingest.report import Refusal


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "contacts.rejects.csv"
    file.write_text("of an earlier run")
    with Rejects(file) as rejects:
        rejects.write(
            ("contact_id",), Refusal("contacts.csv", "line 2", 2, "started_at", "is no time"), ("c1",)
        )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and "c1" in file.read_text()
