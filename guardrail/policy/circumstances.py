"""Around a call: who calls, with which application, for which model, bound for where, and when. Knows nothing of its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from fnmatch import fnmatchcase

from .tenants import matches

__all__ = ["Circumstances", "Condition", "UNKNOWN"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Empty (``now``: none) is what is not known."""

    tenant: str = ""
    application: str = ""
    model: str = ""
    residency: str = ""
    """Of the AI service that the call is bound for: ``dalam-negeri``, ``luar-negeri`` or ``lokal``."""
    now: datetime | None = None

    @property
    def year(self) -> int:
        """Of the call; where it is not known, none is after it."""
        return self.now.year if self.now is not None else MAXYEAR


UNKNOWN = Circumstances()
"""A text alone, of nobody and bound for nowhere."""


@dataclass(frozen=True, slots=True)
class Condition:
    """All parts must hold; an empty part always does. Tenants are patterns as in ``tenants``, applications and models shell patterns."""

    tenants: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    residencies: frozenset[str] = frozenset()

    def holds(self, around: Circumstances, unknown: bool) -> bool:
        """``unknown`` is the answer to a part whose circumstance is not known: True for a rule, False for an exception from one."""
        return (
            _met(self.tenants, around.tenant, unknown, matches)
            and _met(self.applications, around.application, unknown, _like)
            and _met(self.models, around.model, unknown, _like)
            and (not self.residencies or (around.residency in self.residencies if around.residency else unknown))
        )


def _met(patterns: tuple[str, ...], given: str, unknown: bool, fits: Callable[[str, str], bool]) -> bool:
    return not patterns or (any(fits(pattern, given) for pattern in patterns) if given else unknown)


def _like(pattern: str, name: str) -> bool:
    return fnmatchcase(name.lower(), pattern.lower())
