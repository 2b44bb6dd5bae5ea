"""Vaults of one exchange: which calls share their tokens, and which never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from guardrail.core.exchange import Exchange, Principal
from guardrail.pipeline.vaults import EphemeralVaults

from .world import NAME, World, chat

_EXCHANGE = World().call(chat("x")).exchange


def _token(exchange: Exchange = _EXCHANGE, anchor: str = "Halo", reserved: frozenset[str] = frozenset(), server: int = 1) -> str:
    vaults = EphemeralVaults(lambda tenant: f"{server}/{tenant}".encode().ljust(32, b"."))
    return vaults.open(exchange, anchor, reserved).put("PERSON", NAME)


def test_the_same_conversation_has_the_same_tokens() -> None:
    """In every turn, on every worker, after a restart: nothing of the exchange but tenant, application and first words counts."""
    assert _token() == _token(replace(_EXCHANGE, id="lain", clock=9.0, started=datetime(2031, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("principal", [Principal("jabar/dinkes", "loket", "k-1"), Principal("jateng/dinkes", "arsip", "k-1")])
def test_other_tenants_and_applications_have_other_tokens(principal: Principal) -> None:
    """Nobody can find a value by the token that it has elsewhere."""
    assert _token(replace(_EXCHANGE, principal=principal)) != _token()
    assert _token(server=2) != _token()
    assert _token(anchor="Hai") != _token()


def test_without_words_the_week_is_the_scope() -> None:
    """Endpoints without a user share tokens within one ISO week, also over the turn of a year."""

    def on(year: int, month: int, day: int) -> str:
        return _token(replace(_EXCHANGE, started=datetime(year, month, day, tzinfo=UTC)), anchor="")

    assert on(2026, 12, 28) == on(2027, 1, 3) != on(2027, 1, 4)


def test_words_cannot_pretend_to_be_a_week() -> None:
    """A conversation that begins with the words of a scope is another scope."""
    year, week, _ = _EXCHANGE.started.isocalendar()
    assert _token(anchor=f"week/{year}-{week}") != _token(anchor="")


def test_reserved_tokens_are_not_minted() -> None:
    """What the caller wrote stays text."""
    assert _token(reserved=frozenset({_token()})) != _token()
