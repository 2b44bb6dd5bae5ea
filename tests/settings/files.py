"""Configuration files for tests: the least that is valid, and what is complained about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.settings import load_settings

UPSTREAM = '[[upstreams]]\nname = "uji"\nbase_url = "https://contoh.id/v1"\n'
HASH = "a1" * 32


def written(folder: Path, text: str) -> Path:
    """The text as ``guardrail.toml`` in the folder."""
    file = folder / "guardrail.toml"
    file.write_text(text, encoding="utf-8")
    return file


def complaints(folder: Path, text: str, flags: Any = None) -> list[str]:
    """Everything that is told of the text, without the folder."""
    with pytest.raises(InvalidFiles) as invalid:
        load_settings(written(folder, text), flags)
    return [str(diagnostic).replace(str(folder) + "/", "") for diagnostic in invalid.value.diagnostics]


def client(name: str = "loket", tenant: str = "jateng/dinkes", known: str = HASH) -> str:
    """A section of one client."""
    return f'[[clients]]\nname = "{name}"\ntenant = "{tenant}"\nkey_sha256 = "{known}"\n'
