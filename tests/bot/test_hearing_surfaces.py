"""What people bring to the bot and how it comes back: files, pasted text, messages and threads, through the
real Bolt app and a real small model in a process of its own."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.hearing_room import HearingRoom
from bot.workspace import Message, User
from bot.workspace.limits import texts
from storage.schema import threads
from tests.bot.hearing import ANGRY, CALL, FIGURE, READING, analysis, long_call
from tests.bot.scripted import Scripted
from tests.bot.small_model import NAME, small_model
from tests.bot.station import Station, open_station, seen

AHT = "AHT last week by queue"
SHORTCUT = "analyse_message"


@pytest.fixture(scope="module")
def hearing(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """A station with a room; whoever comes while it still loads waits, so no test needs to."""
    folder = tmp_path_factory.mktemp("hearing")
    (folder / "store.db").write_bytes(empty_sqlite.read_bytes())
    room = HearingRoom(str(small_model(folder / "model")))
    room.open()
    with open_station(Scripted(), f"sqlite:///{folder / 'store.db'}", "socket", room) as station:
        yield station
        room.close()


@pytest.fixture
def station(hearing: Station) -> Iterator[Station]:
    yield hearing
    hearing.workspace.settle(quiet=0.05)


# Files


def test_a_question_does_not_wait_for_the_model_or_for_an_analysis(station: Station) -> None:
    """The first test of the module: the model is still loading when the question comes."""
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    brought = station.workspace.upload(ann, direct, "long.txt", long_call(10_000))
    began = time.monotonic()
    asked = station.workspace.say(ann, direct, AHT)
    answers = station.workspace.team.wait(
        lambda: any(one.thread_ts == asked.ts for one in station.workspace.answers(direct, timeout=0)), 20
    )
    took = time.monotonic() - began
    first = next(one for one in station.workspace.answers(direct, timeout=0) if one.thread_ts == brought.ts)
    assert answers and first.text.startswith(READING), (
        "the analysis was done before the question was answered"
    )
    assert station.workspace.team.wait(lambda: not first.text.startswith(READING), 120)
    assert FIGURE in seen(first) and "10,000 turns in all" in seen(first)
    sys.stdout.write(f"a question beside loading and a 10,000-turn analysis: {took:.2f} s\n")


def test_a_dropped_file_is_analysed_where_its_sign_stood(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    brought = station.workspace.upload(ann, direct, "call.txt", CALL)
    answer = analysis(station, direct)
    assert answer.thread_ts == brought.ts and answer.edited, (
        "the result is not in the place of the first sign"
    )
    said = seen(answer)
    for part in ("call.txt", FIGURE, "3 turns of the customer counted, of 6", NAME, "indulgent", "kept"):
        assert part in said
    kinds = [block["type"] for block in answer.blocks]
    assert "data_visualization" in kinds and "mrkdwn" not in json.dumps(answer.blocks)
    assert "mood over the contact" in answer.text


def test_it_is_told_at_once_that_a_file_is_read(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    began = time.monotonic()
    station.workspace.upload(ann, direct, "call.txt", CALL)
    assert station.workspace.answers(direct)
    sys.stdout.write(f"first sign after {time.monotonic() - began:.2f} s\n")
    analysis(station, direct)


def test_a_retry_and_an_edit_bring_no_second_analysis(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    brought = station.workspace.upload(ann, direct, "call.txt", CALL)
    analysis(station, direct)
    assert station.workspace.deliver_again("message") is not None
    station.workspace.edit(direct, brought, "with a comment now")
    analysis(station, direct)


def test_a_file_with_a_mention_is_analysed_once_in_its_thread(station: Station) -> None:
    """It arrives as a message and as a mention."""
    ann, ops = station.people()
    mention = f"<@{station.workspace.team.bot.id}> how was this one?"
    brought = station.workspace.upload(ann, ops, "call.txt", CALL, mention)
    answer = analysis(station, ops)
    assert answer.thread_ts == brought.ts and FIGURE in seen(answer)


def test_a_file_in_a_channel_is_nobodys_without_a_mention(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.upload(ann, ops, "call.txt", CALL, "for the record")
    station.workspace.settle(0.4)
    assert station.workspace.answers(ops, timeout=0) == []


def test_two_files_in_one_message_are_two_analyses(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    files = [station.workspace.file(ann, name, CALL) for name in ("one.txt", "two.txt")]
    brought = station.workspace.share(ann, direct, files)
    analysis(station, direct, count=2)
    found = station.workspace.answers(direct, count=2)
    assert [one.thread_ts for one in found] == [brought.ts] * 2
    assert all(f"{name}:" in one.text for name, one in zip(("one.txt", "two.txt"), found, strict=True))


def test_many_transcripts_in_one_file_are_one_table(station: Station) -> None:
    ann, _ = station.people()
    turns = [
        {"speaker": who, "text": text}
        for who, text in (("customer", ANGRY), ("agent", "hi"), ("customer", "thanks"))
    ]
    lines = [json.dumps({"contact_id": f"c{number}", "turns": turns}) for number in range(150)]
    direct = station.workspace.direct(ann)
    station.workspace.upload(ann, direct, "calls.jsonl", "\n".join(lines).encode())
    answer = analysis(station, direct)
    assert "150 transcripts, 150 scored" in seen(answer)
    (table,) = (block for block in answer.blocks if block["type"] == "table")
    assert 90 <= len(table["rows"]) <= 100


def test_a_picture_beside_a_question_leaves_it_a_question(station: Station) -> None:
    ann, ops = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.upload(ann, direct, "graph.png", b"\x89PNG", AHT)
    assert "4m 12s" in seen(analysis(station, direct))
    mention = f"<@{station.workspace.team.bot.id}> {AHT}"
    station.workspace.upload(ann, ops, "graph.png", b"\x89PNG", mention)
    assert "4m 12s" in seen(analysis(station, ops))


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
    station: Station, name: str, content: bytes, more: dict[str, Any], said: str
) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.upload(ann, direct, name, content, **more)
    assert said in analysis(station, direct).text


def test_a_file_that_slack_does_not_describe_in_the_message_is_asked_for(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.upload(ann, direct, "call.txt", CALL, file_access="check_file_info")
    assert FIGURE in seen(analysis(station, direct))


def test_a_mail_that_was_forwarded_is_heard_by_its_words(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    mail = {"mode": "email", "filetype": "email", "plain_text": f"Hello. {ANGRY}. This is not good."}
    station.workspace.upload(ann, direct, "Complaint", b"<html>mail</html>", **mail)
    assert "too little for a figure" in seen(analysis(station, direct))


# A bad day at Slack


def test_a_login_page_is_not_taken_for_the_file(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    scopes, station.workspace.team.scopes = station.workspace.team.scopes, frozenset[str]()
    station.workspace.team.scopes = (scopes or frozenset()) - {"files:read"}
    try:
        station.workspace.upload(ann, direct, "call.txt", CALL)
        assert station.workspace.answers(direct)
        station.workspace.settle(0.3)
    finally:
        station.workspace.team.scopes = scopes
    assert FIGURE not in seen(station.workspace.answers(direct)[-1])


def test_a_redirect_is_not_followed_with_the_token(station: Station) -> None:
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
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.fail("files", f"http://127.0.0.1:{server.server_port}/", status=302)
    station.workspace.upload(ann, direct, "call.txt", CALL)
    assert "it answered 302" in analysis(station, direct).text
    server.shutdown()
    assert asked == []


def test_a_file_that_slack_lost_for_a_moment_is_fetched_again(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.fail("files", "", status=503)
    station.workspace.upload(ann, direct, "call.txt", CALL)
    assert FIGURE in seen(analysis(station, direct))
    station.workspace.fail("files", "", status=404)
    station.workspace.upload(ann, direct, "call.txt", CALL)
    assert "it answered 404" in analysis(station, direct, count=2).text


def test_more_bytes_than_were_announced_are_not_taken(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.fetching.MAX_BYTES", 300)
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.upload(ann, direct, "call.txt", CALL, size=10)
    assert "larger than" in analysis(station, direct).text


def test_an_analysis_is_not_lost_where_its_sign_was_deleted(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.fail("chat.update", "message_not_found")
    station.workspace.upload(ann, direct, "call.txt", CALL)
    assert FIGURE in seen(analysis(station, direct, count=2))


# Who sees it, and what is left of it


@pytest.mark.parametrize(
    "facts", [{"is_restricted": True}, {"team_id": "T0OTHER"}], ids=["guest", "stranger"]
)
def test_guests_get_none(station: Station, facts: dict[str, Any]) -> None:
    guest = station.workspace.add_user("guest", **facts)
    direct = station.workspace.direct(guest)
    message = station.workspace.upload(guest, direct, "call.txt", CALL)
    assert "guests" in analysis(station, direct).text
    station.workspace.command(guest, direct, "/sentiment", ANGRY)
    assert "guests" in analysis(station, direct, guest, count=2).text
    station.workspace.message_shortcut(guest, message, SHORTCUT)
    station.workspace.settle(0.3)
    view = station.workspace.top_view(guest)
    assert view is not None and "guests" in "".join(texts(view.body["blocks"]))
    assert not any(FIGURE in seen(one) for one in station.workspace.answers(direct, guest, timeout=0))


def test_shared_channels_get_none(station: Station) -> None:
    ann, ops = station.people(shared=True)
    station.workspace.upload(ann, ops, "call.txt", CALL, f"<@{station.workspace.team.bot.id}>")
    assert "shared" in analysis(station, ops, ann).text
    assert station.workspace.answers(ops, timeout=0) == []


def test_nothing_of_it_is_kept_or_logged(station: Station, caplog: pytest.LogCaptureFixture) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    secret = CALL.replace(b"three weeks now", b"my card 4111 1111 1111 1111 was charged, zebra")
    with caplog.at_level(logging.DEBUG):
        station.workspace.upload(ann, direct, "call.txt", secret)
        answer = analysis(station, direct)
    assert "4111" not in seen(answer)
    assert "zebra" not in "".join(one.getMessage() for one in caplog.records if one.name.startswith("bot"))
    with station.reception.memory.engine.connect() as connection:
        assert direct.id not in [row.channel for row in connection.execute(select(threads.c.channel))]


def test_how_it_was_worked_out_is_told_to_whoever_asks(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.upload(ann, direct, "call.txt", CALL)
    answer = analysis(station, direct)
    station.workspace.press(ann, answer, "nev_how")
    said = seen(station.workspace.answers(direct, ann, count=2)[-1])
    assert "100 × the mean" in said and NAME in said and "not comparable" in said


# /sentiment


def test_sentiment_with_text_answers_the_asker_alone(station: Station) -> None:
    ann, ops = station.people()
    bob = station.workspace.add_user("bob")
    ack = station.workspace.command(ann, ops, "/sentiment", CALL.decode())
    assert ack is not None and ack.seconds < 1.5
    assert FIGURE in seen(analysis(station, ops, ann, count=2))
    assert station.workspace.answers(ops, bob, timeout=0) == []


def test_words_without_speakers_are_one_customers(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.command(ann, ops, "/sentiment", ANGRY)
    said = seen(analysis(station, ops, ann, count=2))
    assert "too little for a figure" in said and "something negative" in said


def _form(station: Station, user: User) -> Any:
    assert station.workspace.team.wait(lambda: station.workspace.top_view(user) is not None, 10)
    return station.workspace.top_view(user)


def test_sentiment_alone_opens_a_form(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.command(ann, ops, "/sentiment")
    view = _form(station, ann)
    station.workspace.submit(ann, view, {"sentiment": "   "})
    assert "nothing" in str(view.errors) and view.is_open
    station.workspace.submit(ann, view, {"sentiment": CALL.decode()})
    assert not view.is_open
    assert FIGURE in seen(analysis(station, ops, ann, count=2))


def test_a_form_that_slack_no_longer_opens_is_said_so(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.fail("views.open", "expired_trigger_id")
    station.workspace.command(ann, ops, "/sentiment")
    assert "/sentiment" in analysis(station, ops, ann).text


# The message shortcut


def _thread(station: Station) -> tuple[User, User, Message]:
    """A customer's thread with two of us in it."""
    ann, ops = station.people()
    carl = station.workspace.add_user(f"carl-{ops.id}", real_name="Carl Customer")
    ops.members.add(carl.id)
    first = station.workspace.say(carl, ops, f"Hello, {ANGRY}!")
    station.workspace.say(ann, ops, "I am sorry, let me look", first.ts)
    station.workspace.say(carl, ops, "great, thanks &amp; bye", first.ts)
    return ann, carl, first


