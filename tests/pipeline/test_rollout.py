"""Which set judges whom."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import GuardFault
from guardrail.core.exchange import Principal
from guardrail.pipeline.rollout import Edition, Rollout
from guardrail.policy.policy import PolicySet

from .sets import a_set

OLD, NEW, OTHER = Edition(a_set("warn", opens="/lama")), Edition(a_set("mask", opens="/baru")), Edition(a_set("block"))
CALLERS = [Principal(f"jateng/opd-{number}", application, "k") for number in range(400) for application in ("surat", "arsip")]


def _canary(share: int, *agencies: str, candidate: Edition = NEW) -> Rollout:
    return Rollout(OLD, candidate, share, agencies, key=b"k" * 32)


def _judged_by_new(rollout: Rollout) -> set[Principal]:
    new = rollout.candidate
    assert new is not None
    return {caller for caller in CALLERS if rollout.assign(caller).policy is new.policies.for_tenant(caller.tenant)}


def test_without_a_candidate_one_set_judges_all() -> None:
    """And no shadow is asked."""
    assigned = Rollout(NEW).assign(CALLERS[0])
    assert (assigned.policy, assigned.shadow) == (NEW.policies.policies[0], None)


@pytest.mark.parametrize("share", [1, 10, 50, 99])
def test_a_candidate_judges_about_its_share(share: int) -> None:
    """Of the callers, not of the calls: one caller is judged by one set."""
    judged = _judged_by_new(_canary(share))
    assert abs(len(judged) / len(CALLERS) * 100 - share) < 5
    assert judged == _judged_by_new(_canary(share))


def test_a_growing_share_keeps_whom_it_has() -> None:
    """Nobody is thrown from one set to the other and back."""
    shares = [_judged_by_new(_canary(share)) for share in (0, 5, 10, 40, 99)]
    assert shares[0] == set()
    assert all(few < many for few, many in pairwise(shares))


def test_another_key_or_candidate_has_other_first_callers() -> None:
    """Nobody can tell whom it meets, and it is not always the same ones."""
    first = _judged_by_new(_canary(20))
    assert first != _judged_by_new(_canary(20, candidate=OTHER))
    assert first != _judged_by_new(replace(_canary(20), key=b"x" * 32))


def test_named_agencies_get_the_candidate_with_all_below_them() -> None:
    """And nobody else, where there is no share."""
    rollout = _canary(0, "jateng/opd-7", "jatim")
    assert _judged_by_new(rollout) == {caller for caller in CALLERS if caller.tenant == "jateng/opd-7"}
    assert rollout.assign(Principal("jatim/kab-blitar/dinkes", "x", "k")).policy is NEW.policies.policies[0]
    assert rollout.assign(Principal("jatim-lain", "x", "k")).policy is OLD.policies.policies[0]


def test_endpoints_of_both_are_known() -> None:
    """Whether one is open to a caller says the policy that judges the caller."""
    assert _canary(10).endpoints == {"/lama", "/baru"}
    assert Rollout(OLD).endpoints == {"/lama"}


def test_whatever_matters_changes_the_digest() -> None:
    """Sets, revision, share, agencies, shadow, and what is wrong with it; not the key."""
    complaint = (Diagnostic("a.yaml", 1, 1, "E002", "not valid YAML"),)
    rollouts = [
        Rollout(OLD),
        Rollout(NEW),
        Rollout(replace(OLD, revision=2)),
        _canary(10),
        _canary(11),
        _canary(10, "jateng"),
        Rollout(OLD, shadow=NEW.policies),
        Rollout(OLD, complaints=complaint),
    ]
    assert len({rollout.digest for rollout in rollouts}) == len(rollouts)
    assert Rollout(OLD, key=b"x").digest == Rollout(OLD).digest


def test_without_a_policy_nothing_leaves() -> None:
    """Whatever the shadow would say."""
    with pytest.raises(GuardFault, match="policy_unavailable"):
        Rollout(Edition(PolicySet("00", ())), shadow=NEW.policies).assign(CALLERS[0])


def test_the_shadow_knows_whose_call_it_is() -> None:
    """It is asked about the tenant of the call."""
    shadow = Rollout(OLD, shadow=NEW.policies).assign(CALLERS[0]).shadow
    assert shadow is not None
    assert (shadow.policies, shadow.tenant) == (NEW.policies, CALLERS[0].tenant)
