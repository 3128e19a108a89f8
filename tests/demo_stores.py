"""Demo stores for the tests, made once a run and shared by its processes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import fasteners

from bot.demo.days import Plan
from bot.demo.picture import NOW
from bot.demo.store import make_store

__all__ = ["NOW", "ROOT", "demo_file"]

ROOT = Path(__file__).parents[1]
# What a store is made of: another line there, another store.
SOURCES = (
    *("bot/demo/*.py", "bot/demo/talk/*.toml", "bot/transcripts_in.py", "storage/*.py", "storage/*/*.py"),
    *("nlp/*.py", "nlp/privacy/*.py", "nlp/privacy/*.toml", "nlp/model/*.py", "nlp/weights/*.json"),
)
_KEPT = ROOT / ".demo" / "tests"


def demo_file(contacts: int = 50_000) -> Path:
    """A store of the demo up to NOW, to be read and never written."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    file = _KEPT / f"{contacts}-{_sources()}.db"
    with fasteners.InterProcessLock(_KEPT / f"{contacts}.lock"):
        if not file.exists():
            for old in _KEPT.glob(f"{contacts}-*"):
                old.unlink()
            making = file.with_suffix(".making")
            make_store(Plan(NOW, contacts), f"sqlite:///{making}")
            making.rename(file)
    return file


def _sources() -> str:
    digest = hashlib.sha256(NOW.isoformat().encode())
    for file in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
