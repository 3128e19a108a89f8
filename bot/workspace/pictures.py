"""Blocks that show a file of the workspace: it must be a picture, the app's to see, and looked through."""

from __future__ import annotations

from typing import cast

from bot.workspace.downloads import mimetype, seen
from bot.workspace.facts import File, Json, Refused
from bot.workspace.team import Team

PICTURES = ("image/png", "image/jpeg", "image/gif")


def check_pictures(team: Team, blocks: list[Json]) -> None:
    """Refuses blocks that show a file which is not there, not a picture, or not looked through yet."""
    for number, block in enumerate(blocks):
        for held in (block, block.get("accessory") or {}):
            named = cast(Json, held.get("slack_file") or {})
            if named and not _shows(team, team.files.get(str(named.get("id")))):
                said = f"[ERROR] invalid slack file [json-pointer:/blocks/{number}/slack_file]"
                raise Refused("invalid_blocks", response_metadata={"messages": [said]})


def _shows(team: Team, file: File | None) -> bool:
    if file is None or not file.complete or team.clock() < file.ready_at:
        return False
    return seen(team, file) and mimetype(file) in PICTURES
