"""Vaults that die with their exchange: tokens are keyed, so the next turn mints the same ones and nothing is stored."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from guardrail.core.exchange import Exchange
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault

__all__ = ["EphemeralVaults"]


class EphemeralVaults:
    """Opens vaults. ``token_key`` gives the 32-byte key of a tenant.

    A conversation is named by the first words its user said: chat clients resend them every turn, so the same value has the same
    token in every turn, on every worker and after a restart, and another token in the next conversation. Where there are none
    (a generic endpoint) the scope is the application and the ISO week.
    """

    def __init__(self, token_key: Callable[[str], bytes]) -> None:
        self._token_key = token_key

    def open(self, exchange: Exchange, anchor: str, reserved: frozenset[str]) -> Vault:
        key = self._token_key(exchange.principal.tenant)
        if anchor:
            scope = "conversation/" + hmac.digest(key, anchor.encode("utf-8"), "sha256").hex()
        else:
            year, week, _ = exchange.started.isocalendar()
            scope = f"week/{year}-{week}"
        return Vault(TokenMint(key, f"{exchange.principal.application}/{scope}"), reserved)
