"""Two places that speak Slack's Web API: our workspace, and npm's emulate, which nobody here wrote. The
contract is what both of them do."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slack_sdk import WebClient

from bot.connections import on_loopback, web_client
from bot.workspace import Workspace
from tests.judges import npm

SCOPES = (
    *(f"{kind}:{right}" for kind in ("channels", "groups", "im", "mpim") for right in ("history", "read")),
    *(
        "channels:join",
        "channels:manage",
        "chat:write",
        "files:read",
        "files:write",
        "im:write",
        "mpim:write",
    ),
    *("reactions:read", "reactions:write", "users:read", "users:read.email"),
)
START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Site:
    """`client` is the app's; `poor` has no scope but chat:write. `place(member)` makes a public channel and
    gives its id; `trigger(view_id)` makes a trigger, in a view or outside; `ann` is somebody else's id."""

    client: WebClient
    poor: WebClient
    ann: str
    place: Callable[[bool], str]
    trigger: Callable[[str | None], str]
    archive: Callable[[str], object]


@contextmanager
def ours() -> Generator[Site]:
    with Workspace() as workspace, Workspace() as strict:
        ann = workspace.add_user("ann", real_name="Ann", email="ann@example.com")
        strict.team.scopes = frozenset({"chat:write"})

        def archive(channel: str) -> None:
            workspace.team.channels[channel].is_archived = True

        yield Site(
            web_client(workspace.team.bot_token, workspace.api_url),
            web_client(strict.team.bot_token, strict.api_url),
            ann.id,
            lambda member: workspace.add_channel(workspace.team.next_id("c").lower(), ann, bot=member).id,
            lambda view: workspace.team.trigger(ann, view),
            archive,
        )


@contextmanager
def emulate(folder: Path) -> Generator[Site]:
    """Started for the run on a free port of loopback."""
    port = _free_port()
    seed = folder / "seed.json"
    seed.write_text(json.dumps(_seed()))
    main = npm.folder() / "node_modules" / "emulate" / "dist" / "index.js"
    command = [str(npm.node(24)), str(main), "start", "-s", "slack", "-p", str(port), "--seed", str(seed)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = _client(port, "xoxb-heartline")
        _answers(client)
        yield _emulated(client, _client(port, "xoxb-poor"))
    finally:
        process.terminate()
        process.wait(10)


def _emulated(client: WebClient, poor: WebClient) -> Site:
    def place(member: bool) -> str:
        name = f"c{time.monotonic_ns()}"
        made: str = client.conversations_create(name=name)["channel"]["id"]
        client.conversations_invite(channel=made, users=[ann])
        if not member:
            client.conversations_leave(channel=made)
        return made

    def trigger(view: str | None) -> str:
        body = {"user_id": ann, **({"view_id": view} if view else {})}
        return str(client.api_call("views.generateTriggerId", json=body)["trigger_id"])

    ann = str(client.users_lookupByEmail(email="ann@example.com")["user"]["id"])
    return Site(
        client, poor, ann, place, trigger, lambda channel: client.conversations_archive(channel=channel)
    )


def _seed() -> object:
    users = [
        {"name": name, "real_name": name.title(), "email": f"{name}@example.com"} for name in ("ann", "bot")
    ]
    tokens = [
        {"token": "xoxb-heartline", "user": "bot", "scopes": list(SCOPES)},
        {"token": "xoxb-poor", "user": "bot", "scopes": ["chat:write"]},
    ]
    team = {"name": "Heartline", "domain": "heartline"}
    return {"slack": {"team": team, "users": users, "tokens": tokens, "strict_scopes": True}}


def _client(port: int, token: str) -> WebClient:
    url = f"http://127.0.0.1:{port}/api/"
    assert on_loopback(url)
    return web_client(token, url)


def _answers(client: WebClient) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            client.auth_test()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
