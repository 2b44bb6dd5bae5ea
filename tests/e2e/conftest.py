"""The house stands for the whole session: starting it costs more than most tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .house import House, a_house


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as standing:
        yield standing
