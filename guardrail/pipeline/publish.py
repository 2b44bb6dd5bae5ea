"""Putting a revision of the policies in force, and taking it back: checked, recorded, and only then done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from guardrail.audit.event import AuditEvent, EventType
from guardrail.core.canonical import Json
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.policy.code import Code
from guardrail.policy.journal import Deed, Journal
from guardrail.policy.pointer import Named, Pointer
from guardrail.policy.releases import Release, Releases

from .ports import Clock, Detector
from .rollouts import Judging

__all__ = ["EVERYBODY", "Audience", "Publisher"]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a revision is put in force for: everybody, or as a candidate ``share`` percent of the callers and the tenants at or below
    ``agencies``, or as a shadow nobody.
    """

    share: int = 0
    agencies: tuple[str, ...] = ()
    shadow: bool = False

    @property
    def deed(self) -> Deed:
        if self.shadow:
            return "shadow"
        return "canary" if self.share or self.agencies else "activated"

    def pointer(self, named: Named, before: Pointer | None) -> Pointer:
        """What the pointer then says. Raises ``InvalidFiles`` where a candidate has nothing to stand beside."""
        if self.deed == "activated":
            return Pointer(named)
        if before is None:
            message = "no revision is in force that it could stand beside"
            raise InvalidFiles([Diagnostic(f"r{named.revision}", 0, 0, Code.POINTER, message, "activate one for everybody first")])
        if self.shadow:
            return replace(before, shadow=named)
        return replace(before, candidate=named, share=self.share, agencies=self.agencies)


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Publisher:
    """One officer's hand on the revisions of one deployment. ``record`` makes an event durable, and raises where it cannot: then
    nothing is changed.
    """

    releases: Releases
    journal: Journal
    judging: Judging
    detector: Callable[[], Detector]
    record: Callable[[AuditEvent], None]
    clock: Clock
    actor: str

    def publish(self, bring: Callable[[], Release], audience: Audience, reason: str = "") -> Release:
        """Put the revision that ``bring`` brings in force. The reason is kept only if it holds no personal data.

        Raises ``InvalidFiles``: too few signatures (E303), not what it claims to be (E301, E302), not valid here, another revision of
        that number (E305), a reason that names persons (E308). Each refusal is recorded. ``OSError`` when the disk refuses.
        """
        with self.releases.changing(), self._refusals() as about:
            about["reason"] = bool(reason)
            self._look_through(reason)
            release = bring()
            about |= _names(release)
            self._check(release)
            pointer = audience.pointer(release.named, self._before(lenient=audience == EVERYBODY))
            shared: dict[str, Json] = {"shadow": True} if audience.shadow else {}
            if audience.deed == "canary":
                shared = {"share": audience.share, "agencies": audience.agencies}
            self._do(audience.deed, EventType.POLICY_ACTIVATED, release, pointer, reason, shared)
            return release

    def roll_back(self, revision: int, reason: str) -> Release:
        """Put an earlier revision in force for everybody; a candidate and a shadow end. Raises as ``publish`` does."""
        with self.releases.changing(), self._refusals() as about:
            about |= {"reason": bool(reason), "revision": revision}
            self._look_through(reason)
            release = self.found(revision)
            about |= _names(release)
            self._check(release)
            self._do("rolled_back", EventType.POLICY_ROLLED_BACK, release, Pointer(release.named), reason, {})
            return release

    def found(self, revision: int) -> Release:
        """The revision that lies here under this number. Raises ``InvalidFiles`` (E305)."""
        release = self.releases.find(revision)
        if release is None:
            message, mend = "there is no such revision here", "guardrail policy list; activate a bundle by its file"
            raise InvalidFiles([Diagnostic(f"r{revision}", 0, 0, Code.REVISION, message, mend)])
        return release

    def _check(self, release: Release) -> None:
        self.releases.check(release)
        self.judging(self.releases.files(release.named), release.named.revision)

    def _before(self, lenient: bool) -> Pointer | None:
        """What is in force. A damaged pointer must not keep anybody from putting a revision in force for everybody."""
        if lenient:
            return None
        with suppress(InvalidFiles):
            return self.releases.pointer()
        return None

    def _look_through(self, reason: str) -> None:
        if reason and self.detector().detect(reason):
            message, mend = "holds personal data, which is not kept", "say it without names and numbers of persons"
            raise InvalidFiles([Diagnostic("--reason", 0, 0, Code.REASON, message, mend)])

    def _do(self, deed: Deed, event: EventType, release: Release, pointer: Pointer, reason: str, more: dict[str, Json]) -> None:
        named = release.named
        self.record(AuditEvent(event, _names(release) | more | {"reason": bool(reason), "actor": self.actor}))
        self.releases.point(pointer)
        self.journal.add(self.clock.now(), deed, named.revision, named.sha256, self.actor, reason)

    @contextmanager
    def _refusals(self) -> Iterator[dict[str, Json]]:
        """Records a refusal with what was known by then."""
        about: dict[str, Json] = {}
        try:
            yield about
        except InvalidFiles as invalid:
            complaints = invalid.diagnostics
            told: dict[str, Json] = {"code": str(complaints[0].code), "errors": len(complaints), "actor": self.actor}
            self.record(AuditEvent(EventType.POLICY_REJECTED, about | told))
            raise


def _names(release: Release) -> dict[str, Json]:
    return {"revision": release.named.revision, "bundle": release.named.sha256, "signers": release.signed_by}
