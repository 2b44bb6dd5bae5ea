"""The signals that a policy wants judged: what is asked of them, with personal data masked, and what becomes of them. Asks nobody."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrail.audit.codes import JudgeCode
from guardrail.core.decision import Effect, Sighting
from guardrail.core.text import Finding, Leaf, Place, Span
from guardrail.detect.ethics.signals import COMMANDS, DOUBT, SIGNALS
from guardrail.policy.judging import UNJUDGED, Judging
from guardrail.policy.policy import Policy

from .question import OpinionOf, Question

__all__ = ["JUDGED", "Weighed", "grey_in", "shown", "weighed"]

JUDGED: Final = "EthicsJudge"
"""The recognizer of what a judge has confirmed."""
_LONGEST: Final = 4_000
"""Characters of a text that a judge is shown, around the word that says most."""
_NO_TEXT: Final = ("SIGNAL_", "MARK_")
"""Kinds that are no data: a judge has to see them."""
_PLAIN: Final = str.maketrans("<>[]«»", '‹›()""')
"""Templates of chats and the fence of a question are written with these."""
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Cs"))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was seen, as the policy judges it. ``questions`` are still to be asked; ``codes`` counts what the others came to."""

    sightings: Sequence[Sighting]
    questions: tuple[Question, ...] = field(default=(), repr=False)
    codes: Mapping[str, int] = field(default_factory=dict)


def weighed(
    leaves: Sequence[Leaf],
    findings: Mapping[int, tuple[Finding, ...]],
    sightings: Sequence[Sighting],
    policy: Policy,
    opinion_of: OpinionOf,
) -> Weighed:
    """A signal in the zone that the judge confirms counts as the zone's end. One that it calls harmless is dropped, where the policy lets
    it, of the caller's own words, when all of the text was shown and nothing in it talks to a model. Where it could not be asked, the
    signal stays and ``UNJUDGED`` stands beside it, if a rule is about that. A doubt is nothing unless it is confirmed. What the
    classifier says by itself is never lowered.
    """
    judging = policy.judging
    if judging is None:
        return Weighed(sightings)
    signals = _signals(sightings)
    if not signals:
        return Weighed(sightings)
    grey = _grey(signals, sightings, policy, judging)
    told: dict[tuple[int, str], tuple[Question, JudgeCode | None]] = {}
    for at in grey:
        leaf, _, finding, _ = sightings[at]
        if (leaf, finding.entity) not in told:
            text, cut = shown(leaves[leaf].text, findings.get(leaf, ()), finding.span)
            question = Question(finding.entity.removeprefix("SIGNAL_").lower(), text, cut)
            told[leaf, finding.entity] = question, opinion_of(question)
    # A text that talks to models is not believed to talk to the judge as it is.
    injected = {sighting.leaf for sighting in sightings if sighting.finding.entity in COMMANDS}
    kept: list[Sighting] = []
    unjudged: set[int] = set()
    asked = set(grey)
    for at, sighting in enumerate(sightings):
        finding = sighting.finding
        doubt = finding.recognizer == DOUBT
        if at not in asked:
            kept += [] if doubt else [sighting]
            continue
        question, code = told[sighting.leaf, finding.entity]
        if code is JudgeCode.VIOLATION:
            kept.append(sighting._replace(finding=Finding(finding.entity, finding.span, judging.below, JUDGED)))
            continue
        if code is JudgeCode.HARMLESS and sighting.leaf not in injected and _clears(policy, judging, sighting, question):
            continue
        kept += [] if doubt else [sighting]
        if code is not None and code.failed and UNJUDGED in policy.signals and sighting.leaf not in unjudged:
            unjudged.add(sighting.leaf)
            kept.append(sighting._replace(finding=Finding(UNJUDGED, finding.span, 1.0, JUDGED)))
    codes: dict[str, int] = {}
    for _, code in told.values():
        # Where nobody is named and nobody minds, there is nothing to tell of most calls.
        if code is not None and (code is not JudgeCode.NOT_CONFIGURED or UNJUDGED in policy.signals):
            codes[code.value] = codes.get(code.value, 0) + 1
    open_questions = dict.fromkeys(question for question, code in told.values() if code is None)
    return Weighed(kept, tuple(open_questions), codes)


def grey_in(sightings: Sequence[Sighting], policy: Policy, judging: Judging) -> list[int]:
    """Which of them the judge is asked of: signals in the zone, none of its kind in the same text above it, where the answer could change
    what a rule does."""
    return _grey(_signals(sightings), sightings, policy, judging)


def _signals(sightings: Sequence[Sighting]) -> list[int]:
    return [at for at, (_, _, finding, _) in enumerate(sightings) if finding.entity in SIGNALS]


def _grey(signals: Sequence[int], sightings: Sequence[Sighting], policy: Policy, judging: Judging) -> list[int]:
    sure = {(sightings[at].leaf, sightings[at].finding.entity) for at in signals if not sightings[at].finding.score < judging.below}
    return [
        at
        for at in signals
        if judging.asks(sightings[at].finding.score)
        and (sightings[at].leaf, sightings[at].finding.entity) not in sure
        and _matters(policy, judging, sightings[at])
    ]


def _matters(policy: Policy, judging: Judging, sighting: Sighting) -> bool:
    entity, score = sighting.finding.entity, sighting.finding.score
    said = sighting.finding.recognizer != DOUBT
    if (judging.may_clear or not said) and any(entity in rule.signals for rule in policy.rules):
        return True
    return any(
        (judging.may_clear and said) or (rule.applies(judging.below) and not (said and rule.applies(score)))
        for rule in policy.rules
        if entity in rule.entities and sighting.place in rule.places
    )


def _clears(policy: Policy, judging: Judging, sighting: Sighting, question: Question) -> bool:
    """Whether the policy lets a judge drop it: never what a rule blocks, or takes for a reason to."""
    if not judging.may_clear or question.cut or sighting.place is not Place.USER:
        return False
    entity, score = sighting.finding.entity, sighting.finding.score
    blocking = (rule for rule in policy.rules if rule.effect is Effect.BLOCK)
    return not any(entity in rule.signals or (entity in rule.entities and rule.applies(score)) for rule in blocking)


def shown(text: str, found: Sequence[Finding], at: Span) -> tuple[str, bool]:
    """The part of a text around ``at`` as a judge is shown it, and whether it is only a part. Personal data, credentials and all else that
    was found, at whatever score, stand as their kind; what no reader sees, and what could pass for a mark of a chat, is not there."""
    begin = max(0, min(at.start - _LONGEST // 2, len(text) - _LONGEST))
    end = min(len(text), begin + _LONGEST)
    parts: list[str] = []
    done = begin
    for finding in found:
        data = next((one.entity for one in finding.readings if not one.entity.startswith(_NO_TEXT)), "")
        if not data or finding.span.end <= begin or finding.span.start >= end:
            continue
        parts += [_plain(text[done : max(done, finding.span.start)]), f"«{data.removeprefix('ID_')}»"]
        done = max(done, finding.span.end)
    parts.append(_plain(text[done:end]))
    return "".join(parts), begin > 0 or end < len(text)


def _plain(text: str) -> str:
    kept = text if text.isprintable() else "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in _UNSEEN)
    return kept.translate(_PLAIN)
