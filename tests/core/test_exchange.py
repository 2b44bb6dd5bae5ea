"""The context of a call cannot be changed while the call runs."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from guardrail.core.exchange import Exchange, PolicyStamp, Principal


def test_an_exchange_is_frozen() -> None:
    """Neither the caller nor the policy of a running call can be swapped."""
    stamp, caller = PolicyStamp("nasional", 1, "0" * 64), Principal("dev", "uji", "uji")
    exchange = Exchange("id", caller, "openai_chat", "POST /v1/chat/completions", stamp, datetime(2026, 11, 1, tzinfo=UTC), 7.0)
    for value, name in ((exchange, "policy"), (exchange, "principal"), (caller, "tenant"), (stamp, "digest")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, "lain")
        assert not hasattr(value, "__dict__")
