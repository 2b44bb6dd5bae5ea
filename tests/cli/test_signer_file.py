"""A person's key for signing policies."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.cli.signer_file import make_signer, read_signer
from guardrail.core.errors import InvalidFiles


def test_a_made_key_is_read_again(tmp_path: Path) -> None:
    """By its owner alone."""
    file = tmp_path / "ani.key"
    made = make_signer("ani", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_signer(file).verifier == made.verifier


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """Whatever stands there may be somebody's."""
    file = tmp_path / "ani.key"
    make_signer("ani", file)
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        make_signer("ani", file)
    assert file.read_bytes() == before


def test_a_key_that_others_may_use_signs_nothing(tmp_path: Path) -> None:
    """Its signature would prove nobody's will."""
    file = tmp_path / "ani.key"
    make_signer("ani", file)
    file.chmod(0o640)
    with pytest.raises(InvalidFiles, match=r"C207.*chmod 600"):
        read_signer(file)


@pytest.mark.parametrize("content", [b"", b"\xff", b"rahasia", b"PRIVATE+KEY+ani+00000000+AAAA"])
def test_what_is_no_key_is_told_without_its_content(tmp_path: Path, content: bytes) -> None:
    """A wrong file may hold another secret."""
    file = tmp_path / "ani.key"
    file.touch(0o600)
    file.write_bytes(content)
    with pytest.raises(InvalidFiles, match="C208") as invalid:
        read_signer(file)
    assert "rahasia" not in str(invalid.value)
