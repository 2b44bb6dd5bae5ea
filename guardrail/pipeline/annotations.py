"""What rules have written into an answer beside its own words: which notes, and in which of its texts. Looks for nothing itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from guardrail.core.decision import Effect, Forward, Note, Reason, Sighting
from guardrail.core.text import Finding, Place, Span
from guardrail.dialects.speech import AnswerKey
from guardrail.policy.judge import Judge
from guardrail.policy.named import AI_ANSWER, signal_entity

__all__ = ["HEAD", "Annotations", "annotations_of", "is_data"]

_BETWEEN: Final = "\n\n"
_EVENT: Final = "{event}"
_LABEL: Final = signal_entity(AI_ANSWER)
HEAD: Final = 24
"""Characters of a text by which it is known to be JSON."""
_DATA: Final = re.compile(r"\s*(?:\{\s*(?:[\"}]|$)|\[\s*(?:[{\"\]]|$))")


class Annotations:
    """One for each answer. ``given`` are the rules whose notes the caller got."""

    def __init__(self, event: str, known: Iterable[Reason] = ()) -> None:
        """``known`` took effect before the answer came."""
        notes = _noted(known)
        self._event = event
        self._before = {rule: note for rule, note in notes.items() if note.before}
        self._after = {rule: note for rule, note in notes.items() if not note.before}
        self._found: dict[AnswerKey, dict[str, Note]] = {}
        self.given: set[str] = set()

    def hear(self, answer: AnswerKey, reasons: Iterable[Reason]) -> None:
        """These took effect on what one answer says."""
        notes = _noted(reasons)
        if notes:
            self._found.setdefault(answer, {}).update(notes)

    def waits(self, answer: AnswerKey) -> bool:
        """Whether anything is to be written behind this answer, as far as it was heard."""
        return bool(self._after or self._found.get(answer))

    def opened(self, text: str) -> str:
        """The first text of an answer, with what stands before it."""
        return self._told(self._before, "", _BETWEEN) + text

    def closed(self, text: str, answer: AnswerKey) -> str:
        """The last text of an answer, with what stands behind it."""
        return text + self._told({**self._after, **self._found.get(answer, {})}, _BETWEEN, "")

    def _told(self, notes: dict[str, Note], begin: str, end: str) -> str:
        self.given.update(notes)
        told = [notes[rule].text.replace(_EVENT, self._event) for rule in sorted(notes)]
        return begin + _BETWEEN.join(told) + end if told else ""


def annotations_of(reasons: Sequence[Reason], judge: Judge, event: str, place: Place) -> tuple[Annotations | None, tuple[Reason, ...]]:
    """What annotates an answer to a call about which ``reasons`` took effect, and what took effect on the answer before it came; no
    annotations where nothing can."""
    label: tuple[Reason, ...] = ()
    if _LABEL in judge.signals_at(place):
        decision = judge.decide([Sighting(0, place, Finding(_LABEL, Span(0, 1), 1.0, "Answer"))])
        label = decision.reasons if isinstance(decision, Forward) else ()
    known = [*reasons, *label]
    return (Annotations(event, known) if _noted(known) or judge.notes_at(place) else None), label


def is_data(text: str) -> bool:
    """Whether a text is JSON, for a program to read: its first ``HEAD`` characters tell."""
    return _DATA.match(text[:HEAD]) is not None


def _noted(reasons: Iterable[Reason]) -> dict[str, Note]:
    return {reason.rule: reason.note for reason in reasons if reason.note is not None and reason.effect is Effect.ANNOTATE}
