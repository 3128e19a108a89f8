"""What a Web API does, through Slack's own client: the same tests over our workspace and npm's emulate.

Where emulate is more lenient than Slack (it takes posts of somebody who is not in the channel, any token, and
blocks of every kind and size), the contract is silent, and `tests/bot/test_workspace.py` tests ours alone.
"""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workspace.sites import Site

SECTION: dict[str, Any] = {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "hello"}}
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Ask"},
    "blocks": [SECTION],
}


def refused(call: Any, *args: Any, **more: Any) -> Any:
    with pytest.raises(SlackApiError) as error:
        call(*args, **more)
    return error.value.response


def error(call: Any, *args: Any, **more: Any) -> str:
    return str(refused(call, *args, **more)["error"])


@pytest.fixture
def channel(site: Site) -> str:
    return site.place(True)


def test_who_am_i(site: Site) -> None:
    said = site.client.auth_test()
    assert said["ok"] and said["team_id"].startswith("T") and said["user_id"].startswith("U")


def test_a_post_is_in_the_history(site: Site, channel: str) -> None:
    said = site.client.chat_postMessage(channel=channel, text="hi", blocks=[SECTION])
    assert said["channel"] == channel and said["message"]["text"] == "hi"
    (found,) = [
        m for m in site.client.conversations_history(channel=channel)["messages"] if m["text"] == "hi"
    ]
    assert found["ts"] == said["ts"] and found["blocks"] == [SECTION]


@pytest.mark.parametrize("flag", [True, False])
def test_metadata_comes_back_where_it_is_asked_for(site: Site, channel: str, flag: bool) -> None:
    metadata = {"event_type": "digest_sent", "event_payload": {"digest": 7, "slot": "2026-11-18T09:00"}}
    site.client.chat_postMessage(channel=channel, text="digest", metadata=metadata)
    messages = site.client.conversations_history(channel=channel, include_all_metadata=flag)["messages"]
    found = next(m for m in messages if m["text"] == "digest")
    if flag:
        assert found["metadata"] == metadata


def test_a_thread_is_read_from_its_first_message(site: Site, channel: str) -> None:
    first = site.client.chat_postMessage(channel=channel, text="question")["ts"]
    site.client.chat_postMessage(channel=channel, text="answer", thread_ts=first)
    messages = site.client.conversations_replies(channel=channel, ts=first)["messages"]
    assert [m["text"] for m in messages] == ["question", "answer"]
    assert messages[1]["thread_ts"] == first
    history = site.client.conversations_history(channel=channel)["messages"]
    assert [m["text"] for m in history if m["text"] in ("question", "answer")] == ["question"]


def test_a_message_is_changed_and_deleted(site: Site, channel: str) -> None:
    ts = site.client.chat_postMessage(channel=channel, text="one")["ts"]
    assert site.client.chat_update(channel=channel, ts=ts, text="two")["text"] == "two"
    assert "two" in [m["text"] for m in site.client.conversations_history(channel=channel)["messages"]]
    assert site.client.chat_delete(channel=channel, ts=ts)["ts"] == ts
    assert "two" not in [m["text"] for m in site.client.conversations_history(channel=channel)["messages"]]
    assert error(site.client.chat_update, channel=channel, ts=ts, text="x") == "message_not_found"


def test_an_ephemeral_message_leaves_no_history(site: Site, channel: str) -> None:
    assert site.client.chat_postEphemeral(channel=channel, user=site.ann, text="secret")["message_ts"]
    messages = site.client.conversations_history(channel=channel)["messages"]
    assert "secret" not in [m["text"] for m in messages]


def test_a_permalink_names_channel_and_message(site: Site, channel: str) -> None:
    ts = site.client.chat_postMessage(channel=channel, text="hi")["ts"]
    link = site.client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"]
    assert f"/archives/{channel}/p{ts.replace('.', '')}" in link


@pytest.mark.parametrize("args", [{"channel": "C404", "text": "hi"}, {"channel": "D404", "text": "hi"}])
def test_an_unknown_channel_is_refused(site: Site, args: dict[str, str]) -> None:
    assert error(site.client.chat_postMessage, **args) == "channel_not_found"


def test_a_message_says_something(site: Site, channel: str) -> None:
    assert error(site.client.chat_postMessage, channel=channel, text="") == "no_text"


def test_a_channel_is_joined(site: Site) -> None:
    outside = site.place(False)
    assert not site.client.conversations_info(channel=outside)["channel"]["is_member"]
    assert site.client.conversations_join(channel=outside)["channel"]["is_member"]
    assert site.client.chat_postMessage(channel=outside, text="hi")["ok"]


def test_an_archived_channel_is_closed(site: Site) -> None:
    channel = site.place(True)
    site.archive(channel)
    assert error(site.client.chat_postMessage, channel=channel, text="hi") == "is_archived"
    listed = site.client.conversations_list(exclude_archived=True, limit=999)["channels"]
    assert channel not in [one["id"] for one in listed]


