"""Who and what a page can name: people, channels, and how an avatar stands for somebody."""

from __future__ import annotations

from dataclasses import dataclass

from bot.workspace.facts import Channel, User
from bot.workspace.team import Team

COLOURS = 8


@dataclass(frozen=True, slots=True)
class TeamNames:
    """Names as a page shows them; an id that nobody has is shown as it is."""

    team: Team

    def user(self, user_id: str) -> str:
        found = self.team.users.get(user_id)
        return shown_name(found) if found else user_id

    def channel(self, channel_id: str) -> str:
        found = self.team.channels.get(channel_id)
        return found.name if found else channel_id

    def people(self) -> list[User]:
        return [one for one in self.team.users.values() if not one.is_bot]

    def places(self) -> list[Channel]:
        return [one for one in self.team.channels.values() if one.kind in ("channel", "group")]

    def colour(self, user_id: str) -> int:
        """Which of the avatars' colours is theirs: as long as there are enough, nobody else's."""
        return list(self.team.users).index(user_id) % COLOURS if user_id in self.team.users else 0


def shown_name(user: User) -> str:
    """A person's own name, else the handle; the app by its name."""
    return "Heartline" if user.is_bot else user.real_name or user.name


def initials(name: str) -> str:
    words = [one for one in name.split() if one]
    return "".join(one[0] for one in words[:2]).upper() or "?"
