"""What `heartline analyze` says: a picture or a line of JSON for each transcript, and how far it is."""

from __future__ import annotations

import json
import re
import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from types import TracebackType

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.rule import Rule

from bot.analysis_terminal import analysis_text
from nlp.analysis import analyse
from nlp.analysis.quotes import one_line
from nlp.analysis_json import analysis_json
from nlp.hearing import HeardTranscript

# Characters that JSON may hold as they are, but that steer a terminal, end a line for some readers, or are
# half of one.
_STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Report:
    """Standard output is flushed with every transcript, so that whoever reads along gets it at once. The
    count stands on standard error, where that is a terminal and does not show the pictures as well."""

    def __init__(self, *, as_json: bool) -> None:
        self.unread = 0
        self._as_json = as_json
        self._said = 0
        self._out = Console(highlight=False)
        self._errors = Console(stderr=True, highlight=False)
        self._open = ExitStack()
        self._progress: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Report:
        if self._errors.is_terminal and not self._out.is_terminal:
            columns = (SpinnerColumn(), TextColumn("{task.completed:,} transcripts"), TimeElapsedColumn())
            bar = self._open.enter_context(Progress(*columns, console=self._errors, transient=True))
            self._progress = (bar, bar.add_task("", total=None))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def loading(self) -> AbstractContextManager[object]:
        """A sign of life while the model loads, where nothing else shows one."""
        if self._progress or not self._errors.is_terminal:
            return nullcontext()
        return self._errors.status("Loading the emotion model …")

    def say(self, heard: HeardTranscript) -> None:
        analysis = analyse(heard)
        if self._as_json:
            typer.echo(json_line(analysis_json(heard, analysis)).encode())
        else:
            if self._said:
                self._out.print(Rule(style="dim"))
            self._out.print(analysis_text(heard, analysis))
        self._said += 1
        sys.stdout.flush()
        if self._progress:
            bar, task = self._progress
            bar.update(task, completed=self._said)

    def cannot_read(self, reason: str) -> None:
        """One line on standard error, whatever the file's name or words hold."""
        self.unread += 1
        if self._progress:
            self._errors.print(f"heartline: {one_line(reason)}", markup=False, soft_wrap=True)
        else:
            typer.echo(f"heartline: {one_line(reason)}", err=True)


def json_line(made: dict[str, object]) -> str:
    """One line in UTF-8 that a terminal can show as it is."""
    line = json.dumps(made, ensure_ascii=False, allow_nan=False)
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", line)
