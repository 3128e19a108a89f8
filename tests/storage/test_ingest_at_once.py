# ruff: noqa: E501 (tables of hostile cells)
"""What is read many at once is what is read one by one: cells of a column, and rows of a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, Date, Double, MetaData, String, Table, select
from sqlalchemy.engine import Engine

from storage.bulk import load
from storage.cells import Amount, Cell, CellError, How, Moment, Number, Seconds, Text
from storage.ingest.binding import row_reader
from storage.ingest.columns import read
from storage.ingest.rows import Refused
from storage.mapping import Mapping, parse_mapping
from storage.readers import Block, Line
from storage.readers.columns import cut
from storage.readers.delimited import Delimited
from storage.records import CONTACTS

QUICK: list[Cell] = [Text(), Text(3), Number(), Number(low=0, above=0, high=9), Seconds(), Amount(), Moment()]
HOWS = [How(), How(zone="Europe/Berlin"), How(decimal=","), How(unit="ms"), How(form="unix"), How(form="hh:mm"),
        How(form="%d/%m/%Y %H:%M")]  # fmt: skip
HOSTILE = [
    "1_000", "inf", "-inf", "nan", "1e400", "1e5", "0e5555", "٣", "１２", "²", "+5", "-5", "-0", "--5", "5-3", ".", "-",
    ".5", "5.", "1.2.3", "1,5", "1,234", "1.234", "1 234", " 5", "5\u00a0", "007", "9" * 30, "9" * 79, "99999999999999.99995",
    "31622400", "31622401", "0.00005", "0.00015", "a\0b", "caf\udce9", "\ud83d", "\ude00", "\u00a0a\u00a0", "é", "a b", "\x1fa",
    "a\tb", "\ufeffa", "x" * 79, "True", "1:02:03", "0:90", "2025-10-13", "2025-10-13T10:00", "2025-10-13 10:00:00.25Z",
    "2025-10-13T10:00+02:00", "20251013T100000", "2025-W42-1T10:00", "1970-W01-1T10:00", "2201-W01-1T00:00Z", "2201-06-01T00:00Z", "2201-06-01T00:00", "1969-12-31T23:00Z",
    "1970-01-01T00:00+05:00", "1970-01-01T23:00Z", "2200-12-31T23:59-05:00", "2200-12-31T00:00", "0001-01-01T00:00+14:00",
    "2025-03-30T02:30", "2025-10-26T02:30", "2025-10-13T24:00", "２025-10-13T10:00", "13/10/2025 10:00",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(min_size=1, max_size=40), st.text("0123456789.,-", min_size=1, max_size=12),
    st.decimals(allow_nan=False, allow_infinity=False).map(str), st.datetimes().map(str), st.integers(0, 10**9).map(str),
).filter(lambda text: not text.isspace())  # fmt: skip


def one_by_one(cell: Cell, how: How, raws: Sequence[Any]) -> list[Any] | None:
    try:
        return list(map(cell.reader(how), raws))
    except CellError:
        return None


def alike(found: Any) -> str:
    """What tells 1 from 1.0 and 0.0 from -0.0, which are equal."""
    return repr(found)


def is_the_same(cell: Cell, how: How, raws: list[str]) -> None:
    quick = cell.quick(how)
    found = None if quick is None else quick(raws)
    assert found is None or alike(list(found)) == alike(one_by_one(cell, how, raws))


@given(st.sampled_from(QUICK), st.sampled_from(HOWS), st.lists(TEXTS, min_size=1, max_size=4))
@example(Moment(), How(), ["2025-10-13T10:00Z", "2025-10-13T10:00"])
def test_cells_read_at_once_are_the_same_as_one_by_one(cell: Cell, how: How, raws: list[str]) -> None:
    is_the_same(cell, how, raws)


@pytest.mark.parametrize("cell", QUICK, ids=repr)
@pytest.mark.parametrize("how", HOWS, ids=repr)
def test_no_hostile_cell_is_read_otherwise(cell: Cell, how: How) -> None:
    for raw in HOSTILE:
        for beside in ("5", "2025-10-13T10:00", "2025-10-13T10:00Z"):
            is_the_same(cell, how, [raw])
            is_the_same(cell, how, [beside, raw])


@pytest.mark.parametrize(
    ("cell", "raws", "kept"),
    [
        (Text(), ["c1", " Kundendienst Ü "], ["c1", "Kundendienst Ü"]),
        (Number(), ["5", "-1.5"], [5.0, -1.5]),
        (Seconds(), ["12", "12.5"], [12.0, 12.5]),
        (Amount(), ["12.34565", "-1"], [123456, -10000]),
        (Moment(), ["1970-01-02T00:00:01+00:00", "1970-01-02T01:00:00+01:00"], [86_401_000_000, 86_400_000_000]),
        (Moment(), ["1970-01-02T00:00:01", "1970-01-02 00:00"], [86_401_000_000, 86_400_000_000]),
    ],
)  # fmt: skip
def test_the_usual_way_of_writing_is_read_at_once(cell: Cell, raws: list[str], kept: list[Any]) -> None:
    quick = cell.quick(How())
    assert quick is not None
    assert alike(quick(raws)) == alike(kept)


RAW = st.one_of(
    TEXTS, st.sampled_from(["", "NULL", "null", "\\N", " ", "\u00a0", None]), st.sampled_from([True, 0, 1, 1.0, -0.5]),
    st.datetimes(), st.sampled_from(["c1", "c2", "5", "handled", "2025-10-13T10:00Z"]), st.just("y" * 100),
)  # fmt: skip
HEADER = ("contact_id", "started_at", "outcome", "queue", "talk_s", "cost", "sale_amount")
MAPS = ["", 'decimal = ","', '[values.queue]\nc1 = "Billing"\n"" = "none"\n[units]\ntalk_s = "ms"',
        'blank_is_zero = ["talk_s"]\n[present]\noutcome = { column = "queue", yes = "handled", no = "missed" }']  # fmt: skip
GOOD = ("c1", "2025-10-13T10:00Z", "handled", "", "5", "1.5", "NULL")


def are_read_as_alone(rows: list[list[Any]], toml: str) -> None:
    source = Delimited(Path("x.csv"), "utf-8", ",", HEADER)
    mapping = parse_mapping(toml, "map", CONTACTS) if toml else Mapping()
    lines = [Line(number, cells) for number, cells in enumerate(rows, 2)]
    broken = Line(99, (), "has a quote that is not closed")  # beside it every row is read alone
    reader = row_reader(CONTACTS, source, mapping, "Europe/Berlin")
    *alone, last = reader.read([*lines, broken])
    assert last == Refused(99, None, "has a quote that is not closed")
    assert alike(list(reader.read(lines))) == alike(alone)
    columns = list(map(distinct, zip(*rows, strict=True)))
    if None not in columns:
        block = Block(range(2, 2 + len(rows)), columns)
        assert alike(list(reader.read(block))) == alike(alone)
        good, others = read(reader, block)
        assert alike(others) == alike([at for at, row in enumerate(alone) if isinstance(row, Refused)])
        kept = [row for row in alone if not isinstance(row, Refused)]
        assert list(zip(*(column.to_pylist() for column in good.columns), strict=True)) == kept


def distinct(cells: Sequence[Any]) -> Any:
    """A column as readers give it; None where no file has one of such cells."""
    try:
        column = pyarrow.array(cells)
    except (pyarrow.ArrowException, UnicodeEncodeError, OverflowError):
        return None
    return column.dictionary_encode(null_encoding="encode") if column.to_pylist() == list(cells) else None


@given(st.lists(st.tuples(st.integers(0, 6), RAW), max_size=3), st.sampled_from(MAPS), st.integers(1, 4))
def test_rows_of_a_block_are_read_as_alone(spoilt: list[tuple[int, Any]], toml: str, times: int) -> None:
    rows: list[list[Any]] = [list(GOOD) for _ in range(times)]
    for at, (which, raw) in enumerate(spoilt):
        rows[at % times][which] = raw
    are_read_as_alone(rows, toml)


@pytest.mark.parametrize("which", range(len(HEADER)), ids=HEADER)
@pytest.mark.parametrize("toml", MAPS)
def test_a_hostile_cell_of_a_block_is_read_as_alone(which: int, toml: str) -> None:
    for raw in [*HOSTILE, "", "NULL", "null", "\\N", " ", "\u00a0", None, True, 1, 0.5, "c1", "C1 "]:
        are_read_as_alone([list(GOOD), [*GOOD[:which], raw, *GOOD[which + 1 :]]], toml)


@given(
    st.lists(st.text("ab,\r\n \0\x1c\u2028;", max_size=9), max_size=6), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_lines_without_quotes_are_cut_as_the_csv_module_cuts_them(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str
) -> None:
    file = tmp_path_factory.mktemp("cut") / "x.csv"
    text = end.join(["one,two", *lines])
    file.write_text(text, newline="")
    source = Delimited(file, "utf-8", ",", ("one", "two"))
    found = [list(line.cells) for line in source.lines() if line.problem is None]
    _, *rows = csv.reader(io.StringIO(text, newline=""))
    assert found == [row[:2] for row in rows if len(row) > 1 and not any(row[2:])]


@given(
    st.lists(st.sampled_from([*"ab,é\r\n \0;", '"', '""', '"a"', ',"', '",', '","']), max_size=12).map(
        "".join
    )
)
def test_text_cut_at_once_is_what_the_csv_module_cuts(text: str) -> None:
    columns = cut(text, ",", 2)
    lines = list(io.StringIO(text, newline=""))
    if columns is not None and len(columns[0]) == len(lines):
        rows = list(zip(*Block(range(len(lines)), columns).cells(), strict=True))
        assert rows == list(map(tuple, csv.reader(lines, strict=True)))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n", [("a", "b")]),
        ("a,\r\n,b", [("a", ""), ("", "b")]),
        ('"a, ""b""",\n"",NULL\n', [('a, "b"', ""), ("", "NULL")]),
        ("\\N, b \n", [("\\N", " b ")]),
    ],
)
def test_the_usual_way_of_cutting_is_at_once(text: str, rows: list[tuple[str, str]]) -> None:
    columns = cut(text, ",", 2)
    assert columns is not None
    assert list(zip(*Block(range(len(rows)), columns).cells(), strict=True)) == rows


