"""No setting of the machine that runs the tests counts."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests counts."""
    for name in os.environ:
        if name.startswith("GUARDRAIL_"):
            monkeypatch.delenv(name)
