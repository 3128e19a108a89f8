"""The Web API's methods that the stand-in speaks, each with the scopes of which it needs one.

`python -m bot.workspace` prints them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.workspace import assistant, chat, files, history, people, places, streams, views
from bot.workspace.facts import Json, Refused
from bot.workspace.team import Team

HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
READ = ("channels:read", "groups:read", "im:read", "mpim:read")


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes`: one of them is needed; () needs a token only. `answer` may raise Refused."""

    name: str
    scopes: tuple[str, ...]
    answer: Callable[[Team, Json], Json]


def call(team: Team, name: str, token: str, args: Json) -> Json:
    """What Slack would answer, refusals included."""
    try:
        method = next((one for one in METHODS if one.name == name), None)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        _authorise(team, method, token)
        with team.changed:
            answer = {"ok": True, **method.answer(team, args)}
            team.touch()
    except Refused as refused:
        return {"ok": False, "error": refused.error, **refused.beside}
    return answer


def _authorise(team: Team, method: Method, token: str) -> None:
    if not token:
        raise Refused("not_authed")
    expected = team.app_token if method.name.startswith("apps.") else team.bot_token
    if token != expected:
        raise Refused("invalid_auth")
    if method.scopes and team.scopes is not None and not team.scopes.intersection(method.scopes):
        raise Refused("missing_scope", needed=method.scopes[0], provided=",".join(sorted(team.scopes)))


def auth_test(team: Team, _args: Json) -> Json:
    return {
        "url": f"http://{team.address}/",
        "team": team.name,
        "team_id": team.id,
        "user": team.bot.name,
        "user_id": team.bot.id,
        "bot_id": "B0BOT",
        "is_enterprise_install": False,
    }


def open_connection(team: Team, _args: Json) -> Json:
    ticket = secrets.token_hex(8)
    team.tickets.add(ticket)
    return {"url": f"ws://{team.address}/link?ticket={ticket}"}


METHODS = (
    Method("apps.connections.open", (), open_connection),
    Method("assistant.threads.setStatus", ("assistant:write", "chat:write"), assistant.set_status),
    Method("assistant.threads.setSuggestedPrompts", ("assistant:write",), assistant.set_prompts),
    Method("assistant.threads.setTitle", ("assistant:write",), assistant.set_title),
    Method("auth.test", (), auth_test),
    Method("bots.info", ("users:read",), people.bot_info),
    Method("chat.appendStream", ("chat:write",), streams.append),
    Method("chat.delete", ("chat:write",), chat.delete),
    Method("chat.getPermalink", (), chat.permalink),
    Method("chat.postEphemeral", ("chat:write",), chat.post_ephemeral),
    Method("chat.postMessage", ("chat:write",), chat.post_message),
    Method("chat.startStream", ("chat:write",), streams.start),
    Method("chat.stopStream", ("chat:write",), streams.stop),
    Method("chat.update", ("chat:write",), chat.update),
    Method("conversations.history", HISTORY, history.history),
    Method("conversations.info", READ, places.info),
    Method("conversations.join", ("channels:join",), places.join),
    Method("conversations.list", READ, places.list_conversations),
    Method("conversations.members", READ, places.members),
    Method("conversations.open", ("im:write", "mpim:write"), places.open_conversation),
    Method("conversations.replies", HISTORY, history.replies),
    Method("files.completeUploadExternal", ("files:write",), files.complete_upload),
    Method("files.getUploadURLExternal", ("files:write",), files.upload_url),
    Method("files.info", ("files:read",), files.info),
    Method("reactions.add", ("reactions:write",), assistant.add_reaction),
    Method("reactions.remove", ("reactions:write",), assistant.remove_reaction),
    Method("team.info", ("team:read",), people.team_info),
    Method("usergroups.list", ("usergroups:read",), people.list_groups),
    Method("usergroups.users.list", ("usergroups:read",), people.group_users),
    Method("users.info", ("users:read",), people.info),
    Method("users.list", ("users:read",), people.list_users),
    Method("users.lookupByEmail", ("users:read.email",), people.by_email),
    Method("views.open", (), views.open_view),
    Method("views.publish", (), views.publish_view),
    Method("views.push", (), views.push_view),
    Method("views.update", (), views.update_view),
)
