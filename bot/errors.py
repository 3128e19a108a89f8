"""What can go wrong in the bot.

BotError
"""


class BotError(Exception):
    """A fault of the bot's settings or surroundings; the message is one line: what, and how to mend it."""
