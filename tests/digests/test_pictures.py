"""Pictures: PNGs with words for those who do not see them, whatever the names are."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from bot.pictures import Picture, can_draw
from bot.pictures.bars import MOST, Bar, bars_picture
from bot.pictures.nev_curve import nev_curve
from bot.pictures.picture import CARD, can_write
from bot.pictures.trend import trend_picture

pytestmark = pytest.mark.skipif(not can_draw(), reason="matplotlib is an extra")
HOSTILE = ("$x_{1$", "$$\\frac", "\x00\n\t", "W<&>*|`" * 300, "漢字", "")


def checked(picture: Picture) -> Picture:
    """It is a PNG of the card, opaque but for its corners: alike on light and on dark."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture.png)).convert("RGBA")
    wide, high = image.size
    card = tuple(int(CARD[place : place + 2], 16) for place in (1, 3, 5))
    assert image.getpixel((wide // 2, 12)) == (*card, 255)
    assert image.getpixel((0, 0))[3] == 0  # pyright: ignore[reportIndexIssue, reportOptionalSubscript]
    assert 900 <= wide <= 1600 and 300 <= high <= 1600 and len(picture.png) < 300_000
    assert 1 <= len(picture.alt) <= 2000
    return picture


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_drawn_as_it_is(name: str) -> None:
    checked(trend_picture(name, "%", [name, "b"], [1.0, None], [None, 0.5], [None, 2.0], 1.0))
    checked(bars_picture(name, "s", [Bar(name, 5.0, 4.0, 6.0, few=True)] * 40, 3.0))
    checked(nev_curve(name, [(1, -50.0), (2, 20.0)], [(1, 3.0)], [2]))


def test_the_words_say_what_the_picture_shows() -> None:
    drawn = trend_picture("CSAT", "%", ["1 Nov", "2 Nov"], [80.0, 64.5], [61.0, 61.7], [79.0, 78.1], 78.0)
    assert drawn.alt == (
        "CSAT from 1 Nov to 2 Nov: last 64.5%, between 64.5% and 80.0%. Expected last: 61.7% to 78.1%. "
        "Target: 78.0%."
    )
    bars = bars_picture("AHT", "s", [Bar("Billing", 513.0), Bar("Sales", 744.0)], 658.0)
    assert bars.alt == "AHT: Billing 8m 33s, Sales 12m 24s. all: 10m 58s"
    curve = nev_curve("c1", [(1, -10.0), (3, 48.0)], turning=[3])
    assert curve.alt == "c1: customer from -10.0 to +48.0, between -10.0 and +48.0; turning points: 3."


def test_nothing_known_is_said() -> None:
    assert trend_picture("CSAT", "%", ["1 Nov"], [None], [None], [None]).alt == "CSAT: no data"
    assert nev_curve("c1", []).alt == "c1: no data."
    with pytest.raises(ValueError, match="no bars"):
        bars_picture("AHT", "s", [])
    assert bars_picture("AHT", "s", [Bar(str(n), -1.0 * n) for n in range(30)]).alt.count(",") == MOST - 1


def test_a_digest_loads_no_matplotlib() -> None:
    code = "import sys, bot.digests.content; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_what_the_font_lacks_is_known_before_it_would_be_boxes() -> None:
    assert can_write("Обслужване на клиенти · Kundendienst 24/7") and can_write("")
    assert not can_write("客服")