@pytest.mark.parametrize(
    "text",
    [',""a', 'a,b"c\n', '"a"b,c\n', 'a, "b"\n', '"a\nb",c\n', '"a,b\n', "a\n", "a,b,c\n", "\udce9,b\n"],
)
def test_what_needs_care_is_not_cut_at_once(text: str) -> None:
    assert cut(text, ",", 2) is None


def test_a_row_of_a_block_is_a_line() -> None:
    block = Block(range(7, 10), [distinct(["a", "b", "a"]), distinct([1, None, 3])])
    assert [(line.number, tuple(line.cells)) for line in block] == [
        (7, ("a", 1)),
        (8, ("b", None)),
        (9, ("a", 3)),
    ]
    assert block[1] == Line(8, ["b", None])
    assert list(block[1:]) == list(block)[1:]


AWKWARD = [
    "",
    "\\N",
    "\\.",
    "\\",
    "a\tb",
    "a\nb",
    "a\r\nb",
    '"',
    "'",
    "a,b",
    "NULL",
    "😀",
    "\x01\x7f",
    "é\u2028",
    " x ",
]


def test_whatever_a_name_holds_is_loaded(engine: Engine) -> None:
    table = Table(
        "scratch_load", MetaData(), Column("line", BigInteger), Column("name", String), Column("seconds", Double),
        Column("day", Date), Column("yes", Boolean), prefixes=["TEMPORARY"],
    )  # fmt: skip
    rows = [(n, name, [0, 0.1 + 0.2, 1e300, None][n % 4], [None, "2025-10-31"][n % 2], [True, False, None][n % 3])
            for n, name in enumerate([*AWKWARD, None])]  # fmt: skip
    with engine.begin() as connection:
        table.create(connection)
        load(connection, table, rows)
        found = connection.execute(select(table).order_by(table.c.line)).all()
    assert [(*row[:3], row[3] and row[3].isoformat(), row[4]) for row in found] == rows
