"""`/sentiment` and the message shortcut: heard for the asker alone, by a real small model in a process of its
own."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.analysing import analyse
from bot.blocks.parts import Said
from bot.hearing_values import Work
from bot.slack_thread import MOST_MESSAGES
from bot.workspace import Message, User, View
from bot.workspace.limits import texts
from tests.bot.hearing import ANGRY, CALL, FIGURE, SHORTCUT, analysis
from tests.bot.station import Station, seen
from tests.bot.test_nothing_dropped import half_an_hour_passes


def test_sentiment_with_text_answers_the_asker_alone(heard: Station) -> None:
    ann, ops = heard.people()
    bob = heard.workspace.add_user("bob")
    ack = heard.workspace.command(ann, ops, "/sentiment", CALL.decode())
    assert ack is not None and ack.seconds < 1.5
    assert FIGURE in seen(analysis(heard, ops, ann, count=2))
    assert heard.workspace.answers(ops, bob, timeout=0) == []


def test_words_without_speakers_are_one_customers(heard: Station) -> None:
    ann, ops = heard.people()
    heard.workspace.command(ann, ops, "/sentiment", ANGRY)
    said = seen(analysis(heard, ops, ann, count=2))
    assert "too little for a figure" in said and "something negative" in said


def _form(heard: Station, user: User) -> View:
    assert heard.workspace.team.wait(lambda: heard.workspace.top_view(user) is not None, 20)
    view = heard.workspace.top_view(user)
    assert view is not None
    return view


def test_sentiment_alone_opens_a_form(heard: Station) -> None:
    ann, ops = heard.people()
    heard.workspace.command(ann, ops, "/sentiment")
    view = _form(heard, ann)
    heard.workspace.submit(ann, view, {"sentiment": "   "})
    assert "nothing" in str(view.errors) and view.is_open
    heard.workspace.submit(ann, view, {"sentiment": CALL.decode()})
    assert not view.is_open
    assert FIGURE in seen(analysis(heard, ops, ann, count=2))


def test_what_was_pasted_into_a_form_that_was_open_for_long_is_heard(heard: Station) -> None:
    ann, ops = heard.people()
    heard.workspace.command(ann, ops, "/sentiment")
    view = _form(heard, ann)
    half_an_hour_passes(heard, ann)
    heard.workspace.submit(ann, view, {"sentiment": CALL.decode()})
    answer = analysis(heard, ops, ann, count=2)
    assert FIGURE in seen(answer) and answer.only_for == ann.id


def test_an_analysis_goes_to_who_brought_it_where_the_channel_takes_nothing(heard: Station) -> None:
    ann, ops = heard.people()
    heard.workspace.fail("chat.postMessage", "restricted_action")
    heard.workspace.upload(ann, ops, "call.txt", CALL, f"<@{heard.workspace.team.bot.id}>")
    assert FIGURE in seen(analysis(heard, heard.workspace.direct(ann)))
    assert heard.workspace.answers(ops, ann, timeout=0) == []


def test_a_form_that_slack_no_longer_opens_is_said_so(heard: Station) -> None:
    ann, ops = heard.people()
    heard.workspace.fail("views.open", "expired_trigger_id")
    heard.workspace.command(ann, ops, "/sentiment")
    assert "/sentiment" in analysis(heard, ops, ann).text


def _thread(heard: Station) -> tuple[User, User, Message]:
    """A customer's thread with two of us in it."""
    ann, ops = heard.people()
    carl = heard.workspace.add_user(f"carl-{ops.id}", real_name="Carl Customer")
    ops.members.add(carl.id)
    first = heard.workspace.say(carl, ops, f"Hello, {ANGRY}!")
    heard.workspace.say(ann, ops, "I am sorry, let me look", first.ts)
    heard.workspace.say(carl, ops, "great, thanks &amp; bye", first.ts)
    return ann, carl, first


def test_the_shortcut_hears_a_message(heard: Station) -> None:
    ann, ops = heard.people()
    message = heard.workspace.say(ann, ops, f"{ANGRY} <https://example.com|here>")
    ack = heard.workspace.message_shortcut(ann, message, SHORTCUT)
    assert ack is not None
    answer = analysis(heard, heard.workspace.direct(ann))
    assert "too little for a figure" in seen(answer)
    view = heard.workspace.top_view(ann)
    assert view is not None and "direct message" in "".join(texts(view.body["blocks"]))
    assert heard.workspace.answers(ops, ann, timeout=0) == []


