"""Whether what a rule says is done, only told, or only recorded."""

from __future__ import annotations

from enum import IntEnum

from guardrail.core.decision import Effect

__all__ = ["Mode"]


class Mode(IntEnum):
    """In order of strictness. In ``audit`` nothing changes for the caller, and the record tells what would have."""

    AUDIT = 0
    WARN = 1
    ENFORCE = 2

    @property
    def label(self) -> str:
        return self.name.lower()

    def done(self, effect: Effect) -> Effect:
        """What is left of an effect in this mode."""
        match self:
            case Mode.ENFORCE:
                return effect
            case Mode.WARN:
                return min(effect, Effect.WARN)
            case _:
                return Effect.NONE
