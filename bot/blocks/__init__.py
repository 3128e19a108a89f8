"""A Result as Block Kit: pure functions, within Slack's limits for every Result."""

from bot.blocks.answer import said
from bot.blocks.parts import Json, Said

__all__ = ["Json", "Said", "said"]
