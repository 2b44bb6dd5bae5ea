"""``python -m tests.bench.answers --out FILE``: what the detector answers, so that two versions can be compared with ``cmp``.

One line a text of the evaluation sets, of the fuzzer and of the office: what each reading found, in order, and what stands in the end.
A change for speed leaves the file as it was, byte for byte. It holds numbers and positions, no text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from rich.progress import track

from guardrail.core.errors import RequestRefused
from guardrail.detect.analyzer import TriggerAnalyzer, build_analyzer
from guardrail.detect.detector import PresidioDetector
from guardrail.detect.recognizer import LANGUAGE
from tests.fuzz.grammar import text as fuzzed

from .office import TEXTS

__all__ = ["main"]

_EVAL = Path(__file__).parents[1] / "eval"
_SETS = ("dev.jsonl", "evasion_dev.jsonl", "ethics_dev.jsonl")
_LABELS = ("", "nik", "no_hp", "nomorRekening")
_SIZES = (1, 8, 64)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.answers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--inputs", type=int, default=5000, help="texts of the fuzzer")
    parser.add_argument("--seed", default="speed")
    options = parser.parse_args()
    analyzer = build_analyzer()
    detector = PresidioDetector(analyzer)
    with options.out.open("w", encoding="ascii") as out:
        for name, text in track(list(_texts(options.seed, options.inputs)), description="texts"):
            out.write(json.dumps([name, _raw(analyzer, text), *(_findings(detector, text, label) for label in _LABELS)]) + "\n")
    return 0


def _texts(seed: str, inputs: int) -> Iterator[tuple[str, str]]:
    for name in _SETS:
        for number, line in enumerate((_EVAL / name).read_text("utf-8").splitlines()):
            record = json.loads(line)
            texts = [record["text"]] if "text" in record else [message["content"] for message in record["messages"]]
            yield from ((f"{name} {number} {place}", text) for place, text in enumerate(texts))
    for number in range(inputs):
        yield f"fuzz {number}", fuzzed(Random(f"{seed}-{number}"))
    for name, make in TEXTS.items():
        yield from ((f"{name} {size}", make(size * 1024)) for size in _SIZES)


def _raw(analyzer: TriggerAnalyzer, text: str) -> Any:
    """Before overlaps are settled, in the order in which Presidio would answer."""
    try:
        return [(one.entity_type, one.start, one.end, one.score) for one in analyzer.analyze(text, LANGUAGE)]
    except RequestRefused as refusal:
        return refusal.code


def _findings(detector: PresidioDetector, text: str, label: str) -> Any:
    try:
        return [(one.entity, one.span.start, one.span.end, one.score, one.recognizer) for one in detector.detect(text, label)]
    except RequestRefused as refusal:
        return refusal.code


if __name__ == "__main__":
    sys.exit(main())
