"""Everyone is tried where they can be, and every reason is about a cell that exists."""

from __future__ import annotations

from pathlib import Path

from .installed import versions
from .matrix import CLIENTS, SCENARIOS, SERVICES, unsupported


def test_every_client_is_tried_somewhere_in_chat_stream_and_tools() -> None:
    """None stands in the table for show."""
    for client in CLIENTS:
        for scenario in ("chat", "stream", "tools", "tools streamed", "structured"):
            assert [service for service in SERVICES if not unsupported(client, service, scenario)], (client.name, scenario)


def test_every_scenario_is_tried_before_two_services() -> None:
    """So that none rests on one service's habits."""
    for scenario in SCENARIOS:
        assert len({service.name for service in SERVICES for client in CLIENTS if not unsupported(client, service, scenario)}) > 1


def test_every_package_is_pinned_and_every_script_exists() -> None:
    """What a client names is there."""
    pinned, scripts = versions(), Path(__file__).parent / "scripts"
    for client in CLIENTS:
        assert pinned[client.package]
        script = client.script[0]
        assert (scripts / (script if client.for_node else f"{script}.py")).is_file()
