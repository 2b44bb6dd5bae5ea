"""How well ethics signals are told on a labelled set, as ``guardrail ethics`` tells them. Values only; prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrail.cli.judging import Judging
from guardrail.core.text import Place
from guardrail.detect.ethics.labels import LABELS, PUBLIC
from guardrail.detect.ethics.signals import SignalReader, entity_of

from .scoring import Records

__all__ = ["NOTHING", "Answer", "Curve", "Row", "answers", "confusion", "curve", "rows"]

NOTHING: Final = "none"
"""The label of a text in which nothing is asked amiss."""
_PLACES: Final = {"prompt": Place.USER, "response": Place.RESPONSE, "tool_result": Place.TOOL_RESULT}
_NAMES: Final = {entity_of(label): PUBLIC.get(label, label) for label in LABELS}
_SCORES: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text is, and what was told of it: labels to how sure, the surest first. Only form tells without a score: it counts as 1."""

    gold: str
    told: dict[str, float] = field(default_factory=dict)

    @property
    def surest(self) -> str:
        """The first label told, or ``none``."""
        return next(iter(self.told), NOTHING)


def answers(records: Records, judging: Judging, reader: SignalReader) -> list[Answer]:
    """One for each record with a ``label`` (or the first of ``labels``), a ``text`` and a ``direction``."""
    return [_answer(record["label"], record["text"], _PLACES[record["direction"]], judging, reader) for record in records.values()]


def _answer(gold: str, text: str, place: Place, judging: Judging, reader: SignalReader) -> Answer:
    scores: dict[str, float] = {}
    for finding in reader.read(text, place):
        name = _NAMES.get(finding.entity, "")
        scores[name] = max(finding.score, scores.get(name, 0.0))
    told = {label: scores.get(label, 1.0) for label in judging.judge(text, place).labels}
    return Answer(gold, dict(sorted(told.items(), key=lambda one: (-one[1], one[0] != gold))))


@dataclass(frozen=True, slots=True)
class Row:
    """One label: texts that are it, texts of which it was told, and of how many both is true."""

    label: str
    gold: int
    told: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.told if self.told else None

    @property
    def recall(self) -> float | None:
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (self.gold + self.told) if self.gold + self.told else None


def rows(found: Sequence[Answer]) -> list[Row]:
    """By label; every label told counts. Last, whether anything was told where anything was to be told."""
    labels = sorted({answer.gold for answer in found} - {NOTHING})
    each = [
        Row(
            label,
            sum(answer.gold == label for answer in found),
            sum(label in answer.told for answer in found),
            sum(answer.gold == label and label in answer.told for answer in found),
        )
        for label in labels
    ]
    amiss = [answer for answer in found if answer.gold != NOTHING]
    return [*each, Row("anything", len(amiss), sum(bool(one.told) for one in found), sum(bool(one.told) for one in amiss))]


def confusion(found: Iterable[Answer]) -> dict[str, Counter[str]]:
    """By what a text is, how often which label was told surest."""
    counts: dict[str, Counter[str]] = {}
    for answer in found:
        counts.setdefault(answer.gold, Counter())[answer.surest] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Curve:
    """With this ``min_score``: shares of texts amiss told with their label, told anything, and of harmless ones told anything."""

    least: float
    labelled: float
    anything: float
    false: float


def curve(found: Sequence[Answer]) -> list[Curve]:
    """Rising. Raises ``ZeroDivisionError`` for a set without harmless texts, or without others."""
    amiss = [answer for answer in found if answer.gold != NOTHING]
    harmless = [answer for answer in found if answer.gold == NOTHING]
    return [
        Curve(
            least,
            sum(answer.told.get(answer.gold, 0.0) >= least for answer in amiss) / len(amiss),
            sum(_tells(answer, least) for answer in amiss) / len(amiss),
            sum(_tells(answer, least) for answer in harmless) / len(harmless),
        )
        for least in _SCORES
    ]


def _tells(answer: Answer, least: float) -> bool:
    return any(score >= least for score in answer.told.values())
