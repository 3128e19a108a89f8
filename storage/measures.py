"""Every measure of the store: what is summed over which rows. The engine divides, here nothing is divided.

A measure is its name and arguments; thresholds are seconds, as one number or as pairs channel -> seconds with
"" for every other channel; windows are whole days. Definitions: the catalogue of KPIs that the README prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from storage.additive import Additive
from storage.errors import StorageError
from storage.measure import Measure
from storage.measures_contacts import CONTACT_MEASURES
from storage.measures_nev import NEV_MEASURES
from storage.measures_people import PEOPLE_MEASURES
from storage.measures_surveys import SURVEY_MEASURES
from storage.request import Argument, MeasureRef

MEASURES: tuple[Measure, ...] = (*CONTACT_MEASURES, *SURVEY_MEASURES, *PEOPLE_MEASURES, *NEV_MEASURES)

_BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}


def measure(name: str) -> Measure:
    """StorageError where no measure has this name."""
    found = _BY_NAME.get(name)
    if found is None:
        raise StorageError(f"no measure is called {name!r}")
    return found


def additive(reference: MeasureRef) -> tuple[str, Additive]:
    """The source of a measure and its aggregates; StorageError for unknown names and wrong arguments."""
    return _built(reference[0], *reference[1])


# By the types of the arguments too: True is no window of one day.
@lru_cache(maxsize=1_000, typed=True)
def _built(name: str, *arguments: Argument) -> tuple[str, Additive]:
    entry = measure(name)
    if len(arguments) != len(entry.takes):
        raise StorageError(f"measure {name} takes {len(entry.takes)} arguments, not {len(arguments)}")
    read = (take(argument) for take, argument in zip(entry.takes, arguments, strict=True))
    return entry.source, replace(entry.build(*read), measure=(name, arguments))
