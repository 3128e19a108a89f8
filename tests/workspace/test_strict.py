"""Where our workspace refuses what Slack refuses, and gives what Slack gives on a bad day."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.connections import web_client, webhook
from bot.workspace import Channel, User, Workspace, payloads
from tests.judges.samples import FORM, MESSAGE, plain

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


@pytest.fixture
def ann(workspace: Workspace) -> User:
    return workspace.add_user("ann")


@pytest.fixture
def ops(workspace: Workspace, ann: User) -> Channel:
    return workspace.add_channel("ops", ann)


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    return web_client(workspace.team.bot_token, workspace.api_url)


def refused(call: Any, *args: Any, **more: Any) -> Any:
    with pytest.raises(SlackApiError) as error:
        call(*args, **more)
    return error.value.response


def get(url: str, **headers: str) -> tuple[int, str, bytes]:
    """Status, content type and body; a redirect is not followed."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
    try:
        with opener.open(urllib.request.Request(url, headers=headers)) as said:
            return said.status, said.headers["Content-Type"], said.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location", ""), error.read()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def test_blocks_are_refused_with_reasons(client: WebClient, ops: Channel) -> None:
    blocks = [{"type": "header", "text": plain("x" * 151)}, {"type": "hologram"}]
    said = refused(client.chat_postMessage, channel=ops.id, text="x", blocks=blocks)
    assert said["error"] == "invalid_blocks"
    one, two = said["response_metadata"]["messages"]
    assert "150" in one and "/blocks/0" in one and "hologram" in two and "/blocks/1" in two


@pytest.mark.parametrize("shape", [{"elements": 3}, {"elements": [3]}, {"elements": None}, {"elements": {}}])
@pytest.mark.parametrize("kind", ["actions", "context", "context_actions", "rich_text"])
def test_a_wrong_shape_is_refused_and_breaks_nothing(
    client: WebClient, ops: Channel, kind: str, shape: Any
) -> None:
    said = refused(client.chat_postMessage, channel=ops.id, text="x", blocks=[{"type": kind, **shape}])
    assert said["error"] == "invalid_blocks"


@pytest.mark.parametrize(
    "change",
    [
        {"title": plain("x" * 25)},
        {"title": None},
        {"private_metadata": "x" * 3001},
        {"submit": None},
        {"blocks": []},
        {"type": "home"},
        {"callback_id": "x" * 256},
    ],
    ids=lambda change: next(iter(change)),
)
def test_views_that_are_refused(client: WebClient, workspace: Workspace, ann: User, change: Any) -> None:
    view = {"type": "modal", "title": plain("Ask"), "submit": plain("Go"), "blocks": FORM}
    assert client.views_open(trigger_id=workspace.team.trigger(ann), view=view)["ok"]
    trigger = workspace.team.trigger(ann)
    said = refused(client.views_open, trigger_id=trigger, view={**view, **change})
    assert said["error"] == "invalid_arguments" and said["response_metadata"]["messages"]


def test_messages_blocks_do_not_go_into_a_modal(client: WebClient, workspace: Workspace, ann: User) -> None:
    view = {"type": "modal", "title": plain("Ask"), "blocks": MESSAGE}
    assert refused(client.views_open, trigger_id=workspace.team.trigger(ann), view=view)["error"] == (
        "invalid_blocks"
    )


def test_a_stream_dies_after_five_minutes_and_can_be_updated(
    client: WebClient, workspace: Workspace, ann: User
) -> None:
    direct = workspace.direct(ann)
    asked = workspace.say(ann, direct, "question")
    stream = client.chat_stream(channel=direct.id, thread_ts=asked.ts, buffer_size=1)
    stream.append(markdown_text="so far")
    workspace.team.clock.advance(299)
    stream.append(markdown_text=" so good")
    workspace.team.clock.advance(2)
    assert refused(stream.append, markdown_text="lost")["error"] == "message_not_in_streaming_state"
    (message,) = workspace.answers(direct)
    assert message.text == "so far so good"
    client.chat_update(channel=direct.id, ts=message.ts, text="all of it")
    assert message.text == "all of it"


def test_a_response_url_dies_after_half_an_hour(workspace: Workspace, ann: User, ops: Channel) -> None:
    url = payloads.command(workspace.team, ann, ops, "/kpi", "")["response_url"]
    workspace.team.clock.advance(1801)
    said = webhook(url).send(text="late")
    assert (said.status_code, said.body) == (404, "expired_url")


