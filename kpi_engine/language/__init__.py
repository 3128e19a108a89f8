"""Words into queries: a language is one lexicon file."""

from kpi_engine.language.understanding import understand

__all__ = ["understand"]
