"""Who is the customer: the format says it, else a setting, else the words, else nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlp.transcripts.inference import guessed
from nlp.transcripts.rolewords import role_of
from nlp.transcripts.values import RoleSettings, Spoken
from nlp.values import Roles, Speaker, Turn

# What to tell a person where roles are "unknown".
WHO_IS_THE_AGENT = "nobody says who the customer is, and the words do not tell: name the agent or its channel"


def turns_of(spoken: Sequence[Spoken], settings: RoleSettings) -> tuple[tuple[Turn, ...], Roles]:
    """A turn for each thing spoken, in order, and how it is known who speaks.

    Speakers about whom nothing is known are "other"; where that is everybody, roles are "unknown".
    """
    known: list[Speaker | None] = [one.role or (role_of(one.label) if one.label else None) for one in spoken]
    open_ = [one for one, role in zip(spoken, known, strict=True) if role is None]
    sides: set[Speaker | None] = {role for role in known if role in ("agent", "customer")}
    found, how = _found(open_, sides, spoken, settings)
    turns = tuple(
        Turn(role or found.get(_who(one), "other"), one.text, one.start, one.end)
        for one, role in zip(spoken, known, strict=True)
    )
    return turns, how


def _found(
    open_: Sequence[Spoken], sides: set[Speaker | None], spoken: Sequence[Spoken], settings: RoleSettings
) -> tuple[Mapping[str, Speaker], Roles]:
    """Who the speakers without a role are, and how the roles of the whole are known."""
    who = list(dict.fromkeys(map(_who, open_)))
    if not open_:
        return {}, "given"
    if set_ := _set(open_, settings):
        return set_, "set"
    named = [one for one in who if one]
    if len(sides) == 2 or (sides and not named):
        return {}, "given"
    if len(sides) == 1 and len(named) == 1:  # "Agent: …", "John Smith: …": John is the other side
        return {named[0]: "agent" if "customer" in sides else "customer"}, "inferred"
    if inferred := guessed([(_who(one), one.text) for one in spoken if _who(one) in named]):
        return inferred, "inferred"
    return {}, "given" if sides else "unknown"


def _set(open_: Sequence[Spoken], settings: RoleSettings) -> dict[str, Speaker]:
    """What the settings say; empty where they name none of these speakers."""
    said: dict[str, Speaker | None] = {}
    for one in open_:
        said.setdefault(_who(one), _by_setting(one, settings))
    sides = {one for one in said.values() if one in ("agent", "customer")}
    if len(sides) == 1 and not (settings.agents and settings.customers):
        rest: Speaker = "agent" if "customer" in sides else "customer"
        return {who: role or (rest if who else "other") for who, role in said.items()}
    return {who: role or "other" for who, role in said.items()} if any(said.values()) else {}


def _by_setting(one: Spoken, settings: RoleSettings) -> Speaker | None:
    if one.label is None and one.channel is None:
        return settings.unlabelled
    label = (one.label or "").casefold()
    if label in map(str.casefold, settings.agents):
        return "agent"
    if label in map(str.casefold, settings.customers):
        return "customer"
    if settings.agent_channel is None or one.channel is None:
        return None
    return "agent" if one.channel == settings.agent_channel else "customer"


def _who(one: Spoken) -> str:
    """What tells this speaker from others; empty for a turn that names nobody."""
    return one.label.casefold() if one.label else "" if one.channel is None else f"channel {one.channel}"
