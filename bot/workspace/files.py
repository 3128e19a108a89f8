"""files.*: the external-upload flow, and what a file is."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterable
from typing import cast

from bot.workspace.arguments import parsed
from bot.workspace.chat import writable
from bot.workspace.downloads import mimetype, seen
from bot.workspace.facts import File, Json, Message, Refused
from bot.workspace.limits import check_message
from bot.workspace.team import Team

MAX_FILE = 1_073_741_824


def upload_url(team: Team, args: Json) -> Json:
    """Where to POST or PUT the bytes; the file is not seen by anybody before its upload is completed."""
    name, said = str(args.get("filename") or ""), str(args.get("length") or "")
    if not name or not said.isdigit() or int(said) == 0:
        raise Refused("invalid_arguments")
    if int(said) > MAX_FILE:
        raise Refused("file_upload_size_restricted")
    file = announced(team, team.bot.id, name, int(said))
    file.alt_text = str(args.get("alt_txt") or "")
    return {"upload_url": f"http://{team.address}/upload/{file.id}", "file_id": file.id}


def announced(team: Team, user: str, name: str, length: int) -> File:
    file = File(team.next_id("F"), name, name, user, length, int(team.clock()))
    team.files[file.id] = file
    return file


def complete_upload(team: Team, args: Json) -> Json:
    """Shares the files where a channel is named; nothing is completed where that is refused."""
    entries = parsed(args.get("files"))
    if not isinstance(entries, list) or not entries:
        raise Refused("invalid_arguments")
    named = [(_waiting(team, one), one) for one in cast(list[Json], entries)]
    places = str(args.get("channel_id") or args.get("channels") or "")
    channels = [writable(team, {"channel": one}) for one in places.split(",") if one]
    if any(team.bot.id not in channel.members for channel in channels):
        raise Refused("not_in_channel")
    blocks = check_message(" ", parsed(args.get("blocks")))
    files = [_completed(team, file, one) for file, one in named]
    thread = str(args["thread_ts"]) if args.get("thread_ts") else None
    for channel in channels:
        message = Message(team.next_ts(), channel.id, team.bot.id, str(args.get("initial_comment") or ""))
        message.blocks, message.thread_ts = blocks, thread
        shared(team, message, files)
    return {"files": [described(team, file) for file in files]}


def shared(team: Team, message: Message, files: Iterable[File]) -> Message:
    """The message that carries the files into its channel."""
    message.subtype = "file_share"
    for file in files:
        message.files.append(file.id)
        file.channels.add(message.channel)
    return team.add(message)


def _waiting(team: Team, entry: Json) -> File:
    file = team.files.get(str(entry.get("id")))
    if file is None or file.user != team.bot.id or file.content is None or file.complete:
        raise Refused("file_not_found")
    return file


def _completed(team: Team, file: File, entry: Json) -> File:
    file.title = str(entry.get("title") or file.name)
    file.complete = True
    file.ready_at = team.clock() + team.scan_seconds
    return file


def info(team: Team, args: Json) -> Json:
    file = team.files.get(str(args.get("file", "")))
    if file is None or not file.complete or not seen(team, file):
        raise Refused("file_not_found")
    return {"file": described(team, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def described(team: Team, file: File) -> Json:
    """A file as Slack gives it to apps; `url_private` wants the bot's token."""
    url = f"http://{team.address}/files/{file.id}/{urllib.parse.quote(file.name, safe='')}"
    ready = team.clock() >= file.ready_at
    kinds = {"channels": ("channel",), "groups": ("group", "mpim"), "ims": ("im",)}
    places = {
        name: sorted(one for one in file.channels if team.channels[one].kind in kind)
        for name, kind in kinds.items()
    }
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "created": file.created,
        "timestamp": file.created,
        "mimetype": mimetype(file) if ready else "",
        "filetype": _filetype(file) if ready else "",
        "size": file.length,
        "user": file.user,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(places["channels"]),
        "file_access": "visible",
        "alt_txt": file.alt_text,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        **places,
        **file.more,
    }


def _filetype(file: File) -> str:
    return file.name.rpartition(".")[2].lower() if "." in file.name else "binary"


def told(team: Team, file: File) -> Json:
    """A file in a message; of one that Slack Connect keeps from being shown there, the id alone."""
    whole = described(team, file)
    kept = ("id", "created", "timestamp", "user", "file_access")
    return {key: whole[key] for key in kept} if whole["file_access"] == "check_file_info" else whole
