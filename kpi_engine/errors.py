"""What can go wrong in the engine: our faults, never the asker's.

EngineError
"""


class EngineError(Exception):
    """A fault of the engine or of what it was wired to; the asker sees one polite line."""
