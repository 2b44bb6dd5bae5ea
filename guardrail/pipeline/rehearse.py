"""Policy cases through the one engine: ``prepare`` unchanged, so that what a case shows is what serving does. Prints nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, assert_never

from guardrail.audit.codes import JudgeCode
from guardrail.core.decision import Block, Effect, Forward, Reason
from guardrail.core.errors import ErrorCode, Fault, GuardFault
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.token import TOKEN, TokenMint
from guardrail.mask.vault import Vault
from guardrail.policy.cases import Case
from guardrail.policy.policy import Policy, PolicySet

from .answering import answering_of
from .inspector import AnswerBlocked
from .judgement import Around, with_authored
from .ports import Detector
from .prepare import Prepared, prepare
from .reason import Reasoning
from .restore import restore

__all__ = ["Mismatch", "Rehearsal", "Result", "Verdict", "rehearse", "rehearse_case"]

_MODEL: Final = "rehearsal"
_NAMED: Final = re.compile(r"<[A-Z_]+_[0-9]+>")
_KEY: Final = bytes(32)
"""Tokens of a rehearsal protect nobody: they are renamed before anyone sees them."""


class Verdict(StrEnum):
    """How a case ended."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    TODO = "todo"
    """Known to fail, and it does."""
    DONE = "done"
    """Marked ``todo``, and yet it passes: the mark can go."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that came out otherwise. ``aspect`` is a key of ``expect`` (or ``call``, when the call could not be inspected)."""

    aspect: str
    expected: str = field(repr=False)
    got: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """A case and what came of it. ``rules`` took effect, or would have, whether the case asked or not."""

    case: Case
    mismatches: tuple[Mismatch, ...]
    rules: frozenset[str]

    @property
    def verdict(self) -> Verdict:
        if self.case.todo:
            return Verdict.TODO if self.mismatches else Verdict.DONE
        return Verdict.FAIL if self.mismatches else Verdict.PASS


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Results in the order of the cases. ``rules`` are those that authors wrote; the default of a policy is not among them."""

    results: tuple[Result, ...]
    rules: frozenset[str]

    @property
    def covered(self) -> frozenset[str]:
        """Rules that took effect in at least one case."""
        return self.rules & frozenset().union(*(result.rules for result in self.results))

    @property
    def uncovered(self) -> tuple[str, ...]:
        return tuple(sorted(self.rules - self.covered))

    @property
    def ok(self) -> bool:
        """No case fails, and there is one: where nothing ran, nothing was shown."""
        return bool(self.results) and not self.of(Verdict.FAIL)

    def of(self, verdict: Verdict) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.verdict is verdict)


def rehearse(cases: Sequence[Case], policies: PolicySet, detector: Detector) -> Rehearsal:
    """Run every case as a call of OpenAI's chat API. A policy that a case names must be in the set (``compile_policies`` sees to it).

    Raises ``GuardFault`` (``policy_unavailable``) where it is not.
    """
    results = tuple(rehearse_case(case, policies, detector) for case in cases)
    return Rehearsal(results, frozenset(rule.id for policy in policies.policies for rule in policy.rules))


def rehearse_case(case: Case, policies: PolicySet, detector: Detector) -> Result:
    """Run one case."""
    policy = policies.find(case.policy)
    if policy is None:
        raise GuardFault(ErrorCode.POLICY_UNAVAILABLE, "policy.match")
    try:
        prepared = _prepare(case, policy, detector)
    except Fault as fault:
        return Result(case, (Mismatch("call", "a call that can be inspected", str(fault)),), frozenset())
    try:
        came = _came(case, prepared, policy, detector)
    except Fault as fault:
        return Result(case, (Mismatch("call", "an answer that can be inspected", str(fault)),), frozenset())
    tried = frozenset(reason.rule for reason in prepared.decision.aside.would)
    return Result(case, tuple(_mismatches(case, prepared, came)), came.rules | tried)


def _prepare(case: Case, policy: Policy, detector: Detector) -> Prepared:
    messages = [{"role": message.role, "content": message.content} for message in case.input]
    body = json.dumps({"model": case.call.circumstances.model, "messages": messages}).encode("ascii")
    verdict = JudgeCode(case.call.judge)
    around = Around(case.call.circumstances, reason=Reasoning(case.call.reason), opinion_of=lambda question: verdict)
    return prepare(body, OPENAI_CHAT, policy, detector, lambda _, reserved: Vault(TokenMint(_KEY, _MODEL), reserved), around=around)


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of a call as a whole: of its request, and of the answer where it has one."""

    effect: Effect
    rules: frozenset[str]
    entities: Mapping[str, int]
    answer: str = field(repr=False)


