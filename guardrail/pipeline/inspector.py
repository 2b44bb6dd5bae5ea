"""Looks into the texts of one answer and says what is masked in them. The caller's own values and tokens are left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrail.core.decision import Block, Effect, Forward, OperatorSpec, Reason, Sighting
from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.core.text import Finding, Place, Span
from guardrail.detect.known_names import with_known_names
from guardrail.dialects.speech import AnswerKey
from guardrail.mask.concealing import conceal
from guardrail.mask.edit import Edit
from guardrail.mask.lookalikes import FoundToken
from guardrail.mask.vault import Vault
from guardrail.policy.judge import Judge
from guardrail.policy.policy import Policy

from .coverage import Tally
from .hearing import Ear, Hearing
from .ports import Detector
from .prepare import checked

__all__ = ["AnswerBlocked", "Inspector", "Names", "Spot", "blanked"]

_BLANK: Final = "#"
"""Stands for each character of a token while its surroundings are looked into: no part of a number or of a name."""
_PERSON: Final = "PERSON"
_SURE: Final = 0.9
_MOST_NAMES: Final = 256


class AnswerBlocked(UpstreamFault):
    """The policy lets nothing of this kind through in answers; ``reasons`` are the rules that say so."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        self.reasons = reasons
        super().__init__(ErrorCode.ANSWER_BLOCKED, "text")


@dataclass(frozen=True, slots=True)
class Spot:
    """Something found at ``text[start:end]`` of a look, and what masks it: no edits where the policy only notes it."""

    start: int
    end: int
    sighting: Sighting
    edits: tuple[Edit, ...]
    reasons: tuple[Reason, ...] = ()
    """Rules that took effect on it."""


