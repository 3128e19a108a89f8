"""Texts as windows of tokens: a text that is longer than the model's window becomes several that overlap.

Nothing is cut off. A very long text is tokenised a slice at a time, cut at white space where there is any, so
that memory stays bounded by the slice and the window.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# Characters that are tokenised together; and at most so many in one call to the tokenizer.
SLICE = 8_192
AT_ONCE = 200_000
# The part of a window that repeats the one before it: a phrase that a cut goes through stands whole in one.
OVERLAP = 0.25

# Half a character (a lone surrogate) cannot be encoded; it becomes the sign for what cannot be read.
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids with their special tokens, and the place of the text that they are from."""

    text: int
    ids: list[int]


class Windows:
    """Cuts texts into windows of at most `max_tokens`, the tokenizer's special tokens included.

    ValueError where that leaves no room for a word.
    """

    def __init__(self, tokenizer: Any, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self.max_tokens = max_tokens
        framed: list[int] = tokenizer("a")["input_ids"]
        bare = self._ids(["a"])[0]
        begin = next(i for i in range(len(framed) + 1) if framed[i : i + len(bare)] == bare)
        self._before, self._after = framed[:begin], framed[begin + len(bare) :]
        self._room = max_tokens - len(self._before) - len(self._after)
        if self._room < 1:
            raise ValueError(f"a window of {max_tokens} tokens has no room for a word")
        self._repeat = int(self._room * OVERLAP)

    def of(self, texts: Sequence[str]) -> Iterator[Window]:
        """Every window of every text, at least one each; lazy."""
        for group in _together(texts):
            for place, ids in zip(group, self._ids([texts[place] for place in group]), strict=True):
                yield from self._windows(place, [ids])
        for place, text in enumerate(texts):
            if len(text) > SLICE:
                yield from self._windows(place, (self._ids([part])[0] for part in slices(text)))

    def _windows(self, text: int, streams: Iterable[list[int]]) -> Iterator[Window]:
        held = list[int]()
        first = True
        for ids in streams:
            held += ids
            while len(held) > self._room:
                yield self._window(text, held[: self._room])
                del held[: self._room - self._repeat]
                first = False
        if first or len(held) > self._repeat:
            yield self._window(text, held)

    def _window(self, text: int, ids: list[int]) -> Window:
        return Window(text, [*self._before, *ids, *self._after])

    def _ids(self, texts: list[str]) -> list[list[int]]:
        return self._tokenizer(
            [_HALVES.sub("\ufffd", text) for text in texts],
            add_special_tokens=False,
            truncation=False,
            padding=False,
            return_attention_mask=False,
            return_token_type_ids=False,
            verbose=False,
        )["input_ids"]


def slices(text: str) -> Iterator[str]:
    """The text in parts of at most SLICE characters, each after the first beginning with the white space."""
    begin = 0
    while len(text) - begin > SLICE:
        end = begin + SLICE
        end = next((at for at in range(end, begin, -1) if text[at].isspace()), end)
        yield text[begin:end]
        begin = end
    yield text[begin:]


def _together(texts: Sequence[str]) -> Iterator[list[int]]:
    """The places of the texts that are short enough to be tokenised at once, in groups of bounded size."""
    group, size = list[int](), 0
    for place, text in enumerate(texts):
        if len(text) <= SLICE:
            group.append(place)
            size += len(text) + 1
        if size > AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group
