"""The error tree: codes and places, no words of others."""

from __future__ import annotations

import pytest

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import ErrorCode, Fault, GuardFault, GuardrailError, InvalidFiles, RequestRefused, UpstreamFault


@pytest.mark.parametrize("kind", [RequestRefused, GuardFault, UpstreamFault])
def test_a_fault_says_its_code_and_place_and_nothing_else(kind: type[Fault]) -> None:
    """What is printed of a fault is one word of the list and one place."""
    fault = kind(ErrorCode.DETECTOR_ERROR, "spans")
    assert (fault.code, fault.place, str(fault)) == (ErrorCode.DETECTOR_ERROR, "spans", "detector_error at spans")
    assert str(kind(ErrorCode.DETECTOR_ERROR)) == "detector_error"
    assert isinstance(fault, GuardrailError)


def test_only_faults_end_calls() -> None:
    """Broken files are no fault of a call: a handler of faults must not swallow them."""
    assert not issubclass(InvalidFiles, Fault)


def test_every_complaint_is_told_in_order_of_place() -> None:
    """All at once, sorted, one a line."""
    later, earlier = Diagnostic("a", 9, 1, "P2", "kedua"), Diagnostic("a", 2, 1, "P1", "pertama")
    invalid = InvalidFiles([later, earlier])
    assert invalid.diagnostics == (earlier, later)
    assert str(invalid) == "a:2:1: P1 pertama\na:9:1: P2 kedua"


def test_codes_are_words_that_records_may_hold() -> None:
    """Lower case with underscores, unique, and short enough for the audit log."""
    codes = [str(code) for code in ErrorCode]
    assert len(codes) == len(set(codes))
    assert all(code.replace("_", "").isalpha() and code.islower() and len(code) <= 64 for code in codes)
