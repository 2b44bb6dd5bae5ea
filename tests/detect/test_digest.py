"""The digest of the detector tells two detectors apart."""

from __future__ import annotations

from presidio_analyzer import Pattern, PatternRecognizer

from guardrail.detect.digest import detector_digest
from guardrail.detect.plugins import Plugin


def test_it_is_the_same_until_something_changes() -> None:
    """A recognizer of the agency's own is a change."""
    own = PatternRecognizer("CASE", name="perkara", patterns=[Pattern("a", "PK-[0-9]+", 0.5)])
    assert detector_digest() == detector_digest(()) != detector_digest([Plugin("perkara", own, 2.0)])
    assert len(detector_digest()) == 64
