"""Recognizers that policy authors wrote, beside those of a detector. RE2 runs them, within a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Protocol

import re2

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.pattern import DetectorSpec
from guardrail.core.searching import matches
from guardrail.core.text import Finding, Span

from .overlap import without_overlaps

__all__ = ["AuthoredDetector", "Detecting", "besides"]

_REACH: Final = 24
"""Characters that a word of the context may have on average."""
_WORD: Final = re.compile(r"\w+")
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Halves of a character, which JSON can hold and UTF-8 cannot."""


class Detecting(Protocol):
    """A detector as the pipeline knows it."""

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]: ...


class AuthoredDetector:
    """Finds what ``inner`` does, unchanged, and what the specs do: where they meet it, or each other, the place is both (``also``). So no
    recognizer of an author takes a place away from the rules about something else.

    The patterns must be ones that RE2 compiles: policies with others are refused before they get here.
    """

    def __init__(self, inner: Detecting, specs: Sequence[DetectorSpec]) -> None:
        self._inner = inner
        self._recognizers = _compiled(tuple(specs))

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        """Findings in order of position; raises as the inner detector does."""
        found = self._inner.detect(text, label)
        read = text if text.isascii() else _HALF.sub("\ufffd", text)
        try:
            own = [finding for recognizer in self._recognizers for finding in recognizer.find(read, label)]
        except Exception:  # words and frames of the cause may hold the text
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "policy.detectors") from None
        return besides(without_overlaps(own, text, found), own) if own else found


def besides(places: Sequence[Finding], own: Sequence[Finding]) -> tuple[Finding, ...]:
    """The places (in order, none meeting another), each with what the authors' recognizers say of it besides."""
    waiting = sorted(own, key=lambda finding: finding.span.start, reverse=True)
    near: list[Finding] = []
    told = []
    for place in places:
        while waiting and waiting[-1].span.start < place.span.end:
            near.append(waiting.pop())
        near = [finding for finding in near if finding.span.end > place.span.start]
        surest: dict[str, Finding] = {place.entity: place}
        for finding in near:
            if finding.entity not in surest or surest[finding.entity].score < finding.score:
                surest[finding.entity] = finding
        others = [(each.entity, each.score, each.recognizer) for each in surest.values() if each is not place]
        told.append(replace(place, also=tuple(sorted(others))) if others else place)
    return tuple(told)


class _Recognizer:
    """One spec, ready."""

    def __init__(self, spec: DetectorSpec) -> None:
        options = re2.Options()
        options.log_errors = False  # they would repeat the pattern on stderr
        self._spec = spec
        self._patterns = [(pattern.score, re2.compile(pattern.regex, options)) for pattern in spec.patterns]
        self._context = frozenset(map(_spoken, spec.words))
        self._excluded = frozenset(map(_bare, spec.exclude))

    def find(self, text: str, label: str) -> Iterator[Finding]:
        spec = self._spec
        for score, pattern in self._patterns:
            for match in matches(pattern, text):
                start, end = match.span()
                if start == end or _bare(text[start:end]) in self._excluded:
                    continue
                near = self._context and self._near(text, start, end, label)
                yield Finding(spec.entity, Span(start, end), min(1.0, score + spec.boost) if near else score, spec.id)

    def _near(self, text: str, start: int, end: int, label: str) -> bool:
        """Whether a word of the context stands in the words around the match, or in the name of its field."""
        window = self._spec.window
        before = _WORD.findall(text[max(0, start - window * _REACH) : start].lower())[-window:]
        after = _WORD.findall(text[end : end + window * _REACH].lower())[:window]
        around = f" {' '.join(before)} | {' '.join(after)} | {_spoken(label).strip()} "
        return any(word in around for word in self._context)


@lru_cache(maxsize=64)
def _compiled(specs: tuple[DetectorSpec, ...]) -> tuple[_Recognizer, ...]:
    """Kept, as every call of a policy asks for the same ones."""
    return tuple(map(_Recognizer, specs))


def _spoken(words: str) -> str:
    """Words as they are compared: lower case, one space between and around."""
    return f" {' '.join(_WORD.findall(words.lower()))} "


def _bare(value: str) -> str:
    return "".join(filter(str.isalnum, value)).casefold()
