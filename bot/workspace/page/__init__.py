"""The workspace in a browser: a page that looks and works like Slack, drawn here and served on loopback."""

from bot.workspace.page.door import Page, open_page
from bot.workspace.page.scene import Where

__all__ = ["Page", "Where", "open_page"]