def test_the_shortcut_hears_a_message(station: Station) -> None:
    ann, ops = station.people()
    message = station.workspace.say(ann, ops, f"{ANGRY} <https://example.com|here>")
    ack = station.workspace.message_shortcut(ann, message, SHORTCUT)
    assert ack is not None
    answer = analysis(station, station.workspace.direct(ann))
    assert "too little for a figure" in seen(answer)
    view = station.workspace.top_view(ann)
    assert view is not None and "direct message" in "".join(texts(view.body["blocks"]))
    assert station.workspace.answers(ops, ann, timeout=0) == []


def test_the_shortcut_asks_who_is_the_customer_of_a_thread(station: Station) -> None:
    ann, carl, first = _thread(station)
    station.workspace.message_shortcut(ann, first, SHORTCUT)
    station.workspace.team.wait(lambda: "submit" in _form(station, ann).body, 10)
    view = _form(station, ann)
    assert "Carl Customer" in json.dumps(view.body) and "3 messages" in json.dumps(view.body)
    station.workspace.submit(ann, view, {"what": "thread", "who": carl.id})
    answer = analysis(station, station.workspace.direct(ann))
    said = seen(answer)
    assert "2 turns of the customer counted, of 3" in said and "speakers as they were set" in said
    assert "&amp;" not in "".join(texts(answer.blocks))


