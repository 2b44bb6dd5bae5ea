from __future__ import annotations

from collections import Counter

import pytest

from guardrail.detect.detector import build_detector

from .matrix import Case, cases, is_found
from .values import KINDS

DETECTOR = build_detector()
CASES = list(cases(seed=20_261_121))
UNSEEN = (
    *("zero width", "zero width, groups", "combining marks", "keycaps", "full width", "full width, some", "arabic-indic", "persian"),
    *("javanese", "balinese", "other scripts", "mathematical", "circled", "superscript"),
)
"""Invisible characters and digits of other scripts: no value is lost to them, ever."""


def is_seen(case: Case) -> bool:
    return is_found(case, [(finding.span.start, finding.span.end) for finding in DETECTOR.detect(case.text)])


@pytest.mark.parametrize("kind", KINDS)
def test_invisible_characters_and_digit_scripts_hide_nothing(kind: str) -> None:
    """Each kind of identifier is found whole whatever its digits look like."""
    missed = [(case.technique, case.carrier) for case in CASES if case.kind == kind and case.technique in UNSEEN and not is_seen(case)]
    assert missed == []


def test_disguises_hide_next_to_nothing() -> None:
    """Of every kind in every disguise, labelled and bare, at most one in two hundred gets by, and no disguise hides two."""
    missed = Counter(case.technique for case in CASES if not is_seen(case))
    assert missed.total() <= len(CASES) / 200
    assert max(missed.values(), default=0) < 2
