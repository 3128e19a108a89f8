"""Where digests are wired together: the store, the desk, Slack and the scheduler."""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.engine import Engine

from bot.admission import SHARED, admit, direct
from bot.alerts.rounds import AlertRounds
from bot.blocks.answer import plain
from bot.desk import Desk
from bot.digests.answers import Answers
from bot.digests.content import Composer
from bot.digests.delivery import Delivery, NotAtAllError, NotNowError
from bot.digests.due import Grace
from bot.digests.jobs import Chore
from bot.digests.keeper import SWEEP_EVERY, attempted, keeping, worker_name
from bot.digests.office import Office
from bot.digests.posting import BROKEN, Later, metadata, outcome_of
from bot.digests.reasons import plain_reason
from bot.digests.rounds import Rounds
from bot.digests.telling import Messenger, Telling
from bot.gallery import Gallery
from bot.phrases import say
from bot.pictures import can_draw
from bot.pictures.timeline import Keep
from kpi_engine.values import Refusal, Viewer
from storage.alerts import AlertRow, Alerts
from storage.database import open_store
from storage.digests import DigestRow, Digests

ALERT_FAILED = "heartline_alert_failed"
Clock = Callable[[], datetime]


@contextmanager
def office_open(
    desk: Desk, client: WebClient, clock: Clock, every: timedelta = SWEEP_EVERY
) -> Generator[Office]:
    """The store's digests and alerts, looked after as long as it is open. `client` must not try again."""
    settings = desk.settings
    engine = open_store(settings.db_url, create=False, limits=settings.limits)
    composer = composer_of(engine, desk, client, clock)
    delivery = delivery_of(composer, client, clock)
    telling = Telling(delivery.store, Messenger(client, desk.settings.admins), clock)
    watching = watching_of(engine, desk, client, clock)
    alerts = Chore("alerts", lambda: attempted("look at the alerts", watching.go), every)
    with keeping(delivery, telling, every, (alerts,)) as rounds:
        yield Office(delivery.store, watching.store, desk, composer, rounds.run, watching)
    engine.dispose()


def run_once(engine: Engine, desk: Desk, client: WebClient, clock: Clock) -> Rounds:
    """For one digest that somebody asks for where no scheduler runs: in the terminal."""
    return Rounds(delivery_of(composer_of(engine, desk, client, clock), client, clock), worker_name())


def composer_of(engine: Engine, desk: Desk, client: WebClient, clock: Clock) -> Composer:
    return Composer(Digests(engine), Answers(desk), clock, _admit(desk, client), keeper_of(client))


def keeper_of(client: WebClient) -> Keep | None:
    """Where pictures go; None where nothing can draw one."""
    return Gallery(client).keep if can_draw() else None


def delivery_of(composer: Composer, client: WebClient, clock: Clock) -> Delivery:
    grace = Grace(composer.answers.desk.settings.grace_hours)
    return Delivery(composer.store, client, clock, composer.message, grace)


def watching_of(engine: Engine, desk: Desk, client: WebClient, clock: Clock) -> AlertRounds:
    messenger = Messenger(client, desk.settings.admins)

    def tell(alert: AlertRow, reason: str) -> None:
        """In a direct message; a lost answer is not asked for: nobody is told twice."""
        said = plain(say("en", "alert_failed", title=alert.title, reason=plain_reason(reason)))
        mark = metadata(ALERT_FAILED, {"alert": alert.alert_id, "at": clock().isoformat()})
        messenger.tell(alert.creator, said, mark, clock())

    keep = keeper_of(client)
    return AlertRounds(Alerts(engine), desk, client, worker_name(), clock, _admit(desk, client), tell, keep)


def _admit(desk: Desk, client: WebClient) -> Callable[[DigestRow | AlertRow], Viewer | Refusal]:
    return partial(viewer_in, client, desk.settings.team_id)


def viewer_in(client: WebClient, team_id: str | None, digest: DigestRow | AlertRow) -> Viewer | Refusal:
    """Who sees a digest or an alert: a channel, looked at now, for it may have become shared since; or the
    one person of a direct message, who may have become a guest: a Refusal then.

    NotAtAllError with Slack's word where it may not go there, NotNowError where nobody knows.
    """
    with _asking_slack():
        if direct(digest.channel):
            found = admit(client, team_id, digest.creator, digest.channel)
            return found if isinstance(found, Refusal) else Viewer(digest.creator, "channel")
        place = cast("dict[str, Any]", client.conversations_info(channel=digest.channel)["channel"])
    if any(place.get(flag) for flag in SHARED):
        raise NotAtAllError("shared_channel")
    if place.get("is_archived"):
        raise NotAtAllError("is_archived")
    return Viewer(digest.creator, "channel")


@contextmanager
def _asking_slack() -> Generator[None]:
    """What Slack's refusals and failures inside mean for a post."""
    try:
        yield
    except SlackApiError as error:
        outcome = outcome_of(error)
        kind = NotNowError if isinstance(outcome, Later) else NotAtAllError
        raise kind(outcome.reason) from None
    except BROKEN as error:
        raise NotNowError(type(error).__name__) from None