def _came(case: Case, prepared: Prepared, policy: Policy, detector: Detector) -> _Came:
    decision = prepared.decision
    rules, entities = frozenset(reason.rule for reason in decision.reasons), _entities(decision.reasons)
    if case.response is None or isinstance(decision, Block) or prepared.lacking is not None:
        return _Came(decision.effect, rules, entities, "(no answer)")
    names = {name: token for token, name in _names([prepared.payload.decode("utf-8")], prepared.vault).items()}
    spoken = _NAMED.sub(lambda name: names.get(name[0], name[0]), case.response)
    body = json.dumps({"choices": [{"index": 0, "message": {"role": "assistant", "content": spoken}}]}).encode("ascii")
    year = case.call.circumstances.year
    answering = answering_of(prepared, policy.answers, with_authored(detector, policy.detectors), OPENAI_CHAT, "{event}", year)
    try:
        said = restore(body, OPENAI_CHAT, prepared.vault, None, answering.inspector, annotations=answering.annotations)
        answer = str(json.loads(said)["choices"][0]["message"]["content"])
    except AnswerBlocked:
        answer = "(no answer)"
    effects = answering.effects()
    found = answering.inspector.found if answering.inspector is not None else {}
    together = {entity: max(entities.get(entity, 0), found.get(entity, 0)) for entity in sorted({*entities, *found})}
    return _Came(max([decision.effect, *effects.values()]), rules | effects.keys(), together, answer)


def _mismatches(case: Case, prepared: Prepared, came: _Came) -> list[Mismatch]:
    expect, rules, entities, found = case.expect, came.rules, came.entities, []
    if expect.effect is not came.effect:
        found.append(Mismatch("action", expect.effect.label, came.effect.label))
    would = max((reason.effect for reason in prepared.decision.aside.would), default=Effect.NONE)
    if expect.would is not None and expect.would is not would:
        found.append(Mismatch("would", expect.would.label, would.label))
    if expect.text is not None and expect.text != (text := _text(prepared)):
        found.append(Mismatch("text", expect.text, text))
    if expect.answer is not None and expect.answer != came.answer:
        found.append(Mismatch("answer", expect.answer, came.answer))
    if expect.entities is not None and expect.entities != entities:
        found.append(Mismatch("entities", _counts(expect.entities), _counts(entities)))
    if expect.rules is not None and expect.rules != rules:
        found.append(Mismatch("rules", ", ".join(sorted(expect.rules)) or "none", ", ".join(sorted(rules)) or "none"))
    return found


def _text(prepared: Prepared) -> str:
    """The last message as it would leave, its tokens renamed to ``<TYPE_n>``; numbers run over the whole conversation."""
    match prepared.decision:
        case Block():
            return "(nothing leaves)"
        case Forward() if prepared.lacking is not None:
            return "(nothing leaves)"
        case Forward():
            texts = [str(message["content"]) for message in json.loads(prepared.payload)["messages"]]
            names = _names(texts, prepared.vault)
            return TOKEN.sub(lambda token: names.get(token[0], token[0]), texts[-1])
        case _:
            assert_never(prepared.decision)


def _names(texts: Sequence[str], vault: Vault | None) -> dict[str, str]:
    """Token -> ``<TYPE_n>`` by first appearance. What only looks like a token stays as the case's author wrote it."""
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for token in TOKEN.findall("\n".join(texts)):
        if token in names or vault is None or vault.get(token) is None:
            continue
        kind = token[2:].rpartition("_")[0]
        numbers[kind] = numbers.get(kind, 0) + 1
        names[token] = f"<{kind}_{numbers[kind]}>"
    return names


def _entities(reasons: Sequence[Reason]) -> dict[str, int]:
    """Findings by entity. Several rules may have acted on the same findings, so they are not added up."""
    counts: dict[str, int] = {}
    for reason in reasons:
        if reason.effect is not Effect.NONE:
            counts[reason.entity] = max(counts.get(reason.entity, 0), reason.count)
    return counts


def _counts(entities: Mapping[str, int]) -> str:
    return ", ".join(f"{entity} {count}" for entity, count in sorted(entities.items())) or "none"
