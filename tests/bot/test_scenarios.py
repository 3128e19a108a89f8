"""The whole line: records by the real ingest, questions through the real app, figures by the real engine."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.desk import open_desk
from bot.prompts import PROMPTS
from bot.settings import Settings, read_settings
from bot.workspace import Channel, Message, User
from bot.workspace.limits import texts
from tests.bot.station import NOW, Station, open_station

PROCESS = [sys.executable, "-m", "tests.bot.processes"]
HEARTLINE = [sys.executable, "-c", "from bot.cli import main; main()"]
THIS_MONDAY = datetime.fromisoformat("2026-11-16T09:00:00+00:00")


def _contacts() -> Iterator[dict[str, Any]]:
    """40 contacts a queue and week until the clock: Billing 4 minutes, then 5; Returns 2 minutes in both."""
    weeks = {"before": THIS_MONDAY - timedelta(days=7), "now": THIS_MONDAY}
    talk = {("Billing", "before"): 240, ("Billing", "now"): 300, ("R&D *x* <!here>", "before"): 120}
    for queue in ("Billing", "R&D *x* <!here>"):
        for week, start in weeks.items():
            for number in range(40):
                yield {
                    "contact_id": f"{queue}-{week}-{number}",
                    "started_at": (start + timedelta(minutes=number)).isoformat(),
                    "channel": "voice",
                    "direction": "inbound",
                    "outcome": "handled",
                    "queue": queue,
                    "agent_id": f"a{number % 2}",
                    "wait_s": 5,
                    "talk_s": talk.get((queue, week), 120) - 10 + 20 * (number % 2),
                    "hold_s": 0,
                    "acw_s": 0,
                }


STAFF = [
    {"agent_id": "a0", "name": "Aisha Rahman", "team": "North", "hired_on": "2020-01-01"},
    {"agent_id": "a1", "name": "Ben Okafor", "team": "North", "hired_on": "2020-01-01"},
]


def _heartline(*words: str, db: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "HEARTLINE_DB": db, **variables}
    return subprocess.run(
        [*HEARTLINE, *words], env=environ, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("records")
    url = f"sqlite:///{folder / 'store.db'}"
    for kind, records in (("contacts", list(_contacts())), ("staff", STAFF)):
        with (folder / f"{kind}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(records[0]))
            writer.writeheader()
            writer.writerows(records)
        done = _heartline("ingest", kind, str(folder / f"{kind}.csv"), db=url)
        assert done.returncode == 0, done.stderr
    return url


@pytest.fixture(scope="module")
def settings(db: str) -> Settings:
    return read_settings({"HEARTLINE_DB": db})


@pytest.fixture(scope="module", params=["socket", "http"])
def real(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Station]:
    with open_station(open_desk(settings), settings.db_url, request.param) as station:
        yield station


def ask(station: Station, text: str, user: User | None = None, channel: Channel | None = None) -> Message:
    ann, ops = station.people()
    station.workspace.mention(user or ann, channel or ops, text)
    return station.workspace.answers(channel or ops, timeout=20)[0]


def cells(message: Message) -> list[list[str]]:
    table = next(block for block in message.blocks if block["type"] == "table")
    return [[cell["text"] for cell in row] for row in table["rows"]]


def seen(message: Message) -> str:
    return message.text + "\n" + "\n".join(texts(message.blocks))


def test_the_first_question_has_the_right_figures(real: Station) -> None:
    rows = cells(ask(real, "AHT this week vs last week by queue"))
    assert [row[:3] for row in rows[1:]] == [
        ["Billing", "5m 00s", "4m 00s"],
        ["R&D *x* <!here>", "2m 00s", "2m 00s"],
    ]
    assert rows[1][3].startswith("+1m 00s (+25.0%)") and "up" in rows[1][4]
    assert rows[2][4] == "no clear change"


def test_an_answer_says_what_it_rests_on(real: Station) -> None:
    text = seen(ask(real, "AHT in Billing last week"))
    for part in (
        "4m 00s",
        "n 40",
        "Mon 9 Nov – Sun 15 Nov 2026 (UTC)",
        "only queue: Billing",
        "Formula",
        "newest",
    ):
        assert part in text


def test_a_typing_error_is_read_and_said(real: Station) -> None:
    text = seen(ask(real, "AHT in Biling last week"))
    assert "4m 00s" in text and "Biling" in text


def test_an_unknown_name_is_asked_back(real: Station) -> None:
    text = seen(ask(real, "AHT in the Zebra queue last week"))
    assert "Billing" in text and "4m" not in text


def test_real_agent_figures_stay_private(real: Station) -> None:
    ann, ops = real.people()
    bob = real.workspace.add_user("bob")
    for words in ("AHT by agent last week", "AHT of Aisha Rahman last week"):
        asked = real.workspace.mention(ann, ops, words)
        mine = real.workspace.answers(ops, ann, count=2, after=asked.ts, timeout=20)
        assert "Aisha Rahman" in "".join(map(seen, mine))
    real.workspace.settle(0.3)
    assert "Aisha" not in "".join(map(seen, real.workspace.answers(ops, bob)))


def test_real_drivers_show_no_agents_to_a_channel(real: Station) -> None:
    text = seen(ask(real, "why did AHT change last week?"))
    assert "Aisha" not in text and "Ben Okafor" not in text


def test_a_shared_answer_is_the_one_that_was_seen(real: Station) -> None:
    ann, ops = real.people()
    real.workspace.command(ann, ops, "/kpi", "AHT this week vs last week by queue")
    answer = real.workspace.answers(ops, ann, timeout=20)[0]
    real.workspace.press(ann, answer, "share")
    assert cells(real.workspace.answers(ops, timeout=20)[0]) == cells(answer)


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.title)
def test_every_suggested_prompt_is_understood(settings: Settings, prompt: Any) -> None:
    assert open_desk(settings).ask(prompt.message, NOW).status == "answered"


def test_what_can_i_ask_offers_questions_that_work(real: Station) -> None:
    message = ask(real, "what can I ask?")
    buttons = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    assert buttons
    channel = real.workspace.team.channels[message.channel]
    ann = real.workspace.team.users[next(one for one in channel.members if one != real.workspace.team.bot.id)]
    real.workspace.press(ann, message, buttons[0]["action_id"])
    assert buttons[0]["value"] in seen(real.workspace.answers(channel, count=2, timeout=20)[1])


INJECTIONS = [
    "AHT in '; drop table contacts; -- last week",
    'AHT by queue" or 1=1',
    "AHT where queue = ' OR 1=1 --",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_people_type_never_becomes_sql(real: Station, text: str) -> None:
    ask(real, text)
    assert "4m 00s" in seen(ask(real, "AHT in Billing last week"))


def test_a_broken_store_is_one_polite_line(settings: Settings, tmp_path: Path) -> None:
    from sqlalchemy import create_engine

    file = Path(settings.db_url.removeprefix("sqlite:///"))
    broken = tmp_path / "store.db"
    shutil.copy(file, broken)
    url = f"sqlite:///{broken}"
    with open_station(open_desk(read_settings({"HEARTLINE_DB": url})), url, "socket") as station:
        with create_engine(url).begin() as connection:
            connection.exec_driver_sql("DROP TABLE contacts")
        ann, ops = station.people()
        station.workspace.mention(ann, ops, "AHT last week")
        text = seen(station.workspace.answers(ops, ann, timeout=20)[0])
    assert "Sorry" in text and "contacts" not in text and "Error" not in text


# The commands that run the bot


def _process(name: str, db: str, said: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "HEARTLINE_DB": db, "COLUMNS": "150"}
    return subprocess.run(
        [*PROCESS, name], input=said, env=environ, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_conversation_answers_three_questions_and_leaves(db: str) -> None:
    done = _process("once", db)
    assert done.returncode == 0, done.stderr
    assert "Billing" in done.stdout and "5m 00s" in done.stdout and "+1m 00s (+25.0%)" in done.stdout
    assert done.stdout.count("\n> ") == 3 and "Traceback" not in done.stderr


def test_the_conversation_reads_lines_and_ends_with_the_input(db: str) -> None:
    done = _process("talk", db, "what is FCR?\n\nquit\n")
    assert done.returncode == 0 and "First contact resolution" in done.stdout


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "nonsense"}, "xoxb-"),
    ],
)
def test_serve_says_in_one_line_what_is_missing(db: str, variables: dict[str, str], missing: str) -> None:
    blank = {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": ""}
    done = _heartline("serve", db=db, **(blank | variables))
    assert done.returncode == 1
    assert missing in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_serve_over_http_needs_the_signing_secret(db: str) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": ""}
    done = _heartline("serve", "--http", "0", db=db, **tokens)
    assert done.returncode == 1 and "SLACK_SIGNING_SECRET" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_bot_cleanly(db: str, number: signal.Signals) -> None:
    environ = {**os.environ, "HEARTLINE_DB": db, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen([*PROCESS, "served"], env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "connected" in process.stdout.readline()
    began = time.monotonic()
    process.send_signal(number)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0 and "has stopped" in rest and time.monotonic() - began < 15
