"""A sealed transcript opens for its own tenant, call, day and term alone, as long as its key is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from guardrail.mask.secret_files import KeyDestroyed, SecretFiles
from guardrail.mask.transcript_seal import Bound, TranscriptSealer

DAY = date(2026, 11, 22)
BOUND = Bound("jateng/dinkes", "019ab000-0001-7000-8000-00000000000b", DAY, 1_797_000_000)
TEXT = b'{"request":"Halo [[NIK_7F3KQ9ZD]]"}'


def a_sealer(folder: Path) -> TranscriptSealer:
    return TranscriptSealer(SecretFiles(folder / "transcripts", b"k" * 32))


def test_what_was_sealed_is_opened(tmp_path: Path) -> None:
    """By whoever has the keys, on another worker too; and the reference is that of the ciphertext."""
    sealed = a_sealer(tmp_path).seal(BOUND, TEXT)
    assert a_sealer(tmp_path).open(BOUND, sealed.box) == TEXT
    assert sealed.ref == sha256(sealed.box).hexdigest()
    assert TEXT not in sealed.box
    assert a_sealer(tmp_path).seal(BOUND, TEXT).box != sealed.box
    assert a_sealer(tmp_path).seal(BOUND, TEXT).key_id == sealed.key_id != a_sealer(tmp_path).seal(replace(BOUND, tenant="a"), b"").key_id


def test_the_name_of_a_key_tells_nothing_of_it(tmp_path: Path) -> None:
    """It stands in the log for years."""
    sealed = a_sealer(tmp_path).seal(BOUND, TEXT)
    key = SecretFiles(tmp_path / "transcripts", b"k" * 32).take("jateng/dinkes", "2026-11-22")
    assert len(sealed.key_id) == 32
    assert sealed.key_id not in (key.hex()[:32], sha256(key).hexdigest()[:32])


@pytest.mark.parametrize(
    "other",
    [
        replace(BOUND, exchange="019ab000-0002-7000-8000-00000000000b"),
        replace(BOUND, expires=BOUND.expires + 1),
    ],
)
def test_nobody_moves_or_prolongs_one(tmp_path: Path, other: Bound) -> None:
    """All that it is bound to is authenticated."""
    sealer = a_sealer(tmp_path)
    assert sealer.open(other, sealer.seal(BOUND, TEXT).box) is None


def test_another_tenants_key_does_not_open_it(tmp_path: Path) -> None:
    """Each tenant and each day has its own."""
    sealer = a_sealer(tmp_path)
    box = sealer.seal(BOUND, TEXT).box
    for other in (replace(BOUND, tenant="jateng"), replace(BOUND, day=date(2026, 11, 23))):
        with pytest.raises(KeyDestroyed):
            sealer.open(other, box)
        sealer.seal(other, b"")
        assert sealer.open(other, box) is None


@pytest.mark.parametrize("at", [0, 1, 12, 13, -1])
def test_a_changed_byte_is_found(tmp_path: Path, at: int) -> None:
    """Of version, nonce, text and tag; and what is cut."""
    sealer = a_sealer(tmp_path)
    box = bytearray(sealer.seal(BOUND, TEXT).box)
    box[at] ^= 1
    assert sealer.open(BOUND, bytes(box)) is None
    assert sealer.open(BOUND, bytes(box[:at])) is None


def test_forgetting_days_makes_them_unreadable_for_good(tmp_path: Path) -> None:
    """In every copy; later days and other tenants stay."""
    sealer = a_sealer(tmp_path)
    box, later, other = (
        sealer.seal(one, TEXT).box for one in (BOUND, replace(BOUND, day=date(2026, 11, 23)), replace(BOUND, tenant="diy"))
    )
    assert sealer.forget("jateng/dinkes", date(2026, 11, 23)) == 1
    for act in (lambda: sealer.open(BOUND, box), lambda: sealer.seal(BOUND, TEXT)):
        with pytest.raises(KeyDestroyed):
            act()
    assert sealer.open(replace(BOUND, day=date(2026, 11, 23)), later) == sealer.open(replace(BOUND, tenant="diy"), other) == TEXT
    assert sealer.forget(None, date(2026, 12, 1)) == 2
    assert sealer.forget(None, date(2026, 12, 1)) == 0
