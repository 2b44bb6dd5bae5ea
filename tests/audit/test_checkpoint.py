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
    with pytest.raises(VerificationError):
        Checkpoint.parse(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    """Not a UnicodeDecodeError."""
    with pytest.raises(VerificationError, match="bad_note"):
        Checkpoint.open(b"\xff\xfe", SIGNER.verifier)


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
