"""Whether Slack takes the tokens, and whether they may do what the manifest asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.error import URLError

from bot.doctor.finding import Finding, broken, good, missing, odd
from bot.settings import Settings

if TYPE_CHECKING:
    from slack_sdk.web import SlackResponse

MANIFEST = Path(__file__).parents[2] / "manifest.json"
APPS = "https://api.slack.com/apps"
REINSTALL = "update the app from manifest.json, then reinstall it to the workspace"


def token(settings: Settings, base_url: str) -> Iterator[Finding]:
    """The bot token: accepted, of the team that is set, and with the scopes of the manifest."""
    if not settings.slack_bot_token:
        yield missing(
            "Slack: no bot token", f"{APPS}: create the app from manifest.json, set SLACK_BOT_TOKEN"
        )
        return
    answer = _call("auth.test", settings.slack_bot_token, base_url)
    if isinstance(answer, Finding):
        yield answer
        return
    yield good(f"Slack: {answer.get('user')} in {answer.get('team')}")
    team: object = answer.get("team_id")
    if settings.team_id and settings.team_id != team:
        yield broken(
            f"Slack: the token is for team {team}, but HEARTLINE_TEAM_ID is {settings.team_id}",
            "nobody would be answered: set HEARTLINE_TEAM_ID to the token's team, or remove it",
        )
    headers = cast("Mapping[str, object]", answer.headers)
    yield from _scopes({name.casefold(): str(value) for name, value in headers.items()})


def socket_token(settings: Settings, base_url: str) -> Iterator[Finding]:
    """The app-level token opens Socket Mode; HTTP mode does without."""
    if not settings.slack_app_token:
        if settings.slack_bot_token and not settings.slack_signing_secret:
            yield missing(
                "Slack: no app-level token and no signing secret, so no way in",
                f"{APPS}: Basic Information, App-Level Tokens, scope connections:write; set SLACK_APP_TOKEN",
            )
        return
    answer = _call("apps.connections.open", settings.slack_app_token, base_url)
    yield answer if isinstance(answer, Finding) else good("Slack: Socket Mode opens")


def signing(settings: Settings) -> Iterator[Finding]:
    if settings.slack_signing_secret:
        yield good("Slack: a signing secret is set, HTTP mode can check its requests")


def _call(method: str, token_value: str, base_url: str) -> SlackResponse | Finding:
    """Slack's answer, or what stopped it."""
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError

    client = WebClient(token_value, base_url=base_url, timeout=10, retry_handlers=[])
    # The SDK leaves its keyword arguments untyped.
    calls: dict[str, Callable[[], SlackResponse]] = {
        "auth.test": client.auth_test,  # pyright: ignore[reportUnknownMemberType]
        "apps.connections.open": lambda: client.apps_connections_open(app_token=token_value),  # pyright: ignore[reportUnknownMemberType]
    }
    try:
        return calls[method]()
    except SlackApiError as error:
        reason = str(cast("Mapping[str, object]", error.response.data).get("error", "no reason given"))
        return broken(f"Slack: {method} refused ({reason})", MENDS.get(reason, f"see {APPS}"))
    except (URLError, OSError, ValueError) as error:
        said = " ".join(str(error).split())
        return broken(f"Slack: {base_url} cannot be reached ({said})", "check the network and the proxy")


MENDS = {
    "invalid_auth": "copy the token again: OAuth & Permissions for xoxb-, Basic Information for xapp-",
    "account_inactive": "the app was removed from the workspace: install it again",
    "token_revoked": "install the app again and copy the new token",
    "missing_scope": REINSTALL,
    "not_allowed_token_type": "this is the other kind of token: xoxb- is the bot's, xapp- the app's",
}


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    wanted = _wanted()
    if not granted or not wanted:
        yield odd("Slack: the token's scopes cannot be compared with the manifest", "look at the app's page")
        return
    if lacking := sorted(wanted - granted):
        yield broken(f"Slack: the token lacks {', '.join(lacking)}", REINSTALL)
    if needless := sorted(granted - wanted):
        yield odd(f"Slack: the token may do more than it needs: {', '.join(needless)}", "remove these scopes")
    if granted == wanted:
        yield good("Slack: the scopes are those of the manifest")


def _wanted() -> set[str]:
    """The bot scopes of the manifest; none where the package was installed without it."""
    if not MANIFEST.is_file():
        return set()
    return set(json.loads(MANIFEST.read_text("utf-8"))["oauth_config"]["scopes"]["bot"])
