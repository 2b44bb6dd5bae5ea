from __future__ import annotations

from random import Random

from guardrail.core.errors import RequestRefused
from guardrail.detect.detector import build_detector
from guardrail.detect.recognizer import Plan
from guardrail.detect.recognizers import RECOGNIZERS
from guardrail.detect.scanner import PlainScanner

from .grammar import text
from .trial import try_one

DETECTOR = build_detector()
FAST, PLAIN = (Plan([kind() for kind in RECOGNIZERS]), Plan([kind() for kind in RECOGNIZERS], PlainScanner))
SEED = 20_261_121


def test_no_input_breaks_the_detector() -> None:
    """Findings are in range, by position and apart, and nothing is raised but a refusal. ``make fuzz`` tries more."""
    assert [trial for number in range(2_000) if (trial := try_one(DETECTOR, SEED, number)).fault] == []


def found(plan: Plan, made: str) -> set[tuple[str, int, int, float]] | None:
    try:
        return {(result.entity_type, result.start, result.end, result.score) for result in plan.results(made)}
    except RequestRefused:
        return None


def test_both_scanners_find_the_same() -> None:
    """Hyperscan and ``re`` lead every recognizer, in every reading of a text, to the same findings."""
    different = []
    for number in range(600):
        made = text(Random(f"{SEED}-{number}"))
        if found(FAST, made) != found(PLAIN, made):
            different.append(number)
    assert different == []
