"""Which time is the period and which one it is set against; targets and what is normal."""

from __future__ import annotations

from dataclasses import replace

from kpi_engine.calendar import clipped, default_period, local_now, same_period, start_of, whole
from kpi_engine.language.against import against_marks, joins_values, reaches
from kpi_engine.language.reading import Reading
from kpi_engine.language.time import Relative, TimeMention, read_lexicon, read_times, resolve_relative
from kpi_engine.values import Clarification, Compare, Period, Unit

_QUARTERLY = ("attrition", "customer_retention")


def find_times(r: Reading) -> Clarification | None:
    """The period, its comparison, and the default where none was named."""
    places = [at for at, item in enumerate(r.items) if item.time is not None]
    for at in places:
        problem = _mention(r, at).problem
        if problem is not None:
            choices = [r.swapped(at, at, said) for said in problem.choices]
            return Clarification(problem.message, tuple(choices), r.lexicon.code)
    r.take(*places, *r.marks("recent"))
    current = r.marks("current")
    r.take(*current)
    if current and not places and r.intent not in ("definition", "capability"):
        r.period = _today(r)
        r.note("read_current", word=r.items[current[0]].raw)
        return None
    if len(places) > 2:
        said = ", ".join(r.items[at].raw for at in places)
        return r.unclear("three_periods", periods=said)
    if len(places) == 1 and (_moved_over(r, places[0]) or _moved_since(r, places[0])):
        return None
    roles = _roles(r, places)
    if isinstance(roles, Clarification):
        return roles
    main, other = roles
    if main is not None and other is not None and _mention(r, main).period is None:
        return r.unclear("two_periods", periods=", ".join(r.items[at].raw for at in places))
    r.period = _main_period(r, main, other)
    if other is not None:
        mention = r.items[other].time
        assert mention is not None
        r.compare = resolve_relative(mention, r.period, r.asking)
        against = r.compare.period
        if against is not None and (against.start, against.end) == (r.period.start, r.period.end):
            return _week_earlier(r, r.compare, r.period, other)
    return None


def _week_earlier(r: Reading, compare: Compare, period: Period, at: int) -> Clarification | None:
    """ "Monday vs the Monday before", "this Monday vs last Monday": the last one, and the one before it."""
    item, days = r.items[at], r.lexicon.tables["time"]["weekday"].values()
    names = {name for day in days for name in day}
    if not any(word.text in names for word in r.words[item.first : item.last]):
        return r.unclear("same_times", said=item.raw)
    after = r.item(at + 1)
    r.take(*([at + 1] if after and after.text in r.lexicon.tables["settings"]["before"] else []))
    r.compare = replace(compare, period=same_period(period, Unit.WEEK))
    r.note("read_week_earlier", said=item.raw)
    return None


def _today(r: Reading) -> Period:
    now = local_now(r.asking)
    return clipped(whole(start_of(now, Unit.DAY, r.asking.week_start), Unit.DAY), now)


def _roles(r: Reading, places: list[int]) -> tuple[int | None, int | None] | Clarification:
    """(main, compared) as places of items."""
    against = [at for at in against_marks(r) if not joins_values(r, at)]
    moved = bool(r.marks("moved", "compare", "drivers"))
    if len(places) == 2:
        first, second = places
        mark = next((at for at in against if at < first and reaches(r, at, first)), None)
        if mark is not None and not any(first < at < second for at in against):
            return _taken(r, [mark], second, first)
        between = [at for at in against if first < at < second and reaches(r, at, second)]
        if between:
            return _taken(r, between, first, second)
        if _mention(r, second).kind == "relative":
            return first, second
        if _mention(r, first).kind == "relative":
            return second, first
        if r.marks("compare") or (moved and _from_to(r, first, second)):
            later = _from_to(r, first, second) and not r.marks("compare")
            r.take(*r.marks("compare"), *(at for at in r.marks("conj") if first < at < second))
            return (
                (second, first)
                if later or (_earlier_first(r, first, second) and _from_to(r, first, second))
                else (first, second)
            )
        said = f"{r.items[first].raw}, {r.items[second].raw}"
        choices = [r.swapped(first + 1, second - 1, "vs")] if second - first > 1 else []
        return r.unclear("two_periods", choices, periods=said)
    if len(places) == 1:
        only = places[0]
        mark = next((at for at in against if at < only and reaches(r, at, only)), None)
        if mark is not None:
            return _taken(r, [mark], None, only)
        mention = _mention(r, only)
        if mention.kind == "relative" and mention.period is None:
            sort = mention.relative.sort if mention.relative else ""
            return _beside_what(r, only) if sort else (None, only)
        return only, None
    return None, None


