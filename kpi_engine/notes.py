"""What must be said beside figures: what was not counted, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from kpi_engine import say
from kpi_engine.calendar import instant
from kpi_engine.carried import looks_at, over_offered, untaken_without_site
from kpi_engine.case import Case, step_in_weeks, used_dimensions
from kpi_engine.catalogue import metric
from kpi_engine.compare import TOO_FEW
from kpi_engine.cost_notes import cost_notes
from kpi_engine.measured import Measured, is_index, item_refs
from kpi_engine.ports import Measure
from kpi_engine.result import Figure
from kpi_engine.rows import Figures, Line, meets
from kpi_engine.side_notes import running, side_notes
from kpi_engine.values import Having, MetricRef

Found = Mapping[MetricRef, Measured]
HANDLED = Measure("handled")
HEARD = "transcribed"  # of `passed_over`: contacts that have a transcript


def notes(
    case: Case, found: Found, made: Sequence[Line], figures: Figures, beside: Mapping[MetricRef, Case]
) -> tuple[str, ...]:
    """Every note of an answer, in the order of what changes the figures most.

    `beside` are the KPIs that are shown beside the asked ones, each with the question that it answers.
    """
    asked = [found[ref] for ref in case.query.metrics]
    said: list[str] = [
        *_yes_or_no(case, made),
        *running(case, asked),
        *_expected(case),
        *_banded(case),
        *_siteless(case),
    ]
    for ref, seen in {**dict.fromkeys(case.query.metrics, case), **beside}.items():
        one = found[ref]
        for of_figures in (side_notes, cost_notes, _rows_left, _heard_by, _passed_over):
            said += of_figures(seen, one)
    for ref in case.query.metrics:
        said += _nothing(case, found[ref], made)
        said += _index(case, ref, found)
        said += _targets(case, found[ref], made, figures)
    return tuple(dict.fromkeys(said))


def _yes_or_no(case: Case, made: Sequence[Line]) -> Iterator[str]:
    """ "Was AHT over 6 minutes yesterday?": the answer in a word, before the figure's notes."""
    if case.query.group_by or case.query.grain is not None:
        return
    for asked in case.query.having:
        for line in made:
            value = line.figures[asked.metric].value
            key = "cannot_say" if value is None else "yes" if meets(value, asked) else "no"
            yield say.say(case.language, key, threshold=_threshold(case, asked))


def _threshold(case: Case, asked: Having) -> str:
    unit = metric(asked.metric.id).variant(asked.metric.variant).unit
    unit = "" if unit in ("n", "money") else unit
    value = say.say(case.language, "in_unit", value=f"{asked.value:g}", unit=unit).strip()
    return f"{case.title(asked.metric)} {asked.op} {value}"


def _expected(case: Case) -> Iterator[str]:
    if case.query.compare is None or case.query.compare.kind != "expected":
        return
    step, weeks = step_in_weeks(case.period), len(case.periods()) - 1
    if weeks >= case.settings.expected_least:
        yield say.say(case.language, "expected" if step == 1 else "expected_spans", weeks=weeks, step=step)


def _felt(case: Case, one: Measured) -> bool:
    return any(case.sheet.store.kind(measure) == "nev" for measure in one.formula.needed())


def _banded(case: Case) -> Iterator[str]:
    """Slices by what was felt rest on a model too, whatever the KPI."""
    if "nev_band" not in used_dimensions(case.query, case.viewer):
        return
    if (model := case.sheet.emotion_model) is not None:
        yield say.say(case.language, "banded_by", model=model[0])


def _siteless(case: Case) -> Iterator[str]:
    """The few that nobody took and that carry no site stand under no site."""
    refs = over_offered(case) if looks_at(case, "site") else []
    without, every = untaken_without_site(case) if refs else (0, 0)
    if without:
        yield say.say(case.language, "some_siteless", kpi=case.title(refs[0]), count=without, every=every)


def _heard_by(case: Case, one: Measured) -> Iterator[str]:
    """Which model the feelings come from, and what it does not measure."""
    model = case.sheet.emotion_model if _felt(case, one) else None
    if model is None:
        return
    emotion = one.formula.variant.measures_emotion
    if emotion and not case.sheet.measures(emotion):
        word = emotion.replace("_", " ")
        yield say.say(case.language, "not_measured", kpi=case.title(one.ref), emotion=word, model=model[0])
    else:
        yield say.say(case.language, "heard_by", kpi=case.title(one.ref), model=model[0])


def _passed_over(case: Case, one: Measured) -> Iterator[str]:
    """Contacts that the figure never could count: not scored, and why; no transcript."""
    found, kpi = dict(one.main.passed_over), case.title(one.ref)
    reasons = [
        say.say(case.language, key, count=count) for key, count in found.items() if count and key != HEARD
    ]
    if reasons:
        yield say.say(case.language, "not_scored", kpi=kpi, reasons=say.listed(case.language, reasons))
    if HEARD not in found or one.main.missing & one.formula.needed() or one.main.used.empty:
        return
    # Counted once and as a whole, not in every slice: it is said of the whole.
    cut = one.main.used.cut(())
    case.sheet.want(cut, (HANDLED,))
    count = round(case.sheet.table(cut).get((), {}).get(HANDLED) or 0) - found[HEARD]
    if count > 0:
        rows = say.one_or_many(case.language, "handled_contact", count)
        have = say.one_or_many(case.language, "has_have", count)
        yield say.say(case.language, "no_transcript", kpi=kpi, count=count, rows=rows, have=have)


