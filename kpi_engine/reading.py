"""Sums per slice and bucket: what to ask for one formula over one side, and the samples it gives."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from kpi_engine.calendar import buckets, instant, zone_of
from kpi_engine.few import Cutting, along_time, together
from kpi_engine.formula import Formula, Parts, Row, folded, total
from kpi_engine.ports import Key, Measure
from kpi_engine.sample import NOTHING, Sample, Totals, sample
from kpi_engine.sheet import Cut, Sheet
from kpi_engine.used import Used
from kpi_engine.values import Period, Unit

CLUSTERS = ("agent", "day")
# A slice's key and the number of its bucket.
Cell = tuple[Key, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """How rows are cut: by these dimensions (as the store names them), and along these units of time."""

    group: tuple[str, ...] = ()
    grain: Unit | None = None
    week_start: int = 0

    @property
    def by(self) -> tuple[str, ...]:
        if self.grain is None:
            return self.group
        return (*self.group, "hour" if self.grain is Unit.HOUR else "day")

    def places(self, period: Period) -> Places:
        starts = [period.start] if self.grain is None else buckets(period, self.grain, self.week_start)
        return Places(starts)


class Places:
    """The buckets of a period, and which of them a day or an hour of the store belongs to."""

    def __init__(self, starts: list[datetime]) -> None:
        self.starts = starts
        zone = zone_of(starts[0])
        self._instants = [instant(start) for start in starts]
        self._dates = [start.astimezone(zone).date() for start in starts]
        self._found: dict[object, int] = {}

    def __len__(self) -> int:
        return len(self.starts)

    def of(self, key: object) -> int:
        """The bucket of a date or an aware datetime."""
        if key not in self._found:
            if isinstance(key, datetime):
                place = bisect_right(self._instants, instant(key))
            elif isinstance(key, date):
                place = bisect_right(self._dates, key)
            else:
                raise TypeError(f"not a time of the store: {key!r}")
            self._found[key] = max(place - 1, 0)
        return self._found[key]


@dataclass(frozen=True, slots=True)
class Reading:
    """One formula over one side, in one frame. `left_out` and `unfollowable` are asked for where noted."""

    formula: Formula
    used: Used
    frame: Frame
    places: Places

    def want(self, sheet: Sheet) -> None:
        """Gather what this needs, so that it is fetched along with what others need."""
        for cut, _ in self._cuts():
            sheet.want(cut, self.formula.measures())
        young = self._young_cut()
        if young is not None:
            # The sums of what is old enough, though one would do: both then come with one call.
            sheet.want(young, self.formula.measures())

    def read(self, sheet: Sheet, minimum_people: int) -> Side:
        """The figures of every slice and bucket that has rows, and what stands behind them."""
        missing = sheet.missing(self.formula.needed()) | self._unmeasured(sheet)
        found = self._totals(sheet, missing)
        cells: Mapping[Cell, Sample] = Samples(found, lambda sums: sample(self.formula, sums, minimum_people))
        if self.formula.people:
            cells = self._of_enough(sheet, found, cells, minimum_people)
        whole = folded((sums.row for sums in found.values()), self.formula.noted())
        blank = sample(self.formula, Totals(missing=missing), minimum_people)
        return Side(
            self.used,
            self.places,
            cells,
            NOTHING if self.used.empty else blank,
            self._young(sheet),
            left_out=round(total(self.formula.left_out, whole) or 0),
            unfollowable=round(whole.get(Measure("unfollowable")) or 0),
            passed_over=tuple(
                (key, round(total(parts, whole) or 0)) for key, parts in self.formula.passed_over
            ),
            missing=missing,
        )

    def _of_enough(
        self, sheet: Sheet, found: Mapping[Cell, Totals], cells: Mapping[Cell, Sample], minimum_people: int
    ) -> Mapping[Cell, Sample]:
        """The figures of people enough that tell nothing about fewer by subtraction."""
        counted = {cell: total(self.formula.people, sums.row) or 0 for cell, sums in found.items()}
        in_time = along_time(counted, minimum_people) if len(self.places) > 1 else None
        cutting = self._cutting(sheet, minimum_people)
        return {
            cell: Sample(n=one.n, hidden=counted[cell] > 0)
            if cutting[cell[1]].cuts(cell[0]) or (in_time is not None and in_time(cell))
            else one
            for cell, one in cells.items()
        }

    def _cutting(self, sheet: Sheet, minimum_people: int) -> Mapping[int, Cutting]:
        """By bucket. People are counted without the question's conditions: others may ask without them."""
        by = self.frame.group
        dimensions = tuple(dict.fromkeys((*by, *(one.dimension for one in sheet.where))))
        bare, measures = sheet.everywhere(), [part.measure for part in self.formula.people]
        cuts = {bucket or 0: Cut(cut.start, cut.end, dimensions) for cut, bucket in self._cuts()}
        for cut in cuts.values() if dimensions else ():
            bare.want(cut, measures)
        found: dict[int, Cutting] = {}
        for bucket, cut in cuts.items():
            rows = bare.table(cut).items() if dimensions else ()
            people = {key: total(self.formula.people, row) or 0 for key, row in rows}
            found[bucket] = Cutting(dimensions, by, sheet.where, together(people, minimum_people))
        return found

    def _unmeasured(self, sheet: Sheet) -> frozenset[Measure]:
        """The numerator of an emotion that the model does not measure: unknown, never 0."""
        emotion = self.formula.variant.measures_emotion
        if not emotion or sheet.measures(emotion):
            return frozenset()
        return frozenset(part.measure for part in self.formula.top)

    def _totals(self, sheet: Sheet, missing: frozenset[Measure]) -> dict[Cell, Totals]:
        found: dict[Cell, Totals] = {}
        measures, annualised = self.formula.measures(), self.formula.variant.annualised
        clustered = self.formula.clustered
        for cut, bucket in self._cuts():
            for cell, rows in self._gathered(sheet, cut, bucket).items():
                found[cell] = Totals(
                    rows[0] if len(rows) == 1 else folded(rows, measures),
                    tuple(self._clusters(rows, missing)) if clustered else (),
                    missing=missing,
                    days=self._days(cell[1]) if annualised else 0,
                )
        return self._with_histograms(sheet, found) if self.formula.variant.histogram else found

    def _days(self, bucket: int) -> int:
        """How many local dates were counted of a bucket."""
        counted = counted_of(self.used, self.places, bucket)
        return (counted.end.date() - counted.start.date()).days

    def _cuts(self) -> Iterator[tuple[Cut, int | None]]:
        """One cut for everything that adds up; one a bucket for what does not."""
        if self.formula.variant.additive or len(self.places) == 1:
            yield self.used.cut(self._by()), None
            return
        for bucket in range(len(self.places)):
            counted = counted_of(self.used, self.places, bucket)
            last = instant(counted.end) == instant(self.used.period.end)
            end = self.used.stop if last else counted.end
            yield Cut.of(counted.start, end, self.frame.group), bucket

    def _by(self) -> tuple[str, ...]:
        by = self.frame.by if self.formula.variant.additive else self.frame.group
        finer = CLUSTERS if self.formula.clustered else ()
        return (*by, *(name for name in finer if name not in by))

    def _young_cut(self) -> Cut | None:
        return None if self.formula.window is None else self.used.young(self.frame.by)

    def _may_be_young(self) -> Parts:
        return self.formula.bottom or self.formula.n

    def _young(self, sheet: Sheet) -> dict[Cell, int]:
        cut = self._young_cut()
        if cut is None:
            return {}
        counted = defaultdict[Cell, float](float)
        for key, row in sheet.table(cut).items():
            counted[self._cell(key)] += total(self._may_be_young(), row) or 0
        return {cell: round(rows) for cell, rows in counted.items() if rows}

    def _gathered(self, sheet: Sheet, cut: Cut, bucket: int | None) -> dict[Cell, list[Row]]:
        rows = defaultdict[Cell, list[Row]](list)
        width = len(self.frame.group)
        for key, row in sheet.table(cut).items():
            rows[self._cell(key) if bucket is None else (key[:width], bucket)].append(row)
        return rows

    def _cell(self, key: Key) -> Cell:
        width = len(self.frame.group)
        return key[:width], 0 if len(self.places) == 1 else self.places.of(key[width])

    def _clusters(self, rows: Iterable[Row], missing: frozenset[Measure]) -> Iterator[tuple[float, float]]:
        """(top, bottom) of each agent's day that has any."""
        for row in rows:
            top = total(self.formula.top, row, missing) or 0.0
            bottom = total(self.formula.bottom, row, missing) or 0.0
            if top or bottom:
                yield top, bottom

    def _with_histograms(self, sheet: Sheet, found: dict[Cell, Totals]) -> dict[Cell, Totals]:
        merged = defaultdict[Cell, dict[float, int]](dict)
        cut = self.used.cut(self.frame.by)
        for key, histogram in sheet.histograms(cut, self.formula.variant.histogram).items():
            into = merged[self._cell(key)]
            for value, rows in histogram.items():
                into[value] = into.get(value, 0) + rows
        return {
            cell: found.get(cell, Totals())._replace(histogram=merged.get(cell, {}))
            for cell in {**found, **merged}
        }


