"""The one engine: leaves, findings, decision, masked payload. Synchronous and pure; used unchanged by serving and by policy tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from guardrail.core.decision import Block, Decision, Forward, Sighting
from guardrail.core.errors import ErrorCode, GuardFault, RequestRefused
from guardrail.core.text import Finding, Leaf, LeafKind, Medium, Path, Place
from guardrail.detect.ethics.echo import PROMPT_LEAK
from guardrail.detect.known import Blocks
from guardrail.detect.known_names import with_known_names
from guardrail.detect.known_values import with_known_values
from guardrail.detect.split_numbers import with_split_numbers
from guardrail.dialects.dialect import Dialect
from guardrail.dialects.media import is_packed
from guardrail.dialects.patterns import pattern_of
from guardrail.dialects.target import NOWHERE, Target
from guardrail.dialects.threads import is_kept, thread_of, thread_read
from guardrail.mask.masker import mask
from guardrail.mask.token import TOKEN, tokens_in
from guardrail.mask.vault import Vault
from guardrail.policy.classes import gravest
from guardrail.policy.judge import Judge
from guardrail.policy.policy import Policy

from .coverage import Coverage, coverage_of
from .grey import weighed
from .judgement import ALONE, Around, judge_call, with_authored
from .ports import Detector, Upstream
from .question import Question
from .remembering import Remembering
from .request import Request, read_request
from .seen import NOTHING_SEEN, Seen, seen_in
from .shadow import Shadow, Would, masked
from .signalled import commanded, signalled
from .subjects import KINDS, Tags, subject_tags

__all__ = ["Inspection", "Prepared", "checked", "inspect", "judged", "prepare"]

_ENUMERATION = re.compile(r"[a-z]{1,12}(?:[_.-][a-z]{1,12}){0,3}|[A-Z]{1,12}(?:_[A-Z]{1,12}){0,5}")
"""``user``, ``tool_calls``, ``BLOCK_NONE``: an opaque word without digits, spaces or @, in letters of one case, identifies nobody."""


_WORDS = frozenset(("PERSON", "ADDRESS", "HEALTH", "RELIGION", "AGE", "GENDER", "ETHNICITY", "MARITAL_STATUS"))
"""What is told from words alone. In an identifier these are none: "Qwen/Qwen3-32B" is no person's name."""
_TOLD_TOOLS = frozenset((Place.TOOL_CALL, Place.TOOL_RESULT))
_IDENTIFIER = re.compile(r"[\w./:@-]+", re.ASCII)
_REPEATABLE = re.compile(r"[\w./:@-]{1,64}", re.ASCII)