def _rows_left(case: Case, one: Measured) -> Iterator[str]:
    """Rows that are passed over: nobody to follow, or something unknown."""
    side, kpi = one.main, case.title(one.ref)
    if side.unfollowable and one.formula.looks_back is not None:
        rows = say.one_or_many(case.language, "contact", side.unfollowable)
        yield say.say(case.language, "unfollowable", kpi=kpi, count=side.unfollowable, rows=rows)
    if side.left_out > 0:
        key, noun = ("sales_blank", "contact") if one.ref.id == "conversion_rate" else ("left_out", "row")
        rows = say.one_or_many(case.language, noun, side.left_out)
        yield say.say(case.language, key, kpi=kpi, count=side.left_out, rows=rows)
    first = None if one.formula.looks_back is None else case.sheet.store.earliest()
    if first is None or one.formula.looks_back is None:
        return
    start = min(
        (instant(side.used.period.start) for side in one.sides[:2]), default=instant(case.period.start)
    )
    if start < instant(first) + timedelta(days=one.formula.looks_back):
        begins = say.day(case.language, first.astimezone(case.period.start.tzinfo))
        yield say.say(case.language, "first_days", kpi=kpi, day=begins, days=one.formula.looks_back)


def _nothing(case: Case, one: Measured, made: Sequence[Line]) -> Iterator[str]:
    """No data, too few people, too few rows."""
    figures = [line.figures[one.ref] for line in made if one.ref in line.figures]
    empty = [figure for figure in figures if figure.value is None]
    kpi = case.title(one.ref)
    if one.hides():
        yield say.say(case.language, "hidden", kpi=kpi, people=case.settings.minimum_people)
    elif not figures and case.query.having and any(side.cells for side in one.sides):
        asked = ", ".join(_threshold(case, having) for having in case.query.having)
        yield say.say(case.language, "none_beyond", threshold=asked)
    elif not figures:
        yield say.say(case.language, "no_slices")
    elif len(empty) == len(figures) and not _explained(case, one):
        missing = one.main.missing
        yield say.say(case.language, "no_records" if missing else "no_data", kpi=kpi)
    yield from _few(case, one, kpi, figures)


def _explained(case: Case, one: Measured) -> bool:
    """Whether another note already says why there is no figure."""
    emotion = one.formula.variant.measures_emotion
    return one.main.used.empty or bool(emotion and not case.sheet.measures(emotion))


def _few(case: Case, one: Measured, kpi: str, figures: Sequence[Figure]) -> Iterator[str]:
    few = [figure for figure in figures if figure.value is not None and figure.n < TOO_FEW]
    if not few or one.formula.variant.shape == "sum":
        return
    which = say.say(case.language, "too_few_here")
    if len(figures) > 1:
        which = say.say(case.language, "too_few_slices", count=len(few), all=len(figures))
    yield say.say(case.language, "too_few", kpi=kpi, slices=which)


def _index(case: Case, ref: MetricRef, found: Found) -> Iterator[str]:
    if not is_index(ref):
        return
    items = zip(item_refs(case.settings), found[ref].main.parts, strict=True)
    gone = [
        case.title(item) for item, side in items if not any(s.value is not None for s in side.cells.values())
    ]
    yield say.say(case.language, "index_parts", kpi=case.title(ref))
    if gone:
        fields = {"kpi": case.title(ref), "items": say.listed(case.language, gone)}
        yield say.say(case.language, "index_missing", **fields)


def _target_notes(case: Case, one: Measured, made: Sequence[Line], figures: Figures) -> Iterator[str]:
    rows = [figures.target_row(one, line.cell) for line in made]
    if any(row is None for row in rows):
        yield say.say(case.language, "no_target", kpi=case.title(one.ref))
    if any(row is not None and row.changed for row in rows):
        yield say.say(case.language, "target_changed", kpi=case.title(one.ref))


def _expected_notes(case: Case, one: Measured, made: Sequence[Line], figures: Figures) -> Iterator[str]:
    compared = [line.figures[one.ref].compare for line in made]
    short = [each.n or 0 for each in compared if each is not None and each.value is None]
    if short:
        yield say.say(
            case.language,
            "expected_short",
            kpi=case.title(one.ref),
            weeks=min(short),
            least=case.settings.expected_least,
        )


_AGAINST: Mapping[str, Callable[[Case, Measured, Sequence[Line], Figures], Iterator[str]]] = {
    "target": _target_notes,
    "expected": _expected_notes,
}


def _targets(case: Case, one: Measured, made: Sequence[Line], figures: Figures) -> Iterator[str]:
    compare = case.query.compare
    if compare is not None and compare.kind in _AGAINST:
        yield from _AGAINST[compare.kind](case, one, made, figures)
