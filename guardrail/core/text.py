"""Places in a payload and in a text: leaves, spans, findings. None of them is safe to print with its text, so none does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

__all__ = ["Finding", "LONGEST_TEXT", "Leaf", "LeafKind", "Medium", "Path", "Place", "Span"]

Path: TypeAlias = tuple[str | int, ...]
"""Where a leaf stands in a JSON tree: object keys and array indices from the root."""
LONGEST_TEXT: Final = 1 << 20
"""Characters of one text that are looked into; a longer one is refused."""


class LeafKind(StrEnum):
    """What a string of a payload is, which decides how it may be masked."""

    PROSE = "prose"
    """Read and masked. Everything that a dialect does not name is prose."""
    JSON = "json"
    """A string that holds JSON (tool arguments): its own leaves are read and masked inside it."""
    OPAQUE = "opaque"
    """An identifier or enumeration the vendor needs unchanged: read, never rewritten; personal data in it refuses the call."""
    BINARY = "binary"
    """Bytes in disguise (base64 images, audio): cannot be read, so policy decides, and the default refuses."""


class Medium(StrEnum):
    """What a ``BINARY`` leaf is said to be: a policy may let a kind pass that nobody can look into."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    """A document, or bytes of which nothing is said."""
    TOKENS = "tokens"
    """Text in a model's own numbers: it could as well be sent as text, so no policy lets it pass."""


class Place(StrEnum):
    """Whose words a leaf is, in the terms policies use in ``where``."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL_CALL = "tool_call"
    TOOL_RESULT = "tool_result"
    TOOL_DEFINITION = "tool_definition"
    FILE = "file"
    """A file of a form."""
    HEADER = "header"
    """What the caller put into path, query and headers."""
    OTHER = "other"
    """A part of a request that belongs to no turn: ``metadata``, ``user``, unknown fields."""
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points, ``text[start:end]``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something is and what kind it is, never the text itself: safe to log.

    ``entity`` follows Presidio's conventions (``PERSON``, ``ID_NIK``); ``score`` is a probability-like confidence in 0..1;
    ``recognizer`` names the rule that found it.
    """

    entity: str
    span: Span
    score: float
    recognizer: str
    also: tuple[tuple[str, float, str], ...] = ()
    """What else the same place is: entity, score and recognizer. A rule about any of them is about the place."""

    @property
    def readings(self) -> tuple[Finding, ...]:
        """Itself, and one finding for everything else that its place is."""
        return (self, *(Finding(entity, self.span, score, recognizer) for entity, score, recognizer in self.also)) if self.also else (self,)


class Leaf(NamedTuple):
    """One string of a payload (or a long number, or an unknown object key, written as a string).

    A named tuple, because a request makes many; its representation shows everything but the text.
    """

    path: Path
    text: str
    kind: LeafKind
    place: Place = Place.OTHER
    label: str = ""
    """Name of the field that holds the text: in ``{"nik": "3374..."}`` the key labels the value."""
    medium: Medium = Medium.FILE
    """Of a ``BINARY`` leaf."""
    number: bool = False
    """It is a JSON number, written as a string."""

    def __repr__(self) -> str:
        return f"Leaf({self.kind}, {self.place}, depth {len(self.path)}, {len(self.text)} characters)"
