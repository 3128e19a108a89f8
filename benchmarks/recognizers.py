"""Scores the reading of periods against Microsoft's Recognizers-Text specification of English date-times.

    .venv/bin/python benchmarks/recognizers.py            # the half to develop on
    .venv/bin/python benchmarks/recognizers.py held-out   # the other half: look once, tune nothing on it

Every expected `daterange`, `datetimerange` and `timerange` is one item. The halves are by the parity of the
SHA-256 of the case's text. Items are left out, brought to our conventions or expected to be asked back by the
rules below (by the kind of item, never by the case); README.md in this folder has them in words.
"""

# ruff: noqa: E501 - a row of the table is one line

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kpi_engine.calendar import wall_shift, wall_start
from kpi_engine.language.time import TimeMention, read_lexicon, read_times
from kpi_engine.language.words import split
from kpi_engine.values import Asking, Unit

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared/data/recognizers-text/English-DateTimeModel.json.gz"
LEXICON = ROOT / "kpi_engine/language/lexicons/en.toml"
RANGES = ("daterange", "datetimerange", "timerange")
PARTS = {"TMO": (6, 12), "TAF": (12, 18), "TEV": (18, 24), "TNI": (18, 24)}  # hours by questions.md
UNITS = {"H": Unit.HOUR, "D": Unit.DAY, "W": Unit.WEEK, "M": Unit.MONTH, "Y": Unit.YEAR}
ASK = "ask"  # the right answer is to ask back


@dataclass(frozen=True)
class Expected:
    """One expected range: its place in the text, its kind, timex, candidates and the reference clock."""

    case: str
    text: str
    start: int
    kind: str
    values: tuple[dict[str, str], ...]
    now: datetime

    @property
    def timex(self) -> str:
        return self.values[0].get("timex", "")

    @property
    def mod(self) -> str:
        return self.values[0].get("Mod", "")


def items() -> Iterator[Expected]:
    cases: list[dict[str, Any]] = json.loads(gzip.decompress(DATA.read_bytes()).decode("utf-8-sig"))
    for case in cases:
        context: dict[str, str] = case.get("Context") or {}
        clock = context.get("ReferenceDateTime", "2016-11-07T00:00:00")
        for result in case["Results"]:
            kind = (result.get("TypeName") or "").split(".")[-1]
            if kind in RANGES:
                resolution: dict[str, Any] = result.get("Resolution") or {}
                values = tuple(resolution.get("values", ()))
                now = datetime.fromisoformat(clock).replace(tzinfo=None)
                yield Expected(case["Input"], result["Text"], result.get("Start", 0), kind, values, now)


def held_out(item: Expected) -> bool:
    return hashlib.sha256(item.case.encode()).digest()[0] % 2 == 1


# Left out: kinds that are no periods of a business question, each with its reason as its name.
LEFT_OUT: tuple[tuple[str, Callable[[Expected], bool]], ...] = (
    ("not resolved by the specification itself", lambda e: not any("start" in v or "end" in v for v in e.values)),
    ("points back to nothing that is in the text (that week)", lambda e: "ref_undef" in e.mod),
    ("centuries and decades", lambda e: bool(re.search(r"centur|decade|\d0'?s\b|ties\b", e.text))),
    ("part of a day without any day (afternoon, lunchtime)", lambda e: e.kind == "timerange" and not _hours_said(e)),
    ("bare numbers without a day (5 to 7)", lambda e: e.kind == "timerange" and not _sure(e)),
    ("meals", lambda e: bool(re.search(r"lunch|dinner|breakfast|daytime", e.text))),
    ("named day of the American calendar", lambda e: bool(re.search(r"halloween|labor day|christmas|easter", e.text))),
    ("relation other than time's own (> =, greater than)", lambda e: bool(re.match(r"[<>=]|greater|less|bigger", e.text))),
)  # fmt: skip


def _hours_said(item: Expected) -> bool:
    return bool(re.search(r"\d|two|three|five|seven|eight|nine|ten|\bnoon", item.text))


def _sure(item: Expected) -> bool:
    return bool(re.search(r"[ap]\.?m|:\d\d|o'?clock|morning|afternoon|evening|noon", item.text))


def expected(item: Expected) -> tuple[datetime | None, datetime] | str:
    """The period by our conventions (for a timerange on any day: the hours on 1 January 2000), or ASK."""
    if _vague(item) or _two_orders(item):
        return ASK
    rolling = _rolling(item)
    if rolling:
        return rolling
    spans = [_span(item, value) for value in item.values if "start" in value or "end" in value]
    if item.kind == "timerange":
        return spans[0] or ASK
    begun = [span for span in spans if span and span[0] < item.now]
    return max(begun, key=lambda span: span[0].date()) if begun else ASK


def _vague(item: Expected) -> bool:
    """early, mid, late, and the beginning or end of something, which questions.md gives no dates to."""
    edges = ("start", "mid", "end")
    return item.kind != "timerange" and item.mod in edges and not re.match("earlier this", item.text)


def _two_orders(item: Expected) -> bool:
    found = re.findall(r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})(?![\d])", item.text)
    pairs = [(int(a), int(b)) for a, b in found if int(a) <= 31 and int(b) <= 31]
    dates = [pair for pair in pairs if "/" in item.text or re.search(r"\d-\d{1,2}-\d{4}", item.text)]
    return bool(dates) and all(max(pair) <= 12 for pair in dates) and any(a != b for a, b in dates)


