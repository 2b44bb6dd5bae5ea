"""What is found in passages, and what a policy does about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from guardrail.cli.look import explained, look, masked
from guardrail.cli.records import Found, Passage
from guardrail.core.decision import DataClass, Effect
from guardrail.core.text import Finding, Place, Span
from guardrail.detect.explanation import Explanation, Phrase
from guardrail.mask.operators import check
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import parse
from guardrail.policy.policy import Policy

SPEC = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: contoh, version: 1, title: Contoh, description: Contoh, owner: contoh}
spec:
  rules:
    - {id: nik, description: NIK, entities: [ID_NIK], action: mask, operator: redact, escalate: {count_gte: 3, action: block}}
    - {id: nama, description: Nama, entities: [PERSON], min_score: 0.9, action: warn, override_reason: Uji}
    - {id: rahasia, description: Kredensial, entities: [SECRET], where: [user], action: block}
"""


class WordDetector:
    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        words = {"N": "ID_NIK", "S": "PERSON", "s": "SECRET"}
        return tuple(Finding(words[m[0][0]], Span(*m.span()), 0.8, "words") for m in re.finditer("NIK[0-9]*|Siti|s3cr3t", text))

    def explain(self, text: str, findings: Sequence[Finding], label: str = "") -> tuple[Explanation, ...]:
        return tuple(Explanation(Phrase(text, str(finding.span.start))) for finding in findings)


@pytest.fixture(scope="module")
def policy() -> Policy:
    documents, _ = parse("contoh.yaml", SPEC.encode())
    entities = {"ID_NIK": DataClass.GENERAL, "PERSON": DataClass.GENERAL, "SECRET": DataClass.SECRET}
    return compile_policies(documents, Catalog(entities, ("token", "mask", "hash", "redact"), check)).policies[0]


def kinds(found: tuple[Found, ...]) -> list[tuple[int, str, Effect | None]]:
    return [(one.passage, one.finding.entity, one.effect) for one in found]


def test_without_a_policy_everything_found_is_told() -> None:
    """In order of passage and position, and nothing is decided."""
    found = look((Passage("Siti NIK"), Passage("s3cr3t")), WordDetector(), None)
    assert kinds(found) == [(0, "PERSON", None), (0, "ID_NIK", None), (1, "SECRET", None)]


def test_with_a_policy_only_what_it_acts_on(policy: Policy) -> None:
    """A finding below every score is left out; the others have their effect."""
    assert kinds(look((Passage("Siti NIK"),), WordDetector(), policy)) == [(0, "ID_NIK", Effect.MASK)]


def test_a_rule_that_escalates_blocks_all_its_findings(policy: Policy) -> None:
    """Three people in one record are more than three records of one, or one of them three times."""
    found = look((Passage("NIK1 NIK2"), Passage("NIK3")), WordDetector(), policy)
    assert [one.effect for one in found] == [Effect.BLOCK] * 3
    again = look((Passage("NIK1 NIK2"), Passage("NIK2")), WordDetector(), policy)
    assert [one.effect for one in again] == [Effect.MASK] * 3


def test_the_place_decides_which_rules_apply(policy: Policy) -> None:
    """A rule for the user's words leaves the rest to the default."""
    found = look((Passage("s3cr3t", Place.SYSTEM),), WordDetector(), policy)
    assert kinds(found) == [(0, "SECRET", Effect.MASK)]


def test_masked_text_shows_tokens_or_what_the_policy_says(policy: Policy) -> None:
    """Without a policy everything is a token; with one its operators are used, and a block lets nothing leave."""
    passage = Passage("Siti NIK")
    bare = masked(passage, look((passage,), WordDetector(), None), None)
    assert bare is not None
    assert re.fullmatch(r"\[\[PERSON_\w{8}\]\] \[\[NIK_\w{8}\]\]", bare)
    assert masked(passage, look((passage,), WordDetector(), policy), policy) == "Siti "
    secret = Passage("s3cr3t")
    assert masked(secret, look((secret,), WordDetector(), policy), policy) is None


def test_each_finding_is_explained_in_its_own_passage() -> None:
    """In their order, also where a passage between holds none."""
    passages = (Passage("Siti NIK"), Passage("halo"), Passage("s3cr3t"))
    told = explained(passages, look(passages, WordDetector(), None), WordDetector())
    assert [(one.passage, one.explanation.form if one.explanation else None) for one in told] == [
        (0, ("Siti NIK", "0")),
        (0, ("Siti NIK", "5")),
        (2, ("s3cr3t", "0")),
    ]
