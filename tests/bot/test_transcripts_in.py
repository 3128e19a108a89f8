"""Transcripts into the store, from files to figures: nothing twice, nothing half, nothing mixed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from words_model import CARRIED, POSITIVE, WordsEar, WordsModel

from bot.ear import HeardBy
from bot.transcripts_in import Intake, files_of, rescore, take_in
from nlp.emotions import EMOTIONS
from nlp.transcripts import RoleSettings
from storage import schema
from storage.database import open_store, reading
from storage.emotion_models import active
from storage.said import Said
from storage.transcripts import erase

SAYINGS = (
    *("I am happy, great help", "thanks, perfect", "nobody called, I was ignored", "ok", "🙂", "my order 12"),
    *("this is ridiculous and frustrating", "still waiting, rushed again", "it is perfect and ridiculous"),
)


def sample(random: Random, contact: str, turns: int | None = None) -> str:
    """One line of our own interchange format."""
    said = [
        {"speaker": random.choice(("customer", "agent")), "text": random.choice(SAYINGS)}
        for _ in range(random.randint(1, 12) if turns is None else turns)
    ]
    return json.dumps({"contact_id": contact, "language": "en", "turns": said})


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def take(engine: Engine, *paths: Path, model: WordsModel | None = None) -> Intake:
    ear = WordsEar(model or WordsModel())
    return take_in(engine, files_of(paths), ear, RoleSettings(), lambda _: None)


def rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    found = schema.metadata.tables[table]
    with reading(engine) as connection:
        asked = select(found).order_by(*found.primary_key)
        return [dict(row) for row in connection.execute(asked).mappings()]


def test_speakers_names_are_hidden_in_what_is_kept(engine: Engine, tmp_path: Path) -> None:
    said = (
        "Maria Lopez: hello there",
        "Agent: thank you Maria, what is it?",
        "Maria Lopez: Maria again, I am happy",
    )
    write(tmp_path, "call.txt", *said)
    take(engine, tmp_path / "call.txt")
    kept = " ".join(row["text"] for row in rows(engine, "turns"))
    assert "thank you" in kept and "Maria" not in kept


def without_numbers(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """What was said and heard, whatever numbers transcripts and models got (sequences have gaps)."""
    names = {row["transcript_id"]: row["contact_id"] for row in rows(engine, "transcripts")}
    tables = ("transcripts", "turns", "turn_scores", "nev_contacts", "emotion_mentions")

    def named(row: dict[str, Any]) -> tuple[Any, ...]:
        shown = {k: names.get(v) if k == "transcript_id" else v for k, v in row.items() if k != "model_id"}
        return tuple(shown.values())

    return {table: sorted(map(named, rows(engine, table)), key=repr) for table in tables}


@pytest.fixture
def one_line(tmp_path: Path) -> Path:
    angry = [("customer", "nobody called, I was ignored"), ("agent", "sorry"), ("customer", "ridiculous")]
    said = [{"speaker": who, "text": text} for who, text in angry]
    return write(tmp_path, "one.jsonl", json.dumps({"contact_id": "c1", "turns": said}))


def test_a_second_run_hears_nothing(engine: Engine, one_line: Path, tmp_path: Path) -> None:
    more = write(tmp_path, "more.jsonl", *(sample(Random(n), f"m{n}") for n in range(150)))
    first = take(engine, one_line, more)
    assert (first.read, first.kept[:4], first.problems) == (151, (151, 0, 0, 0), [])
    before, again = without_numbers(engine), WordsModel()
    second = take(engine, one_line, more, model=again)
    assert (second.kept, again.heard) == ((0, 0, 0, 151), 0)
    assert without_numbers(engine) == before


def test_a_bad_file_is_one_line_and_the_others_go_on(engine: Engine, one_line: Path, tmp_path: Path) -> None:
    half = sample(Random(1), "half")
    bad = write(tmp_path, "bad.jsonl", half, half.replace("half", "other")[:-9])
    page = write(tmp_path, "page.json", "<!DOCTYPE html><html><body>Please log in</body></html>")
    found = take(engine, bad, page, one_line)
    assert [line.split(":")[0] for line in found.problems] == ["bad.jsonl", "page.json"]
    assert all("\n" not in line for line in found.problems)
    assert [row["contact_id"] for row in rows(engine, "transcripts")] == ["c1"]


def test_a_contact_has_one_transcript_in_a_run(engine: Engine, one_line: Path, tmp_path: Path) -> None:
    other = write(tmp_path, "two.jsonl", sample(Random(3), "c1"), sample(Random(4), "c2"))
    for _ in range(2):
        found = take(engine, one_line, other)
        assert found.problems == ["two.jsonl: contact c1 stands in one.jsonl already: this one is left out"]
    assert found.kept == (0, 0, 0, 2)


def test_personal_data_never_reaches_the_store(engine: Engine, tmp_path: Path) -> None:
    card, mail = "4111 1111 1111 1111", "jane.doe@example.com"
    turns = [{"speaker": "customer", "text": f"my card is {card}, ridiculous"}]
    turns.append({"speaker": "customer", "text": f"write to {mail}, thanks"})
    take(engine, write(tmp_path, "a.jsonl", json.dumps({"contact_id": "p", "turns": turns})))
    kept = repr(without_numbers(engine))
    assert card not in kept and mail not in kept and "ridiculous" in kept


def test_what_cannot_be_scored_is_counted_and_not_made_up(engine: Engine, tmp_path: Path) -> None:
    foreign = [{"speaker": "customer", "text": "Ich warte seit zwei Wochen auf meine Lieferung"}] * 3
    lines = [json.dumps({"contact_id": "de", "language": "de", "turns": foreign})]
    lines.append(
        json.dumps({"contact_id": "mute", "language": "en", "turns": [{"speaker": "customer", "text": "…"}]})
    )
    found = take(engine, write(tmp_path, "a.jsonl", *lines))
    assert dict(found.scored) == {"language": 1, "words": 1}
    figures = {row["contact_id"]: row for row in rows(engine, "nev_contacts")}
    assert [figures[name]["not_scored"] for name in ("de", "mute")] == ["language", "words"]
    assert all(row["balance"] is None for row in figures.values()) and rows(engine, "turn_scores") == []


# ---- figures again, in plain Python, from the stored scores alone --------------------------------------


def again(scores: list[dict[str, Any]], positive: float, negative: float, least: float) -> dict[str, Any]:
    """A contact's figures from its scored turns in order, written from the definitions."""
    signed = [row["positive"] - row["negative"] for row in scores]
    n = len(signed)
    means = {e: sum(row[e] for row in scores) / n for e in CARRIED}
    sides = [[means[e] for e in CARRIED if (e in POSITIVE) == side] for side in (True, False)]
    turns = 0
    for row in scores:
        if row["positive"] > row["negative"] and row["positive"] >= positive:
            turns += 1
        elif row["negative"] > row["positive"] and row["negative"] >= negative:
            turns -= 1
    mentions = {e: sum(row[e] >= least for row in scores) for e in CARRIED}
    quarter = -(-n // 4)
    return {
        "balance": 100 * sum(signed) / n,
        "shaw_mean": 100 * (sum(sides[0]) / len(sides[0]) - sum(sides[1]) / len(sides[1])),
        "net_sentiment": 100 * turns / n,
        "end_weighted": 100 * sum(s * i for i, s in enumerate(signed, 1)) / (n * (n + 1) / 2),
        "trend": 100 * (sum(signed[-quarter:]) - sum(signed[:quarter])) / quarter if n >= 4 else None,
        "positive_mentions": sum(mentions[e] for e in POSITIVE),
        "negative_mentions": sum(mentions[e] for e in CARRIED if e not in POSITIVE),
        "mentions": {e: count for e, count in mentions.items() if count},
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_are_those_of_the_stored_scores(engine: Engine, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    take(engine, write(tmp_path, "a.jsonl", *(sample(random, f"c{n}") for n in range(40))))
    names = {row["transcript_id"]: row["contact_id"] for row in rows(engine, "transcripts")}
    scores: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows(engine, "turn_scores"), key=lambda row: row["position"]):
        assert [row[e] is None for e in EMOTIONS] == [e not in CARRIED for e in EMOTIONS]
        scores.setdefault(names[row["transcript_id"]], []).append(row)
    felt = {(row["contact_id"], row["emotion"]): row["mentions"] for row in rows(engine, "emotion_mentions")}
    scored = 0
    for row in rows(engine, "nev_contacts"):
        if row["not_scored"] is not None:
            assert len(scores.get(row["contact_id"], [])) < 2 and row["not_scored"] in ("words", "roles")
            continue
        scored += 1
        right = again(scores[row["contact_id"]], 0.5, 0.4, 0.35)
        mentions = right.pop("mentions")
        assert {e: count for (contact, e), count in felt.items() if contact == row["contact_id"]} == mentions
        for name, value in right.items():
            assert row[name] == (None if value is None else pytest.approx(value, abs=1e-9)), name
    assert scored > 10


def test_two_models_never_stand_in_one_series(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", *(sample(Random(n), f"c{n}", 6) for n in range(100)))
    take(engine, path)
    other = write(tmp_path, "b.jsonl", *(sample(Random(n), f"d{n}", 6) for n in range(5)))
    newer = WordsModel("words-2", 0.5)
    ingested = take(engine, other, model=newer)
    assert ingested.missing > 0 and _active(engine) == "words-1"
    stopped = _Stops("words-2", 0.5)
    with pytest.raises(KeyboardInterrupt):
        rescore(engine, WordsEar(stopped), lambda _: None)
    assert _active(engine) == "words-1"
    done = rescore(engine, WordsEar(newer), lambda _: None)
    assert (done.missing, _active(engine)) == (0, "words-2")
    assert 0 < done.read < 100, "what was heard before the stop is not heard again"
    assert rescore(engine, WordsEar(newer), lambda _: None).read == 0
    models = [row["model"] for row in rows(engine, "nev_contacts")]
    assert models.count("words-1") == 100 and models.count("words-2") == 105


class _Stops(WordsModel):
    """Interrupted in its second batch."""

    def hear(self, texts: Any) -> Any:
        if self.heard:
            raise KeyboardInterrupt
        return super().hear(texts)


def _active(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return active(connection)


# ---- kill -9 -------------------------------------------------------------------------------------------

COMMAND = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
sys.path.insert(0, sys.argv[1])
from words_model import WordsEar, WordsModel
from bot.transcripts_in import files_of, take_in
from nlp.transcripts import RoleSettings
from storage.database import open_store

url, folder, point, after = sys.argv[2], Path(sys.argv[3]), sys.argv[4], int(sys.argv[5])
seen = 0

def kill_before(connection, cursor, statement, *rest):
    global seen
    seen += statement.startswith(point)
    if seen > after:
        os.kill(os.getpid(), signal.SIGKILL)

engine = open_store(url)
event.listen(Engine, "before_cursor_execute", kill_before)
take_in(engine, files_of([folder]), WordsEar(WordsModel()), RoleSettings(), lambda _: None)
"""
# Statements of the first batch, and of later ones: nothing but whole batches may be left.
POINTS = (
    *(("INSERT INTO emotion_models", 0), ("INSERT INTO transcripts", 0), ("INSERT INTO turn_scores", 0)),
    *(("INSERT INTO turns", 1), ("INSERT INTO nev_contacts", 1), ("INSERT INTO emotion_mentions", 1)),
)


def test_killed_again_and_again_everything_stands_once(store_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for file in range(3):
        write(folder, f"{file}.jsonl", *(sample(Random(n), f"c{file}-{n}") for n in range(100)))
    here = str(Path(__file__).parent)
    counts: list[int] = []
    for point, after in POINTS:
        command = [sys.executable, "-c", COMMAND, here, store_url, str(folder), point, str(after)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL, point
        engine = open_store(store_url)
        counts.append(len(rows(engine, "transcripts")))
        assert len(rows(engine, "nev_contacts")) == counts[-1], (
            "a transcript without its figures, or the reverse"
        )
        engine.dispose()
    assert counts == sorted(counts) and 0 < counts[-1] < 300
    engine = open_store(store_url)
    found = take(engine, folder)
    assert (found.read, found.kept.new, found.kept.known) == (300, 300 - counts[-1], counts[-1])
    undisturbed = open_store(f"sqlite:///{tmp_path / 'whole.db'}")
    take(undisturbed, folder)
    assert without_numbers(engine) == without_numbers(undisturbed)
    engine.dispose()
    undisturbed.dispose()


class _Meanwhile(WordsEar):
    """An ear that takes its time: something else is done to the store before it has heard."""

    def __init__(self, name: str, done: Callable[[], object]) -> None:
        super().__init__(WordsModel(name))
        self._done = done

    def each(self, partitions: Iterable[Sequence[Said]]) -> Iterator[HeardBy]:
        for one in partitions:
            self._done()
            yield self.heard(one)


def test_what_is_changed_while_it_is_heard_again_stays_changed(engine: Engine, tmp_path: Path) -> None:
    take(engine, write(tmp_path, "old.jsonl", sample(Random(1), "c1", 4), sample(Random(2), "c2", 4)))
    newer = write(tmp_path, "new.jsonl", sample(Random(3), "c1", 5))
    done = rescore(engine, _Meanwhile("words-2", lambda: take(engine, newer)), lambda _: None)
    assert [len(rows(engine, "turns")), done.kept.changed] == [4 + 5, 0]
    rescore(engine, WordsEar(WordsModel("words-2")), lambda _: None)
    again = open_store("sqlite://", create=True)
    take(again, newer, model=WordsModel("words-2"))
    figures = [one for one in rows(engine, "nev_contacts") if one["contact_id"] == "c1"]
    assert rows(again, "nev_contacts") == [one for one in figures if one["model"] == "words-2"]


def test_what_is_erased_while_it_is_heard_again_stays_erased(engine: Engine, tmp_path: Path) -> None:
    take(engine, write(tmp_path, "old.jsonl", sample(Random(1), "c1", 4), sample(Random(2), "c2", 4)))
    done = rescore(engine, _Meanwhile("words-2", lambda: erase(engine, "c1")), lambda _: None)
    assert {one["contact_id"] for one in rows(engine, "transcripts")} == {"c2"}
    assert {one["contact_id"] for one in rows(engine, "nev_contacts")} == {"c2"}
    assert (done.kept.new, done.kept.rescored, done.missing) == (0, 1, 0)


def test_folders_give_their_files_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", ".hidden/3.txt", ".4.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    named = tmp_path / ".4.txt"
    assert files_of([tmp_path, named, tmp_path / "b"]) == [tmp_path / "a/1.txt", tmp_path / "b/2.txt", named]


def test_nothing_heavy_is_loaded_when_everything_is_known() -> None:
    look = "import sys, bot.transcripts_in; print({'torch', 'transformers'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n", found.stderr
