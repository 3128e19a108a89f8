"""Which of the files that people share can hold a transcript; of the others, why not and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from bot.phrases import say

Facts = dict[str, Any]

MAX_BYTES = 25_000_000
# Slack's own documents are no files: what its API gives for them is not what people see.
DOCUMENTS = frozenset({"canvas", "quip", "list", "post", "space", "docs"})


class Obstacle(NamedTuple):
    """`phrase` is said where a file's description meets the condition."""

    phrase: str
    meets: Callable[[Facts], bool]


def obstacle(file: Facts) -> str | None:
    """Why a file, as `files.info` describes it, cannot be heard, as a line for the asker; None: try it."""
    found = next((one for one in OBSTACLES if one.meets(file)), None)
    if found is None:
        return None
    return say("en", found.phrase, name=name_of(file), most=f"{MAX_BYTES // 1_000_000} MB")


def name_of(file: Facts) -> str:
    return str(file.get("name") or file.get("title") or "file")


def hopeless(file: Facts) -> bool:
    """Whether the message alone shows that this is no transcript: a picture, a recording, a canvas."""
    return any(one.meets(file) for one in OBSTACLES if one.phrase in NO_TRANSCRIPTS)


def _gone(file: Facts) -> bool:
    return file.get("mode") in ("tombstone", "hidden_by_limit") or bool(file.get("is_tombstoned"))


def _elsewhere(file: Facts) -> bool:
    return bool(file.get("is_external")) or file.get("mode") == "external"


def _document(file: Facts) -> bool:
    return bool(DOCUMENTS & {file.get("mode"), file.get("filetype")})


def _picture(file: Facts) -> bool:
    return str(file.get("mimetype")).startswith("image/")


def _recording(file: Facts) -> bool:
    return str(file.get("mimetype")).startswith(("audio/", "video/"))


def _empty(file: Facts) -> bool:
    return file.get("size") == 0


def _large(file: Facts) -> bool:
    return int(file.get("size") or 0) > MAX_BYTES


OBSTACLES = (
    Obstacle("file_gone", _gone),
    Obstacle("file_elsewhere", _elsewhere),
    Obstacle("file_document", _document),
    Obstacle("file_picture", _picture),
    Obstacle("file_recording", _recording),
    Obstacle("file_empty", _empty),
    Obstacle("file_large", _large),
)
NO_TRANSCRIPTS = frozenset({"file_document", "file_picture", "file_recording"})