def test_a_thread_whose_form_does_not_open_is_heard_as_far_as_it_can_be_told(station: Station) -> None:
    ann, _, first = _thread(station)
    station.workspace.fail("views.open", "expired_trigger_id")
    station.workspace.message_shortcut(ann, first, SHORTCUT)
    said = seen(analysis(station, station.workspace.direct(ann)))
    assert "2 turns of the customer counted, of 3" in said and "inferred" in said


def test_the_shortcut_hears_the_file_of_a_message(station: Station) -> None:
    ann, ops = station.people()
    message = station.workspace.upload(ann, ops, "call.txt", CALL)
    station.workspace.message_shortcut(ann, message, SHORTCUT)
    assert FIGURE in seen(analysis(station, station.workspace.direct(ann)))
    assert station.workspace.answers(ops, timeout=0) == []


def test_a_thread_that_the_bot_may_not_read_is_heard_by_the_message_alone(station: Station) -> None:
    ann, _, first = _thread(station)
    station.workspace.fail("conversations.replies", "not_in_channel")
    station.workspace.message_shortcut(ann, first, SHORTCUT)
    assert "too little for a figure" in seen(analysis(station, station.workspace.direct(ann)))
    view = station.workspace.top_view(ann)
    assert view is not None and "/invite" in "".join(texts(view.body["blocks"]))


def test_without_a_room_the_bot_says_that_it_does_not_hear(station: Station) -> None:
    deaf = replace(station.reception, room=None)
    from bot.analysing import analyse
    from bot.blocks.parts import Said
    from bot.hearing_values import Work

    said: list[str] = []

    class Ear:
        def meanwhile(self, line: str) -> None:
            said.append(line)

        def end(self, message: Said) -> None:
            said.append(message.text)

    analyse(deaf, Ear(), "call.txt", lambda: Work("call.txt", CALL))
    assert "no emotion model" in said[-1]
