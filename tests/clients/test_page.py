"""The page says of every cell what became of it."""

from __future__ import annotations

from .matrix import CLIENTS, SCENARIOS, SERVICES, unsupported
from .page import Outcome, page

OUTCOMES = {
    (client.name, service.name, scenario): Outcome(unsupported=unsupported(client, service, scenario))
    for client in CLIENTS
    for service in SERVICES
    for scenario in SCENARIOS
}


def test_every_client_has_a_line_for_every_service() -> None:
    """With its version and a mark for each scenario."""
    lines = page(OUTCOMES).splitlines()
    for client in CLIENTS:
        found = [line for line in lines if line.startswith(f"| {client.name} |")]
        assert len(found) == len(SERVICES)
        assert {line.count("|") for line in found} == {len(SCENARIOS) + 3}


def test_reasons_are_listed_once_and_numbered() -> None:
    """A number in a cell is that of its reason."""
    text = page(OUTCOMES)
    reasons = {outcome.unsupported for outcome in OUTCOMES.values() if outcome.unsupported}
    assert all(text.count(reason) == 1 for reason in reasons)
    assert f"\n{len(reasons)}. " in text
    assert f"({len(reasons)})" in text


def test_a_wrong_cell_is_seen() -> None:
    """In its place and in the sum."""
    first = next(key for key, outcome in OUTCOMES.items() if outcome.right)
    text = page({**OUTCOMES, first: Outcome(wrong="a value reached the AI service")})
    assert "**wrong**" in text
    assert ", 1 wrong," in text
