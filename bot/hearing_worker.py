"""What runs in the hearing room's own process: the model is loaded once, then one job after the other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.hearing_values import Sorry
from bot.phrases import say
from nlp.errors import NlpError

if TYPE_CHECKING:
    from nlp.values import EmotionModel

# What `Pipe` gives: a socket here, a named pipe on Windows, alike in what is used of them.
AnyPipe = Any

# Questions go first: the kernel gives this process what they leave.
NICENESS = 10


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded; `model` is its version."""

    model: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault of ours: what kind, and in which line of which file. Never a word of what was heard."""

    where: str


def serve(pipe: AnyPipe, model: str) -> None:
    """Says Ready, or Sorry where the model cannot be loaded; then answers every job until the pipe closes."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    # Ctrl-C goes to the whole group; the owner decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_owner, daemon=True).start()
    loaded = _loaded(model)
    if isinstance(loaded, Sorry):
        pipe.send(loaded)
        return
    pipe.send(Ready(loaded.name))
    while True:
        try:
            work = pipe.recv()
        except EOFError:
            return
        pipe.send(_outcome(work, loaded))


def _end_with_the_owner() -> None:
    """An owner that was killed can tell nobody: its end is watched for, also while a job is being done."""
    owner = multiprocessing.parent_process()
    if owner is not None:
        owner.join()
        os._exit(1)


def _loaded(model: str) -> EmotionModel | Sorry:
    try:
        from nlp.model import load

        return load(model)
    except ImportError:
        return Sorry(say("en", "hear_not_installed"))
    except NlpError as error:
        return Sorry(say("en", "hear_no_model", why=" ".join(str(error).split())))


def _outcome(work: Any, model: EmotionModel) -> Any:
    from bot.hearing_work import outcome

    try:
        return outcome(work, model)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Broken(f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}")
