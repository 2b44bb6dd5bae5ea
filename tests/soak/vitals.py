"""Descriptors, tasks and threads of a server's workers, as its operators' port tells them."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Mapping
from typing import Final

__all__ = ["VITALS", "vitals"]

VITALS: Final[Mapping[str, str]] = {
    "descriptors": "process_open_fds",
    "tasks": "guardrail_tasks",
    "threads": "process_thread_count",
    "calls under way": "http_server_active_requests",
}
"""What each is called there."""
_SAMPLE = re.compile(r"^([a-z_]+)\{[^}]*\} ([0-9.]+)$", re.MULTILINE)


def vitals(port: int) -> dict[str, float]:
    """Now, of all workers together."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        found = _SAMPLE.findall(answer.read().decode())
    return {name: sum(float(value) for family, value in found if family == told) for name, told in VITALS.items()}
