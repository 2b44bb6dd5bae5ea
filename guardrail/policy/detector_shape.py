"""The shape of a recognizer that a policy's author writes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .shape import Entity, Identifier, Line, Shape

__all__ = [
    "ContextShape",
    "DetectorShape",
    "ExcludeShape",
    "PatternShape",
]


class PatternShape(Shape):
    """A regular expression in RE2's syntax, and how sure a match of it alone is."""

    name: Identifier
    regex: Annotated[str, Field(min_length=1, max_length=500)]
    score: Annotated[float, Field(ge=0, le=1)]


class ContextShape(Shape):
    """Words that make a match surer when one of them stands within ``window`` words of it."""

    words: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(min_length=1, max_length=100)]
    window: Annotated[int, Field(ge=1, le=30)] = 6
    boost: Annotated[float, Field(gt=0, le=1)] = 0.35


class ExcludeShape(Shape):
    """Matches that are none; letter case and punctuation say nothing."""

    values: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(min_length=1, max_length=1_000)]


class DetectorShape(Shape):
    """A recognizer of the author's own. An entity that guardrail does not know needs a ``data_class`` (UU 27/2022 art. 4), or ``mark``
    where it is no data: ``MARK_RAHASIA`` is what a rule calls ``marks: [rahasia]``.
    """

    id: Identifier
    entity: Entity
    description: Line
    data_class: Literal["general", "specific", "secret", "mark"] | None = None
    patterns: Annotated[tuple[PatternShape, ...], Field(min_length=1, max_length=20)]
    context: ContextShape | None = None
    exclude: ExcludeShape | None = None
