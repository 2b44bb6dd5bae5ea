"""How much of an answer a policy wants to have seen before the caller does, and how the caller is told of what it blocks."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = ["AnswerMode", "BlockStyle"]


class AnswerMode(IntEnum):
    """In order of strictness: where policies meet, the greatest wins."""

    PASS = 0
    """The caller's own values are restored; nothing is looked for."""
    WINDOW = 1
    """Text is given out once its sentence, and no more than some hundred characters, was looked into."""
    BUFFER = 2
    """Nothing of a text is given out before all of it was looked into."""

    @property
    def label(self) -> str:
        return self.name.lower()


class BlockStyle(StrEnum):
    """The form in which a caller is told that a policy blocked its call, or the answer."""

    ERROR = "error"
    """An error of the vendor's: programs see an exception."""
    REFUSAL = "refusal"
    """An answer in which the model declines, where the vendor has one; else the error."""
