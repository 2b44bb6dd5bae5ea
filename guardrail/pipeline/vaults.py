"""Where vaults come from: tokens are keyed, so the next turn mints the same ones and nothing is stored. For conversations that an AI
service keeps there is nothing to mint from, so what a vault knows is sealed and kept until it expires, if the agency wants that.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.exchange import Exchange
from guardrail.mask.memory import Memory
from guardrail.mask.seal import Owner, Sealer
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault

from .thread_store import Row

__all__ = ["EphemeralVaults", "SealedVaults", "ThreadStore"]

_HOUR: Final = 3600


class EphemeralVaults:
    """Opens vaults that die with their exchange. ``token_key`` gives the 32-byte key of a tenant.

    A conversation is named by the first words its user said: chat clients resend them every turn, so the same value has the same
    token in every turn, on every worker and after a restart, and another token in the next conversation. Where there are none
    (a generic endpoint) the scope is the application and the ISO week.
    """

    lasting: Final = False

    def __init__(self, token_key: Callable[[str], bytes]) -> None:
        self._token_key = token_key

    def open(self, exchange: Exchange, anchor: str, reserved: frozenset[str], thread: str = "") -> Vault:
        if thread:
            raise RequestRefused(ErrorCode.SERVER_SIDE_STATE, "body")
        key = self._token_key(exchange.principal.tenant)
        if anchor:
            scope = "conversation/" + hmac.digest(key, anchor.encode("utf-8"), "sha256").hex()
        else:
            year, week, _ = exchange.started.isocalendar()
            scope = f"week/{year}-{week}"
        return Vault(TokenMint(key, f"{exchange.principal.application}/{scope}"), reserved)

    def keep(self, exchange: Exchange, threads: Sequence[str], vault: Vault) -> None:
        """Nothing is kept: whoever goes on with one of these threads is refused."""

    def forget(self, exchange: Exchange, thread: str) -> None:
        """There is nothing to forget."""


class ThreadStore(Protocol):
    """Keeps sealed rows, see ``SqliteThreads``. ``now`` is in Unix seconds."""

    def get(self, name: bytes, now: int) -> Row | None: ...

    def update(self, name: bytes, now: int, change: Callable[[Row | None], Row]) -> None: ...

    def delete(self, name: bytes) -> None: ...


class SealedVaults:
    """As ``EphemeralVaults``, and for a thread that an AI service keeps, with all that was known in it before.

    A thread belongs to the tenant and the application that began it. It is forgotten ``ttl_hours`` after its last turn.
    """

    lasting: Final = True

    def __init__(self, token_key: Callable[[str], bytes], sealer: Sealer, store: ThreadStore, ttl_hours: int) -> None:
        self._token_key = token_key
        self._ephemeral = EphemeralVaults(token_key)
        self._sealer = sealer
        self._store = store
        self._ttl = ttl_hours * _HOUR

    def open(self, exchange: Exchange, anchor: str, reserved: frozenset[str], thread: str = "") -> Vault:
        if not thread:
            return self._ephemeral.open(exchange, anchor, reserved)
        owner = _owner(exchange, thread)
        memory = self._opened(owner, self._store.get(self._sealer.name(owner), _now(exchange)))
        if memory is None:
            raise RequestRefused(ErrorCode.THREAD_UNKNOWN, "body")
        # The scope is that of the first turn, so that a value keeps its token although this turn begins with other words.
        vault = Vault(TokenMint(self._token_key(owner.tenant), memory.scope), reserved)
        vault.recall(memory)
        return vault

    def keep(self, exchange: Exchange, threads: Sequence[str], vault: Vault) -> None:
        memory, now = vault.memory(), _now(exchange)
        for thread in dict.fromkeys(threads):
            owner = _owner(exchange, thread)
            self._store.update(self._sealer.name(owner), now, partial(self._renewed, owner, now + self._ttl, memory))

    def forget(self, exchange: Exchange, thread: str) -> None:
        self._store.delete(self._sealer.name(_owner(exchange, thread)))

    def _renewed(self, owner: Owner, expires: int, memory: Memory, row: Row | None) -> Row:
        """Another call may have gone on with the same conversation meanwhile: what it learned stays."""
        known = self._opened(owner, row)
        whole = memory if known is None else known.joined(memory)
        return Row(expires, self._sealer.seal(owner, expires, whole))

    def _opened(self, owner: Owner, row: Row | None) -> Memory | None:
        return None if row is None else self._sealer.open(owner, row.expires, row.sealed)


def _owner(exchange: Exchange, thread: str) -> Owner:
    return Owner(exchange.principal.tenant, exchange.principal.application, thread)


def _now(exchange: Exchange) -> int:
    return int(exchange.started.timestamp())
