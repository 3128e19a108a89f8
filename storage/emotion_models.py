"""The emotion models that have scored anything, and which of them answers are given from.

Exactly one is active (`settings.emotion_model`). Figures of two models never stand in one series, so a newer
model's figures count only when it has heard everything that the active one has: `switch` sees to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, exists, func, insert, select, update

from storage.database import reading, writing
from storage.rollups.keep import Keeping
from storage.rollups.shape import FELT
from storage.schema import EMOTIONS, emotion_models, measured_emotions, nev_contacts, settings
from storage.sources import ACTIVE_MODEL

# Asked along with every figure of a feeling: built once.
_ANSWERING = (
    select(settings.c.value, emotion_models.c.model_id, measured_emotions.c.emotion)
    .select_from(settings)
    .outerjoin(emotion_models, emotion_models.c.name == settings.c.value)
    .outerjoin(measured_emotions, measured_emotions.c.model_id == emotion_models.c.model_id)
    .where(settings.c.name == ACTIVE_MODEL)
)
_LOCK = 4_717_324  # any number, as long as every writer of transcripts asks for the same one


@dataclass(frozen=True, slots=True)
class Model:
    """A model as the store remembers it: enough to say "not measured" without the model itself.

    `measured` is emotion -> the intensity from where on it counts as mentioned; `positive` and `negative` are
    the same of a turn. `languages` are primary tags, None = any.
    """

    name: str
    positive: float
    negative: float
    measured: Mapping[str, float]
    languages: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a model has come that does not answer yet: contacts heard, and those still missing."""

    name: str
    heard: int
    missing: int


def alone(connection: Connection) -> None:
    """Until the transaction ends no other writes transcripts; on SQLite every writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def remembered(connection: Connection, model: Model) -> int:
    """The model's number. The first model of a store becomes the active one.

    A name stands for a version: what is remembered of it stays, for stored figures were made with it.
    """
    found = connection.execute(
        select(emotion_models.c.model_id).where(emotion_models.c.name == model.name)
    ).scalar()
    if found is not None:
        return found
    languages = None if model.languages is None else " ".join(sorted(model.languages))
    row = {"name": model.name, "languages": languages, "positive": model.positive, "negative": model.negative}
    number = connection.execute(insert(emotion_models).returning(emotion_models.c.model_id), row).scalar_one()
    known = [
        {"model_id": number, "emotion": name, "threshold": model.measured[name]}
        for name in EMOTIONS
        if name in model.measured
    ]
    if known:
        connection.execute(insert(measured_emotions), known)
    if active(connection) is None:
        connection.execute(insert(settings), {"name": ACTIVE_MODEL, "value": model.name})
    return number


def active(connection: Connection) -> str | None:
    """The name of the model that answers are given from; None before anything is scored."""
    return connection.execute(select(settings.c.value).where(settings.c.name == ACTIVE_MODEL)).scalar()


def answering(connection: Connection) -> tuple[str, frozenset[str] | None] | None:
    """The active model's name and the emotions that it measures, None where the store does not know these;
    None before anything is scored."""
    rows = connection.execute(_ANSWERING).all()
    if not rows:
        return None
    name, number, _ = rows[0]
    known = frozenset(emotion for *_, emotion in rows if emotion is not None)
    return name, None if number is None else known


def standing(engine: Engine) -> tuple[Standing, ...]:
    """Every model but the active one that has heard a contact, by name."""
    with reading(engine) as connection:
        now = active(connection)
        heard = (
            select(nev_contacts.c.model, func.count())
            .where(nev_contacts.c.model != now)
            .group_by(nev_contacts.c.model)
            .order_by(nev_contacts.c.model)
        )
        rows = connection.execute(heard).all()
        return tuple(Standing(name, count, _missing(connection, now, name)) for name, count in rows)


def switch(engine: Engine, name: str) -> int:
    """Makes a model the active one if it has heard every contact that the active one has.

    How many contacts it has yet to hear (0: it is the active one now, or was before). One transaction: a
    question sees the old series or the new one, never a part of each.
    """
    with writing(engine) as connection:
        alone(connection)
        now = active(connection)
        if now == name:
            return 0
        missing = _missing(connection, now, name)
        if missing == 0:
            changed = update(settings).where(settings.c.name == ACTIVE_MODEL).values(value=name)
            rollups = Keeping(connection)
            rollups.everything(FELT)
            connection.execute(changed)
            rollups.everything(FELT)
            rollups.settle()
        return missing


def _missing(connection: Connection, now: str | None, name: str) -> int:
    theirs = nev_contacts.alias("theirs")
    heard: ColumnElement[bool] = exists().where(
        theirs.c.contact_id == nev_contacts.c.contact_id, theirs.c.model == name
    )
    counted = select(func.count()).select_from(nev_contacts).where(nev_contacts.c.model == now, ~heard)
    return connection.execute(counted).scalar_one()
