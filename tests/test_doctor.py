"""The doctor over real stores and the local Slack: what it finds, and that it says how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from demo_stores import ROOT
from sqlalchemy import insert

from bot.doctor import Finding, Grade, examine
from bot.doctor.examine import Patient
from bot.settings import Settings, read_settings
from bot.workspace import Workspace
from storage.database import open_store, writing
from storage.emotion_models import Model
from storage.said import ContactFigures, Heard, Said, SaidTurn
from storage.schema import contacts
from storage.transcripts import keep

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with Workspace(ROOT / "manifest.json") as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"HEARTLINE_DB": str(tmp_path / "store.db"), "HEARTLINE_ZONE": "Europe/Berlin"})


def found(settings: Settings, folder: Path, slack: str = "http://127.0.0.1:1/api/") -> list[Finding]:
    findings = list(examine(Patient(settings, {}, folder, NOW, slack)))
    assert all(finding.mend for finding in findings if finding.grade is not Grade.GOOD)
    return findings


def told(findings: list[Finding], grade: Grade, words: str) -> bool:
    return any(finding.grade is grade and words in f"{finding.what} {finding.mend}" for finding in findings)


def stored(settings: Settings, started_at: datetime) -> None:
    engine = open_store(settings.db_url)
    row = {"contact_id": "1", "started_at": started_at, "channel": "voice", "direction": "inbound"}
    with writing(engine) as connection:
        connection.execute(insert(contacts), [row | {"outcome": "handled"}])
    engine.dispose()


def test_a_store_that_is_not_there(settings: Settings, tmp_path: Path):
    assert told(found(settings, tmp_path), Grade.BROKEN, "there is no store yet")


def test_a_server_that_does_not_answer(settings: Settings, tmp_path: Path):
    nowhere = replace(settings, db_url="postgresql://heart:secret@127.0.0.1:1/db")
    findings = found(nowhere, tmp_path)
    assert told(findings, Grade.BROKEN, "no PostgreSQL server answers there")
    assert not any("secret" in finding.what for finding in findings)


def test_an_empty_store(settings: Settings, tmp_path: Path):
    open_store(settings.db_url).dispose()
    findings = found(settings, tmp_path)
    assert told(findings, Grade.MISSING, "heartline ingest contacts FILE")
    assert not any(finding.grade is Grade.BROKEN for finding in findings)


@pytest.mark.parametrize(
    ("age", "grade", "words"),
    [
        (timedelta(hours=3), Grade.GOOD, "contacts from 2026-11-18 to 2026-11-18 07:00 UTC"),
        (timedelta(days=3), Grade.ODD, "the newest contact is 3 days old"),
        (timedelta(days=-3), Grade.ODD, "every contact is later"),
    ],
)
def test_how_old_the_records_are(
    settings: Settings, tmp_path: Path, age: timedelta, grade: Grade, words: str
):
    stored(settings, NOW - age)
    assert told(found(settings, tmp_path), grade, words)


def test_which_emotion_model_answers_and_what_it_has_heard(settings: Settings, tmp_path: Path):
    stored(settings, NOW)
    assert told(found(settings, tmp_path), Grade.MISSING, "heartline ingest transcripts PATH")
    engine = open_store(settings.db_url)
    figures = ContactFigures(5.0, None, 0.0, 5.0, None, 0, 0, {})
    said = [Said(name, "plain", "en", "given", name, (SaidTurn("customer", "hi"),)) for name in "12"]
    keep(engine, [Heard(said[0], (), figures), Heard(said[1], not_scored="words")], Model("m1", 0.5, 0.5, {}))
    keep(engine, [Heard(said[0], (), figures)], Model("m2", 0.5, 0.5, {}))
    engine.dispose()
    findings = found(settings, tmp_path)
    assert told(findings, Grade.GOOD, "emotion model m1: 1 contacts scored; not scored: words: 1")
    assert told(findings, Grade.ODD, "emotion model m2: heard 1 contacts, 1 are missing")
    assert told(findings, Grade.ODD, "transcripts: 1 belong to contacts without a record")


def test_a_zone_that_nobody_set(settings: Settings, tmp_path: Path):
    assert told(found(replace(settings, zone="UTC"), tmp_path), Grade.ODD, "set HEARTLINE_ZONE")
    assert told(found(settings, tmp_path), Grade.GOOD, "Europe/Berlin")


def test_tokens_that_others_can_read(settings: Settings, tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_text("SLACK_BOT_TOKEN=xoxb-1\n")
    dotenv.chmod(0o644)
    assert told(found(settings, tmp_path), Grade.ODD, "chmod 600")
    dotenv.chmod(0o600)
    assert not told(found(settings, tmp_path), Grade.ODD, "chmod 600")


def test_no_token_is_missing_not_broken(settings: Settings, tmp_path: Path):
    assert told(found(settings, tmp_path), Grade.MISSING, "SLACK_BOT_TOKEN")


def test_good_tokens_with_the_scopes_of_the_manifest(
    settings: Settings, tmp_path: Path, workspace: Workspace
):
    team = workspace.team
    ours = replace(settings, slack_bot_token=team.bot_token, slack_app_token=team.app_token, team_id=team.id)
    findings = found(ours, tmp_path, workspace.api_url)
    assert told(findings, Grade.GOOD, "the scopes are those of the manifest")
    assert told(findings, Grade.GOOD, "Socket Mode opens")
    assert not any("xoxb" in finding.what or "xapp" in finding.what for finding in findings)


def test_scopes_too_few_and_too_many(settings: Settings, tmp_path: Path, workspace: Workspace):
    team = workspace.team
    before = team.scopes
    assert before
    team.scopes = before - {"commands"} | {"admin"}
    try:
        findings = found(replace(settings, slack_bot_token=team.bot_token), tmp_path, workspace.api_url)
    finally:
        team.scopes = before
    assert told(findings, Grade.BROKEN, "lacks commands")
    assert told(findings, Grade.BROKEN, "reinstall it")
    assert told(findings, Grade.ODD, "more than it needs: admin")
    assert told(findings, Grade.MISSING, "no way in")


def test_a_token_that_slack_refuses(settings: Settings, tmp_path: Path, workspace: Workspace):
    findings = found(replace(settings, slack_bot_token="xoxb-wrong"), tmp_path, workspace.api_url)
    assert told(findings, Grade.BROKEN, "auth.test refused (invalid_auth)")
    assert told(findings, Grade.BROKEN, "copy the token again")


def test_another_team(settings: Settings, tmp_path: Path, workspace: Workspace):
    other = replace(settings, slack_bot_token=workspace.team.bot_token, team_id="T0OTHER")
    assert told(found(other, tmp_path, workspace.api_url), Grade.BROKEN, "HEARTLINE_TEAM_ID is T0OTHER")


def test_slack_that_cannot_be_reached(settings: Settings, tmp_path: Path):
    findings = found(replace(settings, slack_bot_token="xoxb-1"), tmp_path)
    assert told(findings, Grade.BROKEN, "cannot be reached")