def test_a_status_goes_after_two_minutes_or_with_an_answer(
    client: WebClient, workspace: Workspace, ann: User, ops: Channel
) -> None:
    asked = workspace.say(ann, ops, "question")
    args = {"channel_id": ops.id, "thread_ts": asked.ts, "status": "is counting"}
    client.assistant_threads_setStatus(**args)
    assert workspace.team.status_in(ops.id, asked.ts) is not None
    workspace.team.clock.advance(121)
    assert workspace.team.status_in(ops.id, asked.ts) is None
    client.assistant_threads_setStatus(**args)
    client.chat_postMessage(channel=ops.id, thread_ts=asked.ts, text="answer")
    assert workspace.team.status_in(ops.id, asked.ts) is None
    assert refused(client.assistant_threads_setStatus, **args, loading_messages=["x"] * 11)["error"] == (
        "invalid_arguments"
    )


def test_a_download_without_the_token_is_a_page_to_sign_in(
    client: WebClient, workspace: Workspace, ann: User, ops: Channel
) -> None:
    workspace.upload(ann, ops, "calls.csv", b"a,b\n")
    (file_id,) = workspace.team.files
    url = client.files_info(file=file_id)["file"]["url_private"]
    bearer = f"Bearer {workspace.team.bot_token}"
    assert get(url, Authorization=bearer) == (200, "text/csv", b"a,b\n")
    for headers in ({}, {"Authorization": "Bearer xoxb-other"}):
        status, kind, body = get(url, **headers)
        assert status == 200 and kind.startswith("text/html") and b"Sign in" in body
    workspace.fail("files", "http://127.0.0.1:9/elsewhere", status=302)
    assert get(url, Authorization=bearer)[:2] == (302, "http://127.0.0.1:9/elsewhere")
    workspace.team.scopes = frozenset({"chat:write"})
    assert get(url, Authorization=bearer)[1].startswith("text/html")


def test_an_upload_is_refused_where_the_bot_is_not(
    client: WebClient, workspace: Workspace, ann: User
) -> None:
    """Though a post there would go through by chat:write.public."""
    outside = workspace.add_channel("outside", ann, bot=False)
    workspace.team.scopes = frozenset({"chat:write", "chat:write.public", "files:write"})
    assert client.chat_postMessage(channel=outside.id, text="hi")["ok"]
    said = refused(client.files_upload_v2, channel=outside.id, filename="a.csv", content="a,b")
    assert said["error"] == "not_in_channel" and not any(
        one.complete for one in workspace.team.files.values()
    )


def test_a_short_upload_is_refused(client: WebClient, workspace: Workspace) -> None:
    said = client.files_getUploadURLExternal(filename="a.csv", length=10)
    request = urllib.request.Request(said["upload_url"], b"short", method="PUT")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)
    files = [{"id": said["file_id"]}]
    assert refused(client.files_completeUploadExternal, files=files)["error"] == "file_not_found"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_a_name_that_leads_here_is_not_answered(workspace: Workspace, host: str) -> None:
    assert get(f"http://{workspace.team.address}/api/auth.test", Host=host)[0] == 403


def test_a_page_that_is_not_there_yet_may_be_asked_for_again(workspace: Workspace) -> None:
    assert get(f"http://{workspace.team.address}/")[0] == 503


def test_broken_json_is_said(workspace: Workspace) -> None:
    request = urllib.request.Request(f"{workspace.api_url}auth.test", b"{", JSON)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as said:
        assert b"invalid_json" in said.read()


def test_groups_of_people(client: WebClient, workspace: Workspace, ann: User) -> None:
    bob = workspace.add_user("bob")
    first = client.conversations_open(users=[ann.id, bob.id])["channel"]["id"]
    assert client.conversations_open(users=[bob.id, ann.id])["channel"]["id"] == first
    assert client.conversations_info(channel=first)["channel"]["is_mpim"]
    group = workspace.add_group("leads", ann, bob)
    assert client.usergroups_list(include_users=True)["usergroups"][0]["handle"] == "leads"
    assert client.usergroups_users_list(usergroup=group.id)["users"] == [ann.id, bob.id]


def test_an_uninstalled_app_has_no_token(client: WebClient, workspace: Workspace) -> None:
    workspace.uninstall()
    assert refused(client.auth_test)["error"] == "invalid_auth"


def test_many_calls_at_once_lose_nothing(client: WebClient, workspace: Workspace, ops: Channel) -> None:
    with ThreadPoolExecutor(8) as many:
        sent = many.map(lambda n: client.chat_postMessage(channel=ops.id, text=f"m{n}")["ts"], range(80))
        stamps = list(sent)
    assert len(set(stamps)) == 80
    seen = client.conversations_history(channel=ops.id, limit=1000)["messages"]
    assert {one["text"] for one in seen} == {f"m{n}" for n in range(80)}
    ordered = [one["ts"] for one in seen]
    assert ordered == sorted(ordered, reverse=True)
