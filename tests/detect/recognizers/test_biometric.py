from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.biometric import BiometricRecognizer

BIOMETRIC = BiometricRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("template sidik jari: Rk1SACAyMAAB", "Rk1SACAyMAAB"),
        ("scan iris = 9f8e7d", "9f8e7d"),
        (
            "foto data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
        ),
    ],
)
def test_finds_it(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """The template behind its label, and pictures."""
    assert values(BIOMETRIC, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "pengadaan mesin scan sidik jari",
        "SOP rekaman suara rapat",
        "data suara: terlampir",
        "wajah baru pelayanan publik",
    ],
)
def test_leaves_look_alikes(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Machines, procedures and words are no template."""
    assert values(BIOMETRIC, text) == []
