"""What stands beside a figure though nobody asked: its counter KPI, an index's parts, FCR's one day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from kpi_engine.calendar import instant
from kpi_engine.carried import site_unknown
from kpi_engine.case import Case, has_dimensions, used_dimensions
from kpi_engine.catalogue import metric
from kpi_engine.measured import Measured, is_index, item_refs
from kpi_engine.ports import Condition
from kpi_engine.reading import Cell, Side
from kpi_engine.result import Comparison, Figure
from kpi_engine.rows import Figures, Line
from kpi_engine.values import MetricRef, Unit

ONE_DAY = MetricRef("fcr", "window_1")
_MOST = 1_000  # agents that a condition names


@dataclass(frozen=True, slots=True)
class Beside:
    """What may be shown: `counters` per asked KPI, whether they always are, and FCR's one-day window.

    `chosen`: only a few of the agents will be shown, and what stands beside them is asked of those alone.
    """

    counters: tuple[tuple[MetricRef, MetricRef], ...]
    always: bool
    one_day: bool
    chosen: bool = False

    def at_once(self) -> tuple[MetricRef, ...]:
        """What is asked along with the KPIs of the question."""
        counters = () if self.chosen else self.later()
        return tuple(dict.fromkeys((*counters, *((ONE_DAY,) if self.one_day else ()))))

    def later(self) -> tuple[MetricRef, ...]:
        """What is asked once it is known which slices are shown, if `chosen`."""
        return tuple(dict.fromkeys(counter for _, counter in self.counters))


def planned(case: Case) -> Beside:
    """Rankings of agents always show counter KPIs; one KPI over two periods where the two move apart."""
    query = case.query
    always = "agent" in query.group_by
    apart = len(query.metrics) == 1 and case.compares_periods and query.grain is None
    counters = tuple(_counters(case)) if always or apart else ()
    chosen = always and query.intent != "drivers" and query.limit is not None
    return Beside(counters, always, _may_need_one_day(case), chosen)


def of_shown(case: Case, made: Sequence[Line]) -> Case:
    """The question asked of the agents of these lines alone."""
    place = case.query.group_by.index("agent")
    agents = dict.fromkeys(line.cell[0][place] for line in made)
    if len(agents) > _MOST:
        return case
    kept = tuple(None if agent is None else str(agent) for agent in agents)
    return replace(case, sheet=case.sheet.within(Condition("agent", negated=False, values=kept)))


def _counters(case: Case) -> Iterator[tuple[MetricRef, MetricRef]]:
    dimensions = used_dimensions(case.query, case.viewer)
    asked = {ref.id for ref in case.query.metrics}
    siteless = "site" in dimensions and site_unknown(case)
    for ref in case.query.metrics:
        for counter_id in metric(ref.id).read_with:
            entry = metric(counter_id)
            counter = MetricRef(counter_id, entry.default.id)
            hours = case.query.grain is Unit.HOUR and entry.finest_grain is not Unit.HOUR
            lost = siteless and entry.team_when_complete
            known = has_dimensions(entry, counter, dimensions) and not (lost or hours)
            if known and counter_id not in asked:
                yield ref, counter


def _may_need_one_day(case: Case) -> bool:
    windowed = any(
        ref.id == "fcr" and metric("fcr").variant(ref.variant).window for ref in case.query.metrics
    )
    longest = timedelta(days=max(case.settings.fcr_days, 30))
    young = instant(case.sheet.clock) - longest
    return windowed and any(instant(period.start) >= young for period in case.periods())


def beside(
    case: Case, plan: Beside, figures: Figures, line: Line, found: Mapping[MetricRef, Measured]
) -> tuple[Figure, ...]:
    """The figures beside one row, each once."""
    shown: dict[MetricRef, Figure] = {}
    for ref in case.query.metrics:
        shown.update((one.metric, one) for one in _parts(case, ref, found, line.cell))
        if plan.one_day and _nothing_mature(found[ref]):
            shown[ONE_DAY] = figures.figure(found[ONE_DAY], line.cell)
    for ref, counter in plan.counters:
        one = figures.figure(found[counter], line.cell)
        if plan.always or _apart(found[ref], line.figures[ref].compare, found[counter], one.compare):
            shown.setdefault(counter, one)
    return tuple(shown.values())


def _parts(case: Case, ref: MetricRef, found: Mapping[MetricRef, Measured], cell: Cell) -> Iterator[Figure]:
    """An index's items, with what each of them was."""
    if not is_index(ref):
        return
    for item, side in zip(item_refs(case.settings), found[ref].main.parts, strict=True):
        one = side.at(cell)
        unit = metric(item.id).variant(item.variant).unit
        yield Figure(item, one.value, unit, one.n, used=side.counted(cell[1]))


def _nothing_mature(one: Measured) -> bool:
    return (
        one.ref.id == "fcr" and one.formula.window is not None and any(_immature(side) for side in one.sides)
    )


def _immature(side: Side) -> bool:
    return side.used.empty and side.used.matures is not None


def _apart(one: Measured, compared: Comparison | None, other: Measured, counter: Comparison | None) -> bool:
    """Whether one got better and the other worse; of a KPI without a better, whether the other got worse."""
    first, second = _moved(one, compared), _moved(other, counter)
    if compared is not None and compared.verdict in ("up", "down") and not _better(one):
        return second < 0
    return first * second < 0


def _moved(one: Measured, compared: Comparison | None) -> int:
    """1 where it got better, -1 where it got worse, 0 where nothing says so."""
    signs: Mapping[str, int] = {"up": 1, "down": -1}
    return 0 if compared is None else signs.get(compared.verdict, 0) * _better(one)


def _better(one: Measured) -> int:
    return one.formula.metric.better(one.formula.variant)


def refs_of(plan: Beside, asked: Sequence[MetricRef]) -> tuple[MetricRef, ...]:
    return tuple(dict.fromkeys((*asked, *plan.at_once())))
