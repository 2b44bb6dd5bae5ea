"""The one list of all writers: signed, whole or refused, and no life in it is told in the wrong order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.merkle import EMPTY_ROOT
from guardrail.audit.note import NoteSigner, VerificationError
from guardrail.audit.roster import RosterLeaf, Standing, add_to_roster, by_writer, read_roster
from guardrail.audit.store import StoreFault
from tests.audit.factories import SIGNER
from tests.audit.faults import largest_file

ONE, TWO = "1" * 32, "2" * 32


def a_leaf(writer: str = ONE, size: int = 0, state: Standing = Standing.OPEN) -> RosterLeaf:
    return RosterLeaf(writer, size, EMPTY_ROOT.hex(), state, 0, "ab" * 32)


@given(st.integers(0, 10**15), st.sampled_from(Standing), st.integers(0, 10**6))
def test_a_leaf_is_read_as_it_was_written(size: int, state: Standing, epoch: int) -> None:
    """Every part comes back."""
    leaf = a_leaf(size=size, state=state)._replace(epoch=epoch)
    assert RosterLeaf.parse(leaf.encode()) == leaf


def test_what_was_added_is_read_back_under_signed_heads(tmp_path: Path) -> None:
    """In order, with the line of each, and each head as it was signed."""
    add_to_roster(tmp_path, [a_leaf()], SIGNER)
    add_to_roster(tmp_path, [a_leaf(size=4), a_leaf(TWO)], SIGNER)
    data = (tmp_path / "roster").read_bytes()
    roster = read_roster(data, SIGNER.verifier)
    assert roster.leaves == [a_leaf(), a_leaf(size=4), a_leaf(TWO)]
    assert [data.split(b"\n")[line - 1] for line in roster.lines] == [leaf.encode() for leaf in roster.leaves]
    assert (list(roster.roots), roster.end) == ([1, 3], len(data))
    assert roster.head.startswith("3 ")
    assert {writer: len(life) for writer, life in by_writer(roster).items()} == {ONE: 2, TWO: 1}


def test_every_cut_leaves_whole_blocks(tmp_path: Path) -> None:
    """A torn block is nothing that anybody was told; the next writer takes its place."""
    add_to_roster(tmp_path, [a_leaf()], SIGNER)
    path = tmp_path / "roster"
    whole = path.read_bytes()
    add_to_roster(tmp_path, [a_leaf(size=1)], SIGNER)
    both = path.read_bytes()
    for size in range(len(whole), len(both)):
        path.write_bytes(both[:size])
        assert read_roster(both[:size], SIGNER.verifier).end == len(whole)
        add_to_roster(tmp_path, [a_leaf(size=2)], SIGNER)
        assert read_roster(path.read_bytes(), SIGNER.verifier).leaves == [a_leaf(), a_leaf(size=2)]


@pytest.mark.parametrize(
    "leaf",
    [
        pytest.param(a_leaf(TWO, size=1), id="a writer that was never registered"),
        pytest.param(a_leaf(TWO, state=Standing.CLOSED), id="one that ended before it began"),
        pytest.param(a_leaf(size=2), id="one that shrank"),
    ],
)
def test_a_life_in_the_wrong_order_is_not_signed(tmp_path: Path, leaf: RosterLeaf) -> None:
    """Then the roster is not the one that this writer knew."""
    add_to_roster(tmp_path, [a_leaf()], SIGNER)
    add_to_roster(tmp_path, [a_leaf(size=3)], SIGNER)
    before = (tmp_path / "roster").read_bytes()
    with pytest.raises(StoreFault, match="roster_changed"):
        add_to_roster(tmp_path, [leaf], SIGNER)
    assert (tmp_path / "roster").read_bytes() == before


def test_nothing_follows_an_end(tmp_path: Path) -> None:
    """What was closed or abandoned stays so."""
    add_to_roster(tmp_path, [a_leaf()], SIGNER)
    add_to_roster(tmp_path, [a_leaf(size=3, state=Standing.ABANDONED)], SIGNER)
    with pytest.raises(StoreFault, match="roster_changed"):
        add_to_roster(tmp_path, [a_leaf(size=4)], SIGNER)


def test_a_changed_roster_is_not_signed_over(tmp_path: Path) -> None:
    """Nor is one of another key: a forged leaf must not get a good signature from the next writer."""
    add_to_roster(tmp_path, [a_leaf()], SIGNER)
    path = tmp_path / "roster"
    path.write_bytes(path.read_bytes().replace(b'"epoch":0', b'"epoch":1'))
    with pytest.raises(StoreFault, match="roster_changed"):
        add_to_roster(tmp_path, [a_leaf(size=1)], SIGNER)
    with pytest.raises(VerificationError):
        read_roster(path.read_bytes(), NoteSigner.generate(SIGNER.name).verifier)


def test_a_full_disk_leaves_the_roster_as_it_was(tmp_path: Path) -> None:
    """A short write is taken back."""
    add_to_roster(tmp_path, [a_leaf()], SIGNER)
    before = (tmp_path / "roster").read_bytes()
    with largest_file(len(before) + 50), pytest.raises(StoreFault, match="EFBIG"):
        add_to_roster(tmp_path, [a_leaf(size=1)], SIGNER)
    assert (tmp_path / "roster").read_bytes() == before


def test_what_the_roster_lost_of_a_life_is_said_again(tmp_path: Path) -> None:
    """A database that failed over may have lost its newest rows: nothing is listed twice, and nothing out of order."""
    life = [a_leaf(), a_leaf(size=4)]
    add_to_roster(tmp_path, [life[0]], SIGNER)
    add_to_roster(tmp_path, [a_leaf(size=9)], SIGNER, life)
    assert read_roster((tmp_path / "roster").read_bytes(), SIGNER.verifier).leaves == [*life, a_leaf(size=9)]
    add_to_roster(tmp_path, [a_leaf(size=12)], SIGNER, [*life, a_leaf(size=9)])
    assert len(read_roster((tmp_path / "roster").read_bytes(), SIGNER.verifier).leaves) == 4
