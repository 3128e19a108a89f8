"""The manifest: valid by Slack's published schema, and asking for exactly what the code uses."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path

import jsonschema
import pytest

from bot.blocks import form, shortcut_form
from bot.listeners import digest_command, kpi_command, sentiment_command
from bot.prompts import PROMPTS

ROOT = Path(__file__).parents[2]
MANIFEST = json.loads((ROOT / "manifest.json").read_text("utf-8"))
SCHEMA = ROOT.parent / "shared" / "data" / "slack-manifest-schema" / "manifest.schema.2.0.0.json"

# What each Web API method and each event needs, by Slack's reference.
METHOD_SCOPES = {
    "auth_test": set[str](),
    "users_info": {"users:read"},
    "conversations_info": {"channels:read", "groups:read", "mpim:read"},
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations_join": {"channels:join"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "files_info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "views_open": set[str](),
    "views_publish": set[str](),
    "views_update": set[str](),
    "assistant_threads_setStatus": {"assistant:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
}
EVENT_SCOPES = {
    "app_home_opened": {"app_home_opened": set[str]()},
    "app_mention": {"app_mention": {"app_mentions:read"}},
    "message": {
        "message.channels": {"channels:history"},
        "message.groups": {"groups:history"},
        "message.im": {"im:history"},
        "message.mpim": {"mpim:history"},
    },
}


def _code() -> str:
    rooms = ("listeners", "digests", "alerts")
    inside = (file for one in rooms for file in (ROOT / "bot" / one).glob("*.py"))
    files = [*(ROOT / "bot").glob("*.py"), *inside]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_the_manifest_is_valid() -> None:
    if not SCHEMA.exists():
        warnings.warn(f"SKIPPED: the manifest was not validated, {SCHEMA} is missing", stacklevel=1)
        pytest.skip("Slack's manifest schema is not here")
    jsonschema.validate(MANIFEST, json.loads(SCHEMA.read_text("utf-8")))


def test_texts_are_within_slacks_limits() -> None:
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert len(MANIFEST["features"]["agent_view"]["agent_description"]) <= 300


def test_scopes_are_those_that_the_code_uses() -> None:
    code = _code()
    methods = set(re.findall(r"(?<!handler\.)client\.((?:[a-z]+_)+[a-zA-Z0-9]+)\(", code))
    assert methods == set(METHOD_SCOPES) and "client.api_call" not in code
    events = set(re.findall(r'app\.event\("(\w+)"\)', code))
    assert events == set(EVENT_SCOPES)
    used = set().union(*(METHOD_SCOPES[one] for one in methods))
    used |= {scope for event in events for scopes in EVENT_SCOPES[event].values() for scope in scopes}
    used |= {"commands"} if "app.command(" in code else set()
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == used


def test_events_are_those_that_are_listened_to() -> None:
    subscribed = {name for events in EVENT_SCOPES.values() for name in events}
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == subscribed


def test_commands_and_prompts_are_those_of_the_code() -> None:
    commands = [kpi_command.COMMAND, digest_command.COMMAND, sentiment_command.COMMAND]
    assert [one["command"] for one in MANIFEST["features"]["slash_commands"]] == commands
    prompts = MANIFEST["features"]["agent_view"]["suggested_prompts"]
    assert [(one["title"], one["message"]) for one in prompts] == list(PROMPTS)
    assert len(PROMPTS) <= 4


def test_shortcuts_are_those_of_the_code() -> None:
    shortcuts = [(one["callback_id"], one["type"]) for one in MANIFEST["features"]["shortcuts"]]
    assert shortcuts == [
        (form.CALLBACK, "global"),
        (digest_command.MANAGE, "global"),
        (shortcut_form.CALLBACK, "message"),
    ]
    for one in MANIFEST["features"]["shortcuts"]:
        assert len(one["name"]) <= 24 and len(one["description"]) <= 150


def test_interaction_and_home_are_on() -> None:
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] and MANIFEST["settings"]["socket_mode_enabled"]
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_enabled"] and not home["messages_tab_read_only_enabled"]
    assert home["home_tab_enabled"]
    assert "assistant_view" not in MANIFEST["features"]
