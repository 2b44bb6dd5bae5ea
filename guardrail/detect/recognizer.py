"""What every recognizer here is: a Presidio ``EntityRecognizer`` that names its trigger and verifies what stands around it.

Alone in any Presidio it scans for itself; in our engine one ``Plan`` scans once for all of them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import ClassVar, NamedTuple

from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from guardrail.core.text import Finding, Span

from .explainer import Explainer
from .explanation import Check
from .normalizer import Normalized, normalize
from .numbers import NUMBER_TRIGGER, Number, Run, read_numbers, read_runs
from .scanner import JoinedScanner, Scanner, build_scanner
from .trace import Trace
from .views import READERS, View, check_escapes, views

__all__ = ["LANGUAGE", "Match", "NumberRecognizer", "Plan", "TriggeredRecognizer"]

LANGUAGE = "id"


class Match(NamedTuple):
    """``text[start:end]`` of the normalised text is what the recognizer looks for, as sure as ``score`` (0..1)."""

    start: int
    end: int
    score: float


class TriggeredRecognizer(LocalRecognizer):
    """One entity, the trigger that shows where it may be, and the exact check there."""

    ENTITY: ClassVar[str]
    TRIGGER: ClassVar[str]
    """A pattern both scanners understand (see ``scanner.Scanner``)."""
    name: str
    COUNTRY_CODE: ClassVar[str | None] = None
    reads_numbers: ClassVar[bool] = False
    """Whether what it finds is a run of digits, whose label is that of the run."""

    def __init__(self, supported_language: str = LANGUAGE) -> None:
        super().__init__(supported_entities=[self.ENTITY], supported_language=supported_language)
        self.metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        self._plan: Plan | None = None

    def load(self) -> None:
        """Nothing to load: tables are read when the module is imported."""

    @abstractmethod
    def examine(self, text: str, ends: Sequence[int]) -> Iterable[Match]:
        """What the recognizer finds in the normalised ``text``, whose trigger ends at ``ends``."""

    def checks(self, value: str) -> tuple[Check, ...]:
        """Which rules of structure a value it found keeps and which not. For explanations: nothing is decided here."""
        return ()

    def analyze(self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None) -> list[RecognizerResult]:
        """Presidio's interface, for use without our engine: each result explained, for Presidio does not say who asks why."""
        if self.ENTITY not in entities:
            return []
        if self._plan is None:
            self._plan = Plan([self], _alone)
        results = self._plan.results(text)
        if results:
            explainer = self._plan.explainer(text)
            for result in results:
                finding = Finding(self.ENTITY, Span(result.start, result.end), result.score, self.name)
                result.analysis_explanation = _analysis(finding, explainer)
        return results


class NumberRecognizer(TriggeredRecognizer):
    """An identifier made of digits, in any grouping."""

    TRIGGER = NUMBER_TRIGGER
    reads_numbers = True
    LENGTHS: ClassVar[frozenset[int]]
    """How many digits it may have."""
    LABELLED: ClassVar[bool] = False
    """Whether ``judge`` takes only numbers that its own label names: it is not asked about others."""

    @abstractmethod
    def judge(self, number: Number) -> Match | None:
        """What the number is worth as this identifier."""

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for run in read_runs(text, ends):
            for number in read_numbers(run, self.LENGTHS):
                match = self.judge(number)
                if match is not None:
                    yield match


class _Judges(NamedTuple):
    """Who is asked about numbers of one length: those of the number's own label, by entity, and those that look at any."""

    labelled: dict[str, list[NumberRecognizer]]
    others: list[NumberRecognizer]


