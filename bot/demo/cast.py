"""Who is in the demo's workspace and where, and what has been asked there already."""

from __future__ import annotations

from pathlib import Path

from bot.prompts import PROMPTS
from bot.workspace import Channel, User, Workspace
from bot.workspace.page import Where

SAMPLE = Path(__file__).parent / "samples" / "late-order.vtt"
OFFERED = (
    "A call to try Heartline on (invented): take “Analyse sentiment” from this message's ⋯ menu, "
    "or save the file and drop it in the conversation with Heartline."
)
GREETED = "Good morning! Heartline is in this channel now: mention it, and it answers in a thread."


def enter(workspace: Workspace, zone: str) -> Where:
    """Fills an empty workspace; where a newcomer stands: in the conversation with the bot, as Dana."""
    dana = _person(workspace, "Dana Petrova", tz=zone, is_admin=True)
    marco = _person(workspace, "Marco Ruiz", tz=zone)
    yuki = _person(workspace, "Yuki Tanaka", tz="Asia/Tokyo")
    gina = _person(workspace, "Gina Lopez", tz=zone, is_restricted=True)
    floor = workspace.add_channel("contact-centre", dana, marco, yuki, gina)
    workspace.add_channel("team-leads", dana, marco, kind="group")
    workspace.add_channel("with-acme", dana, marco, shared=True)
    _asked_already(workspace, dana, marco, floor)
    workspace.open_app(dana)
    return Where(dana, workspace.direct(dana))


def _person(workspace: Workspace, name: str, **facts: object) -> User:
    return workspace.add_user(name.split()[0].lower(), real_name=name, **facts)


def _asked_already(workspace: Workspace, dana: User, marco: User, floor: Channel) -> None:
    workspace.say(dana, floor, GREETED)
    workspace.upload(dana, floor, SAMPLE.name, SAMPLE.read_bytes(), OFFERED)
    workspace.mention(marco, floor, PROMPTS[1].message)
    workspace.say(dana, workspace.direct(dana), PROMPTS[0].message)
