# ruff: noqa: E501 (tables of messages)
"""Other programs' columns become ours; a mapping that cannot be used is one clear line."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from looking import counts, kind_of, stored
from sqlalchemy.engine import Engine

from storage.mapping import BUILT_IN, MappingError, built_in, load_mapping, parse_mapping
from storage.readers import open_file
from storage.records import KINDS
from storage.suggest import suggest

THEIRS = """Call ID;Queued At;Call Result;Skill;Talk;Hold;Wait
1;13/10/2025 10:00;Answered;Sales;0:03:20;1,5;12000
2;13/10/2025 10:05;Hangup;;;;3000
3;13/10/2025 10:10;;Sales;;;
"""
MAP = """
blank_is_zero = ["hold_s"]
[columns]
contact_id = "Call ID"
started_at = "Queued At"
outcome = "Call Result"
queue = "Skill"
talk_s = "Talk"
hold_s = "Hold"
wait_s = "Wait"
[values.outcome]
ANSWERED = "handled"
Hangup = "abandoned"
"" = "missed"
[values.queue]
Sales = "sales desk"
[formats]
started_at = "%d/%m/%Y %H:%M"
[units]
wait_s = "ms"
[constant]
channel = "chat"
"""


def test_a_mapping_in_all_its_parts(into: Any, engine: Engine) -> None:
    [report] = into(engine, "contacts", "a.csv", THEIRS, map=MAP, zone="Europe/Berlin")
    assert [str(one) for one in report.refusals] == []
    names = ("contact_id", "started_at", "outcome", "queue", "talk_s", "hold_s", "wait_s", "channel")
    assert stored(engine, "contacts", *names) == [
        ("1", datetime(2025, 10, 13, 8, 0, tzinfo=UTC), "handled", "sales desk", 200.0, 1.5, 12.0, "chat"),
        ("2", datetime(2025, 10, 13, 8, 5, tzinfo=UTC), "abandoned", None, None, 0.0, 3.0, "chat"),
        ("3", datetime(2025, 10, 13, 8, 10, tzinfo=UTC), "missed", "sales desk", None, 0.0, None, "chat"),
    ]


def test_messages_name_the_columns_as_the_file_does(into: Any, sqlite_engine: Engine) -> None:
    bad = THEIRS.replace("12000", "-1").replace("Hangup", "Bounced")
    [report] = into(sqlite_engine, "contacts", "a.csv", bad, map=MAP)
    assert [str(one) for one in report.refusals] == [
        "a.csv, line 2, column Wait: '-1' is negative: a duration is 0 or more",
        "a.csv, line 3, column Call Result: 'Bounced' is none of handled, abandoned, missed, callback, voicemail",
    ]


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("[columns", "map m.toml: Expected ']' at the end of a table declaration (at end of document)"),
        ("[colums]\nqueue = 'x'", "map m.toml: no section 'colums'; did you mean 'columns'?"),
        ("[columns]\nque = 'x'", "map m.toml: [columns] 'que' is no column of contacts; did you mean 'queue'?"),
        ("[columns]\nqueue = 3", "map m.toml: [columns] queue must be text in quotes"),
        ("columns = 'x'", "map m.toml: columns must be a section [columns]"),
        ("[units]\ntalk_s = 'minutes'", "map m.toml: [units] talk_s = 'minutes' is none of ms, s, min, h"),
        ("decimal = ';'", "map m.toml: decimal = ';' is none of '.', ','"),
        ("blank_is_zero = 'hold_s'", "map m.toml: blank_is_zero must be a list of columns"),
        ("blank_is_zero = ['hold']", "map m.toml: [blank_is_zero] 'hold' is no column of contacts; did you mean 'hold_s'?"),
        ("[present]\noutcome = { column = 'x' }", "map m.toml: [present] outcome must be { column = \"…\", yes = \"…\", no = \"…\" }"),
        ("kind = 'surveys'", "map m.toml: is for surveys, not for contacts"),
        ("[values]\noutcome = 'x'", "map m.toml: values.outcome must be a section [values.outcome]"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_used(toml: str, problem: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse_mapping(toml, "m.toml", kind_of("contacts"))
    assert str(caught.value) == problem


def test_a_mapping_that_is_not_there() -> None:
    with pytest.raises(MappingError) as caught:
        load_mapping("none.toml", kind_of("contacts"))
    built = "built in are acd-cdr, amazon-connect, genesys, zendesk"
    assert str(caught.value) == f"map none.toml: No such file or directory; {built}"


def test_a_mapped_column_that_the_file_lacks(into: Any, sqlite_engine: Engine) -> None:
    [report] = into(sqlite_engine, "contacts", "a.csv", THEIRS.replace("Skill", "Skills"), map=MAP)
    assert (
        report.problem
        == "a.csv, line 1: the map reads queue from 'Skill', which is not there; did you mean 'Skills'?"
    )


def test_a_constant_that_is_no_value(into: Any, sqlite_engine: Engine) -> None:
    bad = MAP.replace('channel = "chat"', 'channel = "fax"')
    [report] = into(sqlite_engine, "contacts", "a.csv", THEIRS, map=bad)
    assert (
        report.problem
        == "map map.toml: [constant] channel: 'fax' is none of voice, chat, email, social, digital"
    )


@pytest.mark.parametrize("name", built_in())
def test_every_built_in_mapping_is_valid(name: str) -> None:
    kind = kind_of(tomllib.loads((BUILT_IN / f"{name}.toml").read_text())["kind"])
    assert load_mapping(name, kind).columns["contact_id"]


CONNECT = [
    {
        "ContactId": "aa-1", "Channel": "VOICE", "InitiationMethod": "INBOUND", "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "CustomerEndpoint": {"Address": "+60312345678", "Type": "TELEPHONE_NUMBER"},
        "Queue": {"Name": "BasicQueue", "Duration": 11, "EnqueueTimestamp": "2025-10-13T10:00:04Z", "DequeueTimestamp": "2025-10-13T10:00:15Z"},
        "Agent": {"Username": "aisha", "ConnectedToAgentTimestamp": "2025-10-13T10:00:15Z", "AgentInteractionDuration": 203, "CustomerHoldDuration": 20,
                  "AfterContactWorkDuration": 31, "RoutingProfile": {"Name": "Basic"}},
        "Attributes": {"reason": "refund"}, "InitiationTimestamp": "2025-10-13T10:00:00Z",
    },
    {
        "ContactId": "aa-2", "Channel": "CHAT", "InitiationMethod": "API", "CustomerEndpoint": None, "Agent": None, "Attributes": {},
        "Queue": {"Name": "BasicQueue", "Duration": 40, "EnqueueTimestamp": "2025-10-13T11:00:00Z", "DequeueTimestamp": "2025-10-13T11:00:40Z"},
        "InitiationTimestamp": "2025-10-13T10:59:50Z",
    },
]  # fmt: skip


def test_amazon_connect_contact_records(into: Any, sqlite_engine: Engine) -> None:
    text = (BUILT_IN / "amazon-connect.toml").read_text()
    [report] = into(sqlite_engine, "contacts", "ctr.jsonl", "\n".join(map(json.dumps, CONNECT)), map=text)
    assert [str(one) for one in report.refusals] == []
    names = (
        "contact_id",
        "started_at",
        "channel",
        "queue",
        "agent_id",
        "customer_id",
        "outcome",
        "wait_s",
        "talk_s",
        "hold_s",
        "acw_s",
    )
    assert stored(sqlite_engine, "contacts", *names) == [
        ("aa-1", datetime(2025, 10, 13, 10, 0, 4, tzinfo=UTC), "voice", "BasicQueue", "aisha", "+60312345678", "handled", 11.0, 203.0, 20.0, 31.0),
        ("aa-2", datetime(2025, 10, 13, 11, tzinfo=UTC), "chat", "BasicQueue", None, None, "abandoned", 40.0, None, None, None),
    ]  # fmt: skip


EXPORTS = {
    "genesys": (
        "Conversation ID,Date,Media Type,Initial Direction,Queue,Users - Interacted,Remote,Wrap-up,Total Queue,Total Talk,Total Hold,Total ACW\n"
        "g-1,2025-10-13T10:00:00Z,voice,Inbound,Sales,Bo Lind,tel:+46,Refund,4000,61000,,9000\n"
        "g-2,2025-10-13T10:00:00Z,message,Inbound,Sales,,,,4000,,,\n",
        [("g-1", "voice", "handled", 4.0, 61.0, None), ("g-2", "social", "abandoned", 4.0, None, None)],
    ),
    "zendesk": (
        '{"id": 7, "created_at": "2025-10-13T10:00:00Z", "via": {"channel": "web"}, "status": "solved", "assignee_id": 3, "metric_set": {"reply_time_in_minutes": {"calendar": 2}}}\n'
        '{"id": 8, "created_at": "2025-10-13T10:00:00Z", "via": {"channel": "email"}, "status": "open"}\n',
        [("7", "digital", "handled", None, None, None)],
    ),
    "acd-cdr": (
        "uniqueid,calldate,src,disposition,billsec,waittime\nu1,2025-10-13 10:00:00,100,ANSWERED,33,5\nu2,2025-10-13 10:00:00,100,NO ANSWER,0,20\n",
        [("u1", "voice", "handled", 5.0, 33.0, None), ("u2", "voice", "abandoned", 20.0, 0.0, None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_of_other_programs(into: Any, sqlite_engine: Engine, name: str) -> None:
    text, expected = EXPORTS[name]
    into(sqlite_engine, "contacts", "export", text, map=(BUILT_IN / f"{name}.toml").read_text())
    assert (
        stored(sqlite_engine, "contacts", "contact_id", "channel", "outcome", "wait_s", "talk_s", "hold_s")
        == expected
    )


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_recognised(tmp_path: Path, name: str) -> None:
    (tmp_path / "export").write_text(EXPORTS[name][0])
    proposed = suggest(kind_of("contacts"), open_file(tmp_path / "export"), "UTC").toml
    if name == "genesys":
        assert proposed.startswith(f"# The built-in mapping {name}: --map {name} does the same.\n")
    assert parse_mapping(proposed, "proposed", kind_of("contacts")).columns["contact_id"] in EXPORTS[name][0]


def test_a_proposed_mapping_is_taken_as_it_stands(tmp_path: Path, into: Any, sqlite_engine: Engine) -> None:
    text = THEIRS.replace("3;13/10/2025 10:10;;Sales;;;\n", "3;23/10/2025 10:10;Answered;Sales;4;;1\n")
    (tmp_path / "theirs.csv").write_text(text)
    proposed = suggest(kind_of("contacts"), open_file(tmp_path / "theirs.csv"), "Europe/Berlin")
    assert 'started_at = "%d/%m/%Y %H:%M"\n' in proposed.toml
    [report] = into(sqlite_engine, "contacts", "a.csv", text, map=proposed.toml, zone="Europe/Berlin")
    assert counts(report) == (3, 0, 0, 0)
    shown = [row for row in proposed.rows if isinstance(row, dict)]
    assert [row["outcome"] for row in shown] == [
        row[0] for row in stored(sqlite_engine, "contacts", "outcome")
    ]
    assert shown[0]["started_at"] == "2025-10-13 08:00:00+00:00"


def test_a_proposal_says_where_day_and_month_look_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,hire date\n1,01/02/2025\n")
    proposed = suggest(kind_of("staff"), open_file(tmp_path / "a.csv"), "UTC").toml
    assert 'hired_on = "%d/%m/%Y"  # or %m/%d/%Y: day and month look alike' in proposed


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_our_own_columns_are_proposed_as_they_are(tmp_path: Path, kind: Any) -> None:
    (tmp_path / "a.csv").write_text(",".join(kind.columns) + "\n")
    proposed = suggest(kind, open_file(tmp_path / "a.csv"), "UTC").toml
    assert parse_mapping(proposed, "proposed", kind).columns == {name: name for name in kind.columns}
