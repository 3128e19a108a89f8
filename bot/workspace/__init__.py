"""A Slack of our own on loopback: the Web API and Socket Mode, small, strict where Slack is strict.

The demo talks through it and the tests run against it; nothing in it knows the bot.
"""

from bot.workspace.facts import Channel, File, Message, User, View
from bot.workspace.workspace import Workspace

__all__ = ["Channel", "File", "Message", "User", "View", "Workspace"]
