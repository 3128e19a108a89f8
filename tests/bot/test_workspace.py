"""The stand-in is as strict as Slack: its own contract, through Slack's own client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.connections import web_client
from bot.workspace import Channel, User, Workspace
from bot.workspace.methods import METHODS
from tests.bot.station import MANIFEST

SECTION: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
CELL = {"type": "raw_text", "text": "x"}


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


@pytest.fixture
def ann(workspace: Workspace) -> User:
    return workspace.add_user("ann", tz="Europe/Sofia")


@pytest.fixture
def ops(workspace: Workspace, ann: User) -> Channel:
    return workspace.add_channel("ops", ann)


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    return web_client(workspace.team.bot_token, workspace.api_url)


def refused(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(*args, **more)
    return str(error.value.response["error"])


def test_who_am_i(workspace: Workspace, client: WebClient) -> None:
    assert client.auth_test()["user_id"] == workspace.team.bot.id


def test_tokens_and_methods_are_checked(workspace: Workspace, client: WebClient) -> None:
    assert refused(WebClient("xoxb-x", workspace.api_url).auth_test) == "invalid_auth"
    assert refused(WebClient("", workspace.api_url).auth_test) == "not_authed"
    assert refused(client.apps_connections_open, app_token="xapp-x") == "invalid_auth"
    assert refused(client.api_call, "chat.levitate") == "unknown_method"


def test_scopes_are_those_of_the_manifest() -> None:
    with Workspace(MANIFEST) as workspace:
        ann = workspace.add_user("ann")
        ops = workspace.add_channel("ops", ann)
        message = workspace.say(ann, ops, "hi")
        client = web_client(workspace.team.bot_token, workspace.api_url)
        assert (
            refused(client.reactions_add, channel=ops.id, timestamp=message.ts, name="eyes")
            == "missing_scope"
        )
        direct = workspace.direct(ann)
        assert refused(client.conversations_info, channel=direct.id) == "missing_scope"
        assert client.conversations_info(channel=ops.id)["ok"]


def test_posts_go_where_the_bot_is(workspace: Workspace, client: WebClient, ann: User, ops: Channel) -> None:
    assert client.chat_postMessage(channel=ops.id, text="hi")["message"]["text"] == "hi"
    outside = workspace.add_channel("outside", ann, bot=False)
    assert refused(client.chat_postMessage, channel=outside.id, text="hi") == "not_in_channel"
    assert client.conversations_join(channel=outside.id)["channel"]["is_member"]
    client.chat_postMessage(channel=outside.id, text="hi")
    hidden = workspace.add_channel("hidden", ann, kind="group", bot=False)
    assert refused(client.chat_postMessage, channel=hidden.id, text="hi") == "channel_not_found"
    assert refused(client.chat_postMessage, channel="C404", text="hi") == "channel_not_found"
    bob = workspace.add_user("bob")
    assert refused(client.chat_postEphemeral, channel=ops.id, user=bob.id, text="hi") == "user_not_in_channel"


BAD_BLOCKS: list[tuple[str, list[dict[str, Any]]]] = [
    ("51 blocks", [SECTION] * 51),
    ("unknown", [{"type": "hologram"}]),
    ("long section", [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]),
    ("empty section", [{"type": "section"}]),
    ("long header", [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]),
    ("mrkdwn header", [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]),
    ("11 in context", [{"type": "context", "elements": [{"type": "plain_text", "text": "x"}] * 11}]),
    ("101 rows", [{"type": "table", "rows": [[CELL]] * 101}]),
    ("21 columns", [{"type": "table", "rows": [[CELL] * 21]}]),
    ("empty cell", [{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}]),
    ("two tables", [{"type": "table", "rows": [[CELL]]}] * 2),
    ("wordy table", [{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]}]),
    ("same ids", [{**SECTION, "block_id": "a"}, {**SECTION, "block_id": "a"}]),
    ("long button", [{"type": "actions", "elements": [
        {"type": "button", "text": {"type": "plain_text", "text": "x" * 76}}]}]),
    ("long value", [{"type": "actions", "elements": [
        {"type": "button", "text": {"type": "plain_text", "text": "x"}, "value": "x" * 2001}]}]),
]  # fmt: skip


@pytest.mark.parametrize("blocks", [one[1] for one in BAD_BLOCKS], ids=[one[0] for one in BAD_BLOCKS])
def test_blocks_that_slack_refuses(client: WebClient, ops: Channel, blocks: list[dict[str, Any]]) -> None:
    assert refused(client.chat_postMessage, channel=ops.id, text="hi", blocks=blocks) == "invalid_blocks"


def test_long_messages_are_refused(client: WebClient, ops: Channel) -> None:
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5
    assert refused(client.chat_postMessage, channel=ops.id, text="hi", blocks=long) == "msg_blocks_too_long"
    assert refused(client.chat_postMessage, channel=ops.id, text="x" * 40_001) == "msg_too_long"
    assert refused(client.chat_postMessage, channel=ops.id, text="") == "no_text"


def test_messages_change_and_go(client: WebClient, workspace: Workspace, ann: User, ops: Channel) -> None:
    ts = client.chat_postMessage(channel=ops.id, text="one")["ts"]
    client.chat_update(channel=ops.id, ts=ts, text="two")
    assert [m["text"] for m in client.conversations_history(channel=ops.id)["messages"]] == ["two"]
    client.chat_delete(channel=ops.id, ts=ts)
    assert client.conversations_history(channel=ops.id)["messages"] == []
    theirs = workspace.say(ann, ops, "mine")
    assert refused(client.chat_update, channel=ops.id, ts=theirs.ts, text="x") == "cant_update_message"


def test_threads_are_read_in_order(client: WebClient, workspace: Workspace, ann: User, ops: Channel) -> None:
    first = workspace.say(ann, ops, "question")
    client.chat_postMessage(channel=ops.id, thread_ts=first.ts, text="answer")
    client.chat_postEphemeral(channel=ops.id, thread_ts=first.ts, user=ann.id, text="secret")
    found = client.conversations_replies(channel=ops.id, ts=first.ts)["messages"]
    assert [m["text"] for m in found] == ["question", "answer"]


def test_an_ephemeral_message_is_seen_only_where_a_thread_is_alive(
    client: WebClient, workspace: Workspace, ann: User, ops: Channel
) -> None:
    first = workspace.say(ann, ops, "question")
    secret = {"channel": ops.id, "thread_ts": first.ts, "user": ann.id}
    assert client.chat_postEphemeral(**secret, text="into nothing")["message_ts"]
    assert workspace.answers(ops, ann, timeout=0) == []
    workspace.say(ann, ops, "and one more thing", thread=first.ts)
    client.chat_postEphemeral(**secret, text="seen")
    assert [one.text for one in workspace.answers(ops, ann, timeout=0)] == ["seen"]


def test_streams_grow_and_die(client: WebClient, workspace: Workspace, ann: User, ops: Channel) -> None:
    first = workspace.say(ann, ops, "question")
    whom = {"recipient_user_id": ann.id, "recipient_team_id": ann.team_id}
    start = {"channel": ops.id, "thread_ts": first.ts}
    assert refused(client.api_call, "chat.startStream", json=start) == "missing_recipient_user_id"
    ts = client.api_call("chat.startStream", json={**start, **whom})["ts"]
    for words in ("one ", "two"):
        client.api_call("chat.appendStream", json={"channel": ops.id, "ts": ts, "markdown_text": words})
    long = {"channel": ops.id, "ts": ts, "markdown_text": "x" * 12_001}
    assert refused(client.api_call, "chat.appendStream", json=long) == "msg_too_long"
    client.api_call("chat.stopStream", json={"channel": ops.id, "ts": ts})
    assert workspace.answers(ops)[0].text == "one two"
    late = {"channel": ops.id, "ts": ts, "markdown_text": "x"}
    assert refused(client.api_call, "chat.appendStream", json=late) == "message_not_in_streaming_state"


def test_views_need_a_living_trigger(client: WebClient, workspace: Workspace) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "A title"}, "blocks": [SECTION]}
    trigger = workspace.team.trigger()
    view_id = client.views_open(trigger_id=trigger, view=view)["view"]["id"]
    assert client.views_update(view_id=view_id, view=view)["ok"]
    assert refused(client.views_open, trigger_id=trigger, view=view) == "exchanged_trigger_id"
    late = workspace.team.trigger()
    workspace.team.clock.advance(3.5)
    assert refused(client.views_open, trigger_id=late, view=view) == "expired_trigger_id"
    long = {**view, "title": {"type": "plain_text", "text": "x" * 25}}
    assert refused(client.views_open, trigger_id=workspace.team.trigger(), view=long) == "invalid_arguments"


def test_prompts_with_a_thread_silently_show_nothing(
    client: WebClient, workspace: Workspace, ann: User
) -> None:
    direct = workspace.direct(ann)
    prompts = [{"title": "a", "message": "b"}]
    client.assistant_threads_setSuggestedPrompts(channel_id=direct.id, thread_ts="1.2", prompts=prompts)
    assert direct.id not in workspace.team.prompts
    client.assistant_threads_setSuggestedPrompts(channel_id=direct.id, prompts=prompts)
    assert workspace.team.prompts[direct.id] == prompts
    five = {"channel_id": direct.id, "prompts": prompts * 5}
    assert refused(client.assistant_threads_setSuggestedPrompts, **five) == "invalid_arguments"


def test_people_have_names_and_zones(client: WebClient, ann: User) -> None:
    assert client.users_info(user=ann.id)["user"]["tz"] == "Europe/Sofia"
    assert refused(client.users_info, user="U404") == "user_not_found"


def test_a_response_url_is_used_five_times(
    client: WebClient, workspace: Workspace, ann: User, ops: Channel
) -> None:
    from bot.connections import webhook
    from bot.workspace import payloads

    url = payloads.command(workspace.team, ann, ops, "/kpi", "")["response_url"]
    statuses = [webhook(url).send(text="hi").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [404]
    assert len(workspace.answers(ops, ann, count=5)) == 5 and workspace.answers(ops, timeout=0) == []


def test_rate_limits_say_how_long(client: WebClient, workspace: Workspace, ops: Channel) -> None:
    workspace.limit("auth.test", retry_after=7)
    bare = WebClient(workspace.team.bot_token, workspace.api_url)
    with pytest.raises(SlackApiError) as error:
        bare.auth_test()
    assert error.value.response.status_code == 429
    assert error.value.response.headers["Retry-After"] == "7"


def test_it_listens_on_loopback_alone(workspace: Workspace) -> None:
    assert workspace.team.address.startswith("127.0.0.1:")


def test_every_method_is_named_once() -> None:
    names = [method.name for method in METHODS]
    assert len(names) == len(set(names))