def test_the_shortcut_asks_who_is_the_customer_of_a_thread(heard: Station) -> None:
    ann, carl, first = _thread(heard)
    heard.workspace.message_shortcut(ann, first, SHORTCUT)
    heard.workspace.team.wait(lambda: "submit" in _form(heard, ann).body, 10)
    view = _form(heard, ann)
    assert "Carl Customer" in json.dumps(view.body) and "3 messages" in json.dumps(view.body)
    heard.workspace.submit(ann, view, {"what": "thread", "who": carl.id})
    answer = analysis(heard, heard.workspace.direct(ann))
    said = seen(answer)
    assert "2 turns of the customer counted, of 3" in said and "speakers as they were set" in said
    assert "&amp;" not in "".join(texts(answer.blocks))


def test_a_thread_whose_form_does_not_open_is_heard_as_far_as_it_can_be_told(heard: Station) -> None:
    ann, _, first = _thread(heard)
    heard.workspace.fail("views.open", "expired_trigger_id")
    heard.workspace.message_shortcut(ann, first, SHORTCUT)
    said = seen(analysis(heard, heard.workspace.direct(ann)))
    assert "2 turns of the customer counted, of 3" in said and "inferred" in said


def test_the_shortcut_hears_the_file_of_a_message(heard: Station) -> None:
    ann, ops = heard.people()
    message = heard.workspace.upload(ann, ops, "call.txt", CALL)
    heard.workspace.message_shortcut(ann, message, SHORTCUT)
    assert FIGURE in seen(analysis(heard, heard.workspace.direct(ann)))
    assert heard.workspace.answers(ops, timeout=0) == []


def test_the_shortcut_says_which_files_it_does_not_read(heard: Station) -> None:
    ann, ops = heard.people()
    files = [heard.workspace.file(ann, f"call{number}.txt", CALL) for number in range(7)]
    heard.workspace.message_shortcut(ann, heard.workspace.share(ann, ops, files), SHORTCUT)
    direct = heard.workspace.direct(ann)
    assert "first 5 files" in analysis(heard, direct, count=6).text
    assert heard.workspace.answers(ops, ann, timeout=0) == []


def _long_thread(heard: Station) -> tuple[User, Message]:
    """More messages than are read."""
    ann, ops = heard.people()
    first = heard.workspace.say(ann, ops, f"Hello, {ANGRY}!")
    for number in range(MOST_MESSAGES + 4):
        reply = Message(heard.workspace.team.next_ts(), ops.id, ann.id, f"{number}", thread_ts=first.ts)
        heard.workspace.team.messages.append(reply)
    return ann, first


def test_a_thread_that_is_too_long_to_read_whole_is_said_so(heard: Station) -> None:
    ann, first = _long_thread(heard)
    heard.workspace.message_shortcut(ann, first, SHORTCUT)
    assert heard.workspace.team.wait(lambda: "submit" in _form(heard, ann).body, 20)
    said = "".join(texts(_form(heard, ann).body["blocks"]))
    assert "first 1,000 messages" in said


def test_a_long_thread_whose_form_does_not_open_is_said_so_too(heard: Station) -> None:
    ann, first = _long_thread(heard)
    heard.workspace.fail("views.open", "expired_trigger_id")
    heard.workspace.message_shortcut(ann, first, SHORTCUT)
    direct = heard.workspace.direct(ann)
    assert "first 1,000 messages" in analysis(heard, direct, count=2).text


def test_a_thread_that_the_bot_may_not_read_is_heard_by_the_message_alone(heard: Station) -> None:
    ann, _, first = _thread(heard)
    heard.workspace.fail("conversations.replies", "not_in_channel")
    heard.workspace.message_shortcut(ann, first, SHORTCUT)
    assert "too little for a figure" in seen(analysis(heard, heard.workspace.direct(ann)))
    view = heard.workspace.top_view(ann)
    assert view is not None and "/invite" in "".join(texts(view.body["blocks"]))


def test_without_a_room_the_bot_says_that_it_does_not_hear(heard: Station) -> None:
    deaf = replace(heard.reception, room=None)
    said: list[str] = []

    class Ear:
        def meanwhile(self, line: str) -> None:
            said.append(line)

        def end(self, message: Said) -> None:
            said.append(message.text)

    analyse(deaf, Ear(), "call.txt", lambda: Work("call.txt", CALL))
    assert "no emotion model" in said[-1]
