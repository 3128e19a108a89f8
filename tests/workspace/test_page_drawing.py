"""The page's drawing without a browser: every block type, mrkdwn, charts; nothing written gets out."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace.block_rules import _CHECKS as RULES
from bot.workspace.page.charts import drawing
from bot.workspace.page.drawing import TEMPLATES, draw_blocks
from bot.workspace.page.markdown import markdown
from bot.workspace.page.mrkdwn import mrkdwn
from bot.workspace.page.people import TeamNames
from bot.workspace.team import Team, User

Json = dict[str, Any]
TEAM = Team()
TEAM.users["U1"] = User("U1", "ann", real_name="Ann <b>")
NAMES = TeamNames(TEAM)
WRITTEN = st.text(alphabet=st.sampled_from("ab *_~`<>|&;\"'/:!@#=()[]{}\n\ue000\ue0011"), max_size=60)


class Elements(HTMLParser):
    """The tags that a text became, and their attributes' names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize(
    ("said", "html"),
    [
        ("*bold* _it_ ~no~ `a*b*c`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>a*b*c</code>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("*a <https://x.test|b> c*", None),
        ("<@U1> in <#C9|ops> <!here>", None),
        ("a &lt;b&gt; &amp;amp;", "a &lt;b&gt; &amp;amp;"),
        ("&gt; one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three"),
        ("```x *y* <z>```", "<pre>x *y* &lt;z&gt;</pre>"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        (":tada: 10:30:45 :nosuch:", "🎉 10:30:45 :nosuch:"),
    ],
)
def test_mrkdwn(said: str, html: str | None) -> None:
    drawn = str(mrkdwn(said, NAMES))
    assert html is None or drawn == html


def test_mentions_and_links() -> None:
    assert "@Ann &lt;b&gt;" in mrkdwn("<@U1>", NAMES)
    assert '<strong>a <a href="https://x.test"' in mrkdwn("*a <https://x.test|b> c*", NAMES)


@given(WRITTEN)
def test_no_text_becomes_anything_but_text(said: str) -> None:
    found = Elements(str(mrkdwn(said, NAMES)))
    assert found.tags <= {"strong", "em", "s", "code", "pre", "br", "blockquote", "span", "a"}
    assert found.names <= {"class", "href", "target", "rel"}


@given(WRITTEN)
def test_no_markdown_becomes_a_script_or_a_picture(said: str) -> None:
    html = str(markdown(said))
    assert not Elements(html).tags & {"script", "img", "svg", "iframe", "style"}
    assert not re.search(r'href="\s*javascript:', html, re.IGNORECASE)


def test_every_block_type_that_the_workspace_takes_has_a_template() -> None:
    there = {file.stem for file in (TEMPLATES / "blocks").iterdir()}
    assert set(RULES) <= there


def test_an_unknown_block_is_said_to_be_one() -> None:
    assert "cannot draw" in draw_blocks([{"type": "../page"}], NAMES, "m")


SERIES = [{"name": "A", "data": [{"label": "x", "value": 0}, {"label": "y", "value": 5}]}]


@pytest.mark.parametrize("kind", ["line", "bar", "area"])
def test_a_chart_has_its_figures_as_a_table(kind: str) -> None:
    drawn = drawing({"type": kind, "series": SERIES, "axis_config": {"categories": ["x", "y", "z"]}})
    assert drawn.rows == (("", "A"), ("x", "0"), ("y", "5"), ("z", "–"))
    assert next(tick.label for tick in drawn.across) == "0" and drawn.shapes


def test_a_pie_is_shares_of_the_whole() -> None:
    drawn = drawing({"type": "pie", "segments": [{"label": "a", "value": 3}, {"label": "b", "value": 1}]})
    assert [row[2] for row in drawn.rows[1:]] == ["75%", "25%"] and len(drawn.shapes) == 2


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20), st.sampled_from(["line", "bar", "area"]))
def test_every_mark_lies_inside_its_chart(values: list[float], kind: str) -> None:
    points = [{"label": str(n), "value": value} for n, value in enumerate(values)]
    drawn = drawing({"type": kind, "series": [{"name": "A", "data": points}]})
    assert all(0 <= tick.at <= 280 for tick in drawn.across)
    for shape in drawn.shapes:
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", shape.d):
            assert 0 <= float(x) <= 640 and 0 <= float(y) <= 280
