"""The small models, saved once for the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.emotions import EMOTIONS
from tests.nlp.model.small import save_bert, save_own

NAMED = ("joy", "anger", *EMOTIONS, "positive", "negative")


@pytest.fixture(scope="session")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as nlp/weights holds one."""
    folder = tmp_path_factory.mktemp("own")
    save_bert(folder, NAMED, problem_type="multi_label_classification")
    save_own(folder)
    return folder
