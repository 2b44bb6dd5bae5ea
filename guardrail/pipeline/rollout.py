"""Which set of policies judges a call: everything that depends on policies in one value, so that a swap is the swap of one reference."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from guardrail.core.canonical import Json, digest
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.exchange import Principal
from guardrail.policy.policy import Policy, PolicySet
from guardrail.policy.tenants import matches

from .shadow import Shadow

__all__ = ["Assigned", "Edition", "Rollout"]


@dataclass(frozen=True, slots=True)
class Edition:
    """A set of policies, which carry the detectors that their authors wrote. ``revision`` is that of its bundle; 0 for a folder."""

    policies: PolicySet
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """What judges one call, from its beginning to its end. ``shadow`` is asked as well, and changes nothing."""

    policy: Policy
    shadow: Shadow | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """Sets in force. ``candidate`` judges ``share`` percent of the callers, chosen by a keyed hash (the same ones as long as it is
    the candidate, more of them when the share grows), and the tenants at or below the patterns ``agencies``.
    """

    current: Edition
    candidate: Edition | None = None
    share: int = 0
    agencies: tuple[str, ...] = ()
    shadow: PolicySet | None = None
    complaints: tuple[Diagnostic, ...] = ()
    """What is wrong with the shadow set, which is then not asked."""
    key: bytes = field(default=b"", repr=False)
    digest: str = field(init=False)
    """Of everything that can change what happens to a call, or is recorded of it."""
    endpoints: frozenset[str] = field(init=False)
    """Every path that a set opens; whether for a caller is for the policy to say that judges the call."""

    def __post_init__(self) -> None:
        candidate = self.candidate.policies if self.candidate is not None else None
        parts: Json = {
            "current": [self.current.policies.digest, self.current.revision],
            "candidate": [candidate.digest, self.candidate.revision] if candidate is not None and self.candidate is not None else None,
            "share": self.share,
            "agencies": self.agencies,
            "shadow": self.shadow.digest if self.shadow is not None else None,
            "complaints": [str(complaint) for complaint in self.complaints],
        }
        object.__setattr__(self, "digest", digest(parts))
        opened = self.current.policies.endpoints | (candidate.endpoints if candidate is not None else frozenset())
        object.__setattr__(self, "endpoints", opened)

    def assign(self, principal: Principal) -> Assigned:
        """What judges a call of this caller. Raises ``GuardFault`` (``policy_unavailable``) when no policy governs its tenant."""
        edition = self._edition(principal)
        shadow = Shadow(self.shadow, principal.tenant, principal.application) if self.shadow is not None else None
        return Assigned(edition.policies.for_tenant(principal.tenant, principal.application), shadow)

    def _edition(self, principal: Principal) -> Edition:
        if self.candidate is None:
            return self.current
        if any(matches(agency, principal.tenant) for agency in self.agencies):
            return self.candidate
        return self.candidate if self._place(principal, self.candidate) < self.share else self.current

    def _place(self, principal: Principal, candidate: Edition) -> float:
        """Where in 0 to 100 a caller stands. Another candidate has other first callers: not always the same ones bear what is new."""
        named = f"{principal.tenant}\0{principal.application}\0{candidate.policies.digest}".encode()
        return int.from_bytes(hmac.digest(self.key, named, hashlib.sha256)[:8], "big") * 100 / 2**64