def counted_of(used: Used, places: Places, bucket: int) -> Period:
    """What was counted of one bucket of a side."""
    if len(places) == 1:
        return used.period
    start = places.starts[bucket]
    end = places.starts[bucket + 1] if bucket + 1 < len(places) else used.asked.end
    return Period(start, max(min(end, used.period.end, key=instant), start, key=instant))


class Samples(Mapping[Cell, Sample]):
    """The figure of every cell that has rows, each made when it is first looked at.

    Of hundreds of agents only those on show are looked at in what stands beside them.
    """

    def __init__(self, sums: Mapping[Cell, Totals], make: Callable[[Totals], Sample]) -> None:
        self._sums = sums
        self._make = make
        self._made: dict[Cell, Sample] = {}

    def __getitem__(self, cell: Cell) -> Sample:
        made = self._made.get(cell)
        if made is None:
            made = self._made[cell] = self._make(self._sums[cell])
        return made

    def __contains__(self, cell: object) -> bool:
        return cell in self._sums

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._sums)

    def __len__(self) -> int:
        return len(self._sums)


@dataclass(frozen=True, slots=True)
class Side:
    """A KPI's figures over one period. `young` counts what is immature; `blank` is a cell without rows.

    `passed_over` are counts under the sentences that say them. An index keeps its `parts`, each a side of its
    own.
    """

    used: Used
    places: Places
    cells: Mapping[Cell, Sample]
    blank: Sample
    young: dict[Cell, int]
    left_out: int = 0
    unfollowable: int = 0
    passed_over: tuple[tuple[str, int], ...] = ()
    missing: frozenset[Measure] = frozenset()
    parts: tuple[Side, ...] = field(default=())

    def at(self, cell: Cell) -> Sample:
        """The figure of a cell; nothing where its bucket lies past what was counted, or before it."""
        if cell in self.cells:
            return self.cells[cell]
        if cell[1] >= len(self.places) or self._before_records(cell[1]):
            return NOTHING
        return self.blank if instant(self.places.starts[cell[1]]) < self.used.stop else NOTHING

    def _before_records(self, bucket: int) -> bool:
        """Whether a bucket ends before records begin: what was then is unknown."""
        ends = [*self.places.starts[1:], self.used.asked.end]
        return self.used.begins is not None and instant(ends[bucket]) <= instant(self.used.begins)

    def counted(self, bucket: int) -> Period | None:
        return counted_of(self.used, self.places, bucket) if bucket < len(self.places) else None

    def slices(self) -> set[Key]:
        """The slices that have anything to show, or something that is still too young."""
        seen = {cell[0] for cell, found in self.cells.items() if found.n or found.value or found.hidden}
        return seen | {cell[0] for cell in self.young}
