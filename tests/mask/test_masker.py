"""Masking by plan: exact places, one pass, and the way back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.decision import OperatorSpec
from guardrail.core.text import Finding, Span
from guardrail.mask.masker import mask
from guardrail.mask.token import TokenMint, tokens_in
from guardrail.mask.unmasker import unmask
from guardrail.mask.vault import Vault

MINT = TokenMint(b"k" * 32, "percakapan-1")
TOKEN_SPEC = OperatorSpec()


def a_finding(start: int, end: int, entity: str = "ID_NIK") -> Finding:
    return Finding(entity, Span(start, end), 0.9, "uji")


@st.composite
def a_plan(draw: st.DrawFn) -> tuple[str, list[tuple[Finding, OperatorSpec]]]:
    """A text without links or tags, and non-empty places in it that do not overlap."""
    text = draw(st.text(st.characters(exclude_characters="<](:=/.", exclude_categories=["Cs"]), max_size=80))
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    entities = st.sampled_from(["PERSON", "ID_NIK", "EMAIL_ADDRESS"])
    return text, [(a_finding(start, end, draw(entities)), TOKEN_SPEC) for start, end in list(pairwise(bounds))[::2]]


@given(a_plan())
def test_unmasking_gives_the_callers_text_back(planned: tuple[str, list[tuple[Finding, OperatorSpec]]]) -> None:
    """Mask and unmask together change nothing, whatever was masked."""
    text, plan = planned
    vault = Vault(MINT, tokens_in([text]))
    masked = mask(text, plan, vault)
    assert unmask(masked, vault) == text
    assert vault.restored == len(plan)


@given(a_plan())
def test_everything_outside_the_spans_stays(planned: tuple[str, list[tuple[Finding, OperatorSpec]]]) -> None:
    """Each span becomes its own token and nothing else moves."""
    text, plan = planned
    vault = Vault(MINT)
    expected, done = "", 0
    for finding, _ in plan:
        expected += text[done : finding.span.start] + vault.put(finding.entity, text[finding.span.start : finding.span.end])
        done = finding.span.end
    assert mask(text, plan, vault) == expected + text[done:]


def test_each_finding_is_masked_by_its_own_operator() -> None:
    """Operators of one text may differ."""
    text = "Budi 3273015501909909 0812345678 budi@contoh.go.id"
    plan = [
        (a_finding(0, 4, "PERSON"), TOKEN_SPEC),
        (a_finding(5, 21), OperatorSpec("mask", {"keep_last": 4})),
        (a_finding(22, 32, "PHONE_NUMBER"), OperatorSpec("redact")),
        (a_finding(33, 50, "EMAIL_ADDRESS"), OperatorSpec("hash", {"length": 8})),
    ]
    vault = Vault(MINT)
    code = vault.code("hash/EMAIL", "budi@contoh.go.id")[:8]
    assert mask(text, plan, vault) == f"{MINT.mint('PERSON', 'Budi')} ************9909  EMAIL#{code}"
    assert len(vault) == 1


def test_nothing_planned_changes_nothing() -> None:
    """A text without findings is the text."""
    assert mask("Selamat pagi", [], Vault(MINT)) == "Selamat pagi"


@pytest.mark.parametrize(
    "spans",
    [[(-1, 3)], [(0, 99)], [(3, 2)], [(2, 2)], [(0, 4), (3, 6)], [(4, 6), (0, 2)], [(0, 2), (0, 2)]],
    ids=["negative", "beyond the end", "backwards", "empty", "overlapping", "out of order", "twice"],
)
@pytest.mark.parametrize("spec", [TOKEN_SPEC, OperatorSpec("redact")])
def test_bad_spans_mask_nothing(spans: list[tuple[int, int]], spec: OperatorSpec) -> None:
    """A detector's garbage is an error without the text, never half a mask (P24, T9)."""
    with pytest.raises(ValueError, match=r"^spans of a plan must lie in the text, in order, and not overlap$"):
        mask("rahasia", [(a_finding(start, end), spec) for start, end in spans], Vault(MINT))


@pytest.mark.parametrize("spec", [OperatorSpec("keep"), OperatorSpec("token", {"length": 4}), OperatorSpec("mask", {"keep_last": 99})])
def test_an_operator_that_is_not_ours_masks_nothing(spec: OperatorSpec) -> None:
    """What the policy's check would refuse is refused here too, without the text."""
    with pytest.raises(ValueError) as caught:
        mask("rahasia", [(a_finding(0, 7), spec)], Vault(MINT))
    assert "rahasia" not in str(caught.value)
