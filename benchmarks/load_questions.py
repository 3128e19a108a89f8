"""Questions drawn at random: KPIs, periods, slices, people, languages, and what is misunderstood.

Nearly all of them differ from one another, so that nothing that was kept can answer for the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

KPIS = (
    *("AHT", "service level", "CSAT", "FCR", "NEV", "abandonment rate", "ASA", "NPS", "transfer rate"),
    *("contacts offered", "contacts handled", "average hold time", "average talk time", "after-call work"),
    *("repeat rate", "resolution rate", "first response time", "CES", "answer rate", "survey response rate"),
)
# Known for single agents, teams and sites: an abandoned contact has none of them.
HANDLED = ("AHT", "CSAT", "average talk time", "after-call work", "contacts handled", "transfer rate")
NORMAL = ("AHT", "CSAT", "service level", "NEV", "abandonment rate", "contacts offered")
SLICES = ("queue", "channel", "segment", "reason", "language", "weekday", "hour of the day")
FILTERS = ("queue", "channel", "segment", "reason")
ELSEWHERE = (
    "berapa AHT {day:%d}/{day:%m} di {queue}?",
    "purata masa kendalian minggu lepas untuk {queue}",
    "berapa tingkat layanan kemarin di antrean {queue}?",
    "каква е удовлетвореността в {queue} на {day:%d.%m}?",
    "средно време за обработка миналата седмица, {queue}",
    "{queue} 上周的平均处理时间是多少?",
    "{day:%m}月{day:%d}日 客户满意度",
)
ASKED_BACK = (
    "what about the thing in {queue} on {day:%d %B}?",
    "compare the blue numbers of {day:%d %B}",
    "AHT for the Atlantis {number} queue yesterday",
    "hello, how did {queue} do {number}",
)
NEWEST, OLDEST = date(2026, 11, 17), date(2025, 12, 1)


@dataclass(frozen=True, slots=True)
class Question:
    """`figure`: whether it can be answered with a figure; else it is asked back or refused."""

    text: str
    figure: bool


def questions(names: dict[str, list[str]], seed: int) -> Iterator[Question]:
    """Without end; `names` are the store's, by dimension."""
    chance = Random(seed)
    while True:
        kind = chance.choices(list(KINDS), weights=[weight for _, weight in KINDS.values()])[0]
        text = KINDS[kind][0](chance, names)
        yield Question(text, kind not in ("elsewhere", "asked back"))


def _plain(chance: Random, _names: dict[str, list[str]]) -> str:
    return f"{chance.choice(KPIS)} {_period(chance)}"


def _two(chance: Random, _names: dict[str, list[str]]) -> str:
    return f"{' and '.join(chance.sample(KPIS, 2))} {_period(chance)}"


def _sliced(chance: Random, names: dict[str, list[str]]) -> str:
    return f"{_plain(chance, names)} by {chance.choice(SLICES)}"


def _filtered(chance: Random, names: dict[str, list[str]]) -> str:
    return f"{_plain(chance, names)} for {chance.choice(names[chance.choice(FILTERS)])}"


def _against(chance: Random, names: dict[str, list[str]]) -> str:
    return f"{_filtered(chance, names)} vs the week before"


def _agent(chance: Random, names: dict[str, list[str]]) -> str:
    return f"{chance.choice(HANDLED)} {_period(chance)} for {chance.choice(names['agent'])}"


def _team(chance: Random, names: dict[str, list[str]]) -> str:
    by, team = chance.choice(("channel", "site")), chance.choice(names["team"])
    return f"{chance.choice(HANDLED)} {_period(chance)} in team {team} by {by}"


def _normal(chance: Random, names: dict[str, list[str]]) -> str:
    return (
        f"was {chance.choice(NORMAL)} on {_day(chance):%d %B %Y} normal in {chance.choice(names['queue'])}?"
    )


def _why(chance: Random, names: dict[str, list[str]]) -> str:
    queue = chance.choice(names["queue"])
    return f"why did {chance.choice(NORMAL[:5])} change last week in {queue}?"


def _per_day(chance: Random, _names: dict[str, list[str]]) -> str:
    first = _day(chance)
    last = min(first + timedelta(days=14), NEWEST)
    return f"{chance.choice(KPIS)} per day from {first:%d %B %Y} to {last:%d %B %Y}"


def _elsewhere(chance: Random, names: dict[str, list[str]]) -> str:
    return _worded(chance, names, ELSEWHERE)


def _asked_back(chance: Random, names: dict[str, list[str]]) -> str:
    return _worded(chance, names, ASKED_BACK)


def _worded(chance: Random, names: dict[str, list[str]], of: tuple[str, ...]) -> str:
    queue = chance.choice(names["queue"])
    return chance.choice(of).format(queue=queue, day=_day(chance), number=chance.randrange(1000))


def _day(chance: Random) -> date:
    return OLDEST + timedelta(days=chance.randrange((NEWEST - OLDEST).days))


def _period(chance: Random) -> str:
    first = _day(chance)
    last = first + timedelta(days=chance.randrange(3, 40))
    said = (
        f"on {first:%d %B %Y}",
        f"from {first:%d %B %Y} to {min(last, NEWEST):%d %B %Y}",
        f"in {first:%B %Y}",
        f"in the last {chance.randrange(2, 90)} days",
        chance.choice(("yesterday", "last week", "this week", "last month", "last quarter")),
    )
    return chance.choices(said, weights=(35, 25, 10, 15, 15))[0]


# Each with its weight.
KINDS = {
    "plain": (_plain, 24),
    "two": (_two, 8),
    "sliced": (_sliced, 18),
    "filtered": (_filtered, 16),
    "against": (_against, 6),
    "agent": (_agent, 4),
    "team": (_team, 4),
    "normal": (_normal, 4),
    "why": (_why, 2),
    "per day": (_per_day, 4),
    "elsewhere": (_elsewhere, 6),
    "asked back": (_asked_back, 4),
}
