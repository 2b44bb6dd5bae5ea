"""The agency's own recognizers join the engine, and whatever they do wrong stops the call."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.detect.detector import build_detector
from guardrail.detect.plugins import Plugin, Plugins, class_plugin

CASE = "NO_PERKARA"
SECRET_WORDS = "Perkara 12/Pdt.G/2026 milik Sulastri"


class CaseNumbers(PatternRecognizer):
    """What an agency would write: numbers of court cases."""

    def __init__(self, score: float = 0.9) -> None:
        super().__init__(CASE, "perkara", "id", patterns=[Pattern("perkara", r"\d+/Pdt\.G/\d{4}", score)])


class Scripted(EntityRecognizer):
    """Does what a test says."""

    def __init__(self, act: Callable[[str], list[RecognizerResult]]) -> None:
        self._act = act
        super().__init__([CASE], "scripted", "id")

    def load(self) -> None:
        """Nothing."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None) -> list[RecognizerResult]:
        return self._act(text)


def raises(text: str) -> list[RecognizerResult]:
    raise RuntimeError(text)


def beyond(text: str) -> list[RecognizerResult]:
    return [RecognizerResult(CASE, 0, len(text) + 1, 0.9)]


def empty(text: str) -> list[RecognizerResult]:
    return [RecognizerResult(CASE, 3, 3, 0.9)]


def test_its_findings_stand_beside_ours() -> None:
    """A Presidio recognizer named in the configuration finds its entity, ours find theirs."""
    detector = build_detector([class_plugin("perkara", f"{__name__}:CaseNumbers", {}, [], 5.0)])
    text = "Perkara 12/Pdt.G/2026, NIK 3374011708909001"
    found = [(one.entity, text[one.span.start : one.span.end], one.recognizer) for one in detector.detect(text)]
    assert found == [(CASE, "12/Pdt.G/2026", "perkara"), ("ID_NIK", "3374011708909001", "NikRecognizer")]
    assert CASE in detector.entities


@pytest.mark.parametrize("act", [raises, beyond, empty])
def test_one_that_fails_fails_the_call(act: Callable[[str], list[RecognizerResult]]) -> None:
    """An exception or an impossible span is a fault that names the recognizer and holds no text."""
    detector = build_detector([Plugin("rusak", Scripted(act), 5.0)])
    with pytest.raises(GuardFault) as caught:
        detector.detect(SECRET_WORDS)
    assert (caught.value.code, caught.value.place) == (ErrorCode.DETECTOR_ERROR, "recognizers.rusak")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_one_that_is_slow_fails_the_call_and_every_call_while_it_hangs() -> None:
    """Nothing passes because a recognizer did not answer in time."""
    release = threading.Event()

    def hang(text: str) -> list[RecognizerResult]:
        release.wait()
        return []

    plugins = Plugins([Plugin("lambat", Scripted(hang), 0.01)])
    try:
        for _ in range(8):
            with pytest.raises(GuardFault):
                plugins.find(SECRET_WORDS)
    finally:
        release.set()


@pytest.mark.parametrize(
    ("path", "params", "entities", "complaint"),
    [
        ("tidak.ada:Kelas", {}, [], "cannot be imported"),
        (f"{__name__}:TidakAda", {}, [], "no such class"),
        (f"{__name__}:raises", {}, [], "not a presidio_analyzer.EntityRecognizer"),
        (f"{__name__}:CaseNumbers", {"ambang": 1}, [], r"these params \(TypeError\)"),
        (f"{__name__}:CaseNumbers", {}, ["LAIN"], "does not find LAIN"),
    ],
)
def test_one_that_cannot_be_loaded_says_why(path: str, params: dict[str, object], entities: list[str], complaint: str) -> None:
    """Start-up stops with the reason."""
    with pytest.raises(ValueError, match=complaint):
        class_plugin("salah", path, params, entities, 1.0)


def test_params_reach_the_class() -> None:
    """The configuration's params are the arguments of the class."""
    detector = build_detector([class_plugin("perkara", f"{__name__}:CaseNumbers", {"score": 0.4}, [CASE], 5.0)])
    assert [one.score for one in detector.detect("12/Pdt.G/2026 ini")] == [0.4]
