"""The demo's customers: what they say is marked, varied, nobody's; what is felt in it is what is answered."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest
from demo_stores import NOW, demo_file
from sqlalchemy import Engine, select

from bot.demo.centre import LANGUAGES, QUEUES, RELEASE_REASON
from bot.demo.days import Plan
from bot.demo.files import write_files
from bot.demo.hearing import unheard_because
from bot.demo.records import TRANSCRIPTS, batches
from bot.demo.stock import MARK, agents, languages, moods, reasons
from bot.demo.store import make_store
from bot.demo.talks import Talk
from bot.desk import Desk
from bot.settings import read_settings
from nlp.language import recognised
from nlp.privacy import mask, unmarked
from nlp.transcripts import RoleSettings, read
from storage.database import open_store, reading
from storage.schema import contacts, nev_contacts, transcripts, turn_scores, turns
from storage.store import Store

PLAN = Plan(NOW, 6_000)
# What the centre's languages are called in a transcript's field.
TAGS = {"English": "en"} | {name: each["tag"] for name, each in languages().items()}
heard = pytest.mark.skipif(unheard_because() is not None, reason=f"NOTHING CAN BE HEARD: {unheard_because()}")


@pytest.fixture(scope="module")
def made() -> list[Talk]:
    return [talk for kind, rows in batches(PLAN) if kind == TRANSCRIPTS for talk in rows]


@pytest.fixture(scope="module")
def demo_engine() -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{demo_file()}", create=False)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def desk(demo_engine: Engine) -> Desk:
    return Desk(Store(demo_engine), read_settings({"HEARTLINE_ZONE": "Europe/Berlin"}))


def values(desk: Desk, question: str, dimension: str) -> dict[object, float]:
    rows = desk.ask(question, NOW).rows
    return {row.slice[dimension]: row.metrics[0].value or 0.0 for row in rows}


def customers(talk: Talk) -> list[str]:
    return [turn.text for turn in talk.turns if turn.speaker == "customer"]


def test_every_reason_and_mood_has_lines_enough():
    assert set(reasons()) == {reason for queue in QUEUES for reason, _ in queue.reasons} | {RELEASE_REASON}
    for lines in reasons().values():
        assert all(len(lines[part]) >= 2 for part in ("calm", "upset", "details", "fixed", "open"))
        assert len(lines["calm"]) >= 3 and len(lines["upset"]) >= 3
    felt = {name: lines for name, lines in moods().items() if name != "everybody"}
    assert len(felt) == 8
    assert all(len(lines["middle"]) >= 7 and lines["ended_well"] for lines in felt.values())
    assert {name for name, _ in LANGUAGES} == set(TAGS)


def test_no_two_contacts_are_clones(made: list[Talk]):
    told = [tuple(customers(talk)) for talk in made if talk.language == "en" and len(customers(talk)) > 2]
    assert len(told) > 200
    assert Counter(told).most_common(1)[0][1] == 1
    assert len({line for lines in told for line in lines}) > 400


def test_a_contact_says_nothing_twice_running_and_somebody_speaks_first(made: list[Talk]):
    for talk in made:
        said = [turn.text for turn in talk.turns]
        assert all(one != other for one, other in pairwise(said))
        times = [turn.start for turn in talk.turns]
        assert times == sorted(times) and times[0] == 0.0
        assert all(turn.end is None or turn.end >= turn.start for turn in talk.turns)
        assert talk.turns[1].speaker == "agent"


def test_each_is_marked_as_synthetic_where_it_is_read_and_where_it_is_kept(tmp_path: Path):
    path = write_files(PLAN, tmp_path)[TRANSCRIPTS]
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) > 200
    assert all(line["synthetic"] is True for line in lines)
    found = list(read(path, RoleSettings()))
    assert len(found) == len(lines)
    assert all(one.turns[0].text == MARK and one.turns[0].speaker == "other" for one in found)
    assert all(one.roles == "given" and one.started_at is not None for one in found)


def test_what_the_project_wrote_holds_nobody():
    """Nothing but the names and numbers that are made up on the way has anything to mask."""
    written = [line for each in reasons().values() for lines in each.values() for line in lines]
    written += [line for each in moods().values() for lines in each.values() for line in lines]
    written += [line for lines in agents().values() for line in lines if "{agent}" not in line]
    assert len(written) > 400
    assert [line for line in written if mask(line) != line] == []


def test_the_language_of_the_field_is_spoken_and_is_the_contacts_own(made: list[Talk]):
    spoken = {
        row[0]: row[11] for kind, rows in batches(PLAN) if kind == "contacts" for row in rows if row[11]
    }
    others = [talk for talk in made if talk.language != "en"]
    assert len(others) >= 5 and len(others) < 0.2 * len(made)
    for talk in made:
        assert TAGS[spoken.get(talk.contact_id, "English")] == talk.language
    kin = {"ms": {"ms", "id"}, "id": {"ms", "id"}}
    for name, each in languages().items():
        tag = recognised([*each["opening"], *each["customer"]])
        assert tag in kin.get(TAGS[name], {TAGS[name]})


def test_a_demo_without_a_model_is_whole_but_for_feelings(tmp_path: Path):
    missing = str(tmp_path / "no model")
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    assert unheard_because(missing)
    counts = make_store(Plan(NOW, 200), url, model=missing)
    assert counts["contacts"] > 100 and counts[TRANSCRIPTS] == 0


@heard
def test_kept_turns_hold_nothing_personal(demo_engine: Engine):
    with reading(demo_engine) as connection:
        texts = set(connection.execute(select(turns.c.text)).scalars())
    assert any("[name]" in text for text in texts) and any("[reference number]" in text for text in texts)
    assert not any(re.search(r"\d{4}", unmarked(text)) for text in texts)
    assert [text for text in texts if mask(text) != text] == []


@heard
def test_nev_is_what_the_kept_scores_give(demo_engine: Engine, desk: Desk):
    """Per contact and per queue, from the turns' own p⁺ and p⁻."""
    scores = defaultdict[str, list[float]](list)
    with reading(demo_engine) as connection:
        said = select(transcripts.c.contact_id, turn_scores.c.positive, turn_scores.c.negative).join_from(
            transcripts, turn_scores, transcripts.c.transcript_id == turn_scores.c.transcript_id
        )
        for contact, positive, negative in connection.execute(said):
            scores[contact].append(float(positive) - float(negative))
        figures = connection.execute(
            select(nev_contacts.c.contact_id, nev_contacts.c.balance, nev_contacts.c.not_scored)
        ).all()
        queue = {
            row[0]: row[1] for row in connection.execute(select(contacts.c.contact_id, contacts.c.queue))
        }
        day = {
            row[0]: row[1] for row in connection.execute(select(contacts.c.contact_id, contacts.c.started_at))
        }
    found = {contact: balance for contact, balance, reason in figures if reason is None}
    assert len(found) > 2_000
    for contact, balance in found.items():
        assert balance == pytest.approx(100 * mean(scores[contact]), abs=1e-6)
    month = desk.ask("NEV last month by queue", NOW)
    by_queue = defaultdict[str, list[float]](list)
    for contact, balance in found.items():
        at = day[contact].astimezone(NOW.tzinfo)
        if (at.year, at.month) == (2026, 10):
            by_queue[queue[contact]].append(balance)
    answered = {row.slice["queue"]: row.metrics[0] for row in month.rows}
    assert len(answered) == len(QUEUES) == len(by_queue)
    for name, values in by_queue.items():
        assert answered[name].value == pytest.approx(mean(values), abs=1e-6)
        assert answered[name].n == len(values)


