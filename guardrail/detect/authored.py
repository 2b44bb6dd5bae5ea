"""Recognizers that policy authors wrote, beside those of a detector. RE2 runs them, within a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import repeat
from typing import Final, Protocol

import re2

from guardrail.core.errors import ErrorCode, GuardFault, RequestRefused
from guardrail.core.pattern import DetectorSpec
from guardrail.core.searching import MOST, TooMany, limited, matches
from guardrail.core.text import Finding, Span

from .nearby import Nearby
from .overlap import without_overlaps

__all__ = ["AuthoredDetector", "Detecting", "besides"]

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
        try:
            own = self._own(text, label)
        except TooMany:
            raise RequestRefused(ErrorCode.NOT_INSPECTABLE, "policy.detectors") from None
        except Exception:  # words and frames of the cause may hold the text
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "policy.detectors") from None
        return besides(without_overlaps(own, text, found), own) if own else found

    def _own(self, text: str, label: str) -> list[Finding]:
        data = (text if text.isascii() else _HALF.sub("\ufffd", text)).encode()
        left = MOST
        own: list[Finding] = []
        for recognizer in self._recognizers:
            for score, pattern in recognizer.patterns:
                spans = matches(pattern, data, left)
                left -= len(spans)
                if spans:
                    own += recognizer.findings(text, label, score, spans if len(data) == len(text) else _places(data, spans))
        return own


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
        self._spec = spec
        options = limited(re2.Options())
        self.patterns = [(pattern.score, re2.compile(pattern.regex, options)) for pattern in spec.patterns]
        self._nearby = Nearby(spec.words, spec.window) if spec.words else None
        self._excluded = frozenset(map(_bare, spec.exclude))

    def findings(self, text: str, label: str, score: float, spans: Sequence[tuple[int, int]]) -> Iterator[Finding]:
        """What the matches of a pattern are, but for those that are none."""
        spec, excluded = self._spec, self._excluded
        near = self._nearby.near(text, label, spans) if self._nearby is not None else repeat(False)
        surer = min(1.0, score + spec.boost)
        for (start, end), is_near in zip(spans, near, strict=False):
            if start < end and not (excluded and _bare(text[start:end]) in excluded):
                yield Finding(spec.entity, Span(start, end), surer if is_near else score, spec.id)


def _places(data: bytes, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same in characters."""
    at = chars = 0
    placed = []
    for start, end in spans:
        first = chars + len(data[at:start].decode())
        at, chars = end, first + len(data[start:end].decode())
        placed.append((first, chars))
    return placed


@lru_cache(maxsize=64)
def _compiled(specs: tuple[DetectorSpec, ...]) -> tuple[_Recognizer, ...]:
    """Kept, as every call of a policy asks for the same ones."""
    return tuple(map(_Recognizer, specs))


def _bare(value: str) -> str:
    return "".join(filter(str.isalnum, value)).casefold()
