"""A KPI over time: as a picture where it has a range, which Slack's own charts show as lines at best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.blocks.parts import Json, line
from bot.phrases import say
from bot.pictures import Picture, can_draw
from bot.pictures.trend import MARKS, trend_picture

MAX_TITLE = 50
MAX_LABEL = 20
MAX_POINTS = 20

Values = tuple[float | None, ...]
Keep = Callable[[Picture], str | None]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All sequences are as long as `labels`; None where nothing is known. `mark` is a line all along: the
    target, or (`marked` is "line") that of an alert."""

    title: str
    unit: str
    labels: tuple[str, ...]
    values: Values
    low: Values
    high: Values
    mark: float | None = None
    marked: str = "target"


def drawn(made: Timeline, language: str) -> Picture | None:
    """None where Slack's own chart shows as much, or nothing can draw."""
    if not can_draw() or all(edge is None for edge in made.low):
        return None
    return _picture(made, language)


@lru_cache(maxsize=64)
def _picture(made: Timeline, language: str) -> Picture:
    """What many channels are shown is drawn once."""
    return trend_picture(
        *(made.title, made.unit, made.labels, made.values, made.low, made.high, made.mark),
        language,
        made.marked,
    )


def image_block(file: str, alt: str) -> Json:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


def shown(made: Timeline, keep: Keep | None, language: str) -> Json | None:
    """`keep` puts a picture where Slack shows it from and gives its file's id, None where that failed."""
    picture = drawn(made, language) if keep is not None else None
    file = keep(picture) if keep is not None and picture is not None else None
    return native(made, language) if picture is None or file is None else image_block(file, picture.alt)


def native(made: Timeline, language: str) -> Json | None:
    """Slack's own chart; None where fewer than two points are known: an empty chart says nothing."""
    known = [place for place, value in enumerate(made.values) if value is not None][-MAX_POINTS:]
    if len(known) < 2:
        return None
    labels = [made.labels[place] for place in known]
    # Slack wants a number for every category, so a band that is not known everywhere is not drawn.
    series = (
        ("digest_figure", [made.values[place] for place in known]),
        ("digest_low", [made.low[place] for place in known]),
        ("digest_high", [made.high[place] for place in known]),
        (MARKS[made.marked][0], [made.mark] * len(known)),
    )
    return {
        "type": "data_visualization",
        "title": line(made.title, MAX_TITLE),
        "chart": {
            "type": "line",
            "series": [
                {"name": line(say(language, key), MAX_LABEL), "data": _data(labels, values)}
                for key, values in series
                if None not in values
            ],
            "axis_config": {"categories": labels, "y_label": _unit(made.unit, language)},
        },
    }


def _data(labels: Sequence[str], values: Sequence[float | None]) -> list[Json]:
    return [
        {"label": label, "value": round(value, 2)}
        for label, value in zip(labels, values, strict=True)
        if value is not None
    ]


def _unit(unit: str, language: str) -> str:
    return line({"s": say(language, "digest_seconds"), "n": "n"}.get(unit, unit), MAX_LABEL)