_SURE: Final = 0.85
_LIKELY: Final = 0.5
_new = tuple.__new__
"""Makes a named tuple of all its members in half the time. A long conversation shows hundreds of values again."""
_OF_STRANGERS = frozenset((Place.TOOL_RESULT, Place.FILE))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request after inspection. Where ``decision`` is a ``Forward``, ``payload`` may leave and ``vault`` restores its answer."""

    decision: Decision
    judge: Judge
    """The rules that decided, for the answer as well."""
    payload: bytes = field(repr=False)
    vault: Vault | None
    found: Mapping[str, int]
    """Findings by entity."""
    masked: Mapping[str, int]
    """Of these, how many the payload holds masked."""
    model: str
    streamed: bool
    content_type: str = "application/json"
    """Of the payload."""
    uninspected: Mapping[str, int] = field(default_factory=dict)
    """Parts of the payload that nobody could look into and the policy lets pass, by medium."""
    repeated: Mapping[str, object] = field(default_factory=dict, repr=False)
    """Members of the request that a refusal repeats, where they are short: see ``Dialect``."""
    coverage: Coverage = field(default_factory=Coverage)
    """What of the request was read and masked, by where it stood."""
    thread: str = field(default="", repr=False)
    """The conversation that it goes on with, where the AI service keeps it."""
    instructions: tuple[str, ...] = field(default=(), repr=False)
    """What the application tells its AI service, as it leaves and without tokens; only where a rule is about answers that repeat it."""
    wants_data: bool = False
    """Whether the caller asks for an answer in JSON."""
    kept: bool = True
    """Whether the AI service may give the conversation a new name."""
    would: Would | None = None
    """What the shadow set would have done, where there is one and it differs."""
    upstream: Upstream | None = None
    """Where it goes; None where no service is known that serves the model."""
    lacking: ErrorCode | None = None
    """What keeps a call from leaving that no rule blocks; its payload is empty then."""
    reason_tag: str = ""
    """Keyed code of the caller's reason, where one was asked for."""
    seen: Seen = NOTHING_SEEN
    subjects: Tags = field(default_factory=dict)
    """Keyed tags of the people that the request speaks of."""
    untagged: int = 0
    """People whose tags do not fit into one record."""
    data_class: str = ""
    """The gravest class of data in it (see ``guardrail.policy.classes``); empty where nothing was found."""
    verdicts: Mapping[str, int] = field(default_factory=dict)
    """What a judge came to, or why it did not, by code: where the policy asks one and something was grey."""
    questions: tuple[Question, ...] = field(default=(), repr=False)
    """What a judge is to be asked before this is the last word; none where it could change nothing any more."""
    confidence: str = ""
    """How sure the least certain finding is: ``low``, ``medium``, ``high``."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """Leaves with what was found in each."""

    leaves: tuple[Leaf, ...]
    findings: Mapping[int, tuple[Finding, ...]]
    uninspected: Mapping[str, int] = field(default_factory=dict)
    """Parts that were let pass unread, by medium."""

    def sightings(self) -> tuple[Sighting, ...]:
        """What was found, leaf by leaf, with the number of each distinct value."""
        subjects: dict[tuple[str, str], int] = {}
        seen = []
        for i, found in self.findings.items():
            leaf = self.leaves[i]
            text, place = leaf.text, leaf.place
            for finding in found:
                span = finding.span
                said = text[span.start : span.end]
                for reading in finding.readings if finding.also else (finding,):
                    value = (reading.entity, said)
                    subject = subjects.get(value)
                    if subject is None:
                        subject = subjects[value] = len(subjects)
                    seen.append(_new(Sighting, (i, place, reading, subject)))
        return tuple(seen)

    def values(self) -> Iterator[tuple[str, str]]:
        """Entity and text of each finding whose people are tagged."""
        for i, found in self.findings.items():
            text = self.leaves[i].text
            for finding in found:
                if finding.entity in KINDS:
                    yield finding.entity, text[finding.span.start : finding.span.end]


def inspect(
    leaves: tuple[Leaf, ...], detector: Detector, uninspectable: AbstractSet[Medium] = frozenset(), blocks: Blocks | None = None
) -> Inspection:
    """Look into every leaf; who is named in one is known in all. What the vendor needs unchanged is looked into by itself only.

    ``blocks`` are these leaves as they are remembered; what is found is the same without them.

    Raises ``RequestRefused`` for a leaf nobody can read, unless its medium is one of ``uninspectable``, ``GuardFault`` when detection
    fails. An address or an id of what nobody can read is an identifier like any other.
    """
    findings: dict[int, tuple[Finding, ...]] = {}
    unread = [leaf.medium for leaf in leaves if leaf.kind is LeafKind.BINARY]
    if unread:
        leaves = tuple([_let_pass(leaf, uninspectable) if leaf.kind is LeafKind.BINARY else leaf for leaf in leaves])
    for i, leaf in enumerate(leaves):
        if leaf.kind is LeafKind.BINARY:
            continue
        if leaf.kind is LeafKind.OPAQUE and _ENUMERATION.fullmatch(leaf.text):
            continue
        found = checked(detector.detect(leaf.text, leaf.label), len(leaf.text))
        if found and leaf.kind is LeafKind.OPAQUE and _IDENTIFIER.fullmatch(leaf.text):
            found = tuple([finding for finding in found if finding.entity not in _WORDS])
        if found:
            findings[i] = found
    texts = [leaf.text if leaf.kind is not LeafKind.OPAQUE else "" for leaf in leaves]
    said = [text if leaf.place is Place.USER else "" for leaf, text in zip(leaves, texts, strict=True)]
    named = with_known_names(texts, with_split_numbers(said, findings), blocks)
    known = with_known_values(texts, named, blocks)
    return Inspection(leaves, known, Counter(map(str, unread)))


def _let_pass(leaf: Leaf, uninspectable: AbstractSet[Medium]) -> Leaf:
    if leaf.medium not in uninspectable:
        raise RequestRefused(ErrorCode.NOT_INSPECTABLE, f"body/{leaf.medium}/{pattern_of(leaf.path)}")
    return leaf._replace(text="") if is_packed(leaf.text) else leaf._replace(kind=LeafKind.OPAQUE)


def prepare(
    body: bytes,
    dialect: Dialect,
    policy: Policy,
    detector: Detector,
    open_vault: Callable[[str, frozenset[str]], Vault],
    target: Target = NOWHERE,
    open_thread: Callable[[str, frozenset[str]], Vault] | None = None,
    shadow: Shadow | None = None,
    around: Around = ALONE,
) -> Prepared:
    """Inspect a request and mask its body as the policy says. ``target`` has what the caller put into path, query and headers.

    ``open_vault`` gets the caller's anchor text (the first words of the user, which name the conversation because chat clients
    resend them every turn; empty where there are none) and the token-like strings that stand in the caller's own text.
    ``open_thread`` gets the conversation that the request goes on with, where the AI service keeps it; without it such a request is
    refused, since what was said there is known to no vault. A JSON body in which nothing is masked is returned as it came, byte
    for byte; a form is always written anew. ``around`` has what rules may ask beside the content: who calls, bound for where, why.
    """
    return judged(read_request(body, dialect, target), policy, detector, open_vault, open_thread, shadow, around)


def judged(
    request: Request,
    policy: Policy,
    detector: Detector,
    open_vault: Callable[[str, frozenset[str]], Vault],
    open_thread: Callable[[str, frozenset[str]], Vault] | None = None,
    shadow: Shadow | None = None,
    around: Around = ALONE,
) -> Prepared:
    """What ``prepare`` makes of a request that was read already."""
    document, dialect, target, members = request.document, request.dialect, request.target, request.members
    thread = (thread_read(target, dialect) if target.has_body else "") or thread_of(members, dialect)
    if thread and open_thread is None:
        raise RequestRefused(ErrorCode.SERVER_SIDE_STATE, "body")
    blocks = None
    if isinstance(detector, Remembering):  # which has them
        blocks = detector.blocks(request.leaves)
    else:
        detector = with_authored(detector, policy.detectors)
    inspection = inspect(request.leaves, detector, policy.uninspectable, blocks)
    if policy.signals:
        floor = policy.judging.above if policy.judging is not None else 0.5
        inspection = replace(inspection, findings=signalled(inspection.leaves, inspection.findings, policy.signals, detector, floor))
    sightings = inspection.sightings()
    asking = weighed(inspection.leaves, inspection.findings, sightings, policy, around.opinion_of)
    sightings = tuple(asking.sightings)
    model = target.model or (members["model"] if isinstance(members.get("model"), str) else "")
    judgement = judge_call(policy, sightings, around, model, detector)
    decision = judgement.decision
    # What does not leave anyway is shown to nobody, unless a judge might clear it.
    settled = isinstance(decision, Block) or (judgement.lacking is not None and not (policy.judging and policy.judging.may_clear))
    leaves = inspection.leaves
    changes: dict[Path, str] = {}
    vault = None
    if isinstance(decision, Forward) and judgement.lacking is None:
        _refuse_opaque(leaves, decision)
        reserved = tokens_in(leaf.text for leaf in leaves)
        if open_thread is not None:
            vault = _of_thread(thread, thread_read(target, dialect), reserved, open_thread)
        if vault is None and (decision.plan or dialect.thread_id):
            vault = open_vault(_anchor(leaves), reserved)
        if vault is not None and (document.brings_files or any(leaf.place in _OF_STRANGERS for leaf in leaves)):
            vault.untrusted = True
            vault.commanded = vault.commanded or commanded(leaves, inspection.findings)
        if vault is not None and (vault.stand_ins or _wants_surrogates(decision)):
            vault.stand_ins.hear(leaf.text for leaf in leaves)
        if vault is not None and decision.plan:
            changes = {leaves[i].path: mask(leaves[i].text, plan, vault) for i, plan in decision.plan.items()}
            vault.numbers = _numbers([leaves[i] for i in decision.plan], vault.numbers)
    subjects, untagged = subject_tags(around.subject_key, inspection.values()) if around.subject_key and sightings else ({}, 0)
    payload, content_type = document.written(changes) if judgement.lacking is None else (b"", "application/json")
    return Prepared(
        decision=decision,
        judge=judgement.judge,
        payload=payload,
        vault=vault,
        found=_counts(sighting.finding for sighting in sightings),
        masked=masked(decision) if judgement.lacking is None else {},
        model=model,
        streamed=target.streams if members.get("stream") is None else members["stream"] is True,
        content_type=content_type,
        uninspected=inspection.uninspected,
        repeated=_repeated(members, dialect),
        thread=thread,
        instructions=_instructions(leaves, changes) if PROMPT_LEAK in judgement.judge.signals_at(dialect.speaks) else (),
        wants_data=dialect.speech is not None and dialect.speech.wants_data(members),
        kept=is_kept(members, dialect),
        coverage=coverage_of(leaves, decision.plan if isinstance(decision, Forward) else {}),
        would=None if shadow is None else shadow.would(lambda other: other.decide(sightings, judgement.around), decision),
        upstream=judgement.upstream,
        lacking=judgement.lacking,
        reason_tag=judgement.reason_tag,
        seen=seen_in(sightings),
        subjects=subjects,
        untagged=untagged,
        data_class=gravest(sightings, policy.classes),
        confidence=_confidence(sightings),
        verdicts=asking.codes,
        questions=() if settled else asking.questions,
    )


def _of_thread(going_on: str, read: str, reserved: frozenset[str], open_thread: Callable[[str, frozenset[str]], Vault]) -> Vault | None:
    """The vault of the thread that a request goes on with, or that it only reads: what is not known any more may be read as it is."""
    if going_on:
        return open_thread(going_on, reserved)
    with suppress(RequestRefused):
        return open_thread(read, reserved) if read else None
    return None


def checked(found: tuple[Finding, ...], length: int) -> tuple[Finding, ...]:
    """A detector that answers with impossible spans has failed; nothing it says can be used."""
    end = 0
    for finding in found:
        if not end <= finding.span.start < finding.span.end <= length:
            raise GuardFault(ErrorCode.DETECTOR_ERROR, "spans")
        end = finding.span.end
    return found


def _refuse_opaque(leaves: tuple[Leaf, ...], decision: Forward) -> None:
    """What the vendor needs unchanged cannot be masked, so with personal data in it the call cannot leave."""
    opaque = next((leaves[i] for i in decision.plan if leaves[i].kind is LeafKind.OPAQUE), None)
    if opaque is not None:
        raise RequestRefused(ErrorCode.PERSONAL_DATA_IN_IDENTIFIER, f"body/{pattern_of(opaque.path)}")


def _numbers(masked: Iterable[Leaf], known: frozenset[str]) -> frozenset[str]:
    """Values that are JSON numbers, and no strings in what a tool gave or got: prose tells nothing of what a function wants."""
    numbers = {leaf.text for leaf in masked if leaf.number} | known
    return frozenset(numbers - {leaf.text for leaf in masked if leaf.place in _TOLD_TOOLS and not leaf.number}) if numbers else known


def _wants_surrogates(decision: Forward) -> bool:
    return any(spec.name == "surrogate" for spots in decision.plan.values() for _, spec in spots)


def _repeated(members: Mapping[str, object], dialect: Dialect) -> Mapping[str, object]:
    """Identifiers alone, so that nothing of what was refused is said again."""
    named = [(member, members.get(member)) for member in dialect.repeats]
    return {name: word for name, word in named if isinstance(word, str | int) and _REPEATABLE.fullmatch(str(word))}


def _confidence(sightings: Sequence[Sighting]) -> str:
    if not sightings:
        return ""
    least = min([sighting.finding.score for sighting in sightings])
    return "high" if least >= _SURE else "medium" if least >= _LIKELY else "low"


def _anchor(leaves: tuple[Leaf, ...]) -> str:
    return next((leaf.text for leaf in leaves if leaf.place is Place.USER and leaf.kind is LeafKind.PROSE), "")


def _instructions(leaves: tuple[Leaf, ...], changes: Mapping[Path, str]) -> tuple[str, ...]:
    told = [leaf for leaf in leaves if leaf.place is Place.SYSTEM and leaf.kind is LeafKind.PROSE]
    return tuple([TOKEN.sub(" ", changes.get(leaf.path, leaf.text)) for leaf in told])


def _counts(findings: Iterable[Finding]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.entity] = counts.get(finding.entity, 0) + 1
    return counts
