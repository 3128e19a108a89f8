"""What a cell of a record may hold, and how it is read into what the store keeps."""

from storage.cells.base import Cell, CellError, Form, How, Kept, Quick
from storage.cells.numbers import Amount, Number, Whole
from storage.cells.times import Day, Moment, Seconds
from storage.cells.words import Choice, Text, Weekday, YesNo

__all__ = [
    "Amount",
    "Cell",
    "CellError",
    "Choice",
    "Day",
    "Form",
    "How",
    "Kept",
    "Moment",
    "Number",
    "Quick",
    "Seconds",
    "Text",
    "Weekday",
    "Whole",
    "YesNo",
]  # fmt: skip
