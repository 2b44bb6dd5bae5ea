"""What a text asks for, as findings: ``SIGNAL_...`` at the word that says most, or where the form is. Masks nothing, decides nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.text import Finding, Place, Span
from guardrail.detect.authored import besides
from guardrail.detect.overlap import without_overlaps

from .features import REACH
from .injection.injection import hints, injections
from .labels import LABELS
from .model import Model, read_model
from .phrases import PhraseReader, PhraseSignal, phrase_reader
from .words import Words, cut, starts

__all__ = ["CLASSIFIER", "COMMANDS", "DOUBT", "EXACT", "PHRASES", "SIGNALS", "SignalReader", "entity_of", "signal_reader", "with_signals"]

CLASSIFIER: Final = "EthicsClassifier"
EXACT: Final = "EthicsForm"
PHRASES: Final = "EthicsPhrases"
"""Names of the recognizers, as findings carry them."""
_LIKELY: Final = 0.7
"""Of a phrase: enough for a warning or a note, and less than the national policy refuses for."""
_SURELY_NOT: Final = 10.0
"""Log-odds below the threshold at which a phrase says nothing. On frames of two writers whom the classifier had not learnt from, phrases
told 1.2 % more near misses in error with it, 2.4 % without, and 4.2 % more of what was to be told, instead of 4.6 %."""
DOUBT: Final = "EthicsDoubt"
"""Of what the classifier would not say by itself: a question for a judge, and nothing else."""
_SAID: Final = 0.5
_FEWEST_WORDS: Final = 2
_MARGIN: Final = 1.5
"""Log-odds that a label may lie below the likeliest of its window: labels share much of what makes a text suspicious."""
_LONG: Final = 3 * REACH
"""Words from which a text has so many windows that one of them may sound like a command by chance."""
_NEAR: Final = 600
"""Characters around what sounds like a command in which a phrase must bear it out."""
_CHUNK: Final = 4096
"""Words that are in memory at once."""
_SOURCES: Final[Mapping[Place, str]] = MappingProxyType(
    {
        Place.ASSISTANT: "response",
        Place.RESPONSE: "response",
        Place.TOOL_CALL: "untrusted",
        Place.TOOL_RESULT: "untrusted",
        Place.FILE: "untrusted",
    }
)
"""Whose words a place has, as the classifier has learnt them; others are the caller's."""


def entity_of(label: str) -> str:
    """``prompt_leak`` is the entity ``SIGNAL_PROMPT_LEAK``."""
    return f"SIGNAL_{label.upper()}"


SIGNALS: Final = frozenset(map(entity_of, LABELS))
"""Every entity that is found here."""
_ENTITIES: Final = tuple(map(entity_of, LABELS))
COMMANDS: Final = frozenset(map(entity_of, ("prompt_injection", "prompt_leak")))
"""Entities of what speaks to an assistant."""


