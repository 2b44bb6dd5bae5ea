"""How much of an answer a policy wants to have seen before the caller does."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["AnswerMode"]


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