class Plan:
    """A set of recognizers made ready: one scanner for all their triggers, numbers read once and handed out by length."""

    def __init__(self, recognizers: Iterable[TriggeredRecognizer], scanner: Callable[[Sequence[str]], Scanner] = build_scanner) -> None:
        self._others: list[tuple[int, TriggeredRecognizer]] = []
        self._by_length: dict[int, _Judges] = {}
        triggers = {reader.trigger: index for index, reader in enumerate(READERS)}
        for recognizer in recognizers:
            index = triggers.setdefault(recognizer.TRIGGER, len(triggers))
            if isinstance(recognizer, NumberRecognizer) and index == triggers.get(NUMBER_TRIGGER):
                for length in recognizer.LENGTHS:
                    judges = self._by_length.setdefault(length, _Judges({}, []))
                    (judges.labelled.setdefault(recognizer.ENTITY, []) if recognizer.LABELLED else judges.others).append(recognizer)
            else:
                self._others.append((index, recognizer))
        self._lengths = frozenset(self._by_length)
        self._numbers = triggers.get(NUMBER_TRIGGER)
        self._scanner = scanner(tuple(triggers))

    def results(self, text: str) -> list[RecognizerResult]:
        """Everything found, with offsets into ``text`` as it was written, as Presidio results.

        Raises ``RequestRefused`` for what is encoded too often to be read (see ``views``).
        """
        normalized = None if text.isascii() else normalize(text)
        read = text if normalized is None else normalized.text
        ends = self._scanner.ends(read)
        check_escapes(ends)
        found = self._matches(read, ends)
        if any(ends[: len(READERS)]):
            self._add_hidden(read, ends, found)
        if normalized is not None and normalized.starts:
            found = [(recognizer, Match(*normalized.back(start, end), score)) for recognizer, (start, end, score) in found]
        return [
            RecognizerResult(recognizer.ENTITY, start, end, score, recognition_metadata=recognizer.metadata)
            for recognizer, (start, end, score) in found
        ]

    def explainer(self, text: str, shift: int = 0) -> Explainer:
        """Reads ``text`` once more, to tell why ``results`` are what they are. See ``Explainer`` for ``shift``."""
        normalized = normalize(text)
        return Explainer(text, normalized.text, self._traces(normalized), self._runs, self._scanner.ends, shift)

    def _traces(self, normalized: Normalized) -> Iterator[Trace]:
        ends = self._scanner.ends(normalized.text)
        hidden = views(normalized.text, ends, self._scanner.ends) if any(ends[: len(READERS)]) else ()
        for view in chain((View(normalized.text, ends, ()),), hidden):
            for recognizer, (start, end, score) in self._matches(view.text, view.ends):
                place = view.back(start, end) if view.path else (start, end)
                if place is not None:
                    yield Trace(recognizer, start, end, score, Span(*normalized.back(*place)), view)

    def _runs(self, view: View) -> Iterable[Run]:
        return read_runs(view.text, view.ends[self._numbers]) if self._numbers is not None else ()

    def _add_hidden(self, text: str, ends: Sequence[Sequence[int]], found: list[tuple[TriggeredRecognizer, Match]]) -> None:
        """What other readings of the text show and it does not, at the places where it is written."""
        seen: set[tuple[TriggeredRecognizer, tuple[int, int]]] | None = None
        for view in views(text, ends, self._scanner.ends):
            if seen is None:
                seen = {(recognizer, match[:2]) for recognizer, match in found}
            for recognizer, (start, end, score) in self._matches(view.text, view.ends):
                place = view.back(start, end)
                if place is not None and (recognizer, place) not in seen:
                    seen.add((recognizer, place))
                    found.append((recognizer, Match(*place, score)))

    def _matches(self, text: str, ends: Sequence[Sequence[int]]) -> list[tuple[TriggeredRecognizer, Match]]:
        found: list[tuple[TriggeredRecognizer, Match]] = []
        if self._numbers is not None and ends[self._numbers]:
            by_length, lengths = self._by_length, self._lengths
            for run in read_runs(text, ends[self._numbers]):
                for number in read_numbers(run, lengths):
                    labelled, others = by_length[len(number.digits)]
                    for recognizer in chain(others, labelled.get(number.label, ())) if labelled else others:
                        match = recognizer.judge(number)
                        if match is not None:
                            found.append((recognizer, match))
        for index, other in self._others:
            if ends[index]:
                found.extend((other, match) for match in other.examine(text, ends[index]))
        return found


def _alone(triggers: Sequence[str]) -> Scanner:
    """For one recognizer by itself. What the readers of views need takes half a second to compile, and is the same for every one."""
    readers, own = triggers[: len(READERS)], triggers[len(READERS) :]
    return JoinedScanner(build_scanner(readers), build_scanner(own)) if own else build_scanner(readers)


def _analysis(finding: Finding, explainer: Explainer) -> AnalysisExplanation:
    explanation = explainer.explain(finding)
    return AnalysisExplanation(recognizer=finding.recognizer, original_score=finding.score, textual_explanation=str(explanation))
