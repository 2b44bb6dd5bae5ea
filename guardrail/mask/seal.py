"""Memories of server-side threads, sealed: AES-256-GCM (NIST SP 800-38D) under keys of the tenant. Stores nothing itself.

Neither the sealed bytes nor the row's name tell a tenant, a thread or a value to who has no key.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .memory import Memory, Remembered

__all__ = ["Owner", "Sealer"]

_NONCE: Final = 12
_VERSION: Final = b"\x01"
_COMMANDED: Final = 2


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a thread is: the same name of another tenant or application is another thread."""

    tenant: str
    application: str
    thread: str

    def encode(self) -> bytes:
        """Length-prefixed, so that no two owners give the same bytes."""
        parts = [part.encode("utf-8", "surrogatepass") for part in (self.tenant, self.application, self.thread)]
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class Sealer:
    """``derive`` gives a 32-byte key for a label (``Keyring.derive``). A nonce is random: one key is good for 2^32 sealings."""

    def __init__(self, derive: Callable[[str], bytes]) -> None:
        self._derive = derive

    def name(self, owner: Owner) -> bytes:
        """32 bytes under which the owner's memory is kept."""
        return hmac.digest(self._derive(f"thread-name/{owner.tenant}"), owner.encode(), "sha256")

    def seal(self, owner: Owner, expires: int, memory: Memory) -> bytes:
        """``expires`` (Unix seconds) is authenticated too, so nobody can lengthen a life."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher(owner).encrypt(nonce, _encoded(memory), _bound(owner, expires))

    def open(self, owner: Owner, expires: int, sealed: bytes) -> Memory | None:
        """The memory; None for what was not sealed for this owner and this time, or is not whole."""
        if sealed[:1] != _VERSION:
            return None
        nonce, box = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return _decoded(self._cipher(owner).decrypt(nonce, box, _bound(owner, expires)))
        except (InvalidTag, ValueError):  # a nonce that was cut is a ValueError
            return None

    def _cipher(self, owner: Owner) -> AESGCM:
        return AESGCM(self._derive(f"thread-seal/{owner.tenant}"))


def _bound(owner: Owner, expires: int) -> bytes:
    return _VERSION + expires.to_bytes(8, "big") + owner.encode()


def _encoded(memory: Memory) -> bytes:
    # 2 where strangers have commanded as well: what was sealed before that was known has true or false there.
    strangers = _COMMANDED if memory.commanded else memory.untrusted
    return json.dumps([memory.scope, memory.tokens, memory.surrogates, strangers, sorted(memory.numbers)]).encode("ascii")


def _decoded(text: bytes) -> Memory:
    scope, tokens, surrogates, strangers, numbers = json.loads(text)
    known, stand_ins = (tuple(Remembered(*one) for one in some) for some in (tokens, surrogates))
    return Memory(scope, known, stand_ins, bool(strangers), frozenset(numbers), strangers == _COMMANDED)
