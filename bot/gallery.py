"""Pictures into Slack, to be named by a message's blocks: uploaded, and waited for until they can be shown.

Where Slack does not take one, or not in time, there is none, and whoever asked shows the figures otherwise.
Only the app sees the file before a message with it is posted.
"""

# slack_sdk is typed in part only.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.pictures import Picture

# Slack looks through a file before it lets a message show it; mostly that takes a second or two.
PATIENCE_SECONDS = 15.0
LOOK_SECONDS = 0.5
# Many channels may be shown the same picture.
MOST = 256
FAULTS = (SlackApiError, SlackRequestError, OSError, HTTPException, ValueError)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Gallery:
    """Safe to use from several threads; two that bring the same picture at once may both upload it."""

    client: WebClient
    patience: float = PATIENCE_SECONDS
    _there: OrderedDict[bytes, str] = field(default_factory=OrderedDict[bytes, str])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, picture: Picture) -> str | None:
        """The file's id, None where that failed."""
        key = hashlib.sha256(picture.png + picture.alt.encode()).digest()
        with self._lock:
            if key in self._there:
                return self._there[key]
        try:
            made = self._uploaded(picture)
        except FAULTS as error:
            log.warning("a picture could not be uploaded: %s", _word(error))
            return None
        if made is not None:
            with self._lock:
                self._there[key] = made
                if len(self._there) > MOST:
                    self._there.popitem(last=False)
        return made

    def _uploaded(self, picture: Picture) -> str | None:
        answer = self.client.files_upload_v2(
            filename=picture.name, title=picture.name, content=picture.png, alt_txt=picture.alt
        )
        file = str(cast("list[dict[str, Any]]", answer["files"])[0]["id"])
        until = time.monotonic() + self.patience
        while not self._ready(file):
            if time.monotonic() > until:
                log.warning("a picture was not ready after %s s", self.patience)
                return None
            time.sleep(LOOK_SECONDS)
        return file

    def _ready(self, file: str) -> bool:
        """Slack has no word for it; a file has its type once it has been looked through."""
        facts = cast("dict[str, Any]", self.client.files_info(file=file)["file"])
        return bool(facts.get("mimetype"))


def _word(error: Exception) -> str:
    return str(error.response["error"]) if isinstance(error, SlackApiError) else type(error).__name__
