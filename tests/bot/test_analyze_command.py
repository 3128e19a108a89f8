"""`heartline analyze` as scripts and people use it: files and pipes in, JSON or a picture for each out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from demo_stores import ROOT
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from bot.cli import app
from nlp.model.eight import exact
from nlp.transcripts import read
from tests.nlp.model.conftest import NAMED
from tests.nlp.model.small import save_bert, save_own

JUDGE = Draft202012Validator(json.loads((ROOT / "nlp" / "analysis.schema.json").read_text("utf-8")))
SAMPLES = sorted((ROOT / "tests" / "nlp" / "samples").iterdir())
STEERING = set("\x1b\x07\x9b\u202e\u2066\u2028")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("model")
    save_bert(folder, NAMED, problem_type="multi_label_classification")
    save_own(folder)
    return str(folder)


@pytest.fixture(autouse=True)
def nothing_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Every test runs in a folder of its own, which is as it was afterwards."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    yield
    assert list(here.iterdir()) == []


def run(*arguments: str | Path, model: str, given: bytes | None = None) -> Result:
    made = app(("analyze",))
    return CliRunner().invoke(made, ["analyze", "--model", model, *map(str, arguments)], input=given)


def lines(done: Result) -> list[dict[str, object]]:
    found = [json.loads(line) for line in done.stdout_bytes.decode("utf-8").split("\n")[:-1]]
    for one in found:
        JUDGE.validate(one)
    return found


def contact(number: int, *texts: str, **more: object) -> str:
    turns = [{"speaker": "agent" if at % 2 else "customer", "text": text} for at, text in enumerate(texts)]
    return json.dumps({"contact_id": f"c{number}", "turns": turns, **more})


ANGRY = ("i am so angry with this bill", "how can i help", "it never works please help me now")


def test_every_sample_in_one_run_in_order(model: str):
    done = run(*SAMPLES, "--json", model=model)
    assert (done.exit_code, done.stderr) == (0, "")
    expected = [one for path in SAMPLES for one in read(path)]
    found = lines(done)
    assert [(one["contact_id"], one["source"], one["roles"]) for one in found] == [
        (one.contact_id, one.source, one.roles) for one in expected
    ]
    for shown, given in zip(found, expected, strict=True):
        turns = shown["turns"]
        assert isinstance(turns, list)
        assert [(one["speaker"], one["start"]) for one in turns] == [
            (one.speaker, None if one.start is None else round(one.start, 3)) for one in given.turns
        ]


@pytest.mark.skipif(not exact(), reason="no VNNI here: int8 is refused")
def test_in_eight_bits_it_is_another_model(model: str):
    done = run("-", "--json", model=f"{model} int8", given=contact(1, *ANGRY).encode())
    assert json.loads(done.stdout)["model"] == "small-1 int8"


def test_many_contacts_through_a_pipe(model: str):
    given = "\n".join(contact(number, *ANGRY * (1 + number % 4)) for number in range(300)).encode()
    done = run("-", "--json", model=model, given=given)
    found = lines(done)
    assert done.exit_code == 0 and [one["contact_id"] for one in found] == [f"c{n}" for n in range(300)]
    assert all(one["scored"] and one["model"] == "small-1" for one in found)
    alone = run("-", "--json", model=model, given=contact(7, *ANGRY * 4).encode())
    assert lines(alone)[0]["nev"] == pytest.approx(found[7]["nev"], abs=1e-2)


def test_a_bad_file_is_one_line_and_the_good_ones_are_analysed(model: str, tmp_path: Path):
    good, bad, page = (tmp_path / name for name in ("good.jsonl", "bad\x1b[31m.json", "page.json"))
    good.write_text(contact(1, *ANGRY))
    bad.write_text('{"contact_id": "c1", "turns": [')
    page.write_text("<!DOCTYPE html><html><title>Sign in</title></html>")
    done = run(bad, good, page, tmp_path, tmp_path / "none.txt", "--json", model=model)
    assert done.exit_code == 1
    assert [one["contact_id"] for one in lines(done)] == ["c1"]
    said = done.stderr.splitlines()
    assert len(said) == 4 and all(line.startswith("heartline: ") for line in said)
    assert not STEERING & set(done.stderr)
    assert "folder" in said[2] and "none.txt" in said[3]


def test_a_bad_line_of_a_pipe_gives_none_of_it(model: str):
    done = run("-", "--json", model=model, given=(contact(1, *ANGRY) + '\n{"turns": 3}\n').encode())
    assert done.exit_code == 1 and done.stdout == "" and "line 2" in done.stderr


@pytest.mark.parametrize(
    ("given", "scored"),
    [
        (contact(1, *ANGRY, language="bg"), False),
        (contact(1, "😡", "hello", "😡😡", "hello", "..."), False),
        (contact(1), False),
        (json.dumps({"contact_id": "c1", "turns": [{"speaker": "agent", "text": "hello"}] * 3}), False),
        (contact(1, "i am sad", "да, моля", "help me please", language="en"), True),
        (contact(1, *ANGRY * 1000, language="en"), True),
    ],
    ids=["language", "emoji", "empty", "one-sided", "mixed scripts", "three thousand turns"],
)
def test_what_cannot_be_scored_is_read_all_the_same(model: str, given: str, scored: bool):
    done = run("-", "--json", model=model, given=given.encode())
    (found,) = lines(done)
    turns = found["turns"]
    assert done.exit_code == 0 and found["scored"] == scored and isinstance(turns, list)
    assert len(turns) == len(json.loads(given)["turns"])
    assert run("-", model=model, given=given.encode()).exit_code == 0


def test_what_is_said_cannot_steer_a_terminal(model: str):
    hostile = "\x1b]0;owned\x07\x1b[2Jhelp me \x9b31m \u202ethis\u2066 \u2028 phone"
    given = contact(1, hostile, hostile, hostile, hostile, hostile).encode()
    for done in (run("-", model=model, given=given), run("-", "--json", model=model, given=given)):
        assert done.exit_code == 0 and not STEERING & set(done.stdout)


def test_who_is_the_agent_can_be_said(model: str, tmp_path: Path):
    call = tmp_path / "call.txt"
    call.write_text("Ana: i am so angry\nBo: please help me\nAna: it never works\nBo: thank you\n")
    (found,) = lines(run(call, "--json", "--agent", "Ana", model=model))
    assert found["roles"] == "set"
    turns = found["turns"]
    assert isinstance(turns, list) and [one["speaker"] for one in turns] == ["agent", "customer"] * 2
    shown = run(call, "--customer", "Ana", model=model).stdout
    assert "Text-based NEV" in shown and "was said on the command line" in shown


def test_a_picture_for_people(model: str):
    texts = (*ANGRY, "please help me", "thank you very much")
    spoken = [
        {"speaker": "agent" if at % 2 else "customer", "text": text, "start": 5 * at, "end": 5 * at + 4}
        for at, text in enumerate(texts)
    ]
    given = json.dumps({"contact_id": "c1", "turns": spoken}) + "\n" + contact(2, "hello")
    done = run("-", model=model, given=given.encode())
    assert done.exit_code == 0 and done.stderr == ""
    parts = ("Mood", "● customer", "0:20", "How it ended", "Talk", "of the time spoken", "nothing is stored")
    for part in (*parts, "────", "Not scored: the customer says real words in fewer than 2 turns"):
        assert part in " ".join(done.stdout.split()), part


def test_bad_arguments(model: str):
    assert run("-", "-", model=model, given=b"").exit_code == 2
    assert run(model=model).exit_code == 2


def process(code: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEARTLINE_")}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**kept, "PYTHONPATH": str(ROOT)},
        input=given,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_torch_is_not_loaded_where_nothing_can_be_read():
    code = "import sys; from bot.cli import app\ntry: app(('analyze',))()\n"
    code += "except SystemExit as end: print(end.code, 'torch' in sys.modules)"
    done = process(code, "analyze", "none.txt")
    assert done.stdout.split() == ["1", "False"]


def test_a_model_that_is_not_there_is_one_line():
    code = "from bot.cli import main; main()"
    done = process(code, "analyze", "-", "--model", "nobody", given=contact(1, *ANGRY))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "no emotion model is called nobody" in done.stderr


@pytest.mark.parametrize("form", ["--json", ""])
def test_a_reader_that_has_enough_is_no_fault(model: str, tmp_path: Path, form: str):
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(contact(number, *ANGRY * 20) for number in range(60)))
    program = f"{sys.executable} -c 'from bot.cli import main; main()' analyze {file} --model {model} {form}"
    done = subprocess.run(
        ["bash", "-c", f"{program} | head -1"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.stderr == "" and done.stdout.count("\n") == 1


def test_curves_are_drawn_into_a_folder_whatever_contacts_are_called(model: str, tmp_path: Path):
    given = "\n".join([contact(1, *ANGRY), contact(1, *ANGRY).replace('"c1"', '"../../c 2"')]).encode()
    done = run("-", "--json", "--curves", tmp_path / "new" / "curves", model=model, given=given)
    assert done.exit_code == 0 and len(lines(done)) == 2
    made = sorted((tmp_path / "new" / "curves").iterdir())
    assert [one.name for one in made] == ["0001-c1.png", "0002-_.._c_2.png"]
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in made)


def test_a_folder_that_cannot_be_is_one_line(model: str, tmp_path: Path):
    (tmp_path / "file").write_text("")
    done = run("-", "--curves", tmp_path / "file", model=model, given=contact(1, *ANGRY).encode())
    assert done.exit_code == 1 and "no folder for pictures" in str(done.exception or done.output)
