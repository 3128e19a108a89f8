"""What a team sets, read once: the environment, then `.env`, then a TOML file; the first that says wins.

`HEARTLINE_CONFIG` names the TOML file. Whatever is wrong there is one `BotError` line: what, where, and how
to mend it. Nothing here opens a store or reads the clock.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BotError
from bot.settings_digests import GRACE_HOURS, grace_hours
from bot.settings_kpi import team_kpis
from bot.settings_postgres import limits
from bot.settings_source import Source, dotenv
from storage.limits import LIMITS, Limits

if TYPE_CHECKING:
    from kpi_engine.settings import KpiSettings

DEFAULT_DB = "sqlite:///heartline.db"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Settings:
    """`week_start` is 0 for Monday; tokens are None until they are set; `admins` are Slack user ids;
    `grace_hours` is how late a digest may still come, by its schedule's first word;
    `limits` are PostgreSQL's."""

    kpi: KpiSettings
    db_url: str = DEFAULT_DB
    zone: str = "UTC"
    week_start: int = 0
    slack_bot_token: str | None = field(default=None, repr=False)
    slack_app_token: str | None = field(default=None, repr=False)
    slack_signing_secret: str | None = field(default=None, repr=False)
    team_id: str | None = None
    admins: tuple[str, ...] = ()
    grace_hours: Mapping[str, int] = field(default_factory=lambda: GRACE_HOURS)
    limits: Limits = LIMITS


def read_settings(environ: Mapping[str, str], folder: Path | None = None) -> Settings:
    """The settings in force; `folder` is where `.env` may lie (None: nowhere)."""
    merged = {**(dotenv(folder / ".env") if folder else {}), **environ}
    source = Source(merged, _config(merged.get("HEARTLINE_CONFIG", "")))
    return Settings(
        kpi=team_kpis(source),
        db_url=db_url(source.text("HEARTLINE_DB", "db") or DEFAULT_DB),
        zone=zone(*source.said("HEARTLINE_ZONE", "zone", default="UTC")),
        week_start=_weekday(*source.said("HEARTLINE_WEEK_START", "week_start", default="monday")),
        slack_bot_token=source.token("SLACK_BOT_TOKEN", "slack.bot_token", "xoxb-"),
        slack_app_token=source.token("SLACK_APP_TOKEN", "slack.app_token", "xapp-"),
        slack_signing_secret=source.text("SLACK_SIGNING_SECRET", "slack.signing_secret"),
        team_id=source.text("HEARTLINE_TEAM_ID", "slack.team_id"),
        admins=source.words("HEARTLINE_ADMINS", "slack.admins"),
        grace_hours=grace_hours(source),
        limits=limits(source),
    )


def db_url(text: str) -> str:
    """A database URL; a plain path means SQLite there."""
    return text if "://" in text else f"sqlite:///{text}"


def zone(name: str, where: str) -> str:
    """The name of an IANA zone, as given; `where` names it in the error."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError):
        raise BotError(
            f'{where}: "{name}" is no time zone; give an IANA name such as Europe/Berlin'
        ) from None


def _weekday(name: str, where: str) -> int:
    if name.casefold() not in WEEKDAYS:
        raise BotError(f'{where}: "{name}" is no weekday; give one of {", ".join(WEEKDAYS)}')
    return WEEKDAYS.index(name.casefold())


def _config(path: str) -> tuple[str, Mapping[str, object]]:
    if not path:
        return "", {}
    try:
        return path, tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"HEARTLINE_CONFIG: cannot read {path} ({_reason(error)}); mend the path") from None
    except tomllib.TOMLDecodeError as error:
        raise BotError(f"{path}: not valid TOML ({error}); mend that line") from None


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "not UTF-8 text"
