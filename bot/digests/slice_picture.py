"""A digest's first KPI by one dimension as a picture over the table: which slices really differ."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.headline import dimension_title
from bot.digests.composed import Slices
from bot.digests.items import too_few
from bot.digests.lines import name_of
from bot.digests.slice_table import by_slice, label_text, largest_first
from bot.phrases import say
from bot.pictures import Picture, can_draw
from bot.pictures.bars import Bar, bars_picture
from bot.pictures.picture import can_write
from bot.pictures.timeline import Keep


def sliced_pictured(slices: Slices | None, keep: Keep, language: str) -> Slices | None:
    """The slices with their picture where one says something and `keep` could put it into Slack."""
    picture = None if slices is None else _picture(slices, language)
    if slices is None or picture is None:
        return slices
    return replace(slices, image=keep(picture), alt=picture.alt)


def _picture(slices: Slices, language: str) -> Picture | None:
    """None for fewer than two slices, for names that the picture's font lacks, or where nothing draws."""
    answered = [(ref, result) for ref, result in slices.results if result.status == "answered"][:1]
    found = largest_first(by_slice(answered, slices.dimension))
    bars: list[Bar] = []
    for label, figures in found:
        (figure,) = figures.values()
        if figure.value is not None:
            name = label_text(label, language)
            bars.append(Bar(name, figure.value, figure.low, figure.high, too_few(figure)))
    if len(bars) < 2 or not can_draw() or not all(can_write(bar.label) for bar in bars):
        return None
    (ref, result), by = answered[0], dimension_title(slices.dimension, language).lower()
    title = say(language, "picture_by", title=name_of(ref), by=by)
    return bars_picture(title, result.rows[0].metrics[0].unit, bars, language=language)
