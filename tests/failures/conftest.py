"""Both gates stand for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .gates import Gate, a_gate


@pytest.fixture(scope="session")
def masking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with a_gate(tmp_path_factory.mktemp("samar"), "mask") as gate:
        yield gate


@pytest.fixture(scope="session")
def blocking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with a_gate(tmp_path_factory.mktemp("tolak"), "block") as gate:
        yield gate
