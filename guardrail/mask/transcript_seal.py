"""Transcripts, sealed: AES-256-GCM (NIST SP 800-38D) under a key of the tenant and day, which can be destroyed. Keeps nothing itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .secret_files import KeyDestroyed, SecretFiles

__all__ = ["Bound", "Sealed", "TranscriptSealer"]

_NONCE: Final = 12
_VERSION: Final = b"\x01"
_KEY_NAME: Final = b"guardrail/1/transcript-key/"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a transcript is bound to: of another tenant, call, day or term it cannot be opened. ``expires`` is in Unix seconds."""

    tenant: str
    exchange: str
    day: date
    expires: int

    def encode(self) -> bytes:
        """Length-prefixed, so that no two give the same bytes."""
        parts = [part.encode("utf-8") for part in (self.tenant, self.exchange, self.day.isoformat())]
        return _VERSION + self.expires.to_bytes(8, "big") + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class Sealed(NamedTuple):
    ref: str
    """Hex SHA-256 of ``box``: what the record of it holds."""
    key_id: str
    """32 hex digits that name the key and tell nothing of it."""
    box: bytes


class TranscriptSealer:
    """``keys`` has a secret for each tenant and day; the day of a transcript is that of its call, in UTC. A nonce is random: one key is
    good for 2^32 sealings. Raises ``GuardFault`` when the keys cannot be read.
    """

    def __init__(self, keys: SecretFiles) -> None:
        self._keys = keys

    def seal(self, bound: Bound, text: bytes) -> Sealed:
        """Raises ``KeyDestroyed`` where the key of that day is gone already."""
        key = self._keys.take(bound.tenant, bound.day.isoformat())
        nonce = secrets.token_bytes(_NONCE)
        box = _VERSION + nonce + AESGCM(key).encrypt(nonce, text, bound.encode())
        return Sealed(sha256(box).hexdigest(), sha256(_KEY_NAME + key).hexdigest()[:32], box)

    def open(self, bound: Bound, box: bytes) -> bytes | None:
        """The text; None for what was not sealed so, or is not whole. Raises ``KeyDestroyed``, also where there never was a key."""
        key = self._keys.find(bound.tenant, bound.day.isoformat())
        if key is None:
            raise KeyDestroyed
        if box[:1] != _VERSION:
            return None
        nonce = box[1 : 1 + _NONCE]
        try:
            return AESGCM(key).decrypt(nonce, box[1 + _NONCE :], bound.encode())
        except (InvalidTag, ValueError):  # a nonce that was cut is a ValueError
            return None

    def forget(self, tenant: str | None, before: date) -> int:
        """Destroy the keys of all days before this one, of a tenant or of all: what they sealed is gone, in every copy. How many."""
        days = [(whose, day) for whose, day in self._keys.periods(tenant) if date.fromisoformat(day) < before]
        return sum(self._keys.destroy(whose, day) for whose, day in days)
