"""Which functions of the caller may get values in their arguments, as a policy says: all, those on its list, or none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

__all__ = ["EVERY_TOOL", "Restoring", "ToolArguments"]


class Restoring(IntEnum):
    """In whose arguments values are restored, in order of strictness: where two meet, the greatest wins."""

    ALL = 0
    LISTED = 1
    NONE = 2

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class ToolArguments:
    """``untrusted`` takes effect beside ``restore`` once words of strangers (tool results, files) stand in the conversation: they may
    have asked the AI service to call a function that sends values away.
    """

    restore: Restoring = Restoring.ALL
    untrusted: Restoring = Restoring.LISTED
    tools: frozenset[str] = frozenset()

    def allows(self, tool: str, untrusted: bool, commanded: bool = False) -> bool:
        """Whether the function of this name (empty: unknown) gets values."""
        match self.restoring(untrusted, commanded):
            case Restoring.ALL:
                return True
            case Restoring.LISTED:
                return tool in self.tools
            case _:
                return False

    def restoring(self, untrusted: bool, commanded: bool = False) -> Restoring:
        """What holds for a conversation with or without words of strangers; where they command the AI service, no policy trusts them."""
        if commanded:
            return Restoring.NONE
        return max(self.restore, self.untrusted) if untrusted else self.restore


EVERY_TOOL = ToolArguments()
"""What holds where a policy says nothing: every function, until words of strangers stand in the conversation; then none."""
