"""Codes of bodies and keys: the same for the same, and nothing without the key."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from guardrail.pipeline.notes import FIRST, Attempt, Notes, body_code, body_codes

KEY = b"k" * 32


@given(st.lists(st.binary()))
def test_a_body_in_pieces_has_the_code_of_the_whole(pieces: list[bytes]) -> None:
    """A streamed answer can be compared with a kept one."""
    running = body_codes(KEY)
    assert running is not None
    for piece in pieces:
        running.update(piece)
    assert running.hexdigest() == body_code(KEY, b"".join(pieces)) != sha256(b"".join(pieces)).hexdigest()


def test_there_is_no_code_without_a_key() -> None:
    """A plain hash of a short prompt can be found by guessing, so there is none."""
    assert body_code(b"", b"hai") == ""
    assert body_codes(b"") is None
    assert Attempt(1, b"uji").tag(b"") == FIRST.tag(KEY) == ""


def test_attempts_of_one_call_share_their_tag() -> None:
    """And the tag tells neither the key nor anything of another tenant's."""
    one = Attempt(1, b"stainless-python-retry-1").tag(KEY)
    assert one == Attempt(2, b"stainless-python-retry-1").tag(KEY) != Attempt(1, b"stainless-python-retry-1").tag(b"j" * 32)
    assert len(one) == 32
    assert "stainless" not in repr(Attempt(1, b"stainless-python-retry-1")) + repr(Notes(body_key=KEY))
