"""What is noted of one call on its way, beside its judgement: times, keyed codes of bodies, which attempt it is. Holds no text."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

__all__ = ["FIRST", "Attempt", "Notes", "body_code", "body_codes"]

_IDEMPOTENCY: Final = b"idempotency\x1f"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Which attempt of its client's a call is, from 1; 0 where the client does not say. ``key`` is its idempotency key: what it repeats
    has the same one."""

    number: int = 0
    key: bytes = field(default=b"", repr=False)

    def tag(self, key: bytes) -> str:
        """32 hex digits that stand for the idempotency key in records; empty where there is none."""
        return hmac.digest(key, _IDEMPOTENCY + self.key, "sha256")[:16].hex() if self.key and key else ""


FIRST: Final = Attempt()


@dataclass(slots=True)
class Notes:
    """Filled while the call passes. Times are microseconds; codes are empty where there is no key for them."""

    body_key: bytes = field(default=b"", repr=False)
    """Of the tenant and the year."""
    detector: str = ""
    """Digest of what looks into the call."""
    attempt: int = 0
    idem: str = ""
    parse_us: int = 0
    audit_us: int = 0
    hmac_in: str = ""
    hmac_sent: str = ""
    judge_model: str = ""
    """The judge that was asked; empty where none was."""
    judge_cached: int = 0
    judge_us: int = 0


def body_code(key: bytes, body: bytes) -> str:
    """64 hex digits of HMAC-SHA256: whoever has the body and the key can tell that it is this one."""
    return hmac.digest(key, body, "sha256").hex() if key else ""


def body_codes(key: bytes) -> hmac.HMAC | None:
    """The same for a body that comes in pieces."""
    return hmac.new(key, digestmod=sha256) if key else None
