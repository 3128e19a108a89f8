"""The judges can say no, and know every kind of block that a workspace takes in messages."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
import slackblocks
from slack_sdk.models.blocks import Block as SdkBlock

from bot.workspace.facts import Refused
from bot.workspace.limits import check_blocks
from tests.judges.beside import no_picture, picture
from tests.judges.blocks import builds, judge
from tests.judges.drawing import draw, missing
from tests.judges.samples import FORM, MESSAGE, REFUSED_BY_ALL

Json = dict[str, Any]


def test_slackblocks_takes_what_the_workspace_takes() -> None:
    judge("message", check_blocks(MESSAGE, "message"))
    judge("modal", check_blocks(FORM, "modal"))


@pytest.mark.parametrize("block", REFUSED_BY_ALL, ids=lambda block: block["type"])
def test_workspace_and_slackblocks_refuse_alike(block: Json) -> None:
    with pytest.raises(Refused, match="invalid_blocks"):
        check_blocks([block], "message")
    with pytest.raises((slackblocks.InvalidUsageError, AssertionError, KeyError)):
        judge("message", [block])


@pytest.mark.parametrize("block", [*MESSAGE, *FORM], ids=lambda block: block["type"])
def test_what_slackblocks_builds_is_what_was_sent(block: Json) -> None:
    """So that a mistake of the judge's own reading would show."""
    built = builds(block)._resolve()
    assert _without_empty(built) == _without_empty(block) | {"block_id": built.get("block_id")}


@pytest.mark.parametrize("block", [*MESSAGE, *FORM], ids=lambda block: block["type"])
def test_the_sdk_reads_every_block_it_has_a_class_for(block: Json) -> None:
    if block["type"] in ("data_table", "data_visualization"):
        return  # slack_sdk has no class for these two
    parsed = SdkBlock.parse(block)
    assert parsed is not None and parsed.type == block["type"]
    parsed.validate_json()


def test_the_renderer_draws_every_kind_of_block() -> None:
    problem = missing()
    if problem is not None:
        warnings.warn(f"SKIPPED: messages were not drawn by the renderer, {problem}", stacklevel=1)
        pytest.skip(problem)
    (html,) = draw([MESSAGE])
    for words in ("Where it moved", "Billing", "5m 00s", "Share"):
        assert words in html
    with pytest.raises(AssertionError):
        draw([[{"type": "rich_text", "elements": [{"type": "rich_text_section"}]}]])


def test_their_picture_stands_beside_ours(tmp_path: Path) -> None:
    problem = no_picture()
    if problem is not None:
        warnings.warn(f"SKIPPED: no picture of both drawings, {problem}", stacklevel=1)
        pytest.skip(problem)
    picture([MESSAGE], tmp_path / "beside.png")
    assert (tmp_path / "beside.png").stat().st_size > 10_000


def _without_empty(value: Any) -> Any:
    """slackblocks writes defaults out; Slack reads a missing key as its default."""
    if isinstance(value, dict):
        kept = {key: _without_empty(one) for key, one in value.items() if one not in (None, False, [], "")}
        return {key: one for key, one in kept.items() if key not in DEFAULTS or one != DEFAULTS[key]}
    return [_without_empty(one) for one in value] if isinstance(value, list) else value


DEFAULTS = {"page_size": 5, "row_header_column_index": 0, "offset": 0, "border": 0, "indent": 0}
