"""What can go wrong while hearing.

NlpError
├── TranscriptError   a transcript cannot be read: what, where, and how to mend it, in one line
└── ModelError        an emotion model cannot be loaded, or its label map is not whole
"""

from __future__ import annotations


class NlpError(Exception):
    """The base of this room's faults. The message is one line for the person who can mend it."""


class TranscriptError(NlpError):
    """A transcript that cannot be read. Nothing of its file was used."""


class ModelError(NlpError):
    """An emotion model that cannot be loaded or does not fit its row."""
