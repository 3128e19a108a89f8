"""views.*: modals, up to three on each other, and App Home."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any, cast

from bot.workspace.arguments import parsed
from bot.workspace.elements import walk, with_ids
from bot.workspace.facts import Json, Refused, View
from bot.workspace.limits import check_blocks
from bot.workspace.team import Team

MAX_STACK = 3
MAX_TITLE = 24
MAX_METADATA = 3000
MAX_ID = 255
KEPT = ("type", "title", "submit", "close", "blocks", "callback_id", "private_metadata", "external_id")
FLAGS = ("clear_on_close", "notify_on_close", "submit_disabled")


def open_view(team: Team, args: Json) -> Json:
    body = checked(team, args.get("view"), "modal")
    trigger = team.exchange(str(args.get("trigger_id") or args.get("interactivity_pointer") or ""))
    return {"view": described(team, opened(team, trigger.user, body))}


def push_view(team: Team, args: Json) -> Json:
    """On top of the modal in which the trigger arose."""
    body = checked(team, args.get("view"), "modal")
    trigger = team.exchange(str(args.get("trigger_id") or args.get("interactivity_pointer") or ""))
    below = team.views.get(trigger.view or "")
    if below is None or not below.is_open:
        raise Refused("not_found")
    return {"view": described(team, opened(team, trigger.user, body, below))}


def update_view(team: Team, args: Json) -> Json:
    """By `view_id` or `external_id`; with `hash` only if nobody else has changed it since."""
    view = _named(team, args)
    if args.get("hash") and args["hash"] != view.hash:
        raise Refused("hash_conflict")
    changed(team, view, checked(team, args.get("view"), "modal", view))
    return {"view": described(team, view)}


def publish_view(team: Team, args: Json) -> Json:
    user = team.user(str(args.get("user_id", "")))
    body = checked(team, args.get("view"), "home")
    view = team.homes.get(user.id)
    if view is None:
        view = _made(team, user.id, body)
        team.homes[user.id] = view
    elif args.get("hash") and args["hash"] != view.hash:
        raise Refused("hash_conflict")
    changed(team, view, body)
    return {"view": described(team, view)}


def opened(team: Team, user: str, body: Json, below: View | None = None) -> View:
    """A new modal of the user, alone or on top of another."""
    if below is not None and len(stack(team, below)) >= MAX_STACK:
        raise Refused("push_limit_reached")
    view = _made(team, user, body)
    if below is not None:
        view.root_id, view.previous_id = below.root_id, below.id
    return view


def changed(team: Team, view: View, body: Json) -> None:
    """What was filled in stays where the same input is still there, under the same ids."""
    there = {(block.get("block_id"), one.get("action_id")) for block, one in walk(body["blocks"])}
    view.body, view.hash, view.errors = body, _hash(team), {}
    kept = {b: {a: v for a, v in values.items() if (b, a) in there} for b, values in view.values.items()}
    view.values = {**initial(body), **{b: values for b, values in kept.items() if values}}
    team.touch()


def _made(team: Team, user: str, body: Json) -> View:
    view_id = team.next_id("V")
    view = View(view_id, user, body, _hash(team), view_id, values=initial(body))
    team.views[view_id] = view
    return view


def _hash(team: Team) -> str:
    return f"{int(team.clock())}.{secrets.token_hex(4)}"


def stack(team: Team, view: View) -> list[View]:
    """The open modals from the first to this one."""
    below = team.views.get(view.previous_id or "")
    return [*(stack(team, below) if below else []), view]


def initial(body: Json) -> dict[str, dict[str, Json]]:
    """What elements hold before anybody touched them: `initial_option` becomes `selected_option`."""
    found: dict[str, dict[str, Json]] = {}
    for block, one in walk(body["blocks"]):
        held = {INITIAL[key]: value for key, value in one.items() if key in INITIAL}
        if held or block["type"] == "input":
            found.setdefault(block["block_id"], {})[one["action_id"]] = {"type": one["type"], **held}
    return found


INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
}


def checked(team: Team, given: Any, kind: str, being: View | None = None) -> Json:
    """The view as it is kept: blocks and inputs with ids. Refused for what Slack would not take."""
    view = parsed(given)
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing view"]})
    typed = cast(Json, view)
    blocks = check_blocks(typed.get("blocks"), "modal" if kind == "modal" else "home")
    problems = list(_problems(typed, kind))
    if problems:
        raise Refused("invalid_arguments", response_metadata={"messages": problems})
    external = typed.get("external_id")
    others = (one for one in team.views.values() if one is not being and one.is_open)
    if external and any(one.body.get("external_id") == external for one in others):
        raise Refused("duplicate_external_id")
    return {**typed, "blocks": with_ids(blocks)}


def _problems(view: Json, kind: str) -> Iterator[str]:
    if view.get("type") != kind:
        yield f"type must be {kind}"
    if not view.get("blocks"):
        yield "missing required field: blocks"
    title = view.get("title")
    if kind == "modal" and not title:
        yield "missing required field: title"
    for name in ("title", "submit", "close"):
        words = cast(Json, view.get(name) or {})
        if words and (words.get("type") != "plain_text" or not 1 <= len(words.get("text", "")) <= MAX_TITLE):
            yield f"{name} must be plain_text of 1 to {MAX_TITLE} characters"
    blocks = cast(list[Json], view.get("blocks") or [])
    has_inputs = any(block.get("type") == "input" for block in blocks)
    if kind == "modal" and has_inputs and not view.get("submit"):
        yield "submit is required when an input block is within the blocks array"
    for name, most in (("private_metadata", MAX_METADATA), ("callback_id", MAX_ID), ("external_id", MAX_ID)):
        if len(view.get(name) or "") > most:
            yield f"{name} must be less than {most + 1} characters"


def _named(team: Team, args: Json) -> View:
    name, external = args.get("view_id"), args.get("external_id")
    found = (
        one
        for one in team.views.values()
        if one.is_open and (one.id == name or (external and one.body.get("external_id") == external))
    )
    view = next(found, None)
    if view is None or view.body.get("type") != "modal":
        raise Refused("not_found")
    return view


def described(team: Team, view: View) -> Json:
    """A view as Slack gives it to apps."""
    body: Json = {name: view.body.get(name) for name in KEPT}
    return body | {
        "id": view.id,
        "team_id": team.id,
        "private_metadata": body["private_metadata"] or "",
        "callback_id": body["callback_id"] or "",
        "external_id": body["external_id"] or "",
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": "A0HEART",
        "app_installed_team_id": team.id,
        "bot_id": "B0BOT",
        **{flag: bool(view.body.get(flag)) for flag in FLAGS},
    }