@dataclass(slots=True)
class Names:
    """People named so far in one text of an answer: who is named once is known in the rest of it."""

    written: dict[str, None] = field(default_factory=dict, repr=False)

    def learn(self, text: str, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if finding.entity == _PERSON and len(self.written) < _MOST_NAMES:
                self.written.setdefault(text[finding.span.start : finding.span.end])

    def known_in(self, text: str, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings, and every further place where one of these people is named."""
        if not self.written and all(finding.entity != _PERSON for finding in found):
            return found
        spans = []
        at = 0
        for name in self.written:
            spans.append(Finding(_PERSON, Span(at, at + len(name)), _SURE, "Answer"))
            at += len(name) + 1
        return with_known_names(["\n".join(self.written), text], {0: tuple(spans), 1: found} if found else {0: tuple(spans)}).get(1, ())


class Inspector:
    """One for each answer. ``found`` and ``masked`` count by entity what was settled, ``tally`` by where it stood, ``foreign`` what is
    shaped like a token in a call that has none. ``ear`` has what is listened for beside; without one, nothing is."""

    def __init__(
        self, detector: Detector, policy: Policy | Judge, vault: Vault | None, place: Place = Place.RESPONSE, ear: Ear | None = None
    ) -> None:
        self._ear = ear
        self._detector = detector
        self._policy = policy
        self._vault = vault
        self.place = place
        """Whose words the answer is."""
        self._remembers = policy.escalates(place)
        self._settled: list[Sighting] = []
        self._subjects: dict[tuple[str, str], int] = {}
        self.foreign = 0
        self.found: dict[str, int] = {}
        self.masked: dict[str, int] = {}
        self.tally = Tally()
        self.reasons: dict[str, Effect] = {}
        """Rules that took effect on the answer, and how."""

    def hearing(self, answer: AnswerKey) -> Hearing | None:
        """What listens to a text for a reader; none where nothing is listened for."""
        return Hearing(self, self._ear, answer, self._detector) if self._ear is not None else None

    def weigh(self, found: Iterable[tuple[Finding, str]]) -> Sequence[Reason]:
        """What takes effect on findings that mask nothing, each with what it is about. Raises ``AnswerBlocked``."""
        sightings = []
        for finding, about in found:
            subject = self._subjects.setdefault((finding.entity, about), len(self._subjects))
            sightings.append(Sighting(_SEEN_BEFORE, self.place, finding, subject))
            self.found[finding.entity] = self.found.get(finding.entity, 0) + 1
        reasons = self._decided(sightings).reasons
        self.note(reasons)
        if self._remembers:
            self._settled += sightings
        return reasons

    def note(self, reasons: Iterable[Reason]) -> None:
        """These took effect."""
        for reason in reasons:
            self.reasons[reason.rule] = max(reason.effect, self.reasons.get(reason.rule, Effect.NONE))

    def _decided(self, sightings: Sequence[Sighting]) -> Forward:
        decision = self._policy.decide([*self._settled, *sightings])
        if isinstance(decision, Block):
            self.note(decision.reasons)
            raise AnswerBlocked(decision.reasons)
        return decision

    def look(self, before: str, text: str, tokens: Sequence[FoundToken], names: Names, label: str = "") -> list[Spot]:
        """What is to be masked in ``text``, which follows ``before``; places are those of ``text``.

        Of what began in ``before`` only the rest is in the answer. Raises ``AnswerBlocked`` where the policy lets nothing of
        the kind through; ``UpstreamFault`` (``upstream_invalid_answer``) for what is encoded too often to be read; ``GuardFault``
        when detection fails.
        """
        seen = before + blanked(text, tokens)
        try:
            found = checked(self._detector.detect(seen, label), len(seen))
        except RequestRefused:
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "text") from None
        if not found and not names.written:
            return []
        found = names.known_in(seen, found)
        names.learn(seen, found)
        sightings = [*self._sightings(seen, found, len(before))]
        if not sightings:
            return []
        decision = self._decided(sightings)
        plan = {finding.span: spec for finding, spec in decision.plan.get(_LOOKED_AT, ())}
        return [*self._spots(text, tokens, sightings, plan, decision.reasons)]

    def settle(self, spots: Iterable[Spot], shape: str) -> None:
        """These were given out as they say, in a text of this shape."""
        for spot in spots:
            self.note(spot.reasons)
            entity = spot.sighting.finding.entity
            self.found[entity] = self.found.get(entity, 0) + 1
            if spot.edits:
                self.masked[entity] = self.masked.get(entity, 0) + 1
                self.tally.add(self.tally.masked, shape)
            if self._remembers:
                self._settled.append(spot.sighting._replace(leaf=_SEEN_BEFORE))

    def _sightings(self, seen: str, found: Sequence[Finding], shift: int) -> Iterator[Sighting]:
        for finding in found:
            start, end = max(finding.span.start - shift, 0), finding.span.end - shift
            value = seen[finding.span.start : finding.span.end]
            if end <= 0 or not _says_something(seen[start + shift : end + shift]) or (self._vault is not None and self._vault.holds(value)):
                continue
            for reading in finding.readings:
                subject = self._subjects.setdefault((reading.entity, value), len(self._subjects))
                here = Finding(reading.entity, Span(start, end), reading.score, reading.recognizer)
                yield Sighting(_LOOKED_AT, self.place, here, subject)

    def _spots(
        self,
        text: str,
        tokens: Sequence[FoundToken],
        sightings: Sequence[Sighting],
        plan: Mapping[Span, OperatorSpec],
        reasons: Sequence[Reason],
    ) -> Iterator[Spot]:
        edited: Span | None = None
        by_entity: dict[str, tuple[Reason, ...]] = {}
        for reason in reasons:
            by_entity[reason.entity] = (*by_entity.get(reason.entity, ()), reason)
        for sighting in sightings:
            finding = sighting.finding
            spec = plan.get(finding.span)
            edits = []
            if spec is not None and finding.span != edited:  # what is two things at once is masked once
                edited = finding.span
                for start, end in _between(finding.span, tokens):
                    if _says_something(text[start:end]):
                        edits.append(Edit(start, end, conceal(text[start:end], finding.entity, spec, self._vault)))
            yield Spot(finding.span.start, finding.span.end, sighting, tuple(edits), by_entity.get(finding.entity, ()))


_LOOKED_AT, _SEEN_BEFORE = 1, 0
"""Leaves, in the policy's eyes."""


def blanked(text: str, tokens: Iterable[FoundToken]) -> str:
    """The text as it is looked into: the caller's own tokens hold nothing that could be part of a finding. One that is only shaped
    like a token is text like any other, and its marks hide no number."""
    for start, end, value, _ in tokens:
        seen = text[start:end].translate(_UNMARKED) if value is None else _BLANK * (end - start)
        text = text[:start] + seen + text[end:]
    return text


_UNMARKED: Final = str.maketrans("[]_", "   ")


def _between(span: Span, tokens: Iterable[FoundToken]) -> Iterator[tuple[int, int]]:
    """The parts of a span that are no token of the caller's."""
    done = span.start
    for start, end, value, _ in tokens:
        if value is not None and done < end and start < span.end:
            if done < start:
                yield done, start
            done = end
    if done < span.end:
        yield done, span.end


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