def _beside_what(r: Reading, at: int) -> Clarification:
    """ "Same day last week" with nothing that it is the same as, and no "vs"."""
    said, today = r.items[at].raw, r.lexicon.tables["clarify"]["this"]["day"]
    yesterday = r.lexicon.tables["clarify"]["yesterday"]
    choices = [r.swapped(at, at, f"{day} vs {said}") for day in (today, yesterday)]
    return r.unclear("same_as_what", choices, said=said)


def _moved_over(r: Reading, at: int) -> bool:
    """ "How did AHT change from October to November", "between October and November": the second is set
    against the first. Between two hours or days it may have been one stretch.
    """
    item, settings = r.items[at], r.lexicon.tables["settings"]
    words = list(r.words[item.first : item.last])
    between = words[0].text in settings["between"]
    begins, joint = between or words[0].text in settings["from"], settings["and" if between else "to"]
    joints = [i for i, word in enumerate(words) if word.text in joint]
    if not (begins and joints and r.marks("moved", "compare", "drivers")):
        return False
    table = read_lexicon(r.lexicon.tables.get("time", {}))
    first = read_times(words[1 : joints[0]], r.asking, table)
    second = read_times(words[joints[0] + 1 :], r.asking, table)
    if not (len(first) == len(second) == 1 and second[0].period is not None and first[0].period is not None):
        return False
    if between and second[0].period.unit in (None, Unit.HOUR, Unit.DAY):
        return False
    r.period = second[0].period
    r.compare = resolve_relative(first[0], r.period, r.asking)
    return True


def _moved_since(r: Reading, at: int) -> bool:
    """ "Has FCR improved since last month": this month against that one."""
    item = r.items[at]
    words = r.words[item.first : item.last]
    if words[0].text not in r.lexicon.tables["settings"]["since"] or not r.marks("moved"):
        return False
    found = read_times(words[1:], r.asking, read_lexicon(r.lexicon.tables.get("time", {})))
    if len(found) != 1 or found[0].period is None or found[0].period.unit in (None, Unit.DAY, Unit.HOUR):
        return False
    running = _running_beside(r, _unit_of(found[0]))
    if running is None or running.start == found[0].period.start:
        return False
    r.period = running
    r.compare = resolve_relative(found[0], running, r.asking)
    return True


def _mention(r: Reading, at: int) -> TimeMention:
    mention = r.items[at].time
    assert mention is not None
    return mention


def _taken(r: Reading, marks: list[int], main: int | None, other: int) -> tuple[int | None, int | None]:
    r.take(*marks)
    return main, other


def _from_to(r: Reading, first: int, second: int) -> bool:
    between = {item.text for item in r.items[first + 1 : second]}
    words = r.lexicon.tables["settings"]["to"]
    texts = [word.text for word in r.words[r.items[first].last : r.items[second].first]]
    return bool(between.intersection(words) or set(texts).intersection(words))


def _earlier_first(r: Reading, first: int, second: int) -> bool:
    one, other = _mention(r, first).period, _mention(r, second).period
    return one is not None and other is not None and one.start < other.start


def _main_period(r: Reading, main: int | None, other: int | None) -> Period:
    if main is not None:
        mention = _mention(r, main)
        if mention.period is not None:
            return mention.period
    if other is not None:
        running = _running_beside(r, _unit_of(_mention(r, other)))
        if running is not None:
            return running
    quarter = any(asked.id in _QUARTERLY for asked in r.asked)
    if r.intent not in ("definition", "capability"):
        r.note("default_period", period=r.lexicon.say("last_quarter" if quarter else "last_7_days"))
    return default_period(r.asking, quarter)


def _unit_of(mention: TimeMention) -> Unit | None:
    """Of "vs last week" a week; of "vs same day last week" a day."""
    if mention.period is not None:
        return mention.period.unit
    sort = mention.relative.sort if mention.relative else ""
    return Unit(sort) if sort in set(Unit) else None


