"""What was found once in an exchange is known in all of it: a number keeps what it is where its label does not stand beside it. Pure.

An answer repeats the caller's value without its label, and comes back with the history of the next call. Only what is written in the
same way is known; who is named is for ``known_names``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

from guardrail.core.text import Finding, Span

from .known import Blocks, Taken, looked_through, stands

__all__ = ["KNOWN_VALUES", "with_known_values"]

KNOWN_VALUES: Final = "KnownValues"
"""Name of the rule, as findings carry it."""
_FEWEST_DIGITS: Final = 5
"""A value with fewer may stand anywhere by chance: an age, a house number."""
_MOST_VALUES: Final = 20_000
_FEW: Final = 64
"""So many words are looked for one by one, which is faster than reading all words."""
_WORD = re.compile(r"[^\W_]+")


def with_known_values(
    texts: Sequence[str], found: Mapping[int, tuple[Finding, ...]], blocks: Blocks | None = None
) -> Mapping[int, tuple[Finding, ...]]:
    """The findings, and every further place where the same value stands as a whole, with the kind and the score it was found with.

    ``found`` maps the index of a text to what was found in it; so does the answer. Where only a part of a known value was found,
    the whole of it takes its place. Linear in the length of the texts; with ``blocks``, in that of the texts that are new.
    """
    values = _Values(texts, found)
    return looked_through(values, texts, found, blocks) if values else found


class _Values:
    """Values known in an exchange, by the first word of each."""

    stage: Final = b"values"

    def __init__(self, texts: Sequence[str], found: Mapping[int, tuple[Finding, ...]]) -> None:
        self._found: dict[str, Finding] = {}
        seen = set()
        known: dict[str, list[tuple[str, int, Finding]]] = {}
        for index, findings in found.items():
            text = texts[index]
            for finding in findings:
                value = text[finding.span.start : finding.span.end]
                if value in seen:
                    continue
                seen.add(value)
                word = _WORD.search(value)
                if word is not None and len(self._found) < _MOST_VALUES and sum(map(str.isdigit, value)) >= _FEWEST_DIGITS:
                    self._found[value] = finding
                    known.setdefault(word.group(), []).append((value, word.start(), finding))
        self._known: _Known = {word: sorted(values, key=_by_length, reverse=True) for word, values in known.items()}

    def __bool__(self) -> bool:
        return bool(self._known)

    @property
    def marks(self) -> Sequence[str]:
        return [f"{finding.entity} {finding.score} {value}" for value, finding in self._found.items()]

    def touch(self, since: int, text: str) -> bool:
        """What is not written here makes no difference."""
        return any(value in text for value in islice(self._found, since, None))

    def again(self, text: str, taken: Sequence[Finding]) -> Sequence[Finding]:
        known = Taken(taken)
        return [
            finding
            for finding in _again(text, self._known)
            if not any(stands(other.span, finding.span) for other in known.meeting(finding.span))
        ]


_Known: TypeAlias = Mapping[str, Sequence[tuple[str, int, Finding]]]
"""By the first word of a value: the value, where in it the word stands, and what it was found as; longest first."""


def _by_length(value: tuple[str, int, Finding]) -> int:
    return len(value[0])


def _again(text: str, known: _Known) -> Iterator[Finding]:
    """Every place where a value stands and no word goes on; of values that begin alike the longest."""
    for at, word in _words(text, known):
        for value, before, finding in known[word]:
            start = at - before
            end = start + len(value)
            if start >= 0 and text.startswith(value, start) and not (end < len(text) and text[end - 1 : end + 1].isalnum()):
                yield Finding(finding.entity, Span(start, end), finding.score, KNOWN_VALUES)
                break


def _words(text: str, known: _Known) -> Iterable[tuple[int, str]]:
    """Where first words of values stand as whole words, in order."""
    if len(known) > _FEW:
        return [(word.start(), word.group()) for word in _WORD.finditer(text) if word.group() in known]
    places = []
    for word in known:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
                places.append((at, word))
            at = text.find(word, end)
    return sorted(places)
