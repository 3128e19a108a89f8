"""The formats that are read. To add one: a module with a `FORMAT`, a line here, a sample in the tests."""

from __future__ import annotations

from nlp.transcripts.formats import (
    abcd,
    assemblyai,
    call_analytics,
    contact_lens,
    contact_lens_chat,
    deepgram,
    genesys,
    harper_valley,
    interchange,
    plain,
    post_call,
    slack_export,
    srt,
    star,
    thread,
    twilio,
    webvtt,
    whisperx,
)
from nlp.transcripts.values import JsonFormat, TextFormat

FORMATS: tuple[JsonFormat | TextFormat, ...] = (
    interchange.FORMAT,
    contact_lens.FORMAT,
    contact_lens_chat.FORMAT,
    call_analytics.FORMAT,
    post_call.FORMAT,
    genesys.FORMAT,
    twilio.FORMAT,
    deepgram.FORMAT,
    assemblyai.FORMAT,
    whisperx.FORMAT,
    slack_export.FORMAT,
    webvtt.FORMAT,
    srt.FORMAT,
    thread.FORMAT,
    plain.FORMAT,
    harper_valley.FORMAT,
    abcd.FORMAT,
    star.FORMAT,
)
JSON_FORMATS = tuple(one for one in FORMATS if isinstance(one, JsonFormat))
TEXT_FORMATS = tuple(one for one in FORMATS if isinstance(one, TextFormat))
