"""slack-blocks-to-jsx as a judge: it must draw every message. What it cannot know is given in a form it does:
a data_table as a table, raw numbers as raw text, charts left out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.judges import npm

Json = dict[str, Any]
SCRIPT = Path(__file__).with_name("draw.cjs")
PACKAGE = "slack-blocks-to-jsx"
BLOCK = "slack_blocks_to_jsx--block_wrapper"


def missing() -> str | None:
    """Why nothing can be drawn; None where it can."""
    return npm.missing(PACKAGE) or (None if npm.node(18) else "there is no Node of version 18 or newer")


def draw(messages: Sequence[Sequence[Json]]) -> list[str]:
    """HTML, one for each message. AssertionError for one that was not drawn, or not all of it."""
    simple = [known(blocks) for blocks in messages]
    command = [str(npm.node(18)), str(SCRIPT), str(npm.folder())]
    said = json.dumps(simple)
    done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [_whole(blocks, one) for blocks, one in zip(simple, json.loads(done.stdout), strict=True)]


def _whole(blocks: Sequence[Json], drawn: Json) -> str:
    assert "html" in drawn, f"{drawn['error']} for {json.dumps(blocks)}"
    html = str(drawn["html"])
    assert html.count(BLOCK) == len(blocks), (
        f"{html.count(BLOCK)} of {len(blocks)} blocks: {json.dumps(blocks)}"
    )
    return html


def known(blocks: Sequence[Json]) -> list[Json]:
    return [_table(block) for block in blocks if block["type"] != "data_visualization"]


def _table(block: Json) -> Json:
    if block["type"] not in ("table", "data_table"):
        return block
    rows = [[_cell(cell) for cell in row] for row in block["rows"]]
    return {"type": "table", "rows": rows, "column_settings": block.get("column_settings", [])}


def _cell(cell: Json) -> Json:
    return {"type": "raw_text", "text": cell["text"]} if cell["type"] == "raw_number" else cell
