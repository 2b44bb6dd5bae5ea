"""A recognizer that a policy's author wrote, as data: the policy says it, detection runs it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DetectorSpec", "PatternSpec"]


@dataclass(frozen=True, slots=True)
class PatternSpec:
    """A regular expression (RE2 syntax) and how sure a match of it alone is, in 0..1."""

    name: str
    regex: str
    score: float


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """``words`` within ``window`` words of a match add ``boost`` to its score; a match that reads as one of ``exclude`` is none."""

    id: str
    entity: str
    patterns: tuple[PatternSpec, ...]
    words: tuple[str, ...] = ()
    window: int = 6
    boost: float = 0.35
    exclude: tuple[str, ...] = ()
