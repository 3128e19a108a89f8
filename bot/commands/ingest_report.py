"""What `heartline ingest` shows: a bar while it reads, a report at the end, a mapping when asked."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from storage.ingest.report import Report
from storage.ingest.run import Wish
from storage.readers import Source
from storage.suggest import Suggestion


@contextmanager
def progress_bar() -> Generator[Callable[[Source], Callable[[int], None]]]:
    """Per source a function to be told how far it is; a bar on standard error where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:

        def follow(source: Source) -> Callable[[int], None]:
            task = bar.add_task(source.name, total=source.size or None)
            return lambda done: bar.update(task, completed=done)

        yield follow


def print_reports(reports: Sequence[Report], wish: Wish, rejects: Sequence[Path]) -> None:
    """The report on standard output, refusals on standard error."""
    for report in reports:
        _print_report(report, wish)
    if rejects:
        typer.echo(f"refused rows: {', '.join(str(file) for file in rejects)}", err=True)


def _print_report(report: Report, wish: Wish) -> None:
    if report.problem is not None:
        typer.echo(report.problem, err=True)
        return
    counts = f"{report.refused:,} refused"
    if report.clean or not wish.strict:
        counts = f"{report.new:,} new, {report.changed:,} changed, {report.unchanged:,} unchanged, {counts}"
    typer.echo(f"{report.file}: {counts} ({report.rows:,} rows; {report.about})")
    for line in _remarks(report, wish):
        typer.echo(f"  {line}")
    for refusal in report.refusals:
        typer.echo(str(refusal), err=True)
    if report.refused > len(report.refusals):
        typer.echo(f"… and {report.refused - len(report.refusals):,} more", err=True)


def _remarks(report: Report, wish: Wish) -> list[str]:
    remarks = list(report.notes)
    if report.repeated:
        kind = "are further legs of a contact" if wish.legs else "repeat another row of the file"
        remarks.append(f"{report.repeated:,} rows {kind}")
    if report.unread:
        remarks.append(f"columns that nothing reads: {', '.join(report.unread)}")
    if report.rows == 0:
        remarks.append("the file has a header and no rows")
    if not report.stored:
        remarks.append(
            "nothing stored" + (" (dry run)" if wish.dry_run else " (strict)" if wish.strict else "")
        )
    return remarks


def print_suggestion(suggestion: Suggestion) -> None:
    """The mapping on standard output, to be kept as a file; the rows beside it on standard error."""
    typer.echo(suggestion.toml, nl=False)
    console = Console(stderr=True)
    for row in suggestion.rows:
        if isinstance(row, str):
            console.print(row, markup=False, highlight=False)
    read = [row for row in suggestion.rows if isinstance(row, dict)]
    if not read:
        return
    filled = [name for name in read[0] if any(row[name] for row in read)]
    shown = Table(
        "column", *(f"row {number}" for number in range(1, len(read) + 1)), title="as they would be read"
    )
    for name in filled:
        shown.add_row(name, *(row[name] for row in read))
    console.print(shown, markup=False)
