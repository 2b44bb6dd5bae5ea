"""A14: keys, notes and logs that are almost right.

Expected: both verifiers refuse a wrong key, an empty log, notes with signatures of strangers only, with ten thousand signatures, with
CRLF, with base64 that is not canonical, with leading zeros, with trailing bytes: broken or not proved, never intact, never a crash. The
standalone verifier says the same as guardrail's, also where there is no ``cryptography``.
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guardrail.audit.checkpoint import split_notes
from guardrail.audit.data import verify as standalone
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, VKEY, write_log

STRANGER = NoteSigner.generate("orang.lain/audit")


def lax(note: bytes) -> bytes:
    """The same signature in base64 whose last letter has bits that mean nothing."""
    body, _, last = note.rstrip(b"\n").rpartition(b" ")
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    digits, padding = last.rstrip(b"="), last[len(last.rstrip(b"=")) :]
    assert padding
    changed = digits[:-1] + letters[letters.index(digits[-1:]) + 1 :][:1] + padding
    assert base64.b64decode(changed) == base64.b64decode(last)
    return b"%b %b\n" % (body, changed)


def strangers_signature(note: bytes) -> bytes:
    return STRANGER.sign(note.decode().partition("\n\n")[0] + "\n").encode().partition(b"\n\n")[2]


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "only a stranger signed": lambda note: note.partition(b"\n\n")[0] + b"\n\n" + strangers_signature(note),
    "ten thousand signatures": lambda note: note + strangers_signature(note) * 10_000,
    "signed twice": lambda note: note + note.partition(b"\n\n")[2],
    "CRLF": lambda note: note.replace(b"\n", b"\r\n"),
    "CRLF in the text": lambda note: note.replace(b"\n", b"\r\n", 1),
    "lax base64 of the signature": lax,
    "no padding": lambda note: note.replace(b"=\n", b"\n"),
    "leading zero": lambda note: re.sub(rb"\n(\d+)\n", rb"\n0\1\n", note, count=1),
    "signed size": lambda note: re.sub(rb"\n(\d+)\n", rb"\n+\1\n", note, count=1),
    "a line more": lambda note: note.replace(b"\n\n", b"\nlagi\n\n", 1),
    "a space behind the root": lambda note: note.replace(b"=\n", b"= \n", 1),
    "bytes behind the signature": lambda note: note.rstrip(b"\n") + b"AAAA\n",
    "another dash": lambda note: note.replace("\N{EM DASH}".encode(), b"--"),
    "not UTF-8": lambda note: b"\xff" + note,
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    directory = tmp_path / "audit"
    directory.mkdir()
    write_log(directory, 4, checkpoint_every=2)
    return directory


def checked(directory: Path, vkey: str = VKEY) -> int:
    """The standalone verifier's exit code, where guardrail's agrees."""
    verdict = standalone.verify(directory, vkey, None, first=True)
    report = verify(directory, vkey)
    assert (verdict.exit == standalone.BROKEN) == bool(report.breaks)
    assert [found.check for found in verdict.broken] == [found.reason for found in report.breaks]
    return verdict.exit


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("place", ["roster", "checkpoints"])
@pytest.mark.parametrize("which", [0, -1], ids=["first", "last"])
def test_a_note_that_is_almost_one(log: Path, place: str, which: int, change: Callable[[bytes], bytes]) -> None:
    """In the roster or among the checkpoints, the first or the last."""
    (path,) = log.glob(f"*{place}")
    data = path.read_bytes()
    notes = split_notes(data)[0] if place == "checkpoints" else re.findall(rb"guardrail\.test/audit/roster\n(?:.+\n)+\n.+\n", data)
    changed = change(notes[which])
    assert changed != notes[which]
    path.write_bytes(data.replace(notes[which], changed))
    assert checked(log) != standalone.INTACT


@pytest.mark.parametrize("behind", [b"\x00", b" ", b"{", b"\n", b"a\n\nb\n\n"])
@pytest.mark.parametrize("place", ["roster", "checkpoints", "jsonl"])
def test_trailing_bytes(log: Path, place: str, behind: bytes) -> None:
    """Said to be unfinished at best."""
    (path,) = log.glob(f"*{place}")
    path.write_bytes(path.read_bytes() + behind)
    report = verify(log, VKEY)
    verdict = standalone.verify(log, VKEY, None, first=True)
    assert report.breaks or report.warnings
    assert verdict.exit != standalone.INTACT
    assert (verdict.exit == standalone.BROKEN) == bool(report.breaks)


@pytest.mark.parametrize("empty", ["roster", "*.jsonl", "*.checkpoints", "*"])
def test_an_empty_log(log: Path, empty: str) -> None:
    """Nothing proves nothing."""
    for path in log.glob(empty):
        if path.suffix != ".vkey":
            path.write_bytes(b"")
    assert checked(log) == standalone.BROKEN


def test_a_directory_without_a_log_is_not_intact(tmp_path: Path) -> None:
    """Neither verifier calls nothing intact."""
    assert standalone.verify(tmp_path, VKEY, None, first=True).exit == standalone.INCOMPLETE
    assert not verify(tmp_path, VKEY).ok


def test_a_wrong_key(log: Path) -> None:
    """Of the same name, of another name, of another kind, with a letter too many."""
    assert checked(log, NoteSigner.generate(SIGNER.name).verifier.vkey) == standalone.BROKEN
    assert checked(log, STRANGER.verifier.vkey) == standalone.BROKEN
    name, key_id, key = VKEY.split("+", 2)
    for wrong in (
        f"{name}+{key_id}+{key}=",
        f"{name}+{key_id.upper()}x+{key}",
        f"{name}x+{key_id}+{key}",
        "",
        VKEY + "\n",
        f"{name}+{key}",
    ):
        with pytest.raises(VerificationError):
            verify(log, wrong)
        with pytest.raises(standalone.Broken):
            standalone.verify(log, wrong, None)


def test_without_cryptography_it_says_the_same(log: Path) -> None:
    """A bare Python, of a good log and of one whose newest checkpoint a stranger signed."""
    command = [sys.executable, "-I", "-S", str(standalone.__file__), str(log), "--key", VKEY, "--first"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == standalone.INTACT
    (path,) = log.glob("*.checkpoints")
    last = split_notes(path.read_bytes())[0][-1]
    path.write_bytes(path.read_bytes().replace(last, CHANGES["only a stranger signed"](last)))
    run = subprocess.run(command, capture_output=True, check=False)
    assert (run.returncode, b"[unknown_key]" in run.stdout) == (standalone.BROKEN, True)
