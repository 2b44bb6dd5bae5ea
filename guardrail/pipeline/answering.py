"""What looks into one answer and what is written into it, as the call that it answers was judged: for serving and for cases alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guardrail.core.decision import Effect, Reason
from guardrail.dialects.dialect import Dialect
from guardrail.policy.answers import AnswerMode

from .annotations import Annotations, annotations_of
from .hearing import Ear
from .inspector import Inspector
from .ports import Detector
from .prepare import Prepared

__all__ = ["Answering", "answering_of"]


@dataclass(frozen=True, slots=True)
class Answering:
    """No inspector where the policy looks into no answers; no annotations where nothing can be written into this one."""

    inspector: Inspector | None = None
    annotations: Annotations | None = None
    labelled: tuple[Reason, ...] = ()
    """What took effect on the answer because it is one."""

    def effects(self) -> Mapping[str, Effect]:
        """Rules that took effect on the answer, and how."""
        given = self.annotations.given if self.annotations is not None else ()
        label = {reason.rule: reason.effect for reason in self.labelled if reason.rule in given}
        return {**(self.inspector.reasons if self.inspector is not None else {}), **label}


def answering_of(prepared: Prepared, mode: AnswerMode, detector: Detector, dialect: Dialect, event: str, year: int) -> Answering:
    """``event`` is the id of the call, ``year`` the one it is made in."""
    judge, place, speech = prepared.judge, dialect.speaks, dialect.speech
    annotations: Annotations | None = None
    labelled: tuple[Reason, ...] = ()
    if speech is not None and not prepared.wants_data:
        annotations, labelled = annotations_of(prepared.decision.reasons, judge, event, place)
    if mode is AnswerMode.PASS:
        return Answering(None, annotations, labelled)
    wanted = judge.signals_at(place)
    heard = speech is not None and bool(wanted or annotations is not None)
    ear = Ear(wanted, year, prepared.instructions, annotations) if heard else None
    return Answering(Inspector(detector, judge, prepared.vault, place, ear), annotations, labelled)
