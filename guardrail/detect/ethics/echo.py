"""An answer that repeats the instructions its service was given: long runs of the same words, whatever stands between them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from guardrail.core.text import Finding, Span

from .signals import entity_of

__all__ = ["ECHO", "PROMPT_LEAK", "Echo", "Listening"]

ECHO: Final = "EthicsEcho"
"""Name of the recognizer, as findings carry it."""
PROMPT_LEAK: Final = entity_of("prompt_leak")
_GRAM: Final = 6
"""Words that have to follow each other to be the same words and not the same language."""
_LONG: Final = 16
"""Words of a run from which it is none by chance."""
_REPEATED, _INSTRUCTED = 0.6, 0.95
"""Scores: of words that were in the instructions, as a text to work with may be; and of the instructions themselves."""
_MOST: Final = 64 << 10
"""Characters of instructions that are listened for."""
_WORD: Final = re.compile(r"[^\W_]+")
_TO_THE_ASSISTANT: Final = re.compile(
    r"\b(?:(?:anda|kamu|engkau) (?:adalah|ialah|merupakan|bertugas|berperan|harus|wajib|tidak boleh|dilarang)"
    r"|(?:peran|tugas|tujuan)(?:mu| anda| kamu)"
    r"|sebagai (?:asisten|chatbot|ai)|jangan (?:pernah )?\w{0,4}(?:sebut|nyebut|ungkap|bocor|beri|jawab|tampil|nampil|bahas)\w*"
    r"|(?:instruksi|prompt|aturan) (?:sistem|ini)|(?:sampeyan|panjenengan|anjeun) (?:iku|teh|nyaeta)"
    r"|you are (?:a|an|the)|you (?:must|should|will|may) (?:not|never|always|only)"
    r"|your (?:role|task|job|goal|instructions)|as an (?:ai|assistant)"
    r"|(?:do not|dont|never) (?:reveal|disclose|mention|share|tell|discuss|answer)|(?:these|system) (?:instructions|prompt|rules))\b"
)
"""Words by which people speak to an assistant, and texts for others hardly do."""


class Echo:
    """What an application told its AI service. Keeps no text: runs of its words, as hashes."""

    __slots__ = ("_grams", "size")

    def __init__(self, instructions: Iterable[str]) -> None:
        self._grams: dict[int, bool] = {}
        """Whether one speaks to the assistant."""
        self.size = 0
        """Words."""
        for text in instructions:
            self._learn(_words(text[:_MOST]))

    def _learn(self, words: list[str]) -> None:
        self.size += len(words)
        ends = list(accumulate(len(word) + 1 for word in words))
        telling: set[int] = set()
        for cue in _TO_THE_ASSISTANT.finditer(" ".join(words)):
            first, last = bisect_right(ends, cue.start()), bisect_right(ends, cue.end() - 1)
            telling.update(range(last - _GRAM + 1, first + 1))
        for at in range(len(words) - _GRAM + 1):
            gram = hash(tuple(words[at : at + _GRAM]))
            self._grams[gram] = self._grams.get(gram, False) or at in telling

    def listen(self) -> Listening | None:
        """To one text; None where there is too little to be told again."""
        return Listening(self._grams) if self.size >= _LONG else None


class Listening:
    """One text, piece by piece; a piece ends between two words."""

    __slots__ = ("_grams", "_instructed", "_last", "_run", "_told")

    def __init__(self, grams: dict[int, bool]) -> None:
        self._grams = grams
        self._last: deque[str] = deque(maxlen=_GRAM)
        self._run = 0
        self._instructed = False
        self._told = 0.0

    def hear(self, text: str) -> Finding | None:
        """A finding at the word with which a run became long, or became more than words to work with; it is told once."""
        found = None
        for word, span in _spelled(text):
            self._last.append(word)
            known = self._grams.get(hash(tuple(self._last))) if len(self._last) == _GRAM else None
            if known is None:
                self._run, self._instructed = 0, False
                continue
            self._run += 1
            self._instructed = self._instructed or known
            score = 0.0 if self._run + _GRAM - 1 < _LONG else _INSTRUCTED if self._instructed else _REPEATED
            if score > self._told:
                self._told = score
                found = Finding(PROMPT_LEAK, span, score, ECHO)
        return found


def _words(text: str) -> list[str]:
    return [word for word, _ in _spelled(text)]


def _spelled(text: str) -> Iterable[tuple[str, Span]]:
    for match in _WORD.finditer(text):
        word = match[0]
        yield (word if word.isascii() else unicodedata.normalize("NFKC", word)).casefold(), Span(*match.span())
