"""Documents to policies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from guardrail.core.decision import Block, DataClass, Effect, Forward, OperatorSpec, Sighting
from guardrail.core.errors import InvalidFiles
from guardrail.core.text import Finding, Medium, Place, Span
from guardrail.detect.ethics.answers import ANSWER_SIGNALS
from guardrail.detect.ethics.signals import SIGNALS
from guardrail.policy.catalog import Catalog
from guardrail.policy.compile import compile_policies
from guardrail.policy.load import load
from guardrail.policy.policy import Endpoint, Policy, PolicySet
from guardrail.policy.tools import EVERY_TOOL, Restoring, ToolArguments

Compile = Callable[..., PolicySet]
Spec = Callable[[str], str]

RULES = """\
  rules:
    - id: kartu
      description: Kartu
      entities: [CREDIT_CARD, general]
      where: [user, response]
      min_score: 0.25
      action: mask
      operator: {name: mask, params: {keep_last: 2}}
      message: {id: Disamarkan., en: Masked.}
    - {id: rahasia, description: Rahasia, entities: [secret], action: block}
"""
NATIONAL = Path(__file__).parents[2] / "policies" / "national"


def a_sighting(entity: str, place: Place = Place.USER, start: int = 0) -> Sighting:
    return Sighting(0, place, Finding(entity, Span(start, start + 16), 0.9, "r"), subject=start)


def test_a_rule_as_compiled(compiled: Compile, spec: Spec) -> None:
    """Names are qualified by the policy, classes become entities, words become places."""
    (policy,) = compiled(spec(RULES)).policies
    kartu, rahasia = policy.rules
    assert (kartu.id, rahasia.id) == ("contoh/kartu", "contoh/rahasia")
    assert kartu.entities == {"CREDIT_CARD", "ID_NIK", "PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "ID_NPWP"}
    assert kartu.places == {Place.USER, Place.RESPONSE}
    assert (kartu.effect, kartu.min_score, kartu.operator) == (Effect.MASK, 0.25, OperatorSpec("mask", {"keep_last": 2}))
    assert dict(kartu.message) == {"id": "Disamarkan.", "en": "Masked."}
    assert (rahasia.effect, rahasia.count_gte) == (Effect.BLOCK, 1)
    assert rahasia.entities == {"SECRET"}


def test_a_policy_as_compiled(compiled: Compile, spec: Spec) -> None:
    """Stamp, endpoints, tenants and default come from the document."""
    extras = (
        "  match: {tenants: [jateng]}\n  default: {action: block}\n  endpoints: [{path: /v1/ocr, description: OCR, exclude: [$.kode]}]\n"
    )
    policies = compiled(spec(extras + RULES))
    policy = policies.for_tenant("jateng/kab-klaten")
    assert (policy.stamp.id, policy.stamp.version, policy.title) == ("contoh", 1, "Contoh")
    assert policy.endpoints == (Endpoint("/v1/ocr", "OCR", ("$.kode",)),)
    assert (policy.default.id, policy.default.effect) == ("contoh/default", Effect.BLOCK)


@pytest.mark.parametrize(
    ("said", "media"),
    [
        ("", frozenset()),
        ("  uninspectable: {audio: allow, image: block}\n", frozenset({Medium.AUDIO})),
        ("  uninspectable: {image: allow, audio: allow, video: allow, file: allow}\n", frozenset(Medium) - {Medium.TOKENS}),
    ],
)
def test_what_nobody_can_look_into_passes_where_a_policy_says_so(
    compiled: Compile, spec: Spec, said: str, media: frozenset[Medium]
) -> None:
    """Nothing does by itself; and the digest tells it."""
    (policy,) = compiled(spec(said + RULES)).policies
    assert policy.uninspectable == media
    assert (policy.stamp.digest == compiled(spec(RULES)).policies[0].stamp.digest) is not bool(media)


@pytest.mark.parametrize("said", ["{tokens: allow}", "{image: mask}", "{image: true}", "allow", "[image]"])
def test_nothing_else_can_be_let_pass(compiled: Compile, spec: Spec, said: str) -> None:
    """A typing error must not let anything out."""
    with pytest.raises(InvalidFiles):
        compiled(spec(f"  uninspectable: {said}\n{RULES}"))


def test_the_default_policy_is_chosen_by_id(compiled: Compile, spec: Spec) -> None:
    """As settings name it; and the digest of the set tells the choice."""
    with_default, without = compiled(spec(RULES), default="contoh"), compiled(spec(RULES))
    assert with_default.for_tenant("dev").stamp.id == "contoh"
    assert without.default is None
    assert with_default.digest != without.digest


def test_the_digest_is_of_the_meaning(compiled: Compile, spec: Spec) -> None:
    """Comments, layout and the order of rules leave it alone."""
    lines = RULES.splitlines(keepends=True)
    turned = "".join([lines[0], lines[-1], "# catatan\n", *lines[1:-1]]).replace("action: mask", "action:   'mask'")
    assert compiled(spec(RULES)).digest == compiled(spec(turned)).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.25", "0.26"),
        ("keep_last: 2", "keep_last: 3"),
        ("action: block", "action: mask"),
        ("[user, response]", "[user]"),
        ("Masked.", "Hidden."),
        ("id: kartu", "id: kartu-kredit"),
        ("version: 1", "version: 2"),
        ("rules:", "default: {action: block}\n  rules:"),
    ],
)
def test_whatever_matters_changes_the_digest(compiled: Compile, spec: Spec, old: str, new: str) -> None:
    """One score, one word of a message, one version."""
    assert spec(RULES).count(old) == 1
    before, after = compiled(spec(RULES)), compiled(spec(RULES).replace(old, new))
    assert before.policies[0].stamp.digest != after.policies[0].stamp.digest
    assert before.digest != after.digest


def test_every_complaint_at_once(compiled: Compile, spec: Spec) -> None:
    """Faults of several documents come in order of place."""
    with pytest.raises(InvalidFiles) as caught:
        other = spec(RULES.replace("name: mask", "name: masks")).replace("id: contoh", "id: lagi")
        compiled(spec(RULES.replace("secret", "secrets")), spec(RULES), other, default="lain")
    assert [str(each).split(" ")[0:2] for each in caught.value.diagnostics] == [
        ["1.yaml:14:54:", "E201"],
        ["2.yaml:3:16:", "E206"],
        ["3.yaml:12:24:", "E202"],
        ["policies.default:", "E208"],
    ]


@pytest.fixture(scope="module")
def national(catalog: Catalog) -> PolicySet:
    """The shipped policy and its cases, over the small catalog and what the cases name besides."""
    named = {"RELIGION": DataClass.GENERAL, "MARITAL_STATUS": DataClass.GENERAL, "BLOOD_TYPE": DataClass.SPECIFIC}
    signals = dict.fromkeys(SIGNALS | ANSWER_SIGNALS, DataClass.SIGNAL)
    return compile_policies(load(NATIONAL), replace(catalog, entities={**catalog.entities, **named, **signals}), "nasional")


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("entity", ["ID_NIK", "PHONE_NUMBER", "EMAIL_ADDRESS", "ID_NPWP", "PERSON", "CREDIT_CARD", "HEALTH", "NEW_ENTITY"])
def test_the_national_policy_masks_personal_data_everywhere(national: PolicySet, entity: str, place: Place) -> None:
    """In every place of a request and in answers, also what no catalog knows."""
    sighting = a_sighting(entity, place)
    decision = national.for_tenant("dev").decide([sighting])
    assert isinstance(decision, Forward)
    assert decision.plan == {0: ((sighting.finding, OperatorSpec("token")),)}


@pytest.mark.parametrize("place", list(Place))
def test_the_national_policy_lets_no_credential_out(national: PolicySet, place: Place) -> None:
    """A request with one is refused; in an answer it is taken out for good."""
    sighting = a_sighting("SECRET", place)
    decision = national.for_tenant("jateng/kab-klaten").decide([sighting])
    if place is Place.RESPONSE:
        assert decision.effect is Effect.MASK
        assert isinstance(decision, Forward)
        assert decision.plan == {0: ((sighting.finding, OperatorSpec("redact")),)}
    else:
        assert isinstance(decision, Block)
        assert decision.reasons[0].message["id"].startswith("Kredensial terdeteksi.")


@pytest.mark.parametrize(("count", "rules"), [(24, {"nasional/data-umum"}), (25, {"nasional/data-massal"})])
def test_the_national_policy_refuses_bulk_lists(national: PolicySet, count: int, rules: set[str]) -> None:
    """ETH-18: from 25 NIK in one request on; below that they are masked and the bulk rule stays silent."""
    decision = national.for_tenant("dev").decide([a_sighting("ID_NIK", start=20 * number) for number in range(count)])
    assert {reason.rule for reason in decision.reasons} == rules


def test_bulk_lists_count_in_requests_only(national: PolicySet) -> None:
    """What the AI service answers is masked, however much it is."""
    seen = [a_sighting("ID_NIK", Place.RESPONSE, 20 * number) for number in range(60)]
    assert national.for_tenant("dev").decide(seen).effect is Effect.MASK


def test_tool_arguments_as_compiled(compiled: Compile, spec: Spec) -> None:
    """The words of the document; without any, every function until strangers have spoken. The order of a list says nothing."""

    def policy(tools: str) -> Policy:
        return compiled(spec(tools + RULES)).policies[0]

    said = policy("  tool_arguments: {restore: listed, untrusted: none, tools: [cari, kirim]}\n")
    assert said.tool_arguments == ToolArguments(Restoring.LISTED, Restoring.NONE, frozenset({"cari", "kirim"}))
    assert policy("").tool_arguments == EVERY_TOOL
    turned = policy("  tool_arguments: {restore: listed, untrusted: none, tools: [kirim, cari]}\n")
    assert said.stamp.digest == turned.stamp.digest != policy("").stamp.digest


@pytest.mark.parametrize("tools", ["{restore: some}", "{tools: [dua kata]}", "{allow: [cari]}"])
def test_tool_arguments_that_mean_nothing_are_refused(tools: str, compiled: Compile, spec: Spec) -> None:
    """A slip of the pen must not give values away."""
    with pytest.raises(InvalidFiles):
        compiled(spec(f"  tool_arguments: {tools}\n" + RULES))
