"""Who calls: tenant and application follow from the API key alone. Only a keyed hash of each key is known here."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.exchange import Principal

__all__ = ["Client", "ClientKeys", "DevKeys", "Keys", "key_hash", "key_hashes", "presented_key"]

_HEADERS: Final = (b"authorization", b"x-api-key", b"api-key", b"x-goog-api-key")
"""Where clients of the vendors put their key."""
_MAX_KEY: Final = 512


@dataclass(frozen=True, slots=True)
class Client:
    """One ``[[clients]]`` entry. ``key_sha256`` is ``HMAC-SHA256(pepper, key)`` in hex, as ``guardrail keys add`` writes it."""

    name: str
    tenant: str
    key_sha256: str = field(repr=False)


class Keys(Protocol):
    """Decides who calls."""

    def principal(self, key: str) -> Principal:
        """Raises ``RequestRefused`` (``missing_or_unknown_key``)."""


def presented_key(headers: Sequence[tuple[bytes, bytes]], in_query: str | None = None) -> str:
    """The one API key of a request. None, or two that differ, is a refusal: nobody should have to guess whose call it is.

    ``in_query`` is what Google's clients put behind ``?key=``.
    """
    found = set() if in_query is None else {in_query}
    for name, value in headers:
        if name in _HEADERS:
            text = value.decode("latin-1").strip()
            if name == b"authorization":
                scheme, _, text = text.partition(" ")
                if scheme.lower() != "bearer":
                    raise RequestRefused(ErrorCode.UNAUTHENTICATED, "authorization")
                text = text.strip()
            found.add(text)
    if len(found) != 1 or "" in found or len(next(iter(found))) > _MAX_KEY:
        raise RequestRefused(ErrorCode.UNAUTHENTICATED, "authorization")
    return found.pop()


def key_hash(pepper: bytes, key: str) -> str:
    """Keyed hash of an API key: without the pepper, which lives outside the configuration, guesses cannot be tested."""
    return hmac.new(pepper, key.encode("utf-8"), hashlib.sha256).hexdigest()


def key_hashes(pepper: bytes, key: str) -> tuple[str, str]:
    """What a key may be kept as: its keyed hash, or the SHA-256 of a random key made elsewhere."""
    return key_hash(pepper, key), hashlib.sha256(key.encode("utf-8")).hexdigest()


class ClientKeys:
    """Keys of configured clients. Look-up is by hash, so its timing says nothing about a key."""

    def __init__(self, pepper: bytes, clients: Sequence[Client]) -> None:
        self._pepper = pepper
        self._principals: Mapping[str, Principal] = {
            client.key_sha256: Principal(client.tenant, client.name, client.name) for client in clients
        }

    def principal(self, key: str) -> Principal:
        known = next((self._principals[hash_] for hash_ in key_hashes(self._pepper, key) if hash_ in self._principals), None)
        if known is None:
            raise RequestRefused(ErrorCode.UNAUTHENTICATED, "authorization")
        return known


class DevKeys:
    """Development mode: any key is tenant ``dev``. ``app`` builds this only for a server on loopback."""

    def principal(self, key: str) -> Principal:
        return Principal("dev", "dev", "dev")
