"""Pictures on their way into Slack: uploaded, waited for, shown; and what is shown where that fails."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.connections import posting_client
from bot.desk import Desk
from bot.digests.content import Composer
from bot.digests.opening import composer_of
from bot.digests.posting import Posted, metadata, post
from bot.digests.values import Content
from bot.gallery import Gallery
from bot.pictures import can_draw
from bot.settings import read_settings
from bot.workspace import Channel, Message, Workspace
from storage.database import open_store
from storage.store import Store
from tests.bot.station import MANIFEST
from tests.digests.digest_store import ZONE, composer, digest, fill, slot_of

pytestmark = pytest.mark.skipif(not can_draw(), reason="matplotlib is an extra")
ABANDONED = Content(("abandonment_rate",))
MARK = metadata("test", {})


@pytest.fixture(scope="module")
def engine(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    file = tmp_path_factory.mktemp("pictures") / "store.db"
    shutil.copy(empty_sqlite, file)
    opened = open_store(f"sqlite:///{file}")
    fill(opened)
    yield opened
    opened.dispose()


@dataclass
class Wall:
    """A channel, and a composer whose pictures go there."""

    workspace: Workspace
    channel: Channel
    composer: Composer
    gallery: Gallery

    def posted(self, content: Content = ABANDONED) -> Message:
        made = digest(content, channel=self.channel.id)
        said = self.composer.message(made, slot_of(made))
        outcome = post(self.gallery.client, self.channel.id, said, MARK)
        assert isinstance(outcome, Posted)
        return self.workspace.messages(self.channel)[-1]


@pytest.fixture
def wall(engine: Engine) -> Iterator[Wall]:
    with Workspace(MANIFEST) as workspace:
        channel = workspace.add_channel("ops", workspace.add_user("ann"))
        gallery = Gallery(posting_client(workspace.team.bot_token, workspace.api_url))
        yield Wall(workspace, channel, replace(composer(engine), keep=gallery.keep), gallery)


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def image(message: Message) -> dict[str, Any]:
    return next(block for block in message.blocks if block["type"] == "image")


def test_a_range_comes_as_a_picture_with_its_words(wall: Wall) -> None:
    wall.workspace.team.scan_seconds = 1.0
    message = wall.posted()
    shown = image(message)
    assert "data_visualization" not in kinds(message)
    assert "Expected last: 10.0% to 10.0%" in shown["alt_text"]
    file = wall.workspace.team.files[shown["slack_file"]["id"]]
    assert file.content is not None and file.content.startswith(b"\x89PNG")
    assert file.alt_text == shown["alt_text"] and not file.channels


def test_the_same_picture_is_uploaded_once(wall: Wall) -> None:
    assert image(wall.posted())["slack_file"] == image(wall.posted())["slack_file"]
    assert len(wall.workspace.team.files) == 1


@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "files.completeUploadExternal", "files.info"]
)
def test_what_slack_does_not_take_is_its_own_chart(wall: Wall, method: str) -> None:
    wall.workspace.fail(method, "internal_error")
    message = wall.posted()
    assert "image" not in kinds(message) and "data_visualization" in kinds(message)
    assert "image" in kinds(wall.posted()), "the next one is tried again"


def test_what_is_not_ready_in_time_is_slacks_own_chart(wall: Wall) -> None:
    wall.workspace.team.scan_seconds, wall.gallery.patience = 60.0, 0.2
    message = wall.posted()
    assert "image" not in kinds(message) and "data_visualization" in kinds(message)


def test_a_picture_that_is_gone_leaves_its_words_and_the_rest(wall: Wall) -> None:
    before = wall.posted()
    wall.workspace.team.files.clear()
    after = wall.posted()
    assert "image" not in kinds(after) and kinds(after).count("rich_text") == kinds(before).count("rich_text")
    words = [one["text"] for block in after.blocks if block["type"] == "context" for one in block["elements"]]
    assert image(before)["alt_text"] in words


def test_without_a_range_slacks_own_chart_says_as_much(wall: Wall) -> None:
    assert "image" not in kinds(wall.posted(Content(("customer_retention",))))


def test_without_matplotlib_there_are_slacks_own_charts(
    wall: Wall, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(Store(engine), replace(read_settings({}), zone=ZONE))
    client = wall.gallery.client
    assert composer_of(engine, desk, client, wall.composer.clock).keep is not None
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # as the import system says "not installed"
    assert not can_draw()
    assert composer_of(engine, desk, client, wall.composer.clock).keep is None


def test_slices_are_a_picture_over_their_table(wall: Wall) -> None:
    message = wall.posted(Content(("abandonment_rate",), group_by="queue"))
    found = kinds(message)
    assert found.count("image") >= 1 and found[found.index("table") - 1] == "image"
    picture = message.blocks[found.index("table") - 1]
    assert picture["alt_text"].startswith("Abandonment rate by queue: ")