class SignalReader:
    """Reads texts with one model and one book of phrases. Safe to call from several threads."""

    def __init__(self, model: Model, phrases: PhraseReader) -> None:
        self._model = model
        self._phrases = phrases

    def read(self, text: str, place: Place, floor: float = _SAID, *, commands: bool = True) -> tuple[Finding, ...]:
        """What form shows, and what words say: of each of the two at most one finding a label; their spans may meet.

        Of classifier and phrases the surer tells a label. A classifier's score of 0.5 is the label's threshold, and log-odds above it
        raise it; from ``floor`` on it is a ``DOUBT``. Without ``commands`` none is told, nor looked for. Raises ``GuardFault``
        (``detector_error``) for whatever goes wrong inside, without its words.
        """
        try:
            words, source = cut(text), _SOURCES.get(place, "prompt")
            meant, said = self._meant(words, source, text, floor), self._said(words, source, text)
            if not commands:
                return tuple([one for one in _surer(meant, said) if one.entity not in COMMANDS])
            return (*self.commands(text, place), *_surer(self._borne_out(meant, words, source, text), said))
        except Exception:  # words and frames of the cause may hold the text
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "ethics") from None

    def commands(self, text: str, place: Place) -> tuple[Finding, ...]:
        """What the text tells an assistant to do, from its structure alone (see ``injection``). Raises as ``read`` does."""
        try:
            found = injections(text, _SOURCES.get(place, "prompt") == "untrusted")
            return tuple([Finding(entity_of(label), span, score, EXACT) for label, span, score in found])
        except Exception:  # as above
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "ethics") from None

    def _borne_out(self, meant: list[Finding], words: Words, source: str, text: str) -> list[Finding]:
        """Without the commands to an assistant that the classifier hears in a long text and structure sees no sign of."""
        if len(words.written) < _LONG or not any(one.entity in COMMANDS for one in meant):
            return meant
        signs = hints(text, source == "untrusted")
        return [
            one
            for one in meant
            if one.entity not in COMMANDS or any(sign.start - _NEAR < one.span.start < sign.end + _NEAR for sign in signs)
        ]

    def _said(self, words: Words, source: str, text: str) -> list[Finding]:
        """Phrases, but where the classifier holds what is around one for surely harmless: a guard that nobody thought of."""
        said = [signal for signal in self._phrases.read(words) if self._doubts(words, source, signal)]
        places = starts(text) if said else []
        return [Finding(entity_of(signal.label), _word_at(places[signal.at], text), _LIKELY, PHRASES) for signal in said]

    def _doubts(self, words: Words, source: str, signal: PhraseSignal) -> bool:
        around = _part(words, max(0, signal.at - REACH // 2), signal.at + REACH // 2)
        scores = self._model.score(around, source).scores
        return bool(scores[:, LABELS.index(signal.label)].max(initial=-np.inf) >= -_SURELY_NOT)

    def _meant(self, words: Words, source: str, text: str, floor: float) -> list[Finding]:
        # Each window may be told in error once in so many (Bonferroni): the log-odds of one count less by the logarithm of their number.
        chance = math.log(max(1.0, len(words.written) / REACH))
        lowest = chance + (math.log(floor / (1 - floor)) if 0 < floor < _SAID else 0.0)
        best: dict[int, tuple[float, int]] = {}
        for first in range(0, max(len(words.written) - REACH, 1), _CHUNK - REACH):
            chunk = _part(words, first, first + _CHUNK)
            if len(chunk.written) < _FEWEST_WORDS:
                continue
            scored = self._model.score(chunk, source)
            if scored.scores.max() < lowest:
                continue
            likeliest = scored.scores.max(axis=1, keepdims=True)
            said = np.where(scored.scores >= likeliest - _MARGIN, scored.scores, -np.inf)
            for label in np.flatnonzero(said.max(axis=0) >= lowest).tolist():
                window = int(said[:, label].argmax())
                odds = float(said[window, label])
                if label not in best or odds > best[label][0]:
                    best[label] = odds, first + scored.strongest(window, label)
        if not best:
            return []
        places = starts(text)
        return [
            Finding(_ENTITIES[label], _word_at(places[at], text), round(1 / (1 + math.exp(-odds)), 4), CLASSIFIER if odds >= 0 else DOUBT)
            for label, (odds, at) in ((label, (above - chance, at)) for label, (above, at) in sorted(best.items()))
        ]


def _surer(meant: Sequence[Finding], said: Sequence[Finding]) -> list[Finding]:
    """In the order of labels."""
    best = {one.entity: one for one in sorted([*said, *meant], key=lambda one: one.score)}
    return sorted(best.values(), key=lambda one: _ENTITIES.index(one.entity))


@lru_cache(maxsize=1)
def signal_reader() -> SignalReader:
    """The reader with model and phrases of the package. Raises ``GuardFault`` (``detector_error``) where one is missing or damaged."""
    try:
        return SignalReader(read_model(), phrase_reader())
    except (OSError, EOFError, ValueError, KeyError):
        raise GuardFault(ErrorCode.DETECTOR_ERROR, "ethics.model") from None


def with_signals(text: str, found: Sequence[Finding], signals: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings (by position, none meeting another), and the signals: where they meet, the place is both (``also``)."""
    return besides(without_overlaps(signals, text, found), signals) if signals else tuple(found)


def _part(words: Words, begin: int, end: int) -> Words:
    if begin == 0 and end >= len(words.written):
        return words
    inside = words.written[begin:end]
    ends = [each - begin for each in words.ends if begin < each < begin + len(inside)]
    return Words(inside, [*ends, len(inside)])


def _word_at(start: int, text: str) -> Span:
    """The word as it is written."""
    end = start + 1
    while end < len(text) and text[end].isalnum() and text[start].isalnum():
        end += 1
    return Span(start, end)
