"""`heartline demo` as a process, from any folder: the page at /, the Web API at /api/METHOD."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DEMO = [
    sys.executable,
    "-c",
    "from bot.cli import main; main()",
    "demo",
    "--contacts",
    "400",
    "--no-browser",
]
SECOND_START_SECONDS = 15.0  # under 5 on a free machine; other tests run beside this one
PATIENCE = 120.0  # a hang, not a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, port: int, patience: float = PATIENCE) -> Iterator[tuple[str, float]]:
    """The page's address and the seconds until it was there. Ctrl-C must end it well."""
    environ = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    began = time.monotonic()
    process = subprocess.Popen(
        [*DEMO, "--port", str(port)], cwd=folder, env=environ, stdout=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        while not answers(url):
            assert process.poll() is None and time.monotonic() - began < patience
            time.sleep(0.05)
        yield url, time.monotonic() - began
        process.send_signal(signal.SIGINT)
        assert process.wait(patience) == 0
    finally:
        process.kill()


def answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Any folder, with the demo's store made in it."""
    made = tmp_path_factory.mktemp("anywhere")
    with served(made, free_port()):
        return made


def test_the_second_start_is_quick_and_an_answer_comes(folder: Path) -> None:
    with served(folder, free_port()) as (url, seconds):
        assert seconds < SECOND_START_SECONDS
        assert "<title>Heartline" in urllib.request.urlopen(url).read().decode()
        until, state = time.monotonic() + PATIENCE, ""
        while "Average handle time by queue" not in state and time.monotonic() < until:
            time.sleep(0.05)
            state = json.dumps(json.load(urllib.request.urlopen(f"{url}page/state")))
        assert "Average handle time by queue" in state and "Handling time by queue" in state
        said = json.load(urllib.request.urlopen(f"{url}api/auth.test", b""))
        assert said == {"ok": False, "error": "not_authed"}


def test_a_taken_port_is_said_in_one_line(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environ = {**os.environ, "PYTHONPATH": str(Path.cwd())}
        done = subprocess.run(
            [*DEMO, "--port", str(port)], cwd=folder, env=environ, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1 and f"port {port} is taken" in done.stderr and "Traceback" not in done.stderr


def test_once_still_shows_and_leaves(folder: Path) -> None:
    done = subprocess.run(
        [*DEMO, "--once"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "Average handle time by queue" in done.stdout
