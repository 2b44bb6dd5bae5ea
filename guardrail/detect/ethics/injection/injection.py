"""The other half of ETH-14 to ETH-16 beside the classifier: commands to the assistant, told from structure. Finds, decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from guardrail.core.text import Span

from .carriers import commands_in_carriers
from .disguises import Reading, readings
from .enumeration import enumerated
from .evidence import evidence_of, hits
from .forms import forms

__all__ = ["Signal", "hints", "injections"]

_SURE: Final = 0.95
_FEWEST_POINTS: Final = 2
_INJECTION, _LEAK = "prompt_injection", "prompt_leak"


class Signal(NamedTuple):
    """``label`` is one of the ethics labels; ``score`` as a ``Finding`` has it."""

    label: str
    span: Span
    score: float


def injections(text: str, strange: bool) -> list[Signal]:
    """What the text tells an assistant to do that only its owner may: the surest of each label, in the order of labels.

    ``strange`` is a text that neither the caller nor the application wrote: the same words weigh more there. Linear in the text.
    """
    best: dict[str, Signal] = {}
    for signal in _all(text, strange):
        if signal.label not in best or signal.score > best[signal.label].score:
            best[signal.label] = signal
    return [best[label] for label in sorted(best)]


def hints(text: str, strange: bool) -> list[Span]:
    """Where a phrase says something to an assistant, be it too little to tell."""
    return [
        Span(*reading.back(hit.start, hit.end))
        for reading in readings(text)
        for hit in hits(reading.row.symbols, strange)
        if hit.points >= _FEWEST_POINTS
    ]


def _all(text: str, strange: bool) -> Iterator[Signal]:
    for span in forms(text):
        yield Signal(_INJECTION, span, _SURE)
    for span in enumerated(text):
        yield Signal(_LEAK, span, _SURE)
    for reading in readings(text):
        for label, score, start, end in evidence_of(reading.row.symbols, strange):
            yield Signal(label, Span(*reading.back(start, end)), score)
        yield from _unseen(reading)


def _unseen(reading: Reading) -> Iterator[Signal]:
    text = reading.row.text
    for span in commands_in_carriers(text):
        yield Signal(_INJECTION, Span(*reading.place(span.start, span.end)), _SURE)
    if reading.path:
        for span in forms(text):
            yield Signal(_INJECTION, Span(*reading.place(span.start, span.end)), _SURE)