def _running_beside(r: Reading, unit: Unit | None) -> Period | None:
    """The period that "vs last week" alone is set against: the running one of its unit."""
    if unit is None:
        return None
    now = local_now(r.asking)
    said = str(r.lexicon.tables["clarify"]["this"][unit.value])
    period = clipped(whole(start_of(now, unit, r.asking.week_start), unit, 1, None), now)
    r.note("read_main", period=said)
    return period


def find_standards(r: Reading) -> Clarification | None:
    """Against the target, or what is expected by weekday."""
    for kind in ("target", "expected"):
        places = r.marks(kind)
        if not places:
            continue
        if r.compare is not None:
            said = " / ".join((r.compare.said or "", r.items[places[0]].raw))
            return r.unclear("compare_many", things=said)
        r.compare = Compare("target" if kind == "target" else "expected", None, r.items[places[0]].raw)
        r.take(*places, *r.marks("so"))
        lead = ("filler", "ours", "cease", "is_what", "which", "intro")
        r.take(*(at for at in r.marks("versus") if r.near(at, 1, over=lead) in places))
        r.take(*(at for at in r.open("comparator") if at + 1 in places or at - 1 in places))
        if kind == "target" and r.groups:
            r.note("read_target")
    return None


def find_moves(r: Reading) -> Clarification | None:
    """ "Did AHT go up last week?" asks against the period before; "is it rising?" for a trend."""
    moving = r.marks("moving")
    if moving and r.intent not in ("drivers",) and r.compare is None:
        r.intent = r.intent or "trend"
    r.take(*moving)
    _slices_against(r)
    moved = r.marks("moved", "compare")
    if not moved or r.intent in ("definition", "capability"):
        return None
    if r.order is not None and r.asked and any(r.items[at].mark("moved") for at in moved):
        return r.unclear("order_by_change", _changes(r))
    r.take(*moved, *r.marks("how_much"))
    sliced = bool(r.groups) and all(r.items[at].mark("compare") for at in moved)
    if r.intent != "trend" and not sliced and not _values_compared(r):
        against_previous(r)
    return None


def _changes(r: Reading) -> list[str]:
    """The question that shows every slice with its change."""
    kpis = str(r.lexicon.tables["clarify"]["and"]).join(r.items[asked.at].raw for asked in r.asked)
    cut = " ".join(f"{r.lexicon.tables['settings']['by']} {r.lexicon.shown(d)}" for d in r.groups)
    said = (r.period.said if r.period else "") or ""
    return [" ".join(f"{kpis} {cut} {said} {r.lexicon.tables['settings']['against_previous']}".split())]


def _slices_against(r: Reading) -> None:
    """ "Which queues have a higher AHT this week than last week": every slice with its change."""
    places = [
        at
        for at in r.open("order")
        if r.items[at].get("order", "more")
        or r.items[at].get("order", "less")
        or r.items[at].get("order", "better")
        or r.items[at].get("order", "worse")
    ]
    if places and r.compare is not None:
        r.take(*places)
        if r.groups:
            r.note("read_slices", dimension=r.lexicon.shown(r.groups[0]))


def find_reasons(r: Reading) -> Clarification | None:
    """Reasons for a change need another side: the period before, unless one was said."""
    if r.intent == "drivers":
        against_previous(r)
    return None


def against_previous(r: Reading) -> None:
    """Sets the period before beside it, where nothing else was said."""
    if r.compare is None and r.period is not None:
        mention = TimeMention(0, 0, "relative", relative=Relative("previous"))
        r.compare = resolve_relative(mention, r.period, r.asking)


def _values_compared(r: Reading) -> bool:
    return any(f.op == "in" and len(f.values) > 1 and f.dimension in r.groups for f in r.filters) or (
        len(r.refs()) > 1
    )


def find_grain(r: Reading) -> Clarification | None:
    units = list(dict.fromkeys(r.items[at].get("grain").value for at in r.open("grain")))  # pyright: ignore[reportOptionalMemberAccess] # opened by it
    r.take(*r.open("grain"))
    if len(units) > 1:
        return r.unclear("grains", grains=", ".join(units))
    if units:
        r.grain = Unit(units[0])
    return None
