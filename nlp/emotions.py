"""The twenty emotions of Net Emotional Value (Colin Shaw, *The DNA of Customer Experience*, 2007)."""

from __future__ import annotations

ADVOCACY = ("happy", "pleased")
RECOMMENDATION = ("trusting", "valued", "cared_for", "focused", "safe")
ATTENTION = ("interested", "energetic", "stimulated", "exploratory", "indulgent")
DESTROYING = (
    *("irritated", "hurried", "neglected", "unhappy"),
    *("unsatisfied", "stressed", "disappointed", "frustrated"),
)
POSITIVE = (*ADVOCACY, *RECOMMENDATION, *ATTENTION)
NEGATIVE = DESTROYING
# The order of `Feeling.emotions`, of the model's outputs and of the store's columns.
EMOTIONS = (*POSITIVE, *NEGATIVE)
