"""Values of an answer are masked for good: readable, harmless where they stand, and never restored."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from guardrail.core.decision import OperatorSpec
from guardrail.mask.concealing import conceal
from guardrail.mask.lookalikes import tokens_of
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault

NIK = "3174014102859902"


def _vault() -> Vault:
    return Vault(TokenMint(b"k" * 32, "percakapan"))


@pytest.mark.parametrize(
    ("spec", "written"),
    [
        (OperatorSpec(), "(NIK disamarkan)"),
        (OperatorSpec("surrogate"), "(NIK disamarkan)"),
        (OperatorSpec("redact"), ""),
        (OperatorSpec("mask", MappingProxyType({"keep_last": 2})), "*" * 14 + "02"),
    ],
)
def test_the_policys_operator_where_it_says_something(spec: OperatorSpec, written: str) -> None:
    """A token would be a riddle and a surrogate an untruth: both become words."""
    assert conceal(NIK, "ID_NIK", spec, _vault()) == conceal(NIK, "ID_NIK", spec, None) == written


def test_a_hash_needs_the_vault() -> None:
    """Without the conversation's key it would be nobody's code."""
    assert conceal(NIK, "ID_NIK", OperatorSpec("hash"), _vault()).startswith("NIK#")
    assert conceal(NIK, "ID_NIK", OperatorSpec("hash"), None) == "(NIK disamarkan)"


def test_what_is_masked_in_an_answer_enters_no_vault() -> None:
    """The caller's vault holds the caller's values alone, so nothing of the answer can be restored later."""
    vault = _vault()
    written = conceal(NIK, "ID_NIK", OperatorSpec(), vault)
    assert not vault
    assert not tokens_of(written, vault)
    assert not set(written) & set("[]<>\"'\\`*_{}")
