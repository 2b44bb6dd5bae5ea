"""One look into an answer: masked by the policy, the caller's own left alone, counted once, closed where it must be."""

from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode, GuardFault, RequestRefused, UpstreamFault
from guardrail.core.text import Finding, Place, Span
from guardrail.mask.edit import apply
from guardrail.mask.lookalikes import tokens_of
from guardrail.mask.vault import Vault
from guardrail.pipeline.inspector import Inspector, Names, blanked
from tests.dialects.planting import detector

from .looking import NIK, OWN, a_policy, a_vault, an_inspector
from .world import Spelled


def _said(inspector: Inspector, text: str, vault: Vault | None = None, before: str = "", names: Names | None = None) -> str:
    spots = inspector.look(before, text, tokens_of(text, vault), names or Names())
    inspector.settle(spots, "content")
    return apply(text, [edit for spot in spots for edit in spot.edits])


def test_what_the_caller_did_not_say_is_masked() -> None:
    """By the policy for answers, and counted by entity."""
    inspector = an_inspector()
    assert _said(inspector, f"NIK {NIK}, andi@contoh.go.id") == "NIK (NIK disamarkan), (EMAIL disamarkan)"
    assert inspector.found == inspector.masked == {"ID_NIK": 1, "EMAIL_ADDRESS": 1}


def test_the_callers_own_is_no_finding() -> None:
    """Neither its token nor the value itself is masked or counted."""
    vault = a_vault()
    token = vault.put("ID_NIK", OWN)
    inspector = an_inspector(vault)
    assert _said(inspector, f"NIK {token}, {OWN}.", vault) == f"NIK {token}, {OWN}."
    assert inspector.found == {}


def test_a_finding_around_a_token_masks_all_but_the_token() -> None:
    """What stands beside the caller's own value is somebody's."""
    vault = a_vault()
    token = vault.put("ID_NIK", OWN)
    text = f"Jl. Mawar {token} RT 03"
    by = Spelled(lambda seen: (Finding("EMAIL_ADDRESS", Span(0, len(seen)), 0.9, "uji"),))
    assert _said(an_inspector(vault, by=by), text, vault) == f"(EMAIL disamarkan){token}(EMAIL disamarkan)"


def test_what_is_two_things_at_once_is_masked_once() -> None:
    """And told as both: a rule about either is about the place."""
    by = Spelled(lambda seen: (Finding("ID_NIK", Span(4, 8), 0.9, "uji", (("EMAIL_ADDRESS", 0.5, "lain"),)),))
    inspector = an_inspector(by=by)
    assert _said(inspector, "NIK 1234 ada") == "NIK (NIK disamarkan) ada"
    assert inspector.found == {"ID_NIK": 1, "EMAIL_ADDRESS": 1}


def test_only_the_rest_of_what_began_before_is_masked() -> None:
    """The words before are the caller's already, and show what the rest belongs to."""
    assert _said(an_inspector(), " 0141 0285 9902 ada", before="NIK 3174") == "(NIK disamarkan) ada"
    assert _said(an_inspector(), " ada", before=f"NIK {NIK}") == " ada"


def test_who_is_named_once_is_known() -> None:
    """A part of a name that was found before is a name."""
    inspector, names = an_inspector(), Names()
    by = Spelled(lambda seen: (Finding("PERSON", Span(5, 17), 0.9, "uji"),) if "Rini Astuti" in seen else ())
    inspector = an_inspector(by=by)
    assert _said(inspector, "Ibu: Rini Astuti,", names=names) == "Ibu: (PERSON disamarkan)"
    assert _said(inspector, "kata Bu Rini lagi", names=names) == "kata Bu (PERSON disamarkan) lagi"


def test_a_note_counts_and_masks_nothing() -> None:
    """Where the policy only warns, the text stays."""
    inspector = an_inspector(policy=a_policy("entities: [ID_NIK], action: warn, override_reason: Uji"))
    assert _said(inspector, f"NIK {NIK}") == f"NIK {NIK}"
    assert (inspector.found, inspector.masked) == ({"ID_NIK": 1}, {})


def test_a_blocking_policy_ends_the_answer() -> None:
    """Nothing of such an answer may come through, and the fault tells nothing of it."""
    with pytest.raises(UpstreamFault) as fault:
        _said(an_inspector(policy=a_policy("entities: [ID_NIK], action: block")), f"NIK {NIK}")
    assert fault.value.code is ErrorCode.ANSWER_BLOCKED
    assert NIK not in str(fault.value)


def test_a_rule_for_many_counts_over_the_whole_answer() -> None:
    """What was given out before counts, so that a list is a list also where it comes line by line; one value counts once."""
    policy = a_policy("entities: [ID_NIK], where: [response], action: mask, escalate: {count_gte: 3, action: block}")
    inspector = an_inspector(policy=policy)
    for number in (NIK, NIK, "3273015501909909", NIK):
        _said(inspector, f"- NIK {number}")
    with pytest.raises(UpstreamFault):
        _said(inspector, "- NIK 3171010101909907")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RequestRefused(ErrorCode.NOT_INSPECTABLE, "detect"), ErrorCode.UPSTREAM_INVALID),
        (GuardFault(ErrorCode.DETECTOR_ERROR, "detect"), ErrorCode.DETECTOR_ERROR),
    ],
)
def test_what_cannot_be_looked_into_is_a_fault(error: RequestRefused | GuardFault, code: ErrorCode) -> None:
    """The service's, where its text cannot be read; ours, where detection fails."""

    def say(text: str) -> tuple[Finding, ...]:
        raise error

    with pytest.raises((UpstreamFault, GuardFault)) as fault:
        _said(an_inspector(by=Spelled(say)), "teks apa saja")
    assert fault.value.code is code


def test_an_impossible_place_is_a_failed_detector() -> None:
    """Nothing it says can be used."""
    with pytest.raises(GuardFault):
        _said(an_inspector(by=Spelled(lambda text: (Finding("PERSON", Span(0, len(text) + 1), 1.0, "uji"),))), "teks")


def test_tokens_are_blank_and_what_only_looks_like_one_is_not() -> None:
    """Places stay what they are."""
    vault = a_vault()
    token = vault.put("ID_NIK", OWN)
    text = f"{token} [[A_{NIK}]]"
    assert blanked(text, tokens_of(text, vault)) == "#" * len(token) + f"   A {NIK}  "


def test_a_policy_may_judge_what_a_tool_says_otherwise() -> None:
    """An answer of a server of tools is a result of a tool, not a response."""
    policy = a_policy(
        "entities: [ID_NIK], where: [tool_result], action: mask, operator: redact",
        "entities: [ID_NIK], where: [response], action: warn, override_reason: Uji",
    )
    assert _said(Inspector(detector(), policy, None, Place.TOOL_RESULT), f"NIK {NIK}!") == "NIK !"
    assert _said(Inspector(detector(), policy, None), f"NIK {NIK}!") == f"NIK {NIK}!"
