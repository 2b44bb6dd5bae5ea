"""The surrogates of one exchange: which one stands for what, and where they come back in an answer, whole and exactly as given out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from .memory import Remembered
from .surrogates import surrogate
from .token import TokenMint, token_type

__all__ = ["StandIns"]

_ATTEMPTS: Final = 16


class StandIns:
    """None of them is a word of the caller's, once ``hear`` was told those, nor the value or the surrogate of another value."""

    __slots__ = ("_given", "_heard", "_longest", "_mint", "_others", "_pattern", "_sorted", "_values")

    def __init__(self, mint: TokenMint) -> None:
        self._mint = mint
        self._given: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._others: list[Remembered] = []
        self._heard = ""
        self._sorted: list[str] | None = None
        self._longest = 0
        self._pattern: re.Pattern[str] | None = None

    def put(self, entity: str, text: str) -> str | None:
        """The surrogate of a text; None where its kind has none, or every one that was tried is taken."""
        key = (token_type(entity), text)
        known = self._given.get(key)
        if known is not None:
            return known
        for attempt in range(_ATTEMPTS):
            candidate = surrogate(entity, text, self._mint.code(f"surrogate/{attempt}/{key[0]}", text))
            if candidate is None:
                return None
            if self._is_free(candidate):
                self._know(key, candidate)
                return candidate
        return None

    def hear(self, words: Iterable[str]) -> None:
        """Everything that the caller says in this call: a surrogate that stands in it stays the text it is."""
        self._heard = "\n".join(words).casefold()
        kept = self.memory()
        self._given, self._values, self._others, self._sorted = {}, {}, [], None
        self.recall(kept)

    def memory(self) -> tuple[Remembered, ...]:
        """What stands for what, for the next call of the conversation."""
        return (*(Remembered(kind, text, given) for (kind, text), given in self._given.items()), *self._others)

    def recall(self, memory: Iterable[Remembered]) -> None:
        """Know what an earlier call of the conversation knew."""
        for one in memory:
            if one.token.casefold() in self._heard:
                self._others.append(one)
            else:
                self._know((one.kind, one.text), one.token)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and value of each in a text, in order. A part of a longer word or number is none."""
        if self._values:
            self._prepare()
            for found in self._pattern.finditer(text) if self._pattern else ():
                yield found.start(), found.end(), self._values[found.group()]

    def tail(self, text: str) -> int:
        """Length of the longest end of the text that may go on to one, or is one if no word goes on behind it."""
        if not self._values:
            return 0
        known = self._prepare()
        first = max(0, len(text) - self._longest)
        return next((len(text) - start for start in range(first, len(text)) if _begins_one(text, start, known)), 0)

    def _know(self, key: tuple[str, str], given: str) -> None:
        self._given[key] = given
        self._values[given] = key[1]
        self._sorted = None

    def _is_free(self, candidate: str) -> bool:
        said = candidate.casefold()
        return said not in self._heard and candidate not in self._values and all(text.casefold() != said for _, text in self._given)

    def _prepare(self) -> list[str]:
        if self._sorted is None:
            self._sorted = sorted(self._values)
            self._longest = max(map(len, self._sorted))
            longest_first = sorted(self._sorted, key=len, reverse=True)
            self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
        return self._sorted

    def __bool__(self) -> bool:
        return bool(self._values or self._others)

    def __repr__(self) -> str:
        return f"<StandIns {len(self._values)}>"


def _begins_one(text: str, start: int, known: list[str]) -> bool:
    if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return False
    end = text[start:]
    at = bisect_left(known, end)
    return at < len(known) and known[at].startswith(end)
