"""Annotated corpora as texts with spans: the model learns from text as people write it, not from a corpus' tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

__all__ = ["Example", "Sentence", "overlaps", "read_conll", "to_example"]

Example: TypeAlias = tuple[str, list[tuple[int, int]]]
"""A text and the spans (code points, half-open) of the persons' names in it."""
Sentence: TypeAlias = list[tuple[str, str]]
"""Tokens with their BIO tags."""

_GRAM = 6
_NO_SPACE_BEFORE = frozenset(",.;:!?)%]}")
_NO_SPACE_BEHIND = frozenset("([{")


def read_conll(file: Path) -> Iterator[Sentence]:
    """Sentences of ``token<TAB>tag`` lines, parted by blank lines."""
    sentence: Sentence = []
    for line in file.read_text(encoding="utf-8").splitlines():
        word, _, tag = line.rpartition("\t")
        if word.strip():
            sentence.append((word.strip(), tag))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def to_example(sentence: Sentence) -> Example:
    """The sentence as it was probably written: no space before a comma, none inside brackets and quotation marks."""
    text = ""
    spans: list[tuple[int, int]] = []
    quoted = glue = False
    for index, (word, tag) in enumerate(sentence):
        if word in ('"', "''", "``"):
            word = '"'
            glue = glue or quoted
        glue = glue or not text or word in _NO_SPACE_BEFORE or _is_inner_hyphen(sentence, index)
        text += word if glue else " " + word
        start = len(text) - len(word)
        if tag == "B-PER" or (tag == "I-PER" and (not spans or sentence[index - 1][1] not in ("B-PER", "I-PER"))):
            spans.append((start, len(text)))
        elif tag == "I-PER":
            spans[-1] = (spans[-1][0], len(text))
        glue = word in _NO_SPACE_BEHIND or (word == "-" and _is_inner_hyphen(sentence, index))
        if word == '"':
            quoted = not quoted
            glue = quoted
    return text, spans


def _is_inner_hyphen(sentence: Sentence, index: int) -> bool:
    """ "tahu - menahu" was one word."""
    if sentence[index][0] != "-" or not 0 < index < len(sentence) - 1:
        return False
    return sentence[index - 1][0].islower() and sentence[index + 1][0].islower() and sentence[index][1] == "O"


def grams(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Runs of six words, in lower case, marks left out."""
    plain = [word.lower() for word in words if any(char.isalnum() for char in word)]
    return (tuple(plain[at : at + _GRAM]) for at in range(len(plain) - _GRAM + 1))


def overlaps(sentence: Sentence, forbidden: set[tuple[str, ...]]) -> bool:
    """Whether a run of six words of the sentence stands in ``forbidden`` too: a text that is tested on may not be learnt."""
    return any(gram in forbidden for gram in grams(word for word, _ in sentence))
