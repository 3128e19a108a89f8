"""JSON, read strictly: said twice, cut off or nested without end is refused with its place."""

from __future__ import annotations

import json
import re

from nlp.transcripts.faults import Fault, shown
from nlp.transcripts.places import Json

_LONG_NUMBER = re.compile(r"\d{309,}")


def parsed(text: str) -> Json:
    """The value of a JSON text. `Fault` with line and column where it is none.

    NaN and Infinity are read (some programs write them beside words) and refused only where they would be
    used.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _no_json(text, error) from None
    except RecursionError:
        raise Fault("", "is nested too deeply to be a transcript") from None
    except ValueError:  # the one that is left: more digits than Python turns into a number
        place = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, place.start()) + 1 if place else 1
        raise Fault(f"line {line}", "holds a number of hundreds of digits") from None


def is_json(text: str) -> bool:
    """Whether a text begins as JSON does; "[00:12] Agent: …" does not."""
    return re.match(r"\s*(?:\{(?!\\rtf)|\[\s*[\[{\"\]])", text) is not None


def _no_json(text: str, error: json.JSONDecodeError) -> Fault:
    # A string without its end is reported where it begins.
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        lines = text.count("\n") + 1
        column = len(text) - text.rfind("\n") - 1
        return Fault(
            f"line {lines}, column {column}", "the JSON is cut off here", "download or export it again"
        )
    return Fault(f"line {error.lineno}, column {error.colno}", f"is no JSON ({error.msg})", "export it again")


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise Fault(f'the key "{shown(twice, 40)}"', "stands twice in one object", "which one is meant?")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)
