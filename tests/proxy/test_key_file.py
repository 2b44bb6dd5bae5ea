"""Key files: one key, or a complaint that names the file and the mend and repeats nothing of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guardrail.core.errors import InvalidFiles
from guardrail.proxy.key_file import read_key


def _written(file: Path, content: bytes, mode: int = 0o400) -> None:
    file.write_bytes(content)
    file.chmod(mode)


@pytest.mark.parametrize("content", [b"sk-abc", b"sk-abc\n", b"  sk-abc\r\n\n"])
def test_one_key_is_read_without_the_space_around_it(tmp_path: Path, content: bytes) -> None:
    """Editors end files with a line end."""
    _written(tmp_path / "k", content)
    assert read_key(tmp_path / "k") == "sk-abc"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"sk-abc sk-def", b"sk-abc\nsk-def", "kunci-é".encode(), b"\xff", b"sk\x00abc", b"k" * 5000]
)
def test_anything_else_is_refused(tmp_path: Path, content: bytes) -> None:
    """A key with a blank or a line end inside would become another header."""
    _written(tmp_path / "k", content)
    with pytest.raises(InvalidFiles) as invalid:
        read_key(tmp_path / "k")
    assert str(invalid.value) == f"{tmp_path / 'k'}: C203 the key file does not hold one key; one line of ASCII without spaces"


@pytest.mark.parametrize("name", ["tiada", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    """Missing, or no file at all."""
    with pytest.raises(InvalidFiles, match="C202"):
        read_key(tmp_path / name)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A server that waits for somebody to write into it would never start, and not say why."""
    os.mkfifo(tmp_path / "k", 0o400)
    with pytest.raises(InvalidFiles, match="C202 the key file is no file"):
        read_key(tmp_path / "k")


@pytest.mark.parametrize(("mode", "refused"), [(0o400, False), (0o600, False), (0o440, False), (0o444, True), (0o460, True), (0o601, True)])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int, refused: bool) -> None:
    """Its group may read it (as a container's secrets are mounted), nobody else may, and only its owner may write it."""
    _written(tmp_path / "k", b"sk-abc", mode)
    if refused:
        with pytest.raises(InvalidFiles, match="C204 others may read or change the key file; chmod 400"):
            read_key(tmp_path / "k")
    else:
        assert read_key(tmp_path / "k") == "sk-abc"
