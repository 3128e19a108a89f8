"""Transcripts of calls and chats, from the formats that people really have; see docs/transcripts.md.

bytes → refused or decoded → JSON, JSON Lines or text → one format recognises it → what was spoken → who spoke
"""

from nlp.transcripts.formats import FORMATS
from nlp.transcripts.reading import check, read, read_bytes, read_stream, read_text
from nlp.transcripts.roles import WHO_IS_THE_AGENT
from nlp.transcripts.values import Limits, RoleSettings

__all__ = [
    "FORMATS",
    "WHO_IS_THE_AGENT",
    "Limits",
    "RoleSettings",
    "check",
    "read",
    "read_bytes",
    "read_stream",
    "read_text",
]
