"""Cases of policies run through ``prepare``; and every shipped case, one test each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guardrail.core.decision import DataClass
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.text import Finding, Span
from guardrail.detect.detector import PresidioDetector, build_detector
from guardrail.mask.operators import check
from guardrail.pipeline.ports import Detector
from guardrail.pipeline.rehearse import Rehearsal, Verdict, rehearse, rehearse_case
from guardrail.policy.cases import Case, cases_of
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load, parse
from guardrail.policy.policy import PolicySet

SHIPPED = Path(__file__).parents[2] / "policies"
CASES = cases_of(load(SHIPPED))

POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: contoh, version: 1, title: Contoh, description: Contoh, owner: contoh}
spec:
  rules:
    - {id: nik, description: NIK, entities: [ID_NIK], action: mask}
    - {id: umum, description: Data umum, entities: [general], action: mask}
    - {id: surel, description: Surel, entities: [EMAIL_ADDRESS], action: warn, override_reason: Uji}
    - {id: rahasia, description: Kredensial, entities: [SECRET], action: block}
"""


class WordDetector:
    """Finds what a table of patterns names."""

    PATTERNS = (("ID_NIK", r"\d{16}"), ("PERSON", r"Siti|Budi"), ("SECRET", r"s3cr3t"))

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        found = [Finding(entity, Span(*m.span()), 1.0, "words") for entity, pattern in self.PATTERNS for m in re.finditer(pattern, text)]
        return tuple(sorted(found, key=lambda finding: finding.span.start))


class BrokenDetector:
    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        raise GuardFault(ErrorCode.DETECTOR_ERROR, "detect")


def rehearsed(cases: str, detector: Detector | None = None, more: str = "") -> Rehearsal:
    """The policy above and cases under it, from YAML to results."""
    test = f"apiVersion: guardrail/v1\nkind: PolicyTest\nspec:\n  policy: contoh\n  cases:\n{cases}" if cases else ""
    documents, complaints = parse("contoh.yaml", (POLICY + more).encode() + (f"---\n{test}".encode() if test else b""))
    assert complaints == []
    entities = {"ID_NIK": DataClass.GENERAL, "PERSON": DataClass.GENERAL, "EMAIL_ADDRESS": DataClass.GENERAL, "SECRET": DataClass.SECRET}
    entities["SIGNAL_AI_ANSWER"] = DataClass.SIGNAL
    policies = compile_policies(documents, Catalog(entities, ("token", "mask", "hash", "redact"), check))
    return rehearse(cases_of(documents), policies, detector or WordDetector())


def mismatches(case: str) -> dict[str, tuple[str, str]]:
    (result,) = rehearsed(f"    - {{name: satu, {case}}}\n").results
    return {mismatch.aspect: (mismatch.expected, mismatch.got) for mismatch in result.mismatches}


@pytest.mark.parametrize(
    "case",
    [
        "input: Halo, expect: {action: none, text: Halo, entities: {}, rules: []}",
        "input: NIK 3373011708909001, expect: {action: mask, text: NIK <NIK_1>, entities: {ID_NIK: 1}, rules: [nik, umum]}",
        "input: Siti dan Budi dan Siti, expect: {action: mask, text: <PERSON_1> dan <PERSON_2> dan <PERSON_1>, entities: {PERSON: 3}}",
        "input: sandi s3cr3t Siti, expect: {action: block, text: (nothing leaves), entities: {SECRET: 1}, rules: [rahasia]}",
    ],
)
def test_a_case_passes_when_everything_it_asks_for_comes_out(case: str) -> None:
    """Action, text, entities and rules are each compared with what ``prepare`` did."""
    assert mismatches(case) == {}


@pytest.mark.parametrize(
    ("case", "aspect", "got"),
    [
        ("input: NIK 3373011708909001, expect: {action: none}", "action", "mask"),
        ("input: Siti, expect: {action: mask, text: <PERSON_2>}", "text", "<PERSON_1>"),
        ("input: Siti, expect: {action: mask, entities: {ID_NIK: 1}}", "entities", "PERSON 1"),
        ("input: Siti, expect: {action: mask, rules: []}", "rules", "contoh/umum"),
        ("input: Halo, expect: {action: none, rules: [nik]}", "rules", "none"),
    ],
)
def test_a_case_fails_with_what_came_out_instead(case: str, aspect: str, got: str) -> None:
    """A mismatch names its aspect and what was got."""
    assert mismatches(case)[aspect][1] == got


def test_what_the_case_does_not_ask_is_not_compared() -> None:
    """A case that states only an action says nothing of text, entities and rules."""
    assert mismatches("input: Siti dan Budi, expect: {action: mask}") == {}


def test_numbers_run_over_the_whole_conversation() -> None:
    """The last message is compared, and a person of an earlier turn keeps the number."""
    turns = "[{role: user, content: Siti}, {role: user, content: Budi dan Siti}]"
    assert mismatches(f"input: {turns}, expect: {{action: mask, text: <PERSON_2> dan <PERSON_1>}}") == {}


def test_a_token_that_the_author_wrote_stays_text() -> None:
    """Only tokens that this call minted are renamed."""
    case = 'input: "Siti [[NIK_7F3KQ9ZD]]", expect: {action: mask, text: "<PERSON_1> [[NIK_7F3KQ9ZD]]"}'
    assert mismatches(case) == {}


def test_a_call_that_cannot_be_inspected_fails_its_case() -> None:
    """A fault is a mismatch of the call, not the end of the rehearsal."""
    rehearsal = rehearsed("    - {name: satu, input: Halo, expect: {action: none}}\n", BrokenDetector())
    assert [mismatch.aspect for mismatch in rehearsal.results[0].mismatches] == ["call"]
    assert not rehearsal.ok


