"""Cases as values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from guardrail.core.decision import Effect
from guardrail.policy.cases import Call, Case, Expectation, Message, cases_of
from guardrail.policy.circumstances import UNKNOWN, Circumstances
from guardrail.policy.load import load, parse

CASES = """\
apiVersion: guardrail/v1
kind: PolicyTest
spec:
  policy: contoh
  cases:
    - name: NIK disamarkan
      input: NIK 3374110112859003 milik pemohon
      expect:
        action: mask
        text: NIK <NIK_1> milik pemohon
        entities: {ID_NIK: 1}
        rules: [nik, contoh/default]
    - name: percakapan
      input:
        - {role: system, content: Jawab singkat.}
        - {role: user, content: Halo}
      expect: {action: none}
      todo: true
"""


def test_cases_remember_where_they_are_written() -> None:
    """Rules are qualified; what a case does not ask is None; a sentence is a message of the user."""
    documents, _ = parse("cases.yaml", CASES.encode())
    assert cases_of(documents) == (
        Case(
            "NIK disamarkan",
            "contoh",
            (Message("user", "NIK 3374110112859003 milik pemohon"),),
            Expectation(Effect.MASK, None, "NIK <NIK_1> milik pemohon", {"ID_NIK": 1}, frozenset({"contoh/nik", "contoh/default"})),
            False,
            "cases.yaml",
            6,
        ),
        Case(
            "percakapan",
            "contoh",
            (Message("system", "Jawab singkat."), Message("user", "Halo")),
            Expectation(Effect.NONE),
            True,
            "cases.yaml",
            13,
        ),
    )


def test_a_case_keeps_its_texts_to_itself() -> None:
    """A case that is printed shows its name and place, and no sentence."""
    documents, _ = parse("cases.yaml", CASES.encode())
    shown = repr(cases_of(documents))
    assert "NIK disamarkan" in shown
    assert "pemohon" not in shown.replace("NIK disamarkan", "")
    assert "Halo" not in shown


def test_policies_hold_no_cases() -> None:
    """Other documents are passed over."""
    assert cases_of([]) == ()


def test_half_of_the_national_cases_are_near_misses() -> None:
    """A policy that is only asked what it masks is never caught masking too much."""
    effects = [case.expect.effect for case in cases_of(load(Path(__file__).parents[2] / "policies" / "national"))]
    assert len(effects) >= 40
    assert 2 * effects.count(Effect.NONE) >= len(effects)


def test_case_names_are_taken_once() -> None:
    """So that a failed case is found by its policy and name."""
    names = [(case.policy, case.name) for case in cases_of(load(Path(__file__).parents[2] / "policies"))]
    assert len(names) == len(set(names))


def test_a_case_may_say_around_which_call() -> None:
    """Noon in Jakarta of its day; and what rules on trial would do."""
    text = CASES.replace("expect: {action: none}", "expect: {action: none, would: block}").replace(
        "      todo: true", "      call: {tenant: jateng, app: loket, residency: lokal, date: 2026-11-21, reason: Uji coba sistem}"
    )
    documents, _ = parse("cases.yaml", text.encode())
    case = cases_of(documents)[1]
    now = datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert case.call == Call(Circumstances("jateng", "loket", "", "lokal", now), "Uji coba sistem")
    assert (case.expect.would, cases_of(documents)[0].call.circumstances) == (Effect.BLOCK, UNKNOWN)
    assert "Uji coba" not in repr(case)


def test_rules_are_those_of_the_nearest_policy_that_writes_on_them() -> None:
    """A child's case names an inherited rule by its bare id."""
    head = "apiVersion: guardrail/v1\nkind: Policy\nmetadata: {{id: {0}, version: 1, title: t, description: d, owner: o}}\nspec:\n"
    nasional = head.format("nasional") + "  rules: [{id: nik, description: d, entities: [X], action: mask}]\n"
    anak = head.format("contoh") + "  extends: nasional\n  rules: [{id: surel, description: d, entities: [X], action: mask}]\n"
    text = CASES.replace("[nik, contoh/default]", "[nik, surel, default]")
    documents = [document for file in (nasional, anak, text) for document in parse("a.yaml", file.encode())[0]]
    assert cases_of(documents)[0].expect.rules == frozenset({"nasional/nik", "contoh/surel", "nasional/default"})
