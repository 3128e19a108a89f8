"""A digest's figures for one slot: every KPI asked of the engine, never about single agents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.blocks.parts import Said
from bot.digests.answers import Answers
from bot.digests.blocks import digest_message
from bot.digests.charts import pictured
from bot.digests.composed import Chart, Composed, Slices
from bot.digests.delivery import NotAtAllError
from bot.digests.items import EXPECTED, Ask, Item, item, with_band
from bot.digests.periods import COVERS, WORKING, Frame, shown
from bot.digests.slice_picture import sliced_pictured
from bot.digests.values import ContentError, Known, known, read_content
from bot.phrases import say
from bot.pictures.timeline import Keep
from kpi_engine.catalogue import SCORECARD, metric
from kpi_engine.result import Result
from kpi_engine.values import MetricRef, Query, Refusal, Unit, Viewer
from storage.digests import DigestRow, Digests, SlotRow

CHARTS = 2
# A table has 20 columns, the first names the slice.
SLICED = 19
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes the message of a slot. `admit` tells who may see what in the digest's channel now, `keep` puts
    pictures into Slack before the message names them (without it charts are Slack's own).

    Raises NotAtAllError where somebody must change something first.
    """

    store: Digests
    answers: Answers
    clock: Callable[[], datetime]
    admit: Callable[[DigestRow], Viewer | Refusal]
    keep: Keep | None = None

    def message(self, digest: DigestRow, slot: SlotRow) -> Said:
        """What is posted, pictures and all."""
        made = self.of(digest, slot)
        if self.keep is None:
            return digest_message(made)
        charts = tuple(pictured(chart, self.keep, made.language) for chart in made.charts)
        slices = sliced_pictured(made.slices, self.keep, made.language)
        return digest_message(replace(made, charts=charts, slices=slices))

    def of(self, digest: DigestRow, slot: SlotRow) -> Composed:
        """Of any digest, kept or not: a preview too."""
        now = self.clock()
        viewer = self.admit(digest)
        if isinstance(viewer, Refusal):
            raise NotAtAllError(viewer.message)
        frame = self._frame(digest, slot)
        content = self._content(digest, now)

        def ask(query: Query) -> Result:
            return self.answers.ask(query, slot.due_at, digest.zone, viewer, now)

        items = tuple(_items(content, frame, ask))
        return Composed(
            digest,
            frame.period,
            items,
            tuple(Chart(one, with_band(one, content.filters, ask)) for one in charted(items)),
            _slices(content, frame, ask),
            content.filters,
            content.problems,
            slot.due_at.astimezone(frame.zone) if now - slot.due_at >= LATE else None,
            frame.settings.expected_weeks,
            frame.after_weekend,
        )

    def _frame(self, digest: DigestRow, slot: SlotRow) -> Frame:
        settings = self.answers.desk.settings
        try:
            zone = ZoneInfo(digest.zone)
        except (ValueError, OSError, LookupError):
            raise NotAtAllError(say("en", "digest_zone", name=digest.zone)) from None
        kind = digest.schedule.split()[0]
        unit = COVERS.get(kind, Unit.DAY)
        day, at, starts = slot.local_date, slot.due_at, settings.week_start
        return Frame(day, at, zone, unit, starts, settings.kpi, working=kind == WORKING)

    def _content(self, digest: DigestRow, now: datetime) -> Known:
        try:
            content = known(read_content(digest.content), self.answers.names(now))
        except ContentError as error:
            raise NotAtAllError(str(error)) from None
        if content.impossible:
            raise NotAtAllError(" ".join(content.problems))
        return content


def _items(content: Known, frame: Frame, ask: Ask) -> list[Item]:
    """The scorecard sets handle time beside what it achieved; chosen KPIs stand beside one not chosen."""
    refs = _refs(content)
    chosen = {ref.id for ref in content.kpis}
    return [
        item(
            ref,
            frame,
            content.filters,
            ask,
            beside=ref.id == "average_handle_time"
            if not chosen
            else not chosen.intersection(metric(ref.id).read_with),
        )
        for ref in refs
    ]


def _refs(content: Known) -> tuple[MetricRef, ...]:
    return content.kpis or tuple(MetricRef(name, metric(name).default.id) for name in SCORECARD)


def charted(items: tuple[Item, ...]) -> list[Item]:
    """The first that left their range, then the first of all; none without a line to draw."""
    drawn = [one for one in items if sum(point.value is not None for point in one.points) > 1]
    return sorted(drawn, key=lambda one: not one.left)[:CHARTS]


def _slices(content: Known, frame: Frame, ask: Ask) -> Slices | None:
    by = content.group_by
    if by is None:
        return None
    refs = _refs(content)
    having = [ref for ref in refs if by in metric(ref.id).variant(ref.variant).dims]
    results = tuple(
        (ref, ask(Query("value", (ref,), shown(ref, frame).period, EXPECTED, None, (by,), content.filters)))
        for ref in having[:SLICED]
    )
    without = tuple(ref for ref in refs if ref not in having)
    return Slices(by, results, without, max(0, len(having) - SLICED))
