"""T5: a NIK alone at each place of a request, in every vendor's API, masked or blocked."""

from __future__ import annotations

import pytest

from guardrail.mask.token import TOKEN

from .gates import Gate
from .needles import leaks
from .positions import POSITIONS

N3 = "3273015501909909"


@pytest.mark.parametrize("name", POSITIONS)
def test_t5_masked_wherever_it_stands(masking: Gate, name: str) -> None:
    """T5, MASK: the raw number is nowhere upstream, a token stands in its place, and nothing else of the call is changed."""
    position = POSITIONS[name]
    seen = masking.sent(position.body(int(N3) if position.numeric else N3), path=position.path)
    assert (seen.said.status, len(seen.received)) == (200, 1)
    (request,) = seen.received
    assert not leaks(request, N3)
    (token,) = set(TOKEN.findall(request.body.decode()))
    assert seen.body == position.body(token)


@pytest.mark.parametrize("name", POSITIONS)
def test_t5_blocked_wherever_it_stands(blocking: Gate, name: str) -> None:
    """T5, BLOCK: 400 that helps nobody to try again, and not one connection to the AI service, though the same call without it passes."""
    position = POSITIONS[name]
    connections = blocking.upstream.connections
    seen = blocking.sent(position.body(int(N3) if position.numeric else N3), path=position.path)
    assert seen.said.status == 400
    assert (seen.said.headers["x-should-retry"], seen.said.headers["x-guardrail-action"]) == ("false", "block")
    assert N3.encode() not in seen.said.body
    assert (blocking.upstream.connections, seen.received) == (connections, [])
    assert blocking.sent(position.body(7 if position.numeric else "loket"), path=position.path).said.status == 200
