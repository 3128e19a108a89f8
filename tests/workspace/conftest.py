"""Both sites for the contract; the second is skipped loudly where npm's emulate is not installed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from tests.judges import npm
from tests.workspace.sites import Site, emulate, ours


@pytest.fixture(scope="session", params=["ours", "emulate"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if request.param == "ours":
        with ours() as made:
            yield made
        return
    problem = npm.missing("emulate") or (None if npm.node(24) else "there is no Node of version 24 or newer")
    if problem is not None:
        warnings.warn(f"SKIPPED: the contract ran against our workspace alone, {problem}", stacklevel=1)
        pytest.skip(problem)
    with emulate(tmp_path_factory.mktemp("emulate")) as made:
        yield made