def test_known_failures_fail_nothing_and_are_told_when_they_pass() -> None:
    """``todo`` turns a failure into TODO and a pass into DONE."""
    rehearsal = rehearsed(
        "    - {name: kurang, input: Halo, expect: {action: mask}, todo: true}\n"
        "    - {name: selesai, input: Siti, expect: {action: mask}, todo: true}\n"
    )
    assert [result.verdict for result in rehearsal.results] == [Verdict.TODO, Verdict.DONE]
    assert rehearsal.ok


def test_coverage_counts_rules_that_took_effect() -> None:
    """A rule that no case brings to act is named; the default of a policy is not a rule of its author."""
    rehearsal = rehearsed("    - {name: satu, input: NIK 3373011708909001, expect: {action: mask}}\n")
    assert rehearsal.rules == {"contoh/nik", "contoh/umum", "contoh/surel", "contoh/rahasia"}
    assert rehearsal.covered == {"contoh/nik", "contoh/umum"}
    assert rehearsal.uncovered == ("contoh/rahasia", "contoh/surel")


def test_nothing_rehearsed_is_nothing_shown() -> None:
    """Without a case a rehearsal is not ok."""
    assert not rehearsed("").ok


def test_results_never_show_texts() -> None:
    """A representation holds neither the input nor what came of it."""
    rehearsal = rehearsed("    - {name: satu, input: Siti, expect: {action: mask, text: Siti}}\n")
    assert "Siti" not in repr(rehearsal)


def test_a_case_of_an_unknown_policy_is_a_fault() -> None:
    """Nothing is judged without a policy."""
    with pytest.raises(GuardFault, match="policy_unavailable"):
        rehearse(CASES[:1], PolicySet("0" * 64, ()), WordDetector())


_JUDGED = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: contoh, version: 1, title: Contoh, description: Contoh, owner: contoh}
spec:
  judge: {on_failure: warn}
  detectors: [{id: ragu, entity: SIGNAL_FORGERY, description: Ragu, patterns: [{name: kata, regex: map kuning, score: 0.7}]}]
  rules: [{id: palsu, description: Palsu, signals: [forgery], min_score: 0.9, action: block}]
---
apiVersion: guardrail/v1
kind: PolicyTest
spec:
  policy: contoh
  cases:
    - {name: dipastikan, input: Di mana map kuning, call: {judge: violation}, expect: {action: block, rules: [palsu]}}
    - {name: tidak pasti, input: Di mana map kuning, expect: {action: none}}
    - {name: tidak terjangkau, input: Di mana map kuning, call: {judge: unreachable}, expect: {action: warn, rules: [judge]}}
"""


def test_a_case_says_what_a_judge_answers() -> None:
    """So that a policy is tried without one; where a case does not say, the judge is unsure."""
    from guardrail.app.policies import policy_catalog

    documents, complaints = parse("contoh.yaml", _JUDGED.encode())
    assert not complaints
    rehearsal = rehearse(cases_of(documents), compile_policies(documents, policy_catalog()), WordDetector())
    assert [result.mismatches for result in rehearsal.results] == [(), (), ()]


@pytest.fixture(scope="module")
def shipped() -> PolicySet:
    from guardrail.app.policies import policy_catalog

    return compile_policies(load(SHIPPED), policy_catalog())


@pytest.fixture(scope="module")
def detector() -> PresidioDetector:
    return build_detector()


@pytest.mark.parametrize("case", CASES, ids=[f"{Path(case.file).relative_to(SHIPPED)}:{case.line}" for case in CASES])
def test_shipped_case(case: Case, shipped: PolicySet, detector: PresidioDetector) -> None:
    """Every case beside the shipped policies comes out as it says."""
    result = rehearse_case(case, shipped, detector)
    told = [f"{mismatch.aspect}: expected {mismatch.expected}, got {mismatch.got}" for mismatch in result.mismatches]
    if result.verdict is Verdict.TODO:
        pytest.xfail("todo")
    assert result.verdict is not Verdict.FAIL, told


ANSWERED = """\
    - {id: label, description: Label, signals: [ai_answer], where: [response], action: annotate, note: {id: 'Dengan AI {event}'}}
    - {id: tahan, description: Tahan, entities: [SECRET], where: [response], action: block}
"""


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ('input: Halo, response: Baik., expect: {action: annotate, rules: [label], answer: "Baik.\\n\\nDengan AI {event}"}', {}),
        ("input: Halo, response: Baik., expect: {action: none}", {"action": ("none", "annotate")}),
        ("input: Halo, response: Baik., expect: {action: annotate, answer: Baik.}", {"answer": ("Baik.", "Baik.\n\nDengan AI {event}")}),
        ("input: Halo, expect: {action: none}", {}),
        ("input: Halo, response: Ini s3cr3t, expect: {action: block, rules: [tahan, rahasia], answer: (no answer)}", {}),
        ("input: Ini s3cr3t, response: Baik., expect: {action: block, rules: [rahasia], answer: (no answer)}", {}),
        (
            "input: NIK 3374110112859003, response: Milik <NIK_1> dan 3374110112859004, expect: "
            "{action: mask, rules: [nik, umum, label], entities: {ID_NIK: 1}, "
            'answer: "Milik 3374110112859003 dan (NIK disamarkan)\\n\\nDengan AI {event}"}',
            {},
        ),
    ],
)
def test_a_case_may_have_an_answer(case: str, expected: dict[str, tuple[str, str]]) -> None:
    """What is expected is of the call as a whole: the caller's own values come back, and the service is not asked after a block."""
    (result,) = rehearsed(f"    - {{name: satu, {case}}}\n", more=ANSWERED).results
    found = {mismatch.aspect: (mismatch.expected, mismatch.got) for mismatch in result.mismatches}
    assert found == expected
