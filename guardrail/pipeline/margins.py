"""Where notes stand in a streamed answer: in its first text, and in the last piece of its last one, which waits until the answer is over.

Decides from the events alone, so that for any cutting of the bytes the notes stand where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from guardrail.core.text import Path
from guardrail.dialects.speech import AnswerKey, TextKey

from .annotations import Annotations

__all__ = ["Holder", "Margins"]


class Holder(Protocol):
    """An event that waits: it is not given out while anything of it is ``unsettled``."""

    unsettled: int

    def said(self, path: Path) -> str:
        """A text of it, as the caller gets it."""

    def say(self, path: Path, text: str) -> None:
        """The caller gets this instead."""


@dataclass(slots=True)
class _Answer:
    first: TextKey | None = None
    last: TextKey | None = None
    over: bool = False
    held: list[tuple[Holder, Path]] = field(default_factory=list)
    """The last piece of the last text, and the copies of that text."""


class Margins:
    """One for each streamed answer whose texts are annotated. Texts of data are not for it."""

    def __init__(self, annotations: Annotations) -> None:
        self._annotations = annotations
        self._answers: dict[AnswerKey, _Answer] = {}

    def begins(self, answer: AnswerKey, text: TextKey) -> str:
        """A text says something; what stands before it, which is something only at the beginning of the first one. What waited for the
        end behind an earlier text, or an earlier piece of this one, waits no more."""
        known = self._answers.setdefault(answer, _Answer())
        self._let_go(known)
        known.last = text
        if known.first is not None:
            return ""
        known.first = text
        return self._annotations.opened("")

    def copied(self, answer: AnswerKey, text: TextKey, holder: Holder, path: Path) -> None:
        """A later event has the whole of a text again, or has it alone."""
        known = self._answers.setdefault(answer, _Answer())
        if known.first is None:
            known.first = known.last = text
        if text == known.first and (opened := self._annotations.opened(holder.said(path))) != holder.said(path):
            holder.say(path, opened)
        self.ends(answer, text, holder, path)

    def ends(self, answer: AnswerKey, text: TextKey, holder: Holder, path: Path) -> None:
        """A text ends here, for all that is known: if it is the last one, and something is to stand behind it, this waits."""
        known = self._answers[answer]
        if known.over or text != known.last or not self._annotations.waits(answer):
            return
        holder.unsettled += 1
        known.held.append((holder, path))

    def over(self, answer: AnswerKey) -> None:
        """The answer says no more."""
        known = self._answers.get(answer)
        if known is None or known.over:
            return
        for holder, path in known.held:
            holder.say(path, self._annotations.closed(holder.said(path), answer))
            known.over = True
        self._let_go(known)

    def all_over(self) -> None:
        for answer in self._answers:
            self.over(answer)

    def _let_go(self, answer: _Answer) -> None:
        for holder, _ in answer.held:
            holder.unsettled -= 1
        answer.held.clear()
