"""One input put to the detector: what must hold whatever it is, and how long it took."""

from __future__ import annotations

import time
from itertools import pairwise
from random import Random
from typing import NamedTuple

from guardrail.core.errors import RequestRefused
from guardrail.core.text import Finding
from guardrail.detect.detector import PresidioDetector

from .grammar import text

__all__ = ["Trial", "is_sound", "try_one"]


class Trial(NamedTuple):
    """``seed`` and ``number`` make the same input again; ``cost`` is CPU seconds per 1,000 characters (at least that many)."""

    cost: float
    seed: int
    number: int
    size: int
    fault: str
    refused: bool


def try_one(detector: PresidioDetector, seed: int, number: int) -> Trial:
    """``fault`` names what went wrong, "" where nothing did. Never the text."""
    made = text(Random(f"{seed}-{number}"))
    started = time.process_time()
    fault, refused = "", False
    try:
        findings = detector.detect(made)
        fault = "" if is_sound(findings, len(made), detector.entities) else "unsound findings"
    except RequestRefused:
        refused = True
    except Exception as error:
        fault = type(error).__name__
    cost = (time.process_time() - started) / max(1.0, len(made) / 1000)
    return Trial(cost, seed, number, len(made), fault, refused)


def is_sound(findings: tuple[Finding, ...], size: int, entities: frozenset[str]) -> bool:
    """In range, by position, apart, of a known entity, scored above 0 and up to 1."""
    return all(0 <= one.span.start < one.span.end <= size and one.entity in entities and 0 < one.score <= 1 for one in findings) and all(
        left.span.end <= right.span.start for left, right in pairwise(findings)
    )
