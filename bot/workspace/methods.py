"""The Web API's methods that the stand-in speaks, each with the scopes of which it needs one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.workspace import chat, places, surfaces
from bot.workspace.team import Json, Refused, Team

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
        "url": "http://127.0.0.1/",
        "team": "Heartline",
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
    Method("auth.test", (), auth_test),
    Method("apps.connections.open", (), open_connection),
    Method("chat.postMessage", ("chat:write",), chat.post_message),
    Method("chat.postEphemeral", ("chat:write",), chat.post_ephemeral),
    Method("chat.update", ("chat:write",), chat.update),
    Method("chat.delete", ("chat:write",), chat.delete),
    Method("chat.startStream", ("chat:write",), chat.start_stream),
    Method("chat.appendStream", ("chat:write",), chat.append_stream),
    Method("chat.stopStream", ("chat:write",), chat.stop_stream),
    Method("conversations.open", ("im:write", "mpim:write"), places.open_conversation),
    Method("conversations.info", READ, places.info),
    Method("conversations.history", HISTORY, places.history),
    Method("conversations.replies", HISTORY, places.replies),
    Method("conversations.join", ("channels:join",), places.join),
    Method("conversations.members", READ, places.members),
    Method("users.info", ("users:read",), places.user_info),
    Method("assistant.threads.setStatus", ("assistant:write", "chat:write"), surfaces.set_status),
    Method("assistant.threads.setSuggestedPrompts", ("assistant:write",), surfaces.set_prompts),
    Method("views.publish", (), surfaces.publish_view),
    Method("views.open", (), surfaces.open_view),
    Method("views.update", (), surfaces.update_view),
    Method("reactions.add", ("reactions:write",), surfaces.react),
)
