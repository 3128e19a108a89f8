"""Nothing that people write runs, wherever it is shown; and nothing but the page itself drives the workspace.

That nothing leaves the machine, and that nothing foreign has run, is looked at after every test of a browser.
"""

from __future__ import annotations

import csv
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from demo_stores import NOW
from typer.testing import CliRunner

from bot.cli import app
from bot.local import local_bot
from bot.settings import read_settings
from bot.workspace.facts import Message
from bot.workspace.page import Where, open_page
from tests.browser.conftest import Demo
from tests.browser.visit import Visit

EVIL = (
    "<script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    '"><svg onload=window.__pwned=1>',
    "javascript:window.__pwned=1",
    "{{ 7*7 }}</textarea></title><script>window.__pwned=1</script>",
)
ALL = " ".join(EVIL)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def _blocks(text: str) -> list[dict[str, Any]]:
    """The text in every place of every block that shows one."""
    mrkdwn = {
        "type": "mrkdwn",
        "text": f'{text} <javascript:window.__pwned=1|link> <https://x.test/"onx=1|y>',
    }
    leaf = {"type": "text", "text": text}
    link = {"type": "link", "url": "javascript:window.__pwned=1", "text": text}
    button = {"type": "button", "action_id": "b", "text": _plain(text[:75]), "url": link["url"]}
    option = {"text": _plain(text[:75]), "value": text[:100]}
    point = {"label": text[:20], "value": 3}
    series = [{"name": text[:20], "data": [point]}]
    chart = {"type": "line", "series": series, "axis_config": {"x_label": text}}
    return [
        {"type": "header", "text": _plain(text[:150])},
        {"type": "section", "text": mrkdwn, "fields": [mrkdwn], "accessory": {**button, "action_id": "a"}},
        {"type": "context", "elements": [mrkdwn, {"type": "image", "image_url": text, "alt_text": text}]},
        {"type": "actions", "elements": [button, {"type": "static_select", "action_id": "s",
            "placeholder": _plain(text[:75]), "options": [option]}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [leaf, link]},
            {"type": "rich_text_preformatted", "elements": [leaf]}]},
        {"type": "markdown", "text": f"{text}\n\n[x](javascript:window.__pwned=1) ![x](https://x.test/p.png)"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}]] * 2},
        {"type": "data_visualization", "title": text[:50], "chart": chart},
        {"type": "image", "image_url": "https://x.test/p.png", "alt_text": text, "title": _plain(text)},
        {"type": text, "text": text},
    ]  # fmt: skip


def test_what_people_write_never_runs(visit: Visit) -> None:
    visit.open()
    visit.go_to("contact-centre")
    for text in EVIL:
        visit.say(text)
        visit.read(text, "#feed")


def test_what_an_app_sends_never_runs(visit: Visit, demo: Demo) -> None:
    team = demo.workspace.team
    channel = next(one for one in team.channels.values() if one.name == "team-leads")
    team.add(Message(team.next_ts(), channel.id, team.bot.id, ALL, _blocks(ALL)))
    team.add(Message(team.next_ts(), channel.id, team.bot.id, f"{ALL}\n> {ALL}\n```{ALL}```"))
    visit.open()
    visit.go_to("team-leads")
    visit.read("cannot draw a block", "#feed")
    visit.read(EVIL[0], "#feed h3")
    assert visit.driver.execute_script(
        "return [...document.querySelectorAll('a')].every((one) => !one.href.startsWith('javascript'))"
    )


def test_names_of_files_and_people_never_run(visit: Visit, demo: Demo, tmp_path: Path) -> None:
    workspace = demo.workspace
    evil = workspace.add_user("evil", real_name=EVIL[1], tz="UTC")
    channel = workspace.add_channel(EVIL[0], evil)
    file = tmp_path / "<img src=x onerror=window.__pwned=1>.html"
    file.write_text("<script>window.__pwned=1</script>")
    visit.open(f"?user={evil.id}&channel={channel.id}")
    visit.drop(file)
    visit.say(f"@{EVIL[1]}")
    visit.read(file.name, "#feed")
    visit.read(EVIL[1], "#feed")
    visit.click("#feed .attached")
    visit.read(file.name, "#feed")
    team = workspace.team
    with team.changed:
        del team.users[evil.id], team.channels[channel.id]


def test_a_queues_name_never_runs(visit: Visit, tmp_path: Path) -> None:
    """From a record file into the table of an answer; and from a question that is asked back."""
    settings = read_settings({"HEARTLINE_DB": f"sqlite:///{tmp_path / 'evil.db'}"})
    _ingest(tmp_path / "calls.csv", settings.db_url, EVIL[:3])
    with local_bot(settings, lambda: NOW) as workspace:
        you = workspace.add_user("you")
        at = Where(you, workspace.direct(you))
        here = Visit(visit.driver, open_page(workspace, workspace.manifest, at))
        here.open()
        here.say("contacts offered last week by queue")
        for queue in EVIL[:3]:
            here.read(queue, "#feed table")
        here.say(f"AHT for {EVIL[1]} and nobody last week")
        here.until(lambda: here.find("#feed").text.count("onerror") > 2, "nothing is asked back")
        assert visit.driver.execute_script("return window.__pwned") is None
        visit.open()


def _ingest(file: Path, db_url: str, queues: tuple[str, ...]) -> None:
    rows = [[f"{n}-{m}", "2026-11-11T10:00:00Z", "voice", "inbound", "handled", queue]
            for n, queue in enumerate(queues) for m in range(3)]  # fmt: skip
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["contact_id", "started_at", "channel", "direction", "outcome", "queue"])
        writer.writerows(rows)
    said = CliRunner().invoke(app(), ["ingest", "contacts", str(file), "--db", db_url])
    assert said.exit_code == 0, said.output


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.test"},
        {"Host": "evil.test:80"},
        {"Origin": "http://evil.test"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-Heartline-Page": "guessed"},
        {"X-Heartline-Page": ""},
    ],
)
def test_nobody_else_drives_the_page(demo: Demo, headers: dict[str, str]) -> None:
    page = urllib.request.urlopen(demo.url).read().decode()
    token = page.split('data-token="')[1].split('"')[0]
    user = next(one for one in demo.workspace.team.users.values() if not one.is_bot)
    deed = {"user": user.id, "channel": demo.workspace.direct(user).id, "text": "by somebody else"}
    own = {"Content-Type": "application/json", "X-Heartline-Page": token}
    before = len(demo.workspace.team.messages)
    request = urllib.request.Request(f"{demo.url}page/do/say", json.dumps(deed).encode(), own | headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403 and len(demo.workspace.team.messages) == before


def test_the_page_allows_itself_alone(demo: Demo) -> None:
    headers = urllib.request.urlopen(demo.url).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
