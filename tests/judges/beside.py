"""Our drawing of messages and the third party's, side by side in one picture:

    python -m tests.judges.beside FILE.png

On the left the page of the workspace, on the right slack-blocks-to-jsx.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.workspace.page.drawing import draw_blocks
from bot.workspace.page.people import TeamNames
from bot.workspace.team import Team
from tests.judges import npm
from tests.judges.drawing import Json, draw, missing
from tests.judges.samples import MESSAGE

STATIC = Path(__file__).parents[2] / "bot" / "workspace" / "page" / "static"
SIZE = "1440,1900"
SECONDS = 60


def browser() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def no_picture() -> str | None:
    """Why there can be no picture; None where there can."""
    return missing() or (None if browser() else "there is no Chromium")


def page(messages: Sequence[Sequence[Json]]) -> str:
    names = TeamNames(Team())
    rows = (
        f"<tr><td>{draw_blocks(list(blocks), names, f'm{number}')}</td><td>{theirs}</td></tr>"
        for number, (blocks, theirs) in enumerate(zip(messages, draw(messages), strict=True))
    )
    styles = [*(STATIC / name for name in ("page.css", "blocks.css")), _their_style()]
    css = "\n".join(file.read_text("utf-8") for file in styles)
    frame = "body{display:block;overflow:auto;background:#fff} td{width:50%;vertical-align:top;padding:16px}"
    return (
        f"<!DOCTYPE html><meta charset=utf-8><style>{css}\n{frame}</style>"
        f'<table class=beside width="100%"><tr><th>ours<th>slack-blocks-to-jsx</tr>{"".join(rows)}</table>'
    )


def _their_style() -> Path:
    return npm.folder() / "node_modules" / "slack-blocks-to-jsx" / "dist" / "style.css"


def picture(messages: Sequence[Sequence[Json]], file: Path) -> None:
    """A PNG of both."""
    with TemporaryDirectory() as folder:
        html = Path(folder, "beside.html")
        html.write_text(page(messages), "utf-8")
        # No name is resolved, so that no picture in a message is fetched from elsewhere.
        flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
        own = (f"--user-data-dir={folder}/profile", "--host-resolver-rules=MAP * ~NOTFOUND")
        shot = (f"--window-size={SIZE}", f"--screenshot={file}", html.as_uri())
        command = [str(browser()), *flags, *own, *shot]
        subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)


if __name__ == "__main__":
    picture([[block] for block in MESSAGE], Path(sys.argv[1]).absolute())
