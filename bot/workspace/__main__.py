"""`python -m bot.workspace`: the methods that the workspace speaks, with their scopes."""

import sys

from bot.workspace.methods import METHODS

if __name__ == "__main__":
    lines = (f"{one.name:42}{' or '.join(one.scopes) or 'a token'}" for one in METHODS)
    sys.stdout.write("\n".join(lines) + "\n")
