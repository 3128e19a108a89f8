"""`heartline digest`: digests from the terminal, as `/kpi-digest` has them in Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.digests import DigestRow, Digests

# Who makes a digest here. Whoever may use the store may change every digest.
CREATOR = "terminal"

digest = typer.Typer(
    help="Digests: what channels are told by themselves. `heartline serve` posts them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Db = Annotated[str | None, typer.Option("--db", help="Store: a URL or an SQLite file.")]
Id = Annotated[str, typer.Argument(help="The digest's id, or as much of it as is one's alone.", metavar="ID")]
When = Annotated[
    str | None,
    typer.Option("--when", help='"daily 08:00", "weekdays 08:00", "weekly mon 08:00", "monthly 1 08:00", '
                 '"cron 0 8 * * mon-fri".'),
]  # fmt: skip
Zone = Annotated[str | None, typer.Option("--zone", help="IANA zone (else HEARTLINE_ZONE, else UTC).")]
Channel = Annotated[
    str | None, typer.Option("--channel", help="The channel's id in Slack, such as C012AB3CD.")
]
Title = Annotated[str | None, typer.Option("--title")]
Kpis = Annotated[
    list[str] | None, typer.Option("--kpi", help="A KPI's id; again for more (none: the scorecard).")
]
Only = Annotated[list[str] | None, typer.Option("--only", help="dimension=value,value; again for more.")]
By = Annotated[str | None, typer.Option("--by", help="One dimension to slice by.")]


@digest.command("list")
def list_(db: Db = None) -> None:
    """List digests with their next time and last result."""
    from bot.commands.surroundings import clock
    from bot.digests.pages import overview

    settings, store = _open(db)
    typer.echo(overview(store, clock(None, settings.zone)))


@digest.command()
def show(digest_id: Id, db: Db = None) -> None:
    """Show a digest and its last posts."""
    from bot.commands.surroundings import clock
    from bot.digests.pages import one_digest

    settings, store = _open(db)
    typer.echo(one_digest(store, _named(store, digest_id), clock(None, settings.zone)))


@digest.command("next")
def next_(
    digest_id: Id,
    count: Annotated[int, typer.Option(min=1, max=2000)] = 10,
    now: Annotated[str | None, typer.Option(help="The clock, ISO 8601 (else the computer's).")] = None,
    db: Db = None,
) -> None:
    """Print when a digest comes next, by its own clocks and in UTC."""
    from bot.commands.surroundings import clock
    from bot.digests.pages import coming

    _, store = _open(db)
    found = _named(store, digest_id)
    typer.echo(coming(found, clock(now, found.zone), count))


@digest.command()
def add(
    channel: Annotated[str, typer.Option("--channel", help="The channel's id in Slack, such as C012AB3CD.")],
    when: When = "daily 08:00",
    zone: Zone = None,
    title: Title = None,
    kpi: Kpis = None,
    only: Only = None,
    by: By = None,
    db: Db = None,
) -> None:
    """Add a digest; it comes with the next time of its schedule."""
    from bot.commands.surroundings import clock
    from bot.digests.terms import Terms, made

    settings, store = _open(db)
    terms = Terms(channel, title, when, zone or settings.zone, kpi, only, by)
    row = made(terms, CREATOR, clock(None, settings.zone))
    store.put(row)
    typer.echo(f"{row.digest_id} added: {row.title}, {row.schedule} ({row.zone})")


@digest.command()
def edit(
    digest_id: Id,
    channel: Channel = None,
    when: When = None,
    zone: Zone = None,
    title: Title = None,
    kpi: Kpis = None,
    only: Only = None,
    by: By = None,
    db: Db = None,
) -> None:
    """Change what is said, the rest stays. `--kpi scorecard`, `--only none` and `--by none` empty it."""
    from bot.commands.surroundings import clock
    from bot.digests.terms import Terms, changed

    settings, store = _open(db)
    terms = Terms(channel, title, when, zone, kpi, only, by)
    row = changed(_named(store, digest_id), terms, clock(None, settings.zone))
    store.put(row)
    typer.echo(f"{row.digest_id} changed: {row.title}, {row.schedule} ({row.zone})")


@digest.command()
def pause(digest_id: Id, db: Db = None) -> None:
    """Pause a digest."""
    _put(digest_id, "paused", db)


@digest.command()
def resume(digest_id: Id, db: Db = None) -> None:
    """Resume a paused digest; what it missed is not made up for."""
    _put(digest_id, "active", db)


@digest.command()
def delete(digest_id: Id, db: Db = None) -> None:
    """Delete a digest."""
    _put(digest_id, "deleted", db)


@digest.command()
def run(digest_id: Id, db: Db = None) -> None:
    """Post a digest once now, beside its schedule. Exit status 1 if it could not be posted."""
    from bot.commands.serve import needed
    from bot.commands.surroundings import clock
    from bot.connections import posting_client
    from bot.desk import open_desk
    from bot.digests.due import zone_of
    from bot.digests.opening import run_once
    from bot.digests.reasons import plain_reason
    from bot.digests.rounds import run_key
    from bot.errors import BotError

    settings, store = _open(db)
    found, client = (
        _named(store, digest_id),
        posting_client(needed(settings.slack_bot_token, "SLACK_BOT_TOKEN")),
    )

    def now():
        return clock(None, settings.zone)

    rounds = run_once(store.engine, open_desk(settings), client, now)
    slot = rounds.run(found, run_key(found, now().astimezone(zone_of(found.zone))))
    rounds.close()
    if slot is None or slot.status != "posted":
        raise BotError(
            f"{found.digest_id} not posted: {plain_reason(slot.reason if slot else 'ratelimited')}"
        )
    typer.echo(f"{found.digest_id} posted in {slot.channel} ({slot.message_ts})")


def _open(db: str | None) -> tuple[Settings, Digests]:
    from bot.commands.surroundings import settings_in_force
    from storage.database import open_store
    from storage.digests import Digests

    settings = settings_in_force(db)
    return settings, Digests(open_store(settings.db_url, create=False))


def _named(store: Digests, digest_id: str) -> DigestRow:
    """BotError where no digest, or more than one, is meant."""
    from bot.errors import BotError

    kept = store.all("active", "paused")
    found = [one for one in kept if one.digest_id == digest_id] or [
        one for one in kept if digest_id and one.digest_id.startswith(digest_id)
    ]
    if len(found) != 1:
        what = "more than one digest's id begins" if found else "no digest's id is, or begins"
        raise BotError(f'{what} with "{digest_id}": heartline digest list shows them')
    return found[0]


def _put(digest_id: str, state: str, db: str | None) -> None:
    from bot.commands.surroundings import clock
    from bot.digests.changes import in_state

    settings, store = _open(db)
    found = _named(store, digest_id)
    store.put(in_state(found, state, clock(None, settings.zone)))
    typer.echo(f"{found.digest_id} {state}: {found.title}")
