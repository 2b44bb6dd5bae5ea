"""When a judge is asked, compiled; and the rule that acts where it could not be. Asks nobody: that is for the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from guardrail.core.decision import Effect
from guardrail.core.text import Place

from .judge_shape import JudgeShape
from .modes import Mode
from .rules import Rule

__all__ = ["JUDGE", "UNJUDGED", "Judging", "failure_rule", "judging_of"]

JUDGE: Final = "judge"
"""The id under which ``on_failure`` stands among a policy's rules."""
UNJUDGED: Final = "SIGNAL_UNJUDGED"
"""What is found where the judge was to be asked and could not be: ``signals: [unjudged]`` of a rule."""
_MESSAGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "Permintaan ini perlu dilihat penilai etika instansi, yang sedang tidak dapat ditanya. Coba lagi nanti, atau ubah isinya.",
        "en": "This request needs a look by the agency's ethics judge, which cannot be asked now. Try again later, or change it.",
    }
)


@dataclass(frozen=True, slots=True)
class Judging:
    """Scores are those of signals, in 0..1."""

    above: float
    below: float
    residencies: frozenset[str]
    """Where the judge may stand."""
    may_clear: bool = False

    def asks(self, score: float) -> bool:
        """Whether a signal of this score lies in the zone."""
        return self.above <= score < self.below


def judging_of(shape: JudgeShape | None) -> Judging | None:
    """None where the policy asks no judge."""
    return None if shape is None else Judging(shape.above, shape.below, frozenset(shape.residency), shape.may_clear)


def failure_rule(shape: JudgeShape | None, owner: str, mode: Mode) -> tuple[Rule, ...]:
    """What ``on_failure`` says, as a rule like any other; none where it says ``ignore``. ``owner`` is the policy that wrote it."""
    if shape is None or shape.on_failure == "ignore":
        return ()
    effect = Effect[shape.on_failure.upper()]
    return (Rule(f"{owner}/{JUDGE}", frozenset({UNJUDGED}), frozenset(Place), effect, message=_MESSAGE, mode=mode),)
