"""What readiness says."""

from __future__ import annotations

import httpx
import pytest

from guardrail.proxy.health import Health, State


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        (State(), 200, {"status": "ok"}),
        (State({"audit": True}, {"policy": ()}), 200, {"status": "ok", "audit": True, "policy": True}),
        (State({"audit": False}, {"policy": ()}), 503, {"status": "unavailable", "audit": False, "policy": True}),
        (
            State({"audit": True}, {"policy": ("E002 a.yaml:1:2",)}),
            200,
            {"status": "degraded", "audit": True, "policy": False, "why": ["E002 a.yaml:1:2"]},
        ),
        (
            State({"audit": False}, {"policy": ("E002 a.yaml:1:2",)}),
            503,
            {"status": "unavailable", "audit": False, "policy": False, "why": ["E002 a.yaml:1:2"]},
        ),
    ],
)
async def test_it_is_ready_while_it_can_guard(state: State, status: int, said: dict[str, object]) -> None:
    """Under the last good policies it can, and says why it should be looked at; without an audit log it cannot."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Health(lambda: state)), base_url="http://guardrail") as client:
        ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (status, said)


async def test_a_thousand_complaints_are_not_all_told() -> None:
    """The log has them."""
    state = State({}, {"policy": [f"E104 a.yaml:{line}" for line in range(1000)]})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Health(lambda: state)), base_url="http://guardrail") as client:
        assert len((await client.get("/readyz")).json()["why"]) == 20
