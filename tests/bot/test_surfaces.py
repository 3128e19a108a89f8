"""Every surface through the real Bolt app, by Socket Mode and by HTTP, pitfall by pitfall."""

from __future__ import annotations

import json
import logging

import pytest

from bot.workspace.limits import texts
from tests.bot.scripted import Scripted
from tests.bot.station import Station, only_answer, seen

AHT = "AHT last week by queue"


def test_a_mention_is_answered_once_in_its_thread(station: Station) -> None:
    ann, ops = station.people()
    asked = station.workspace.mention(ann, ops, AHT)
    answer = only_answer(station, ops)
    assert answer.thread_ts == asked.ts and "4m 12s" in seen(answer)
    assert any(block["type"] == "table" for block in answer.blocks)
    assert any(block["type"] == "context_actions" for block in answer.blocks)


def test_the_status_says_that_the_bot_is_at_work(station: Station) -> None:
    ann, ops = station.people()
    asked = station.workspace.mention(ann, ops, "slow AHT")
    only_answer(station, ops)
    assert (ops.id, asked.ts) in [shown[:2] for shown in station.workspace.team.statuses]


def test_an_answer_needs_no_status(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.fail("assistant.threads.setStatus", "not_allowed_token_type")
    station.workspace.mention(ann, ops, "slow AHT")
    only_answer(station, ops)


def test_a_direct_message_is_answered_in_its_thread(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    asked = station.workspace.say(ann, direct, AHT)
    assert only_answer(station, direct).thread_ts == asked.ts


def test_a_reply_in_a_direct_thread_stays_there(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    asked = station.workspace.say(ann, direct, AHT)
    only_answer(station, direct)
    station.workspace.say(ann, direct, AHT, thread=asked.ts)
    assert [one.thread_ts for one in station.workspace.answers(direct, count=2)] == [asked.ts] * 2


def test_a_group_message_works_like_a_channel(station: Station) -> None:
    ann, group = station.people(kind="mpim")
    station.workspace.mention(ann, group, AHT)
    only_answer(station, group)


def test_a_reply_where_the_bot_was_asked_needs_no_mention(station: Station) -> None:
    ann, ops = station.people()
    asked = station.workspace.mention(ann, ops, AHT)
    only_answer(station, ops)
    station.workspace.say(ann, ops, "AHT this week", thread=asked.ts)
    assert len(station.workspace.answers(ops, count=2)) == 2


def test_people_talking_in_the_thread_are_left_alone(station: Station) -> None:
    ann, ops = station.people()
    bob = station.workspace.add_user("bob")
    ops.members.add(bob.id)
    asked = station.workspace.mention(ann, ops, AHT)
    only_answer(station, ops)
    station.workspace.say(bob, ops, "let us look at this tomorrow", thread=asked.ts)
    station.workspace.say(ann, ops, f"<@{bob.id}> look, AHT is up", thread=asked.ts)
    only_answer(station, ops)


def test_other_threads_and_channel_talk_are_not_for_the_bot(station: Station) -> None:
    ann, ops = station.people()
    first = station.workspace.say(ann, ops, AHT)
    station.workspace.say(ann, ops, AHT, thread=first.ts)
    station.workspace.settle(0.35)
    assert station.workspace.answers(ops, timeout=0) == []


def test_a_retried_event_is_answered_once(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.mention(ann, ops, AHT)
    only_answer(station, ops)
    assert station.workspace.deliver_again("app_mention") is not None
    only_answer(station, ops)


def test_a_retried_direct_message_is_answered_once(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.say(ann, direct, AHT)
    only_answer(station, direct)
    assert station.workspace.deliver_again("message") is not None
    only_answer(station, direct)


def test_slow_answers_are_acknowledged_at_once(station: Station) -> None:
    ann, ops = station.people()
    before = len(station.workspace.acks)
    station.workspace.mention(ann, ops, "slow AHT")
    ack = station.workspace.command(ann, ops, "/kpi", "slow AHT")
    assert ack is not None and ack.seconds < 1.5
    station.workspace.answers(ops, ann, count=2)
    station.workspace.settle(0.35)
    assert len(station.workspace.answers(ops, ann)) == 2
    assert all(ack is not None and ack.seconds < 1.5 for _, ack in station.workspace.acks[before:])


@pytest.mark.parametrize("subtype", ["channel_join", "bot_message", "channel_topic", "message_deleted"])
def test_what_nobody_asked_is_ignored(station: Station, subtype: str) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.say(ann, direct, AHT, subtype=subtype)
    station.workspace.settle(0.35)
    assert station.workspace.answers(direct, timeout=0) == []


def test_an_edit_or_unfurl_is_no_new_question(station: Station) -> None:
    ann, _ops = station.people()
    direct = station.workspace.direct(ann)
    asked = station.workspace.say(ann, direct, AHT)
    only_answer(station, direct)
    station.workspace.edit(direct, asked, AHT + "!")
    only_answer(station, direct)


def test_the_bot_does_not_answer_itself(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.say(ann, direct, "which one")
    only_answer(station, direct)
    heard = [p for _, p in station.workspace.delivered if p.get("event", {}).get("bot_id")]
    assert heard, "Slack does tell the bot of its own messages"


def test_a_rate_limit_delays_the_answer_and_does_not_lose_it(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.limit("chat.postMessage", times=2, retry_after=1)
    station.workspace.mention(ann, ops, AHT)
    only_answer(station, ops)


def test_a_server_error_is_tried_again(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.fail("users.info", "internal_error", status=500)
    station.workspace.mention(ann, ops, AHT)
    only_answer(station, ops)


def test_names_with_markup_mention_nobody(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.mention(ann, ops, AHT)
    answer = only_answer(station, ops)
    assert "<!here>" not in answer.text and "R&D <!here>" in "\n".join(texts(answer.blocks))
    assert "mrkdwn" not in json.dumps(answer.blocks)


def test_a_huge_answer_fits(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.mention(ann, ops, "huge AHT")
    answer = only_answer(station, ops)
    assert "of 10,000 rows are shown" in seen(answer)


@pytest.mark.parametrize("error", ["msg_too_long", "msg_blocks_too_long", "invalid_blocks"])
def test_what_slack_finds_too_long_comes_shorter(station: Station, error: str) -> None:
    ann, ops = station.people()
    station.workspace.fail("chat.postMessage", error, times=2)
    station.workspace.mention(ann, ops, AHT)
    answer = only_answer(station, ops)
    assert "too long for Slack" in answer.text and answer.blocks == []


def test_kpi_answers_only_the_asker_and_can_be_shared(station: Station) -> None:
    ann, ops = station.people()
    bob = station.workspace.add_user("bob")
    station.workspace.command(ann, ops, "/kpi", AHT)
    answer = only_answer(station, ops, ann)
    assert station.workspace.answers(ops, bob, timeout=0) == []
    ack = station.workspace.press(ann, answer, "share")
    assert ack is not None
    shared = station.workspace.answers(ops, bob)[0]
    assert f"<@{ann.id}> shared: {AHT}" in shared.text and "4m 12s" in seen(shared)


def test_kpi_works_where_the_bot_is_not_a_member(station: Station) -> None:
    ann, ops = station.people(bot=False)
    station.workspace.command(ann, ops, "/kpi", AHT)
    answer = only_answer(station, ops, ann)
    station.workspace.press(ann, answer, "share")
    assert station.workspace.answers(ops)


def test_kpi_alone_says_how_to_ask_where_no_form_opens(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.fail("views.open", "expired_trigger_id")
    station.workspace.command(ann, ops, "/kpi")
    assert "/kpi AHT" in seen(only_answer(station, ops, ann))


def test_a_choice_asks_its_question(station: Station) -> None:
    ann, ops = station.people()
    asked = station.workspace.mention(ann, ops, "which")
    back = only_answer(station, ops)
    station.workspace.press(ann, back, "choice_0")
    answer = station.workspace.answers(ops, count=2)[1]
    assert "“AHT today”" in seen(answer) and "4m 12s" in seen(answer) and answer.thread_ts == asked.ts


def test_a_choice_that_only_the_asker_sees_is_answered_to_the_asker_alone(station: Station) -> None:
    ann, ops = station.people()
    station.workspace.command(ann, ops, "/kpi", "which")
    back = only_answer(station, ops, ann)
    station.workspace.press(ann, back, "choice_0")
    assert "4m 12s" in seen(station.workspace.answers(ops, ann, count=2)[1])
    assert station.workspace.answers(ops, timeout=0) == []


@pytest.mark.parametrize("way", ["mention", "direct", "command"])
def test_a_fault_is_one_polite_line_and_a_number_in_the_log(
    station: Station, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    ann, ops = station.people()
    place = station.workspace.direct(ann) if way == "direct" else ops
    with caplog.at_level(logging.ERROR):
        if way == "command":
            station.workspace.command(ann, ops, "/kpi", "boom")
        elif way == "mention":
            station.workspace.mention(ann, ops, "boom")
        else:
            station.workspace.say(ann, place, "boom")
        said = only_answer(station, place, ann)
    assert "Sorry" in said.text and "secret" not in seen(said) and "Traceback" not in seen(said)
    number = said.text.rsplit(" ", 1)[1].rstrip(".")
    assert f"fault {number}" in caplog.text and "a secret detail" in caplog.text


def test_the_messages_tab_shows_prompts_without_a_thread(station: Station) -> None:
    ann, _ = station.people()
    station.workspace.open_app(ann, tab="home")
    station.workspace.open_app(ann)
    direct = station.workspace.direct(ann)
    assert station.workspace.team.wait(lambda: direct.id in station.workspace.team.prompts, 5)
    assert 1 <= len(station.workspace.team.prompts[direct.id]) <= 4


def test_feedback_is_kept_and_thanked_for(station: Station) -> None:
    from sqlalchemy import select

    from storage.schema import feedback

    ann, ops = station.people()
    station.workspace.mention(ann, ops, AHT)
    answer = only_answer(station, ops)
    for positive, count in ((True, 2), (False, 3)):
        station.workspace.press(ann, answer, "feedback", positive=positive)
        assert "Thank you" in station.workspace.answers(ops, ann, count=count)[-1].text
    with station.reception.memory.engine.connect() as connection:
        rows = connection.execute(select(feedback.c.good).where(feedback.c.message_ts == answer.ts)).all()
    assert [row.good for row in rows] == [False]


def test_what_a_guest_thinks_of_an_answer_is_not_kept(station: Station) -> None:
    from sqlalchemy import select

    from storage.schema import feedback

    ann, ops = station.people()
    guest = station.workspace.add_user("visitor", is_restricted=True)
    ops.members.add(guest.id)
    station.workspace.mention(ann, ops, AHT)
    answer = only_answer(station, ops)
    station.workspace.press(guest, answer, "feedback", positive=True)
    station.workspace.settle(0.35)
    assert len(station.workspace.answers(ops, guest, timeout=0)) == 1
    with station.reception.memory.engine.connect() as connection:
        assert connection.execute(select(feedback).where(feedback.c.user == guest.id)).all() == []


def test_every_question_is_asked_for_a_viewer(station: Station) -> None:
    desk = station.reception.desk
    assert isinstance(desk, Scripted)
    ann, ops = station.people()
    station.workspace.mention(ann, ops, AHT)
    only_answer(station, ops)
    station.workspace.say(ann, station.workspace.direct(ann), AHT)
    only_answer(station, station.workspace.direct(ann))
    assert [(one.user, one.place) for one in desk.viewers[-2:]] == [(ann.id, "channel"), (ann.id, "dm")]


def test_a_very_long_question_is_asked_back(station: Station) -> None:
    ann, _ = station.people()
    direct = station.workspace.direct(ann)
    station.workspace.say(ann, direct, "AHT " * 2000)
    assert "very long" in only_answer(station, direct).text
