"""What an entry of the catalogue is made of: a KPI, its variants, and their terms, all of it data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from kpi_engine.errors import EngineError
from kpi_engine.settings import Setting
from kpi_engine.values import Unit

Kind = Literal["S", "R", "N", "D", "Q", "P", "index"]
Direction = Literal["up", "down", "band", "none"]
Shape = Literal["sum", "ratio", "quantile", "stock", "index"]
Window = int | Setting


class Interval(StrEnum):
    """How the 95% interval of a figure is found."""

    WILSON = "wilson"  # a proportion of contacts, surveys or customers
    MEAN = "mean"  # n, sum and sum of squares
    NET = "net"  # promoters less detractors
    MENTIONS = "mentions"  # a ratio of sums clustered by contact
    ORDER = "order"  # order statistics of a percentile
    CLUSTERED = "clustered"  # a ratio of sums clustered by agent and day
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Term:
    """`factor` times a measure; an argument that is a `Setting` is filled in from the settings.

    `zero_when_none`: a sum over events, so that no row of a kind that the store has means none happened
    (an agent without an absence), not that it is unknown (a contact without a cost).
    """

    measure: str
    args: tuple[str | int | Setting, ...] = ()
    factor: float = 1.0
    zero_when_none: bool = False

    def __neg__(self) -> Term:
        return replace(self, factor=-self.factor)


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to compute a KPI: `scale` × Σ top ÷ Σ bottom (no bottom: the sum itself).

    `squares` is the sum of squares of what `top` adds up (for the interval of a mean); `n` counts what the
    figure rests on where that is not `bottom`; without either, a clustered figure counts agent-days.
    `left_out` counts rows that the figure passes over because something is unknown, and `passed_over` others
    that it never could count, each under the sentence that says so; `measures_emotion` is the emotion that an
    emotion model must measure for there to be a figure. `people` are the
    distinct staff behind it, too few of whom are never shown. `window` is set where a row only counts once
    that many days have passed, `looks_back` where earlier days decide. `mirror` is the sum of a scale's ends
    (1 + 7) where the wording may run the other way, `scale_ends` those ends themselves. `counted_in` and
    `count_scale` are the unit and the scale of the derived count. `direction` and `dims` are the KPI's
    unless given.
    """

    id: str
    unit: str
    formula: str
    top: Terms = ()
    bottom: Terms = ()
    shape: Shape = "ratio"
    interval: Interval = Interval.WILSON
    scale: float = 1.0
    squares: Terms = ()
    n: Terms = ()
    left_out: Terms = ()
    people: Terms = ()
    passed_over: tuple[tuple[str, Terms], ...] = ()
    measures_emotion: str = ""
    histogram: str = ""
    quantile: float = 0.0
    window: Window | None = None
    looks_back: Window | None = None
    annualised: bool = False
    mirror: float | None = None
    scale_ends: tuple[float, float] | None = None
    counted_in: str = "n"
    count_scale: float = 1.0
    direction: Direction = "none"
    dims: frozenset[str] = frozenset()

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest figure that there can be, where the unit has them."""
        return self.scale_ends or {"net": (-100.0, 100.0)}.get(self.unit, (0.0, 100.0))

    @property
    def additive(self) -> bool:
        """Whether days may be added up to weeks: not head-counts, nor distinct people."""
        return self.shape != "stock" and not self.people


@dataclass(frozen=True, slots=True)
class Metric:
    """A KPI. The first variant is the default; `dims` are the slices it has.

    `team_when_complete`: over offered contacts, so that a slice by team exists only where every offered
    contact of the period carries one. `leaning` is what a glance takes for better where a band is best
    (1: more, -1: less), for telling whether two KPIs move apart. `version` counts changes of the definition.
    """

    id: str
    title: str
    kind: Kind
    direction: Direction
    dims: frozenset[str]
    variants: tuple[Variant, ...]
    read_with: tuple[str, ...]
    docs: str
    purpose: str
    articles: tuple[str, ...] = ()
    finest_grain: Unit = Unit.HOUR
    team_when_complete: bool = False
    leaning: int = 0
    owner: str = ""
    version: int = 1
    reviewed: str = "2026-11-21"

    def variant(self, variant_id: str) -> Variant:
        """The variant of that name, `count` included; EngineError where there is none."""
        found = {variant.id: variant for variant in self.all_variants()}.get(variant_id)
        if found is None:
            raise EngineError(f"{self.id} has no variant {variant_id}")
        return self._completed(found)

    @property
    def default(self) -> Variant:
        return self._completed(self.variants[0])

    def all_variants(self) -> tuple[Variant, ...]:
        """The variants of the catalogue and the derived counts."""
        return (*self.variants, *self.counts())

    def better(self, variant: Variant) -> int:
        """1 where more is better, -1 where less is; a band counts as what a glance takes for better."""
        return {"up": 1, "down": -1}.get(variant.direction, self.leaning)

    def counts(self) -> tuple[Variant, ...]:
        """The numerators: `count` of the default variant, and one of its own for every other share that
        counts something else (`churn_count`: who left, where `count` is who stayed)."""
        ratios = [variant for variant in self.variants if variant.shape in ("ratio", "stock")]
        if self.kind in ("S", "N", "index") or not ratios:
            return ()
        things = self.id == "emotion_share"
        first = () if things else (numerator(ratios[0], "count"),)
        others = ratios if things else [one for one in ratios if one.unit == "%" and one.top != ratios[0].top]
        return (*first, *(numerator(one, f"{one.id}_count") for one in others))

    def count_of(self, variant_id: str) -> str:
        """The name of the count that belongs to a variant: "how many customers felt neglected"."""
        names = {variant.id for variant in self.all_variants()}
        own = f"{variant_id.removesuffix('_count')}_count"
        return own if own in names else "count"

    def _completed(self, variant: Variant) -> Variant:
        return replace(
            variant,
            direction=self.direction if variant.direction == "none" else variant.direction,
            dims=variant.dims or self.dims,
        )


def numerator(variant: Variant, variant_id: str) -> Variant:
    """The count of a ratio: its numerator, over the same rows."""
    by_cluster = variant.interval is Interval.CLUSTERED
    return replace(
        variant,
        id=variant_id,
        unit=variant.counted_in,
        formula=variant.formula.split(" ÷ ")[0].removeprefix("100 × "),
        shape="stock" if variant.shape == "stock" else "sum",
        # Without a denominator there is no interval; clusters are kept to count agent-days.
        interval=variant.interval if by_cluster else Interval.NONE,
        bottom=(),
        squares=(),
        n=variant.n if by_cluster else variant.n or variant.bottom,
        scale=variant.count_scale,
        annualised=False,
        mirror=None,
    )
