"""What Slack refuses of a chart (`data_visualization`): titles, labels, how much is in it, and what fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from bot.workspace.facts import Json

MAX_TITLE = 50
MAX_LABEL = 20
MAX_POINTS = 20
MAX_SERIES = 6
MAX_SEGMENTS = 12


def chart(block: Json) -> Iterator[str]:
    """`chart` is a pie of segments, or series of points over the same categories."""
    if not 1 <= len(block.get("title") or "") <= MAX_TITLE:
        yield f"title must be 1 to {MAX_TITLE} characters"
    drawn = cast(Json, block["chart"])
    if drawn["type"] == "pie":
        yield from _pie(drawn)
    elif drawn["type"] in ("bar", "area", "line"):
        yield from _axes(drawn)
    else:
        yield f"unsupported chart: {drawn['type']}"


def _pie(drawn: Json) -> Iterator[str]:
    segments = cast(list[Json], drawn["segments"])
    if not 1 <= len(segments) <= MAX_SEGMENTS:
        yield f"a pie takes 1 to {MAX_SEGMENTS} segments"
    if any(not isinstance(one["value"], int | float) or one["value"] <= 0 for one in segments):
        yield "a segment's value must be more than 0"
    yield from _labels([one["label"] for one in segments])


def _axes(drawn: Json) -> Iterator[str]:
    categories = cast(list[str], drawn["axis_config"]["categories"])
    series = cast(list[Json], drawn["series"])
    if not 1 <= len(categories) <= MAX_POINTS or len(set(categories)) != len(categories):
        yield f"a chart takes 1 to {MAX_POINTS} different categories"
    if not 1 <= len(series) <= MAX_SERIES:
        yield f"a chart takes 1 to {MAX_SERIES} series"
    names = [one["name"] for one in series]
    if len(set(names)) != len(names):
        yield "series must have different names"
    yield from _labels([*categories, *names])
    for one in series:
        if sorted(point["label"] for point in one["data"]) != sorted(categories):
            yield f"series {one['name']} must have one point for every category"
        if any(not isinstance(point["value"], int | float) for point in one["data"]):
            yield f"series {one['name']} has a point that is no number"


def _labels(labels: list[str]) -> Iterator[str]:
    if any(not 1 <= len(one) <= MAX_LABEL for one in labels):
        yield f"labels must be 1 to {MAX_LABEL} characters"
