"""Officers: persons who may ask the log about others, in which role and about whose records. Knows no key, only what keys are kept as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

__all__ = ["EVERYWHERE", "Officer", "Officers", "Role"]

EVERYWHERE: Final = "*"


class Role(StrEnum):
    AUDITOR = "auditor"
    """Inspectorate: asks what was done."""
    DPO = "dpo"
    """Pejabat pelindungan data pribadi (UU 27/2022 art. 53): answers persons who ask about themselves."""
    SECURITY = "security"


@dataclass(frozen=True, slots=True)
class Officer:
    """``tenants`` are theirs with all below. ``key_sha256`` is the hex hash of their key."""

    name: str
    roles: tuple[Role, ...]
    tenants: tuple[str, ...]
    key_sha256: str = field(repr=False)

    def covers(self, tenant: str) -> bool:
        return any(own in (EVERYWHERE, tenant) or tenant.startswith(f"{own}/") for own in self.tenants)

    def role_among(self, roles: Sequence[Role]) -> Role | None:
        """The first of the roles that they have."""
        return next((role for role in roles if role in self.roles), None)


class Officers:
    """All officers of a deployment. ``hashes`` has of a key all hashes that it may be kept as."""

    def __init__(self, officers: Sequence[Officer], hashes: Callable[[str], Sequence[str]]) -> None:
        self._officers = {officer.key_sha256: officer for officer in officers}
        self._hashes = hashes

    def by_key(self, key: str) -> Officer | None:
        """Look-up is by hash, so its timing says nothing about a key."""
        return next((self._officers[hash_] for hash_ in self._hashes(key) if hash_ in self._officers), None)
