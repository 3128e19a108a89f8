"""`heartline digest`: what the terminal can do with digests, over a store and the local Slack."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from typer.testing import CliRunner, Result

from bot import connections
from bot.cli import app
from bot.errors import BotError
from bot.workspace import Workspace
from storage.database import open_store
from storage.digests import DigestRow, Digests
from tests.bot.station import MANIFEST
from tests.digests.digest_store import digest, fill

CHANNEL = "C012AB3CD"
Heartline = Callable[..., str]


@pytest.fixture(scope="module")
def filled(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("terminal") / "store.db"
    shutil.copy(empty_sqlite, file)
    engine = open_store(f"sqlite:///{file}")
    fill(engine)
    engine.dispose()
    return file


@pytest.fixture
def engine(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store of the test's own, which every command finds by its settings."""
    file = tmp_path / "store.db"
    shutil.copy(filled, file)
    monkeypatch.setenv("HEARTLINE_DB", f"sqlite:///{file}")
    monkeypatch.setenv("HEARTLINE_ZONE", "Europe/Sofia")
    opened = open_store(f"sqlite:///{file}")
    yield opened
    opened.dispose()


@pytest.fixture
def heartline(engine: Engine) -> Heartline:
    """Runs a command of `heartline digest` and gives what it prints; a fault is raised."""

    def run(*words: str) -> str:
        result: Result = CliRunner().invoke(app(("digest",)), ["digest", *words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


def only(engine: Engine) -> DigestRow:
    (row,) = Digests(engine).all("active", "paused", "deleted")
    return row


def test_added_listed_and_shown(heartline: Heartline, engine: Engine) -> None:
    assert "There are no digests yet" in heartline("list")
    said = heartline(
        *("add", "--channel", CHANNEL, "--when", "weekdays 07:30", "--title", "Billing's morning"),
        *("--kpi", "csat", "--kpi", "fcr.window_1", "--only", "queue=Billing", "--by", "channel"),
    )
    row = only(engine)
    assert said == f"{row.digest_id} added: Billing's morning, weekdays 07:30 (Europe/Sofia)\n"
    assert (row.channel, row.creator, row.state) == (CHANNEL, "terminal", "active")
    listed = heartline("list")
    assert row.digest_id in listed and "Billing's morning" in listed and "07:30" in listed
    shown = heartline("show", row.digest_id[:4])
    assert '"fcr.window_1"' in shown and "Billing" in shown and "active" in shown


def test_next_times_tell_what_clocks_do(heartline: Heartline, engine: Engine) -> None:
    heartline("add", "--channel", CHANNEL, "--when", "daily 03:30")
    coming = heartline("next", only(engine).digest_id, "--count", "2", "--now", "2026-03-28T12:00:00+00:00")
    assert "Sun 2026-03-29 03:30  2026-03-29 04:00 +0300  2026-03-29 01:00  clocks jump over it" in coming
    assert "Mon 2026-03-30 03:30  2026-03-30 03:30 +0300  2026-03-30 00:30" in coming


def test_edited_paused_resumed_and_deleted(heartline: Heartline, engine: Engine) -> None:
    heartline("add", "--channel", CHANNEL, "--kpi", "csat")
    before = only(engine)
    name = before.digest_id
    assert "monthly 1 09:00" in heartline("edit", name, "--when", "monthly 1 09:00", "--kpi", "scorecard")
    after = only(engine)
    assert after.channel == CHANNEL and "csat" not in after.content
    assert after.changed_at > before.changed_at
    for command, state in (("pause", "paused"), ("resume", "active"), ("delete", "deleted")):
        assert heartline(command, name) == f"{name} {state}: Scorecard\n"
        assert only(engine).state == state
    assert "There are no digests yet" in heartline("list")
    with pytest.raises(BotError, match="no digest's id is, or begins"):
        heartline("resume", name)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--channel", "#ops"), "is no channel id"),
        (("add", "--channel", CHANNEL, "--when", "cron 0 8 30 2 *"), "never comes"),
        (("add", "--channel", CHANNEL, "--zone", "Europe/Nowhere"), "is no time zone"),
        (("add", "--channel", CHANNEL, "--kpi", "happiness"), 'no KPI is called "happiness"'),
        (("add", "--channel", CHANNEL, "--only", "queue"), "is no filter"),
        (("add", "--channel", CHANNEL, "--by", "agent"), "figures by agent"),
        (("show", "nothing"), "no digest's id is, or begins"),
    ],
)
def test_what_cannot_be_is_one_clear_line(
    heartline: Heartline, engine: Engine, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BotError, match=said) as refused:
        heartline(*words)
    assert "\n" not in str(refused.value)
    assert Digests(engine).all("active") == []


def test_an_id_cut_short_must_be_ones_alone(heartline: Heartline, engine: Engine) -> None:
    for name in ("abc1", "abc2"):
        Digests(engine).put(digest(digest_id=name))
    with pytest.raises(BotError, match="more than one digest's id begins"):
        heartline("pause", "abc")
    assert heartline("pause", "abc2").startswith("abc2 paused")
    assert [one.digest_id for one in Digests(engine).all("active")] == ["abc1"]


def test_run_posts_it_now_beside_its_schedule(
    heartline: Heartline, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace(MANIFEST) as workspace:
        channel = workspace.add_channel("ops", workspace.add_user("ann"))
        away = workspace.add_channel("away", workspace.add_user("bea"), kind="group", bot=False)
        # The real client, at another address than Slack's.
        client = partial(connections.posting_client, base_url=workspace.api_url)
        monkeypatch.setattr(connections, "posting_client", client)
        monkeypatch.setenv("SLACK_BOT_TOKEN", workspace.team.bot_token)
        heartline("add", "--channel", channel.id, "--kpi", "abandonment_rate", "--title", "By hand")
        name = only(engine).digest_id
        assert heartline("run", name).startswith(f"{name} posted in {channel.id} (")
        (post,) = workspace.messages(channel)
        assert post.metadata is not None and post.metadata["event_payload"]["digest"] == name
        assert post.metadata["event_payload"]["time"].startswith("run ")
        assert "posted" in heartline("show", name)
        Digests(engine).put(digest(digest_id="elsewhere", channel=away.id))
        with pytest.raises(BotError, match="not posted: I cannot see that channel"):
            heartline("run", "elsewhere")
        assert "failed: I cannot see that channel" in heartline("show", "elsewhere")


def test_run_without_a_token_says_what_is_missing(
    heartline: Heartline, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    heartline("add", "--channel", CHANNEL)
    with pytest.raises(BotError, match="SLACK_BOT_TOKEN is not set"):
        heartline("run", only(engine).digest_id)
