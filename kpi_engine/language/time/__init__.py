"""Times in questions: which words say a time, and which period they mean by the asker's clock."""

from kpi_engine.language.time.lexicon import TimeLexicon, read_lexicon
from kpi_engine.language.time.mention import Problem, Relative, TimeMention
from kpi_engine.language.time.reader import read_times
from kpi_engine.language.time.relative import resolve_relative

__all__ = [
    "Problem",
    "Relative",
    "TimeLexicon",
    "TimeMention",
    "read_lexicon",
    "read_times",
    "resolve_relative",
]
