"""Nothing that a person said is dropped without a word, and nothing private goes to anybody else."""

from __future__ import annotations

import pytest

from tests.bot.station import Station, only_answer, seen

AHT = "AHT last week by queue"


@pytest.mark.parametrize("inside", [False, True], ids=["in the channel", "in a thread"])
def test_a_line_for_the_asker_alone_is_seen_though_nobody_has_replied(station: Station, inside: bool) -> None:
    """Slack does not show an ephemeral message in a thread that there is not yet."""
    ann, ops = station.people()
    thread = station.workspace.say(ann, ops, "how are we doing?").ts if inside else None
    station.workspace.mention(ann, ops, "boom", thread)
    said = only_answer(station, ops, ann)
    assert "Sorry" in said.text and said.only_for == ann.id and said.thread_ts == thread


def test_a_guest_who_brings_a_file_sees_the_refusal(station: Station) -> None:
    _, ops = station.people()
    guest = station.workspace.add_user("guest", is_restricted=True)
    ops.members.add(guest.id)
    mention = f"<@{station.workspace.team.bot.id}> here it is"
    station.workspace.upload(guest, ops, "call.txt", b"Customer: hello", mention)
    assert "guests" in seen(only_answer(station, ops, guest))
