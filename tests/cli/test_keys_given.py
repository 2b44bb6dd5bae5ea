"""A public key on the command line: the line, or a file with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli.keys_given import key_given
from tests.audit.factories import VKEY


def test_a_line_is_taken_as_it_is_and_a_file_is_read(tmp_path: Path) -> None:
    """Also a file whose name has a plus."""
    file = tmp_path / "a+b"
    file.write_text(f"{VKEY}\n")
    assert key_given(VKEY) == key_given(str(file)) == VKEY
    with pytest.raises(FileNotFoundError):
        key_given("nowhere")
