"""Cosigned heads of the roster: kept whole, judged by a quorum, and a roster that a witness never saw is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.audit.checkpoint import Checkpoint
from guardrail.audit.cosignature import Cosigner, signature_lines
from guardrail.audit.cosigned import Quorum, add_cosigned, newest_of, request_of
from guardrail.audit.layout import COSIGNED
from guardrail.audit.merkle import EMPTY_ROOT
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.report import Witnessed
from guardrail.audit.roster import Roster, RosterLeaf, Standing, add_to_roster, read_roster
from guardrail.audit.store import StoreFault
from guardrail.audit.witness import Witness, make_witness
from tests.audit.factories import SIGNER

NOW = 1_795_284_000
ONE, TWO, THREE = (Cosigner.generate(f"witness.test/{name}") for name in ("inspektorat", "bpk", "bssn"))
KEYS = (ONE.verifier, TWO.verifier, THREE.verifier)


def grow(directory: Path, writer: str = "1" * 32, size: int = 0) -> Roster:
    """The roster after one more leaf."""
    add_to_roster(directory, [RosterLeaf(writer, size, EMPTY_ROOT.hex(), Standing.OPEN, 0, "ab" * 32)], SIGNER)
    return read_roster((directory / "roster").read_bytes(), SIGNER.verifier)


def cosign(directory: Path, roster: Roster, *witnesses: Cosigner, time: int = NOW) -> None:
    text = Checkpoint.peek(roster.note).text
    for witness in witnesses:
        add_cosigned(directory, roster.note, signature_lines(witness.cosign(text, time).encode()))


def judge(directory: Path, roster: Roster, required: int = 1, not_before: int = 0) -> Witnessed:
    return Quorum(KEYS, required, not_before).judge((directory / COSIGNED).read_bytes(), SIGNER.verifier, roster)


def test_the_largest_head_with_enough_cosignatures_counts(tmp_path: Path) -> None:
    """Of two witnesses for two, of one for one; the time is when the last of the needed ones had seen it."""
    first = grow(tmp_path)
    cosign(tmp_path, first, ONE, time=NOW)
    cosign(tmp_path, first, TWO, time=NOW + 5)
    second = grow(tmp_path, size=4)
    cosign(tmp_path, second, THREE, time=NOW + 9)
    assert judge(tmp_path, second, required=2) == Witnessed(1, NOW, ("witness.test/bpk", "witness.test/inspektorat"))
    assert judge(tmp_path, second) == Witnessed(2, NOW + 9, ("witness.test/bssn",))
    with pytest.raises(VerificationError, match="not_witnessed"):
        judge(tmp_path, second, required=3)


def test_one_witness_counts_once(tmp_path: Path) -> None:
    """However often it was asked; the latest time is taken."""
    roster = grow(tmp_path)
    cosign(tmp_path, roster, ONE, time=NOW)
    cosign(tmp_path, roster, ONE, time=NOW + 3600)
    assert judge(tmp_path, roster).time == NOW + 3600
    with pytest.raises(VerificationError, match="not_witnessed"):
        judge(tmp_path, roster, required=2)


def test_an_old_cosignature_is_not_enough_where_a_young_one_is_asked_for(tmp_path: Path) -> None:
    """A directory put back, together with the cosignatures of its day, is old; nothing else about it is wrong."""
    roster = grow(tmp_path)
    cosign(tmp_path, roster, ONE)
    assert judge(tmp_path, roster, not_before=NOW).size == 1
    with pytest.raises(VerificationError, match="witnessed_long_ago"):
        judge(tmp_path, roster, not_before=NOW + 1)


def test_a_roster_that_a_witness_saw_differently_is_forked(tmp_path: Path) -> None:
    """Put back and gone on with: the head that was cosigned is not among its heads."""
    (tmp_path / "true").mkdir()
    (tmp_path / "forged").mkdir()
    grow(tmp_path / "true")
    true = grow(tmp_path / "true", size=4)
    cosign(tmp_path / "true", true, ONE)
    grow(tmp_path / "forged")
    for size in (5, 6):
        forged = grow(tmp_path / "forged", size=size)
        with pytest.raises(VerificationError, match="forked"):
            Quorum(KEYS, 1).judge((tmp_path / "true" / COSIGNED).read_bytes(), SIGNER.verifier, forged)
    shorter = read_roster((tmp_path / "true" / "roster").read_bytes()[: true.end // 3], SIGNER.verifier)
    with pytest.raises(VerificationError, match="forked"):
        judge(tmp_path / "true", shorter)


def test_strangers_prove_nothing(tmp_path: Path) -> None:
    """Neither an unknown witness nor a head that the root key did not sign."""
    roster = grow(tmp_path)
    cosign(tmp_path, roster, Cosigner.generate(ONE.name))
    with pytest.raises(VerificationError, match="not_witnessed"):
        judge(tmp_path, roster)
    forged = Checkpoint("guardrail.test/audit/roster", 1, EMPTY_ROOT)
    add_cosigned(tmp_path, forged.sign(NoteSigner.generate(SIGNER.name)), signature_lines(ONE.cosign(forged.text, NOW).encode()))
    with pytest.raises(VerificationError, match="unknown_key"):
        judge(tmp_path, roster)


def test_every_cut_leaves_whole_notes(tmp_path: Path) -> None:
    """A torn cosignature is not one, and the next takes its place."""
    roster = grow(tmp_path)
    cosign(tmp_path, roster, ONE)
    path = tmp_path / COSIGNED
    whole = path.read_bytes()
    cosign(tmp_path, roster, TWO)
    both = path.read_bytes()
    for size in range(len(whole), len(both)):
        path.write_bytes(both[:size])
        with pytest.raises(VerificationError, match="not_witnessed"):
            judge(tmp_path, roster, required=2)
        cosign(tmp_path, roster, TWO)
        assert path.read_bytes() == both


def test_every_changed_byte_is_found_or_changes_nothing(tmp_path: Path) -> None:
    """A cosignature cannot be made to say anything else; at worst it is not there any more."""
    roster = grow(tmp_path)
    cosign(tmp_path, roster, ONE)
    data = (tmp_path / COSIGNED).read_bytes()
    good = judge(tmp_path, roster)
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(VerificationError):
            assert Quorum(KEYS, 1).judge(changed, SIGNER.verifier, roster) != good


def test_a_witness_takes_the_requests(tmp_path: Path) -> None:
    """From nothing and from any size it has cosigned, and the file says how far that is."""
    key = make_witness(tmp_path / "w", "witness.test/inspektorat").verifier
    witness = Witness(tmp_path / "w", [SIGNER.verifier], lambda: NOW)
    old = 0
    for size in (0, 3, 5, 5, 9):
        roster = grow(tmp_path, size=size)
        told = witness.add_checkpoint(request_of(roster, old, roster.note))
        assert told.status == 200
        add_cosigned(tmp_path, roster.note, signature_lines(told.body))
        old = newest_of((tmp_path / COSIGNED).read_bytes(), SIGNER.verifier, key)
        assert old == roster.tree.size
    with pytest.raises(IndexError):
        request_of(roster, old + 1, roster.note)
    witness.close()


def test_a_quorum_that_cannot_be_is_refused() -> None:
    """None, more than there are, or one person with two hats."""
    for witnesses, required in ((KEYS, 0), (KEYS, 4), ((), 1), ((ONE.verifier, ONE.verifier), 2)):
        with pytest.raises(ValueError, match="different"):
            Quorum(witnesses, required)


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """As every fault of the log's directory is."""
    roster = grow(tmp_path)
    (tmp_path / COSIGNED).mkdir()
    with pytest.raises(StoreFault, match="EISDIR"):
        cosign(tmp_path, roster, ONE)
