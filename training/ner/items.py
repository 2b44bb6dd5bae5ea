"""Examples as what the trainer reads: for each token its features and its tag."""

from __future__ import annotations

from collections.abc import Callable

from guardrail.detect.ner.features import EDGE, OFFSETS, case_mode, case_of, features_of, gist_of, pair_of
from guardrail.detect.ner.lexicon import Word
from guardrail.detect.ner.tokenizer import BREAK, tokenize

from .conll import Example

__all__ = ["Featurizer", "modes_of", "to_items"]


def modes_of(words: list[str]) -> list[str]:
    """The case mode of each word's line."""
    modes: list[str] = []
    line: list[str] = []
    for word in [*words, BREAK]:
        line.append(word)
        if word[:1] == BREAK:
            modes.extend([case_mode(sum(map(case_of, line)))] * len(line))
            line = []
    return modes[:-1]


class Featurizer:
    """Features by word, remembered."""

    def __init__(self, known: Callable[[str], Word]) -> None:
        self._known = known
        self._seen: dict[tuple[str, str], tuple[list[list[str]], str]] = {}

    def of(self, word: str, mode: str) -> tuple[list[list[str]], str]:
        found = self._seen.get((word, mode))
        if found is None:
            known = self._known(word)
            features = [features_of(word, known, offset, mode) for offset in OFFSETS]
            found = self._seen[word, mode] = (features, gist_of(word, known, mode))
        return found


def to_items(example: Example, featurizer: Featurizer) -> tuple[list[list[str]], list[str]]:
    """Features and tags of every token, an edge before the first and behind the last."""
    text, spans = example
    tokens = tokenize(text)
    words = list(tokens.words)
    places = list(map(tokens.places(), range(len(words))))
    tags = ["O"] * len(words)
    for start, end in spans:
        first = True
        for index, (low, high) in enumerate(places):
            if low < end and high > start:
                tags[index] = "B" if first else "I"
                first = False
    seen = [featurizer.of(EDGE, "c")] * 3 + [featurizer.of(word, mode) for word, mode in zip(words, modes_of(words), strict=True)]
    seen += [featurizer.of(EDGE, "c")] * 3
    items = []
    for at in range(2, len(seen) - 2):
        item: list[str] = []
        for offset, column in zip(OFFSETS, range(5), strict=True):
            item.extend(seen[at + offset][0][column])
        item.append(pair_of(seen[at - 1][1], seen[at][1])[1])
        item.append(pair_of(seen[at][1], seen[at + 1][1])[0])
        items.append(item)
    return items, ["O", *tags, "O"]