@heard
def test_feelings_tell_the_centres_story(demo_engine: Engine, desk: Desk):
    queue = values(desk, "NEV last month by queue", "queue")
    assert min(queue, key=lambda name: queue[name]) == "Complaints"
    assert max(queue, key=lambda name: queue[name]) == "Sales"
    bands = values(desk, "CSAT last 90 days by NEV band", "nev_band")
    assert bands["under -20"] + 20 < bands["over 20"]
    with reading(demo_engine) as connection:
        reasons_left = Counter(connection.execute(select(nev_contacts.c.not_scored)).scalars())
    scored = reasons_left.pop(None)
    assert set(reasons_left) == {"language", "words"}
    assert all(0 < count < 0.1 * scored for count in reasons_left.values())


@heard
def test_a_question_about_feelings_loads_nothing_heavy():
    program = (
        "import sys\n"
        "from bot.cli import main\n"
        "sys.argv = ['heartline', 'ask', 'NEV last month by queue', *sys.argv[1:]]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as left:\n"
        "    assert not left.code, left.code\n"
        "heavy = {'torch', 'transformers', 'numpy', 'phonenumbers', 'py3langid', 'stdnum'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    arguments = ["--db", f"sqlite:///{demo_file()}", "--now", NOW.isoformat()]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "Complaints" in done.stdout
