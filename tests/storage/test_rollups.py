"""Rollups give what rows give, and stay so whatever comes in, and in whatever order."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_records import MOMENTS, random_records
from sqlalchemy import Engine
from test_sums import check, spans

from storage.database import reading
from storage.rollups.compare import differences
from storage.rollups.rebuild import rebuild

ODD = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def differing(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [str(one) for one in differences(connection)]


@ODD
@given(seed=st.integers(0, 2**32))
def test_a_request_over_rollups_gives_what_rows_give(engine: Engine, seed: int) -> None:
    random = Random(seed)
    around, span = spans(random)
    # The days are those of the request's zone, or of another.
    zone = random.choice((span[2], span[2], random.choice(MOMENTS)[0]))
    check(engine, random_records(random, around), random, span, lambda: rebuild(engine, zone))
    assert differing(engine) == []
