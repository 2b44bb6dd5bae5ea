"""Checkpoints: three lines, one meaning, and a file of them that can be torn but not misread."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.checkpoint import Checkpoint, join_notes, split_notes
from guardrail.audit.note import NoteSigner, VerificationError

SIGNER = NoteSigner.generate("guardrail.test/audit")
ROOT = bytes(range(32))
ENCODED = base64.b64encode(ROOT).decode()


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32))
def test_a_signed_checkpoint_opens_as_itself(size: int, root: bytes) -> None:
    """Origin, size and root survive."""
    checkpoint = Checkpoint("guardrail.test/audit/1", size, root)
    assert Checkpoint.open(checkpoint.sign(SIGNER), SIGNER.verifier) == checkpoint


def test_text_is_that_of_c2sp() -> None:
    """Origin, decimal size, base64 root, each on its line."""
    assert Checkpoint("example.com/log", 20852163, ROOT).text == f"example.com/log\n20852163\n{ENCODED}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"a\n1\n{ENCODED}",
        f"a\n01\n{ENCODED}\n",
        f"a\n-1\n{ENCODED}\n",
        f"a\n+1\n{ENCODED}\n",
        f"a\n1 \n{ENCODED}\n",
        f"a\n\u0661\n{ENCODED}\n",
        f"a\n{'9' * 5000}\n{ENCODED}\n",
        f"\n1\n{ENCODED}\n",
        f"a\n1\n{ENCODED[:-1]}\n",
        f"a\n1\n{ENCODED}=\n",
        "a\n1\nAAAA\n",
        f"a\n1\n{ENCODED}\nextension\n",
        f"a\r\n1\r\n{ENCODED}\r\n",
    ],
)
def test_any_deviation_is_a_verification_error(text: str) -> None:
    """Leading zeros, signs, other digits, extra lines: refused, and never with a leaked ValueError."""
    with pytest.raises(VerificationError, match=r"^bad_(checkpoint|base64)$"):
        Checkpoint.parse(text)


def test_lines_that_are_no_checkpoint_are_called_so() -> None:
    """One fixed code, which says nothing of the text."""
    with pytest.raises(VerificationError, match=r"^bad_checkpoint$"):
        Checkpoint.parse("a\n1\n")


def test_bytes_that_are_no_text_are_refused() -> None:
    """Not a UnicodeDecodeError, whether or not anybody asks for the signature."""
    with pytest.raises(VerificationError, match=r"^bad_note$"):
        Checkpoint.open(b"\xff\xfe", SIGNER.verifier)
    with pytest.raises(VerificationError, match=r"^bad_note$"):
        Checkpoint.peek(b"\xff\xfe")


def test_a_note_says_what_it_says_before_its_signature_is_asked_for() -> None:
    """Up to the first empty line, whatever stands behind it."""
    checkpoint = Checkpoint("guardrail.test/audit/1", 7, ROOT)
    note = checkpoint.sign(SIGNER)
    assert Checkpoint.peek(note) == checkpoint
    assert Checkpoint.peek(note + b"\n\nmore\n") == checkpoint
    with pytest.raises(VerificationError, match=r"^bad_checkpoint$"):
        Checkpoint.peek(b"a\n1\n\n" + note)


@pytest.mark.parametrize("line", [f"7 {ENCODED}", f"  7 {ENCODED}\n"])
def test_a_checkpoint_that_was_noted_down_is_read(line: str) -> None:
    """Size and root, as a person keeps them; it does not say of which log."""
    assert Checkpoint.kept(line) == Checkpoint("", 7, ROOT)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "bad_checkpoint"),
        (f"07 {ENCODED}", "bad_checkpoint"),
        (f"-7 {ENCODED}", "bad_checkpoint"),
        (f"tujuh {ENCODED}", "bad_checkpoint"),
        (ENCODED, "bad_checkpoint"),
        ("7", "bad_base64"),
        (f"7  {ENCODED}", "bad_base64"),
        (f"7 {ENCODED} 8", "bad_base64"),
        ("7 " + base64.b64encode(ROOT + b"x").decode(), "bad_base64"),
    ],
)
def test_a_note_of_hand_that_deviates_is_refused(line: str, code: str) -> None:
    """As strictly as a signed one, with one of two fixed codes."""
    with pytest.raises(VerificationError, match=rf"^{code}$"):
        Checkpoint.kept(line)


@given(st.integers(0, 4), st.integers(0, 600))
def test_a_torn_file_gives_its_whole_notes_and_counts_the_rest(count: int, cut: int) -> None:
    """For every cut: whole notes in front, and every byte is in a note or counted as torn."""
    notes = [Checkpoint("a", size, ROOT).sign(SIGNER) for size in range(count)]
    data = join_notes(notes)
    cut = min(cut, len(data))
    whole, torn = split_notes(data[:cut])
    assert whole == notes[: len(whole)]
    assert len(join_notes(whole)) + torn == cut
    assert torn < len(notes[0]) + 1 if notes else torn == 0
