"""`heartline analyze --curves FOLDER`: the curve of each transcript as a picture in a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError
from bot.pictures import can_draw
from bot.pictures.nev_curve import Turn, nev_curve
from nlp.analysis.curve import curve
from nlp.analysis.turning import turning_points
from nlp.analysis.values import Point
from nlp.hearing import HeardTranscript

LONGEST_NAME = 80
_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(slots=True)
class Curves:
    """Draws into `folder`, which is made; a transcript of which nothing was heard has no picture."""

    folder: Path
    drawn: int = 0

    def __post_init__(self) -> None:
        """BotError, one line, where nothing can draw or the folder cannot be made."""
        if not can_draw():
            raise BotError("pictures need matplotlib: pip install -e '.[pictures]'")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BotError(f"{self.folder}: no folder for pictures ({error.strerror})") from None

    def draw(self, heard: HeardTranscript) -> None:
        """The file is numbered, so that two transcripts of one name are two pictures."""
        found = curve(heard)
        if not found.customer and not found.agent:
            return
        name = heard.transcript.contact_id or "transcript"
        turning = () if heard.nev is None else turning_points(heard, found.customer)
        picture = nev_curve(
            f"Text-based NEV, {name}",
            _turns(found.customer),
            _turns(found.agent),
            [one.turn + 1 for one in turning],
        )
        self.drawn += 1
        stem = _UNFIT.sub("_", name)[:LONGEST_NAME].lstrip(".") or "transcript"
        (self.folder / f"{self.drawn:04d}-{stem}.png").write_bytes(picture.png)


def _turns(points: tuple[Point, ...]) -> list[Turn]:
    return [(point.turn + 1, 100 * point.value) for point in points]
