"""Why something was found, in words that hold nothing of the text: form, reading, checks, label, rival readings.

Values only, made by ``explainer`` when somebody asks; the hot path never sees them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

__all__ = ["Check", "Explanation", "Label", "Phrase", "Rival", "Side"]


class Phrase(NamedTuple):
    """The same in Indonesian and in English."""

    indonesian: str
    english: str

    def __str__(self) -> str:
        return self.indonesian if self.indonesian == self.english else f"{self.indonesian} / {self.english}"

    def as_dict(self) -> dict[str, str]:
        return {"id": self.indonesian, "en": self.english}


class Check(NamedTuple):
    """A rule of structure and whether the value keeps it."""

    rule: Phrase
    held: bool

    def __str__(self) -> str:
        return f"{'+' if self.held else '-'} {self.rule}"


class Side(StrEnum):
    """Where a label stands as seen from what it names."""

    BEFORE = "before"
    BEHIND = "behind"
    HEADING = "heading"
    """Over the column."""
    FIELD = "field"
    """The name of the field that holds the text."""


_SIDES = {
    Side.BEFORE: Phrase("di depannya, jarak {}", "before it, distance {}"),
    Side.BEHIND: Phrase("di belakangnya, jarak {}", "behind it, distance {}"),
    Side.HEADING: Phrase("kepala kolom", "column heading"),
    Side.FIELD: Phrase("nama bidang", "field name"),
}


class Label(NamedTuple):
    """``word`` is the word of our own table that was met, never the text; ``entity`` is what it names.

    ``distance`` counts the characters between label and value in the reading where they were found; 0 for headings and fields.
    """

    entity: str
    word: str
    side: Side
    distance: int

    def __str__(self) -> str:
        where = Phrase(*(side.format(self.distance) for side in _SIDES[self.side]))
        return f'"{self.word}" ({self.entity}), {where}'

    def as_dict(self) -> dict[str, Any]:
        return {"entity": self.entity, "word": self.word, "side": self.side.value, "distance": self.distance}


class Rival(NamedTuple):
    """Another reading of the same place, and by which rule it lost: ``score``, ``length``, ``place`` or ``name``."""

    entity: str
    recognizer: str
    score: float
    lost_by: str

    def __str__(self) -> str:
        why = _LOST_BY[self.lost_by]
        return f"{self.entity} ({self.recognizer}, {self.score:.2f}): {why}"


_LOST_BY = {
    "score": Phrase("skor lebih rendah", "lower score"),
    "length": Phrase("lebih pendek", "shorter"),
    "place": Phrase("mulai lebih belakang", "starts later"),
    "name": Phrase("setara; urutan nama", "equal; order of names"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one finding stands. Safe to log: of the text it holds lengths and distances only."""

    form: Phrase
    views: tuple[Phrase, ...] = ()
    """How the text was read to find it, the outermost encoding first; empty when it stands in the clear."""
    checks: tuple[Check, ...] = ()
    label: Label | None = None
    rivals: tuple[Rival, ...] = ()

    def lines(self) -> Iterator[tuple[Phrase, str]]:
        """Heading and content of each line, as people read it."""
        yield Phrase("bentuk", "form"), str(self.form)
        for view in self.views or (_PLAIN,):
            yield Phrase("dibaca", "read"), str(view)
        for check in self.checks:
            yield Phrase("pemeriksaan", "check"), str(check)
        yield Phrase("label", "label"), str(self.label or _UNLABELLED)
        for rival in self.rivals:
            yield Phrase("kalah", "lost"), str(rival)

    def __str__(self) -> str:
        return "\n".join(f"{heading}: {content}" for heading, content in self.lines())

    def as_dict(self) -> dict[str, Any]:
        """For JSON: phrases in both languages under ``id`` and ``en``."""
        return {
            "form": self.form.as_dict(),
            "views": [view.as_dict() for view in self.views],
            "checks": [{**check.rule.as_dict(), "held": check.held} for check in self.checks],
            "label": self.label.as_dict() if self.label is not None else None,
            "rivals": [rival._asdict() for rival in self.rivals],
        }


_PLAIN = Phrase("sebagaimana tertulis", "as written")
_UNLABELLED = Phrase("tidak ada", "none")
