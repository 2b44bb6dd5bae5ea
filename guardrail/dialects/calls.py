"""Which function the arguments in an answer are for: its name stands beside them, or came with an earlier event of the stream."""

from __future__ import annotations

from collections.abc import Callable

from guardrail.core.text import Path

__all__ = ["Calls"]

_MARKS = ("index=", "output_index=")
"""What announces a call and the pieces of its arguments have in common: where in the answer it stands."""


class Calls:
    """The functions that one answer calls. ``allows`` says of a name (empty: unknown) whether its arguments get values."""

    __slots__ = ("_allows", "_names")

    def __init__(self, allows: Callable[[str], bool]) -> None:
        self._allows = allows
        self._names: dict[Path, str] = {}

    def announce(self, channel: Path, name: str) -> None:
        """A call of this function stands here. A service that sends the name again with each piece leaves it as it was."""
        if name:
            self._names[_marks(channel)] = name

    def restorable(self, channel: Path, beside: str) -> bool:
        """Whether arguments here may get values. ``beside`` is the name that stands in the same object, if one does."""
        return self._allows(beside or self._names.get(_marks(channel), ""))


def _marks(channel: Path) -> Path:
    return tuple(step for step in channel if isinstance(step, str) and step.startswith(_MARKS))