def _rolling(item: Expected) -> tuple[datetime, datetime] | None:
    """Last N units: whole units that end before the current one starts."""
    said = re.match(
        r"(?:the )?(?:last|past|previous)\b.*\b(?:hour|day|week|fortnight|month|quarter|year)s?$", item.text
    )
    found = re.search(r",P(T?)(\d+)([HDWMY])\)$", item.timex)
    if not said or not found:
        return None
    unit = UNITS[found[3]]
    if "quarter" in item.text:
        unit, count = Unit.QUARTER, int(found[2]) // 3
    else:
        count = int(found[2])
    end = wall_start(item.now, unit)
    return wall_shift(end, unit, -count), end


def _span(item: Expected, value: dict[str, str]) -> tuple[datetime, datetime] | None:
    start, end = (_moment(value.get(side)) for side in ("start", "end"))
    if start is None and end is not None and item.kind != "daterange":
        start = end.replace(hour=0, minute=0, second=0)
    if start is None:
        return None
    part = re.search("|".join(PARTS), value.get("timex", ""))
    if part and end and "(" not in value["timex"]:
        midnight = start.replace(hour=0)
        return midnight + timedelta(hours=PARTS[part[0]][0]), min(
            midnight + timedelta(hours=PARTS[part[0]][1]), item.now
        )
    if item.mod == "after" and item.kind == "daterange":
        start += timedelta(days=0 if re.search(r"later|greater|beginning|end", item.text) else 1)
    if end is None:
        end = item.now if item.kind != "timerange" else datetime.fromisoformat("2000-01-02")
    elif item.kind == "daterange":
        end = _both_included(item, value, end)
    return start, min(end, item.now) if item.kind != "timerange" else end


def _both_included(item: Expected, value: dict[str, str], end: datetime) -> datetime:
    """ "from X to Y" ends after Y here: a day, month or year later, as the timex names Y."""
    found = re.match(r"\(([^,]+),([^,]+),", value.get("timex", ""))
    joined = re.search(r"\b(?:to|until|till|through|thru|and)\b|\w ?[-~] ?\w", item.text)
    single = re.fullmatch(r"(?:\d{4}\W?[qh]\d|[qh]\d\W?\d{4}|[a-z]+-\d{4}|\d+-\d{4})", item.text)
    if re.search(r"\b(?:now|to date)$", item.text):
        return item.now
    if not found or not joined or single or re.search(r"end of|today", item.text):
        return end
    letter = value["timex"].rstrip(")")[-1]
    size = Unit.QUARTER if re.search(r"\bq\d|-q\d", item.text) else UNITS[letter]
    return wall_shift(end, Unit.DAY if size is Unit.WEEK else size, 1)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(f"2000-01-01 {text}" if len(text) == 8 and ":" in text else text)


def outcome(item: Expected, lexicon: Any) -> tuple[bool, str, str]:
    """Whether it was read right; the kind of what was wanted; what was read."""
    wanted = expected(item)
    asking = Asking(item.now.replace(tzinfo=UTC))
    near = [m for m in read_times(split(item.case), asking, lexicon) if _overlap(m, item)]
    if wanted == ASK:
        asked = any(mention.kind == "problem" for mention in near)
        return asked, "to be asked back", "; ".join(_shown(m) for m in near) or "nothing"
    for mention in near:
        if mention.period and _same(item, mention, wanted):
            return True, item.kind, ""
    return False, item.kind, "; ".join(_shown(m) for m in near) or "nothing"


def _overlap(mention: TimeMention, item: Expected) -> bool:
    """Whether a mention's words stand in the expected text."""
    words = split(item.case)
    first, last = words[mention.first].start, words[mention.last - 1].end
    return first < item.start + len(item.text) and last > item.start


def _same(item: Expected, mention: TimeMention, wanted: Any) -> bool:
    if mention.period is None:
        return False
    start, end = (moment.replace(tzinfo=None) for moment in (mention.period.start, mention.period.end))
    if item.kind == "timerange":
        full = (mention.period.full_end or mention.period.end).replace(tzinfo=None)
        return (start.time(), full.time()) == (wanted[0].time(), wanted[1].time())
    close = timedelta(minutes=1)  # 23:59:59 is an end of day too
    return start == wanted[0] and abs(end - wanted[1]) < close


def _shown(mention: TimeMention) -> str:
    if mention.period:
        return f"{mention.said} = {mention.period.start:%Y-%m-%d %H:%M}..{mention.period.end:%Y-%m-%d %H:%M}"
    return f"{mention.said} = {mention.kind}"


def main() -> None:
    half = "held-out" if "held-out" in sys.argv else "dev"
    with LEXICON.open("rb") as file:
        lexicon = read_lexicon(tomllib.load(file)["time"])
    left, right, total, missed = Counter[str](), Counter[str](), Counter[str](), list[str]()
    for item in items():
        if held_out(item) != (half == "held-out"):
            continue
        reason = next((name for name, test in LEFT_OUT if test(item)), None)
        if reason:
            left[reason] += 1
            continue
        good, kind, read = outcome(item, lexicon)
        total[kind] += 1
        right[kind] += good
        if not good:
            missed.append(f"  [{kind}] {item.text!r} at {item.now}: wanted {_wanted(item)}, read {read}")
    print(f"{half}: {right.total()} of {total.total()} = {100 * right.total() / total.total():.1f}%")
    for kind in total:
        print(f"  {kind}: {right[kind]} of {total[kind]}")
    print(f"left out: {left.total()}", *(f"  {count} {name}" for name, count in left.most_common()), sep="\n")
    print("missed:", *missed, sep="\n")


def _wanted(item: Expected) -> str:
    wanted = expected(item)
    return wanted if isinstance(wanted, str) else f"{wanted[0]}..{wanted[1]}"


if __name__ == "__main__":
    main()
