"""Words into queries: a language is one lexicon file."""
