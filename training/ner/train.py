"""The recipe: corpora and generated texts in, the packaged model out. Same input, same model."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from zlib import crc32

import pycrfsuite  # type: ignore[import-untyped]

from guardrail.detect.ner.lexicon import Lexicon, Word, key_of
from guardrail.detect.ner.model import LABELS, Model

from .augment import joined, recased, substituted
from .conll import Example, grams, overlaps, read_conll, to_example
from .generate import generate
from .items import Featurizer, to_items
from .names import People

__all__ = ["examples", "fit"]

_PARAMS = {"c1": 0.1, "c2": 0.02, "max_iterations": 130, "feature.minfreq": 2, "feature.possible_transitions": True}
_HIDDEN_LISTS, _HIDDEN = 0.3, 0.45
"""Share of names whose lists, and of those about which everything, is hidden in one copy of the texts."""
_LEAST_WEIGHT = 0.01


def examples(corpora: Path, sentences: int, *, nerp: bool = True) -> Iterator[tuple[int, Example]]:
    """Texts to learn from, each with the number of its copy: names hidden in one copy are seen in the next."""
    forbidden = {gram for sentence in read_conll(corpora / "idner.test.conll") for gram in grams(word for word, _ in sentence)}
    random = Random(11)  # noqa: S311 - texts, not keys
    people = People(random, "train")

    def draw() -> tuple[str, ...]:
        return people.draw(None).parts

    news = [to_example(sentence) for name in ("nergrit", "idner") for sentence in read_conll(corpora / f"{name}.train.conll")]

    def paragraphs(texts: list[Example]) -> Iterator[Example]:
        return joined(random.sample(texts, len(texts)), random, (" ", "\n"), 3)

    for copy in (0, 8):
        yield from ((copy, example) for example in paragraphs(news))
    yield from ((1, recased(example, str.lower)) for example in paragraphs(news))
    others = [substituted(example, draw, random) for example in news]
    yield from ((2, example) for example in paragraphs(others))
    others = [substituted(example, draw, random) for example in news]
    yield from ((3, recased(example, random.choice((str.lower, str.upper)))) for example in paragraphs(others))
    if nerp:
        lines = [to_example(sentence) for sentence in read_conll(corpora / "nerp.train.conll") if not overlaps(sentence, forbidden)]
        yield from ((4, example) for example in paragraphs(lines))
    for example in joined(generate(1, sentences, "train"), random, ("\n", "\n", "\n\n"), 6):
        yield 5, example
        chance = random.random()
        if chance < 0.6:
            yield 6, recased(example, str.lower)
        if chance > 0.6:
            yield 7, recased(example, str.upper)


def fit(lexicon: Lexicon, texts: Iterable[tuple[int, Example]]) -> Model:
    """Trains a CRF on the texts."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=_PARAMS, verbose=False)
    featurizers: dict[int, Featurizer] = {}
    for copy, example in texts:
        featurizer = featurizers.get(copy)
        if featurizer is None:
            featurizer = featurizers[copy] = Featurizer(_forgetful(lexicon, copy))
        trainer.append(*to_items(example, featurizer))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model"
        trainer.train(str(file))
        return _read(file)


def _forgetful(lexicon: Lexicon, copy: int) -> Callable[[str], Word]:
    """What is known of a word, as if some names were in no list."""

    def find(word: str) -> Word:
        key = key_of(word)
        known = lexicon.find(key)
        if "n" in known.lists or "s" in known.lists or known.case[:1] == "C":
            chance = crc32(f"{copy} {key}".encode()) / 2**32
            if chance < _HIDDEN_LISTS:
                return Word(known.case, known.coarse, known.fine, known.lists.replace("n", "").replace("s", ""))
            if chance < _HIDDEN:
                return Word()
        return known

    return find


def _read(file: Path) -> Model:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(file))
    info = tagger.info()
    transitions = [float(info.transitions.get((left, right), 0.0)) for left in LABELS for right in LABELS]
    weights: dict[str, list[float]] = {}
    for (feature, label), weight in info.state_features.items():
        weights.setdefault(feature, [0.0, 0.0, 0.0])[LABELS.index(label)] = float(weight)
    pairs = {feature: (first - none, later - none) for feature, (first, later, none) in weights.items()}
    return Model(transitions, {feature: pair for feature, pair in pairs.items() if max(map(abs, pair)) >= _LEAST_WEIGHT})
