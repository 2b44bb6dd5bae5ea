"""``python -m training.ner.evaluate --corpora DIR``: exact spans of persons' names on annotated corpora and on templates never learnt.

Measures what users get, rules and trimming included: the recognizer, not the bare model.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from guardrail.detect.recognizers.name import NameRecognizer

from .augment import recased
from .conll import Example, read_conll, to_example
from .generate import generate

__all__ = ["Counts", "count", "report", "main"]

Find: TypeAlias = Callable[[str], Iterable[tuple[int, int]]]

_CORPORA = ("nergrit", "idner", "nerui", "wikigold")
_TEMPLATES = 2_000


class Counts(NamedTuple):
    """Spans that are exactly right, that were found, and that are true."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two, 0 where nothing was right."""
        return 2 * self.right / (self.found + self.true) if self.right else 0.0


def count(examples: Iterable[Example], find: Find) -> Counts:
    """Compares what ``find`` finds in each text with its spans."""
    right = found = true = 0
    for text, spans in examples:
        names = set(find(text))
        right += len(names & set(spans))
        found += len(names)
        true += len(spans)
    return Counts(right, found, true)


def report(corpora: Path, find: Find) -> Iterator[tuple[str, Counts]]:
    """The name of each test and its counts. NER-UI, wikigold and the synthetic sentences are only ever tested on."""
    for name, examples in _tests(corpora):
        yield name, count(examples, find)
        yield f"{name}, lower case", count([recased(example, str.lower) for example in examples], find)
        yield f"{name}, capitals", count([recased(example, str.upper) for example in examples], find)


def _tests(corpora: Path) -> Iterator[tuple[str, list[Example]]]:
    for name in _CORPORA:
        yield name, [to_example(sentence) for sentence in read_conll(corpora / f"{name}.test.conll")]
    records = map(json.loads, (corpora / "gov-synthetic.eval.jsonl").read_text(encoding="utf-8").splitlines())
    yield (
        "synthetic office sentences",
        [(record["text"], [(span["start"], span["end"]) for span in record["spans"] if span["label"] == "PER"]) for record in records],
    )
    yield "held-back templates", list(generate(7, _TEMPLATES, "held_out"))


def main(arguments: list[str] | None = None) -> int:
    """Prints exact precision, recall and F1, a test a line."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.evaluate", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    recognizer = NameRecognizer()

    def find(text: str) -> Iterator[tuple[int, int]]:
        return ((result.start, result.end) for result in recognizer.analyze(text, ["PERSON"]))

    for name, counts in report(chosen.corpora, find):
        sys.stdout.write(f"{name:40} {counts.precision:.3f} {counts.recall:.3f} {counts.f1:.3f}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
