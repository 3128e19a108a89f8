"""response_url: a command's or an interaction's answer without a token, five times in half an hour."""

from __future__ import annotations

from bot.workspace.arguments import parsed
from bot.workspace.facts import Json, Message, Refused, ResponseUrl
from bot.workspace.limits import check_message
from bot.workspace.team import Team


def respond(team: Team, key: str, args: Json) -> str:
    """ "ok", or the code of what Slack refuses."""
    try:
        with team.changed:
            _respond(team, _used(team, key), args)
            team.touch()
    except Refused as refused:
        return refused.error
    return "ok"


def _used(team: Team, key: str) -> ResponseUrl:
    url = team.response_urls.get(key)
    if url is None or url.uses_left == 0:
        raise Refused("used_url")
    if team.clock() > url.until:
        raise Refused("expired_url")
    url.uses_left -= 1
    return url


def _respond(team: Team, url: ResponseUrl, args: Json) -> None:
    original = next((m for m in team.messages if (m.channel, m.ts) == (url.channel, url.message_ts)), None)
    if args.get("delete_original") and original:
        original.deleted = True
        team.rewrite(original, original.text)
        return
    text = str(args.get("text") or "")
    blocks = check_message(text, parsed(args.get("blocks")))
    if args.get("replace_original") and original:
        before, original.text, original.blocks = original.text, text, blocks
        team.rewrite(original, before)
        return
    only_for = None if args.get("response_type") == "in_channel" else url.user
    thread = args.get("thread_ts")
    team.add(Message(team.next_ts(), url.channel, team.bot.id, text, blocks, thread, only_for))
