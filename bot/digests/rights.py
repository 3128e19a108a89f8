"""Who may see and change which digest or alert."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class Owned(Protocol):
    @property
    def creator(self) -> str: ...

    @property
    def channel(self) -> str: ...


def may_change(one: Owned, user: str, admins: Collection[str]) -> bool:
    """The creator, and the admins that the settings name."""
    return user == one.creator or user in admins


def may_see(one: Owned, user: str, admins: Collection[str], channel: str | None = None) -> bool:
    """Whoever may change it; in its own channel everybody, for everybody sees its posts there."""
    return may_change(one, user, admins) or one.channel == channel
