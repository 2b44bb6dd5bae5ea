"""A revision as one file."""

from __future__ import annotations

import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guardrail.core.errors import InvalidFiles
from guardrail.policy.bundle import Bundle, bundle_of, pack, unpack
from guardrail.policy.sources import MAX_BYTES, SourceFile, read_sources

FILES = (SourceFile("a.yaml", b"a: 1\n"), SourceFile("jateng/klaten/b.yml", b"b: 1\n"))
BUNDLE = Bundle(42, FILES, "guardrail 1")
WHOLE = pack(BUNDLE)


def test_the_same_sources_are_the_same_bytes(tmp_path: Path) -> None:
    """Whoever copied them, when, in which order and with which modes."""
    packed: list[bytes] = []
    for name, order in (("x", FILES), ("y", FILES[::-1])):
        for file in order:
            path = tmp_path / name / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
            path.chmod(0o600 if name == "x" else 0o664)
            os.utime(path, (len(packed), len(packed)))
        folder = tmp_path / name
        packed.append(pack(bundle_of(folder, read_sources(folder), 42)))
    assert packed[0] == packed[1]
    assert b"root" not in packed[0]
    assert unpack(packed[0], "r42").files == FILES


def test_what_was_packed_comes_back() -> None:
    """Number, tool, names and contents; the tar is one that every tar program reads."""
    assert unpack(WHOLE, "r42.tar") == BUNDLE
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as tar:
        assert tar.getnames() == ["manifest.json", "sources/a.yaml", "sources/jateng/klaten/b.yml"]


def test_the_digest_is_that_of_the_sources() -> None:
    """Another number or tool leaves it; another byte or name changes it."""
    assert replace(BUNDLE, revision=43, tool="guardrail 2").digest == BUNDLE.digest
    assert replace(BUNDLE, files=(SourceFile("a.yaml", b"a: 2\n"), FILES[1])).digest != BUNDLE.digest
    assert replace(BUNDLE, files=(SourceFile("c.yaml", b"a: 1\n"), FILES[1])).digest != BUNDLE.digest


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
@example(WHOLE.index(b'"revision":42') + 12, 1)
def test_no_flipped_byte_is_believed(at: int, flip: int) -> None:
    """Not in the padding either: there is one way to write a bundle. Only its number and its tool can be others, and then it is another
    bundle: signatures are over number and bytes."""
    data = bytearray(WHOLE)
    data[at] ^= flip
    try:
        other = unpack(bytes(data), "r42.tar")
    except InvalidFiles as refused:
        assert str(refused).startswith("r42.tar: E301 ")
    else:
        assert (pack(other), other.files) == (bytes(data), BUNDLE.files)
        assert (other.revision, other.tool) != (BUNDLE.revision, BUNDLE.tool)


@given(st.integers(0, len(WHOLE) - 1))
def test_no_half_is_believed(length: int) -> None:
    """A file that is still being copied is no bundle."""
    with pytest.raises(InvalidFiles, match="E301"):
        unpack(WHOLE[:length], "r42.tar")


@given(st.binary(max_size=2000))
def test_nothing_else_is_a_bundle(data: bytes) -> None:
    """Whatever it is."""
    with pytest.raises(InvalidFiles, match="E301"):
        unpack(data, "x")


@pytest.mark.parametrize("name", ["../a.yaml", "/etc/a.yaml", "a/../../b.yaml", ".a.yaml", "a.txt", "sources/../a.yaml", "a//b.yaml"])
def test_no_name_leaves_the_bundle(name: str) -> None:
    """Also where everything else about it is right."""
    with pytest.raises(InvalidFiles, match="E301"):
        unpack(pack(Bundle(1, (SourceFile(name, b"a: 1\n"),))), "x")


@pytest.mark.parametrize("revision", [0, -1, 2**53])
def test_revisions_count_from_one(revision: int) -> None:
    """A number that a record cannot hold is none."""
    with pytest.raises(InvalidFiles, match="E301"):
        unpack(pack(Bundle(revision, FILES)), "x")


def test_links_are_no_sources() -> None:
    """A tar can hold links and devices; a bundle cannot."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        link = tarfile.TarInfo("sources/a.yaml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(InvalidFiles, match="E301"):
        unpack(packed.getvalue(), "x")


@pytest.mark.parametrize(("name", "size", "complaint"), [("dua kata.yaml", 4, "E301"), ("a.yaml", MAX_BYTES + 1, "E001")])
def test_what_cannot_be_bundled_is_told(tmp_path: Path, name: str, size: int, complaint: str) -> None:
    """With its file."""
    (tmp_path / name).write_bytes(b"#" * size)
    with pytest.raises(InvalidFiles, match=complaint) as invalid:
        bundle_of(tmp_path, read_sources(tmp_path), 1)
    assert name in str(invalid.value)


def test_a_bundle_that_is_printed_shows_no_source() -> None:
    """Names only."""
    assert "a: 1" not in repr(BUNDLE)
