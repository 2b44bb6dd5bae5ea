"""The signals of answers alone."""

from __future__ import annotations

from guardrail.detect.ethics.answers import ANSWER_SIGNALS, CITED, IS_AI, WRONG, references
from guardrail.detect.ethics.signals import SIGNALS
from guardrail.policy.named import AI_ANSWER, signal_entity


def test_a_reference_that_cannot_be_is_both() -> None:
    """A reference, and a wrong one; two to one law are about the same."""
    found = list(references("UU 27/2022, Pasal 99 UU Nomor 27 Tahun 2022", 2026))
    assert [(finding.entity, about) for finding, about in found] == [(CITED, "UU 27/2022"), (CITED, "UU 27/2022"), (WRONG, "UU 27/2022")]


def test_they_are_signals_beside_the_classifier_s() -> None:
    """No model has them as a label; the label of every answer is the word that policies use."""
    assert {CITED, WRONG, IS_AI} == ANSWER_SIGNALS
    assert ANSWER_SIGNALS.isdisjoint(SIGNALS)
    assert signal_entity(AI_ANSWER) == IS_AI