def test_channels_are_listed_in_pages(site: Site) -> None:
    made = {site.place(True) for _ in range(3)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = site.client.conversations_list(limit=2, cursor=cursor)
        assert len(page["channels"]) <= 2
        seen += [one["id"] for one in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert made <= set(seen) and len(seen) == len(set(seen))


def test_a_channel_and_its_members(site: Site, channel: str) -> None:
    found = site.client.conversations_info(channel=channel)["channel"]
    assert found["id"] == channel and found["is_channel"] and not found["is_private"]
    members = site.client.conversations_members(channel=channel)["members"]
    assert site.ann in members and site.client.auth_test()["user_id"] in members


def test_a_direct_message_is_opened_once(site: Site) -> None:
    first = site.client.conversations_open(users=site.ann)["channel"]["id"]
    assert first.startswith("D") and site.client.conversations_open(users=site.ann)["channel"]["id"] == first
    assert site.client.chat_postMessage(channel=site.ann, text="hi")["channel"] == first
    assert site.client.conversations_info(channel=first)["channel"]["is_im"]


def test_people_by_id_and_address(site: Site) -> None:
    ann = site.client.users_info(user=site.ann)["user"]
    assert ann["name"] == "ann" and ann["profile"]["real_name"] == "Ann" and not ann["is_bot"]
    assert site.client.users_lookupByEmail(email="ann@example.com")["user"]["id"] == site.ann
    assert site.ann in [one["id"] for one in site.client.users_list()["members"]]
    assert error(site.client.users_info, user="U404") == "user_not_found"
    assert error(site.client.users_lookupByEmail, email="no@example.com") == "users_not_found"


def test_reactions_once_each(site: Site, channel: str) -> None:
    ts = site.client.chat_postMessage(channel=channel, text="hi")["ts"]
    args = {"channel": channel, "timestamp": ts, "name": "eyes"}
    assert site.client.reactions_add(**args)["ok"]
    assert error(site.client.reactions_add, **args) == "already_reacted"
    assert site.client.reactions_remove(**args)["ok"]
    assert error(site.client.reactions_remove, **args) == "no_reaction"


def test_a_file_goes_up_and_comes_down(site: Site, channel: str) -> None:
    content = b"queue,aht\nBilling,300\n"
    done = site.client.files_upload_v2(channel=channel, filename="aht.csv", content=content, title="AHT")
    file_id = done["file"]["id"]
    file = site.client.files_info(file=file_id)["file"]
    assert (file["name"], file["title"], file["size"]) == ("aht.csv", "AHT", len(content))
    assert channel in file["channels"]
    assert _get(file["url_private"], str(site.client.token)) == content
    assert error(site.client.files_info, file="F404") == "file_not_found"


def _get(url: str, token: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})) as response:
        return bytes(response.read())


def test_a_home_is_published_and_published_again(site: Site) -> None:
    view = {"type": "home", "blocks": [SECTION]}
    first = site.client.views_publish(user_id=site.ann, view=view)["view"]
    again = site.client.views_publish(user_id=site.ann, view=view, hash=first["hash"])["view"]
    assert first["id"] == again["id"] and first["type"] == "home" and first["hash"] != again["hash"]


def test_a_modal_is_opened_changed_and_pushed_upon(site: Site) -> None:
    opened = site.client.views_open(trigger_id=site.trigger(None), view=MODAL)["view"]
    assert opened["callback_id"] == "ask" and opened["root_view_id"] == opened["id"]
    changed = site.client.views_update(view_id=opened["id"], view=MODAL, hash=opened["hash"])["view"]
    assert error(site.client.views_update, view_id=opened["id"], view=MODAL, hash="1.2") == "hash_conflict"
    pushed = site.client.views_push(trigger_id=site.trigger(changed["id"]), view=MODAL)["view"]
    assert pushed["previous_view_id"] == opened["id"] and pushed["root_view_id"] == opened["id"]
    top = site.client.views_push(trigger_id=site.trigger(pushed["id"]), view=MODAL)["view"]
    over = site.trigger(top["id"])
    assert error(site.client.views_push, trigger_id=over, view=MODAL) == "push_limit_reached"


def test_triggers_work_once(site: Site) -> None:
    trigger = site.trigger(None)
    site.client.views_open(trigger_id=trigger, view=MODAL)
    assert error(site.client.views_open, trigger_id=trigger, view=MODAL) == "exchanged_trigger_id"
    assert error(site.client.views_open, trigger_id="made.up", view=MODAL) == "invalid_trigger_id"
    assert error(site.client.views_update, view_id="V404", view=MODAL) == "not_found"


def test_missing_scopes_are_named(site: Site) -> None:
    for call, scope in (
        (site.poor.users_list, "users:read"),
        (lambda: site.poor.files_info(file="F1"), "files:read"),
        (lambda: site.poor.reactions_add(channel="C1", timestamp="1.2", name="x"), "reactions:write"),
    ):
        said = refused(call)
        assert (said["error"], said["needed"]) == ("missing_scope", scope)
        assert "chat:write" in said["provided"]


def test_nobody_is_refused(site: Site) -> None:
    nobody = WebClient("", base_url=site.client.base_url)
    nobody.proxy = None
    assert error(nobody.auth_test) == "not_authed"
