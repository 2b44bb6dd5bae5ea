"""Codes have names in Indonesian; what has none is shown as it is."""

from __future__ import annotations

from guardrail.audit.report import State
from guardrail.audit.wording import (
    CLASSES,
    EVENTS,
    OUTCOMES,
    REFUSALS,
    REGIONS,
    STATES,
    SUBJECTS,
    Kind,
    details_of,
    kind_of,
    named,
    region_of,
)
from guardrail.core.decision import DataClass
from guardrail.core.errors import ErrorCode


def test_every_code_of_a_refusal_has_a_word() -> None:
    """A head of an agency reads no error codes."""
    assert set(REFUSALS) == set(ErrorCode)
    assert {"ok", "unknown"} <= set(OUTCOMES)


def test_every_region_state_and_kind_of_tag_has_a_word() -> None:
    """As the configuration and the records name them."""
    assert set(REGIONS) == {"dalam-negeri", "luar-negeri", "lokal", ""}
    assert set(STATES) == set(State)
    assert set(SUBJECTS) == {"nik", "kk", "npwp", "nip", "bpjs", "phone", "email"}


def test_every_class_of_data_has_a_word() -> None:
    """And the absence of any."""
    assert set(CLASSES) == {*DataClass, ""}


def test_what_has_no_word_is_shown_as_it_is() -> None:
    """A newer log is still told of."""
    assert (named(EVENTS, "canary.sang"), named(EVENTS, ""), region_of("mars")) == ("canary.sang", "(tidak tercatat)", "mars")
    assert kind_of({}, "ID_PERKARA") == Kind("ID_PERKARA", "menurut pengenal instansi", "–")


def test_an_event_is_told_in_one_line() -> None:
    """Digests shortened, lists joined, and nothing that has no word."""
    told = {"policy": "kab-klaten", "policy_digest": "ab" * 32, "signers": ["ratna.w", "dimas.p"], "paths": {}}
    assert details_of(told) == "kebijakan kab-klaten; sidik abababababababab; penanda tangan ratna.w, dimas.p"
