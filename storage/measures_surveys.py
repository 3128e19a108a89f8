"""What is counted over surveys. Scores are first brought to the KPI's scale by `scale_min`, `scale_max`.

An answer counts where the survey was answered, its score is known and its scale has a length.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Double, and_, func, literal

from storage.additive import count, count_distinct, total
from storage.measure import KEPT_WINDOWS, Measure, counted, fixed, one_of, window
from storage.measures_contacts import Bool, first
from storage.schema import surveys

c = surveys.c

# A survey that carries no scale of its own is on these.
SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7), "fcr": (0, 1), "esat": (1, 5)}

_answered = c.answered_at.is_not(None)


class Rating(NamedTuple):
    """The answers of one kind of survey, and where on their scale they are."""

    rows: Bool
    above: ColumnElement[float]
    length: ColumnElement[float]

    def at_least(self, fourths: int) -> Bool:
        return and_(self.rows, self.above * 4 >= self.length * fourths)

    def at_most(self, fourths: int) -> Bool:
        return and_(self.rows, self.above * 4 <= self.length * fourths)

    def on(self, low: int, high: int) -> ColumnElement[float]:
        """The score on the scale low..high."""
        # PostgreSQL may compute this before it drops the rows whose scale has no length.
        return low + self.above * (high - low) / func.nullif(self.length, literal(0.0, Double))


def _rating(kind: str) -> Rating:
    low, high = (
        func.coalesce(column, literal(float(default), Double))
        for column, default in zip((c.scale_min, c.scale_max), SCALES[kind], strict=True)
    )
    rows = and_(c.kind == kind, _answered, c.score.is_not(None), high > low)
    return Rating(rows, c.score - low, high - low)


csat, nps, ces, fcr, esat = (_rating(kind) for kind in SCALES)
csat_score, ces_score, esat_score = csat.on(1, 5), ces.on(1, 7), esat.on(1, 5)

_promoter = and_(nps.rows, nps.above * 10 >= nps.length * 9)
_detractor = and_(nps.rows, nps.above * 10 <= nps.length * 6)

# Of a contact, also of one that the store does not know; or of the relation, without one.
_SCOPES = {"transactional": c.contact_id.is_not(None), "relational": c.contact_id.is_(None)}
_scope = one_of(_SCOPES)
_kind = one_of({kind: c.kind == kind for kind in SCALES})


def _moments(name: str, source: str, rating: Rating, score: ColumnElement[Any]) -> tuple[Measure, ...]:
    parts = (
        ("n", count(rating.rows)),
        ("s", total(score, rating.rows)),
        ("sq", total(score * score, rating.rows)),
    )
    return tuple(fixed(f"{name}_{suffix}", source, part) for suffix, part in parts)


_CSAT = (
    *_moments("csat", "surveys", csat, csat_score),
    fixed("csat_top2", "surveys", count(csat.at_least(3))),
    fixed("csat_top1", "surveys", count(csat.at_least(4))),
    fixed("csat_bottom2", "surveys", count(csat.at_most(1))),
)

_NPS = (
    counted("nps_n", "surveys", _scope, lambda scope: and_(scope, nps.rows), _SCOPES),
    counted("nps_promoters", "surveys", _scope, lambda scope: and_(scope, _promoter), _SCOPES),
    counted("nps_detractors", "surveys", _scope, lambda scope: and_(scope, _detractor), _SCOPES),
)

_ASKED = (
    counted("surveys_sent", "surveys", _kind, lambda kind: kind, SCALES),
    counted("surveys_answered", "surveys", _kind, lambda kind: and_(kind, _answered), SCALES),
    counted("fcr_survey_n", "surveys", window, lambda days: and_(fcr.rows, first(days)), KEPT_WINDOWS),
    counted(
        "fcr_survey_yes", "surveys", window, lambda days: and_(fcr.at_least(4), first(days)), KEPT_WINDOWS
    ),
)

_ESAT = (
    *_moments("esat", "esat", esat, esat_score),
    fixed("esat_top2", "esat", count(esat.at_least(3))),
    fixed("esat_people", "esat", count_distinct(c.agent_id, esat.rows)),
)

SURVEY_MEASURES: tuple[Measure, ...] = (
    *_CSAT,
    *_moments("ces", "surveys", ces, ces_score),
    *_NPS,
    *_ASKED,
    *_ESAT,
)
