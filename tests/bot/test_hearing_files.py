"""Files that people bring to the bot, on good days of Slack and on bad ones, and who gets an analysis: heard
by a real small model in a process of its own."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from bot.hearing_room import HearingRoom
from bot.workspace.limits import texts
from storage.schema import threads
from tests.bot.hearing import ANGRY, CALL, FIGURE, READING, SHORTCUT, analysis, long_call, until
from tests.bot.small_model import NAME
from tests.bot.station import Station, seen

AHT = "AHT last week by queue"


def test_a_question_does_not_wait_for_the_model_or_for_an_analysis(heard: Station) -> None:
    """The worker is killed, so that its successor loads the model anew; then it has 4,000 turns to hear."""
    room = heard.reception.room
    assert isinstance(room, HearingRoom) and room.worker_pid is not None
    os.kill(room.worker_pid, signal.SIGKILL)
    assert until(lambda: not room.ready)
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)

    def answered() -> float:
        """Asks, and gives the seconds until the answer."""
        began = time.monotonic()
        asked = heard.workspace.say(ann, direct, AHT)
        answers = heard.workspace.answers
        there = lambda: any(one.thread_ts == asked.ts for one in answers(direct, timeout=0))  # noqa: E731
        assert heard.workspace.team.wait(there, 30)
        return time.monotonic() - began

    beside_loading = answered()
    # A small model may be there before a slow machine has answered; who waits for it takes its whole load.
    assert not room.ready or beside_loading < 5, "the question waited for the model"
    brought = heard.workspace.upload(ann, direct, "long.txt", long_call(4_000))
    assert until(lambda: room.ready)
    beside_analysis = answered()
    sign = next(one for one in heard.workspace.answers(direct, timeout=0) if one.thread_ts == brought.ts)
    assert sign.text.startswith(READING), "the question waited for the analysis"
    assert heard.workspace.team.wait(lambda: not sign.text.startswith(READING), 200)
    assert FIGURE in seen(sign) and "4,000 turns in all" in seen(sign)
    sys.stdout.write(f"beside loading {beside_loading:.2f} s, beside 4,000 turns {beside_analysis:.2f} s\n")


def test_a_dropped_file_is_analysed_where_its_sign_stood(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    brought = heard.workspace.upload(ann, direct, "call.txt", CALL)
    answer = analysis(heard, direct)
    assert answer.thread_ts == brought.ts and answer.edited, (
        "the result is not in the place of the first sign"
    )
    said = seen(answer)
    for part in ("call.txt", FIGURE, "3 turns of the customer counted, of 6", NAME, "indulgent", "kept"):
        assert part in said
    kinds = [block["type"] for block in answer.blocks]
    assert "data_visualization" in kinds and "mrkdwn" not in json.dumps(answer.blocks)
    assert "mood over the contact" in answer.text


def test_it_is_told_at_once_that_a_file_is_read(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    began = time.monotonic()
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert heard.workspace.answers(direct)
    sys.stdout.write(f"first sign after {time.monotonic() - began:.2f} s\n")
    analysis(heard, direct)


def test_a_retry_and_an_edit_bring_no_second_analysis(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    brought = heard.workspace.upload(ann, direct, "call.txt", CALL)
    analysis(heard, direct)
    assert heard.workspace.deliver_again("message") is not None
    heard.workspace.edit(direct, brought, "with a comment now")
    analysis(heard, direct)


def test_a_file_with_a_mention_is_analysed_once_in_its_thread(heard: Station) -> None:
    """It arrives as a message and as a mention."""
    ann, ops = heard.people()
    mention = f"<@{heard.workspace.team.bot.id}> how was this one?"
    brought = heard.workspace.upload(ann, ops, "call.txt", CALL, mention)
    answer = analysis(heard, ops)
    assert answer.thread_ts == brought.ts and FIGURE in seen(answer)


def test_a_file_in_a_channel_is_nobodys_without_a_mention(heard: Station) -> None:
    ann, ops = heard.people()
    heard.workspace.upload(ann, ops, "call.txt", CALL, "for the record")
    heard.workspace.settle(0.4)
    assert heard.workspace.answers(ops, timeout=0) == []


def test_two_files_in_one_message_are_two_analyses(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    files = [heard.workspace.file(ann, name, CALL) for name in ("one.txt", "two.txt")]
    brought = heard.workspace.share(ann, direct, files)
    analysis(heard, direct, count=2)
    found = heard.workspace.answers(direct, count=2)
    assert [one.thread_ts for one in found] == [brought.ts] * 2
    assert all(f"{name}:" in one.text for name, one in zip(("one.txt", "two.txt"), found, strict=True))


def test_many_transcripts_in_one_file_are_one_table(heard: Station) -> None:
    ann, _ = heard.people()
    turns = [
        {"speaker": who, "text": text}
        for who, text in (("customer", ANGRY), ("agent", "hi"), ("customer", "thanks"))
    ]
    lines = [json.dumps({"contact_id": f"c{number}", "turns": turns}) for number in range(150)]
    direct = heard.workspace.direct(ann)
    heard.workspace.upload(ann, direct, "calls.jsonl", "\n".join(lines).encode())
    answer = analysis(heard, direct)
    assert "150 transcripts, 150 scored" in seen(answer)
    (table,) = (block for block in answer.blocks if block["type"] == "table")
    assert 90 <= len(table["rows"]) <= 100


def test_a_picture_beside_a_question_leaves_it_a_question(heard: Station) -> None:
    ann, ops = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.upload(ann, direct, "graph.png", b"\x89PNG", AHT)
    assert "4m 12s" in seen(analysis(heard, direct))
    mention = f"<@{heard.workspace.team.bot.id}> {AHT}"
    heard.workspace.upload(ann, ops, "graph.png", b"\x89PNG", mention)
    assert "4m 12s" in seen(analysis(heard, ops))


OTHERS: list[tuple[str, bytes, dict[str, Any], str]] = [
    ("graph.png", b"\x89PNG", {}, "picture"),
    ("call.mp3", b"ID3", {}, "transcribe it first"),
    ("notes", b"x", {"mode": "quip", "filetype": "quip"}, "document of Slack"),
    ("old", b"x", {"mode": "tombstone"}, "not there any more"),
    ("doc", b"x", {"is_external": True, "mode": "external"}, "outside Slack"),
    ("big.txt", b"x", {"size": 26_000_000}, "larger than 25 MB"),
    ("page.html", b"<html>", {}, "web page"),
    ("noise.bin", bytes(range(256)) * 9, {}, "I cannot read this"),
]


@pytest.mark.parametrize(("name", "content", "more", "said"), OTHERS, ids=[one[0] for one in OTHERS])
def test_what_is_no_transcript_is_said_so(
    heard: Station, name: str, content: bytes, more: dict[str, Any], said: str
) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.upload(ann, direct, name, content, **more)
    assert said in analysis(heard, direct).text


def test_a_file_that_slack_does_not_describe_in_the_message_is_asked_for(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.upload(ann, direct, "call.txt", CALL, file_access="check_file_info")
    assert FIGURE in seen(analysis(heard, direct))


def test_a_mail_that_was_forwarded_is_heard_by_its_words(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    mail = {"mode": "email", "filetype": "email", "plain_text": f"Hello. {ANGRY}. This is not good."}
    heard.workspace.upload(ann, direct, "Complaint", b"<html>mail</html>", **mail)
    assert "too little for a figure" in seen(analysis(heard, direct))


def test_a_login_page_is_not_taken_for_the_file(heard: Station) -> None:
    """Status 200, as Slack answers a token that may not read the file."""
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.fail("files", "login")
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert "web page instead of call.txt" in analysis(heard, direct).text


def test_an_app_that_was_installed_before_it_read_files_says_so(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.fail("files.info", "missing_scope")
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert "files:read" in analysis(heard, direct).text


def test_a_file_that_the_bot_was_not_given_is_said_so(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.fail("files.info", "file_not_found")
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert "does not let me see" in analysis(heard, direct).text


def test_a_redirect_is_not_followed_with_the_token(heard: Station) -> None:
    asked: list[str | None] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization"))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.fail("files", f"http://127.0.0.1:{server.server_port}/", status=302)
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert "it answered 302" in analysis(heard, direct).text
    server.shutdown()
    assert asked == []


def test_a_file_that_slack_lost_for_a_moment_is_fetched_again(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.fail("files", "", status=503)
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert FIGURE in seen(analysis(heard, direct))
    heard.workspace.fail("files", "", status=404)
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert "it answered 404" in analysis(heard, direct, count=2).text


def test_more_bytes_than_were_announced_are_not_taken(
    heard: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.fetching.MAX_BYTES", 200)
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.upload(ann, direct, "call.txt", CALL, size=10)
    assert "larger than" in analysis(heard, direct).text


def test_an_analysis_is_not_lost_where_its_sign_was_deleted(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.fail("chat.update", "message_not_found")
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    assert FIGURE in seen(analysis(heard, direct, count=2))


@pytest.mark.parametrize(
    "facts", [{"is_restricted": True}, {"team_id": "T0OTHER"}], ids=["guest", "stranger"]
)
def test_guests_get_none(heard: Station, facts: dict[str, Any]) -> None:
    guest = heard.workspace.add_user("guest", **facts)
    direct = heard.workspace.direct(guest)
    message = heard.workspace.upload(guest, direct, "call.txt", CALL)
    assert "guests" in analysis(heard, direct).text
    heard.workspace.command(guest, direct, "/sentiment", ANGRY)
    assert "guests" in analysis(heard, direct, guest, count=2).text
    heard.workspace.message_shortcut(guest, message, SHORTCUT)
    heard.workspace.settle(0.3)
    view = heard.workspace.top_view(guest)
    assert view is not None and "guests" in "".join(texts(view.body["blocks"]))
    assert not any(FIGURE in seen(one) for one in heard.workspace.answers(direct, guest, timeout=0))


def test_shared_channels_get_none(heard: Station) -> None:
    ann, ops = heard.people(shared=True)
    heard.workspace.upload(ann, ops, "call.txt", CALL, f"<@{heard.workspace.team.bot.id}>")
    assert "shared" in analysis(heard, ops, ann).text
    assert heard.workspace.answers(ops, timeout=0) == []


def test_nothing_of_it_is_kept_or_logged(heard: Station, caplog: pytest.LogCaptureFixture) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    secret = CALL.replace(b"three weeks now", b"my card 4111 1111 1111 1111 was charged, zebra")
    with caplog.at_level(logging.DEBUG):
        heard.workspace.upload(ann, direct, "call.txt", secret)
        answer = analysis(heard, direct)
    assert "4111" not in seen(answer)
    assert "zebra" not in "".join(one.getMessage() for one in caplog.records if one.name.startswith("bot"))
    with heard.reception.memory.engine.connect() as connection:
        assert direct.id not in [row.channel for row in connection.execute(select(threads.c.channel))]


def test_how_it_was_worked_out_is_told_to_whoever_asks(heard: Station) -> None:
    ann, _ = heard.people()
    direct = heard.workspace.direct(ann)
    heard.workspace.upload(ann, direct, "call.txt", CALL)
    answer = analysis(heard, direct)
    heard.workspace.press(ann, answer, "nev_how")
    said = seen(heard.workspace.answers(direct, ann, count=2)[-1])
    assert "100 × the mean" in said and NAME in said and "not comparable" in said
