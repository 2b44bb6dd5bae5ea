"""What an answer says, heard as its words are settled: signals that the rules of its policy name, each told once. Masks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from guardrail.core.decision import Reason
from guardrail.core.text import Finding, Place
from guardrail.detect.ethics.answers import CITED, WRONG, references
from guardrail.detect.ethics.citations import LONGEST
from guardrail.detect.ethics.echo import PROMPT_LEAK, Echo
from guardrail.detect.ethics.signals import COMMANDS, SIGNALS, signal_reader
from guardrail.dialects.speech import AnswerKey

from .annotations import Annotations
from .ports import Detector
from .remembering import ReadSignals, asked_once

if TYPE_CHECKING:
    from .inspector import Inspector

__all__ = ["Ear", "Hearing"]

_BEFORE: Final = 160
"""Characters before a piece that are read again: what is meant may have begun there."""


@dataclass(slots=True)
class Ear:
    """What is listened for in the texts of one answer. ``instructions`` are those that the AI service was sent."""

    wanted: frozenset[str]
    year: int
    instructions: tuple[str, ...] = field(default=(), repr=False)
    annotations: Annotations | None = None
    _echo: Echo | None = None

    def read(self, detector: Detector) -> ReadSignals | None:
        """What is asked for the signals that are told by what words mean, and remembered as ``detector`` remembers; none where no rule
        is about one."""
        meant = (self.wanted & SIGNALS) - {PROMPT_LEAK}
        if not meant:
            return None
        commands = not meant.isdisjoint(COMMANDS)
        return asked_once(detector, partial(signal_reader().read, commands=commands), f"answer/{commands}")

    @property
    def echo(self) -> Echo | None:
        if self._echo is None and PROMPT_LEAK in self.wanted and self.instructions:
            self._echo = Echo(self.instructions)
        return self._echo


class Hearing:
    """One text for a reader. ``hear`` raises ``AnswerBlocked`` where the policy lets nothing of the kind through, ``GuardFault`` when
    reading fails."""

    __slots__ = ("_answer", "_before", "_cited", "_ear", "_heard", "_inspector", "_known", "_listening", "_read")

    def __init__(self, inspector: Inspector, ear: Ear, answer: AnswerKey, detector: Detector) -> None:
        self._inspector = inspector
        self._read = ear.read(detector)
        self._ear = ear
        self._answer = answer
        self._listening = ear.echo.listen() if ear.echo is not None else None
        self._before = ""
        self._cited = ""
        self._known = 0
        """Characters of ``_cited`` whose references were told."""
        self._heard: dict[str, float] = {}

    def hear(self, text: str) -> None:
        """The next piece, as it is looked into: the caller's own tokens are blank in it."""
        found = [*self._meant(text), *self._referred(text, final=False)]
        if self._listening is not None and (told := self._listening.hear(text)) is not None:
            found.append((told, ""))
        self._before = (self._before + text)[-_BEFORE:]
        self._weigh(found)

    def end(self) -> None:
        """The text is over, or pauses."""
        self._weigh(self._referred("", final=True))

    def told(self, reasons: Iterable[Reason]) -> None:
        """These took effect on what was found in the text."""
        if self._ear.annotations is not None:
            self._ear.annotations.hear(self._answer, reasons)

    def _weigh(self, found: Iterable[tuple[Finding, str]]) -> None:
        sightings = [*found]
        if sightings:
            self.told(self._inspector.weigh(sightings))

    def _meant(self, text: str) -> Iterator[tuple[Finding, str]]:
        """What the classifier and the forms of signals say, where they say it surer than before."""
        if self._read is None:
            return
        for finding in self._read(self._before + text, Place.RESPONSE):
            entity = finding.entity
            if entity in self._ear.wanted and entity != PROMPT_LEAK and finding.score > self._heard.get(entity, 0.0):
                self._heard[entity] = finding.score
                yield finding, ""

    def _referred(self, text: str, final: bool) -> Iterator[tuple[Finding, str]]:
        """References that are complete: what stands behind them is known, too."""
        if self._ear.wanted.isdisjoint((CITED, WRONG)):
            return
        self._cited += text
        upto = len(self._cited) if final else len(self._cited) - LONGEST
        if upto <= self._known:
            return
        for finding, told in references(self._cited, self._ear.year):
            if self._known <= finding.span.start < upto and finding.entity in self._ear.wanted:
                yield finding, told
        cut = max(0, upto - LONGEST)
        self._cited, self._known = self._cited[cut:], upto - cut
