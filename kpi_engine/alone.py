"""Which rows are one agent's: a team or a site of one is that agent by another name.

Known by the staff list, which is short, and not by the contacts themselves: who took them is looked up in
seconds where there are millions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpi_engine.case import Case, asked_refs
from kpi_engine.catalogue import metric
from kpi_engine.ports import Condition, Key, Measure
from kpi_engine.result import Row
from kpi_engine.used import Used

PEOPLE = Measure("staff_people")
GROUPS = ("team", "site")
SIDES = 2  # the asked period, and the one it is set against

Staff = Mapping[Key, float]


def marked(case: Case, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, each told whether it is about one agent, or about all but one."""
    where = [one for one in case.sheet.where if one.dimension in GROUPS]
    if not any(metric(ref.id).dims & {"agent"} for ref in asked_refs(case.query)):
        return tuple(rows)
    if not where and not any(name in row.slice for row in rows for name in GROUPS):
        return tuple(rows)
    staff = list(_staff(case))
    return tuple(row._replace(alone=any(_alone(row, where, one) for one in staff)) for row in rows)


def _staff(case: Case) -> Iterator[Staff]:
    """People per team and site, over each period."""
    sheet = case.sheet.everywhere()
    cuts = [Used(period, period).cut(GROUPS) for period in case.periods()[:SIDES]]
    for cut in cuts:
        sheet.want(cut, (PEOPLE,))
    for cut in cuts:
        yield {key: row.get(PEOPLE) or 0 for key, row in sheet.table(cut).items()}


def _alone(row: Row, where: Sequence[Condition], staff: Staff) -> bool:
    if not where and not any(name in row.slice for name in GROUPS):
        return False
    inside = sum(people for key, people in staff.items() if _in(key, row, where))
    return inside == 1 or sum(staff.values()) - inside == 1


def _in(key: Key, row: Row, where: Sequence[Condition]) -> bool:
    values: dict[str, object] = dict(zip(GROUPS, key, strict=True))
    if any(row.slice.get(name, value) != value for name, value in values.items()):
        return False
    return all((values[one.dimension] in one.values) != one.negated for one in where)
