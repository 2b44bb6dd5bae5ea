"""Tree hashes and proofs against the recursive definition of RFC 6962 and its reference vectors."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
"""Leaves of the reference implementation of Certificate Transparency (merkle_tree_test)."""
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(1, 70)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def naive_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = max(1 << power for power in range(len(hashes).bit_length()) if 1 << power < len(hashes))
    return sha256(b"\x01" + naive_root(hashes[:middle]) + naive_root(hashes[middle:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_reference_vectors(size: int) -> None:
    """The roots that every Certificate Transparency implementation computes."""
    assert root_of([leaf_hash(bytes.fromhex(text)) for text in INPUTS[:size]]).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=8), max_size=130))
def test_compact_range_is_the_recursive_definition(data: list[bytes]) -> None:
    """Keeping only the right edge loses nothing."""
    hashes = [leaf_hash(item) for item in data]
    tree = CompactRange()
    for leaf in hashes:
        tree.append(leaf)
    assert (tree.root(), tree.size) == (naive_root(hashes), len(hashes))


def test_leaves_and_nodes_cannot_be_taken_for_each_other() -> None:
    """The prefixes are what stands against second preimages."""
    left, right = leaves(2)
    assert leaf_hash(left + right) != node_hash(left, right) != EMPTY_ROOT


@given(SIZES, st.data())
def test_inclusion_proofs_hold_and_only_for_their_leaf(size: int, data: st.DataObject) -> None:
    """A proof convinces for its leaf at its place in its tree and for nothing else."""
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(hashes, index), root_of(hashes)
    assert verify_inclusion(hashes[index], index, size, proof, root)
    other = data.draw(st.integers(-1, size).filter(lambda number: number != index))
    assert not verify_inclusion(hashes[index], other, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"forged"), index, size, proof, root)
    assert not verify_inclusion(hashes[index], index, size, [*proof, root], root)
    if proof:
        assert not verify_inclusion(hashes[index], index, size, proof[:-1], root)


@given(SIZES, SIZES)
def test_consistency_proofs_hold_for_every_pair_of_sizes(one: int, other: int) -> None:
    """An older tree is shown to be a prefix of the newer, and a changed one is not."""
    old_size, size = sorted((one, other))
    hashes = leaves(size)
    proof, old_root, root = consistency_proof(hashes, old_size), root_of(hashes[:old_size]), root_of(hashes)
    assert verify_consistency(old_size, old_root, size, root, proof)
    forged = root_of([leaf_hash(b"forged"), *hashes[1:old_size]])
    assert not verify_consistency(old_size, forged, size, root, proof)
    assert not verify_consistency(old_size, old_root, size, leaf_hash(root), proof)
    assert not verify_consistency(old_size, old_root, size, root, [*proof, root])
    if proof:
        assert not verify_consistency(old_size, old_root, size, root, proof[:-1])


def test_every_two_sizes_up_to_two_levels_of_sixteen_are_consistent() -> None:
    """Every shape of a right edge is among them, on its own and against every older one."""
    hashes = leaves(33)
    roots = [root_of(hashes[:size]) for size in range(34)]
    for size in range(1, 34):
        for old_size in range(1, size + 1):
            assert verify_consistency(old_size, roots[old_size], size, roots[size], consistency_proof(hashes[:size], old_size))


def test_proofs_about_what_is_not_there_are_refused() -> None:
    """No leaf, no tree, no proof."""
    for index in (-1, 3):
        with pytest.raises(IndexError, match=r"^no such leaf$"):
            inclusion_proof(leaves(3), index)
    for old_size in (0, 4):
        with pytest.raises(IndexError, match=r"^no such tree$"):
            consistency_proof(leaves(3), old_size)
    assert not verify_consistency(0, EMPTY_ROOT, 3, root_of(leaves(3)), [])
    assert not verify_consistency(4, root_of(leaves(4)), 3, root_of(leaves(3)), [])
    assert not verify_consistency(3, root_of(leaves(3)), 5, root_of(leaves(5)), [])
