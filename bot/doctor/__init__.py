"""The doctor: looks at everything that Heartline stands on, and says how to mend what is wrong."""

from bot.doctor.examine import examine
from bot.doctor.finding import Finding, Grade

__all__ = ["Finding", "Grade", "examine"]
