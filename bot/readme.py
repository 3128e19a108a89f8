"""The parts of README.md that are generated: the KPI table and the commands' help.

python -m bot.readme        # rewrites them between their markers; a test fails where they differ
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import COMMANDS, app
from bot.kpi_pages import as_markdown
from kpi_engine.catalogue import METRICS

README = Path(__file__).parents[1] / "README.md"
_WIDTH = "86"


def rewritten(text: str) -> str:
    """The text with every generated part as it must be. KeyError for a marker that nothing generates."""

    def replaced(found: re.Match[str]) -> str:
        name = found.group(1)
        return f"<!-- {name} -->\n{PARTS[name]()}\n<!-- /{name} -->"

    return re.sub(r"<!-- ([\w:]+) -->\n.*?<!-- /\1 -->", replaced, text, flags=re.DOTALL)


def command_help(verb: str) -> str:
    """What `heartline VERB --help` prints, as a block of Markdown."""
    said = CliRunner().invoke(app(), [verb, "--help"], prog_name="heartline", env={"COLUMNS": _WIDTH})
    return f"```text\n{said.output.strip()}\n```"


PARTS: Mapping[str, Callable[[], str]] = {
    "kpis": partial(as_markdown, METRICS),
    **{f"help:{verb}": partial(command_help, verb) for verb in COMMANDS},
}


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text("utf-8")), "utf-8")
