"""Some leaves and heads of subtrees between them: every tree head can be computed, and nothing else of the others is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.data.verify import Tree
from guardrail.audit.data.verify import subtrees as the_verifiers
from guardrail.audit.excerpt import excerpt, subtrees
from guardrail.audit.merkle import inclusion_proof, leaf_hash, root_of


def lines(count: int) -> list[bytes]:
    return [b"record %d\n" % number for number in range(count)]


def leaves_of(count: int) -> list[tuple[bytes, bytes]]:
    return [(leaf_hash(line[:-1]), line) for line in lines(count)]


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_subtrees_fill_a_range_with_aligned_powers_of_two(one: int, other: int) -> None:
    """Without gap or overlap, and never two where one would do; the verifier has the same rule of its own."""
    start, end = sorted((one, other))
    at, levels = start, list(subtrees(start, end))
    for level in levels:
        assert at % (1 << level) == 0
        at += 1 << level
    assert at == end
    assert len(levels) <= 2 * max(end - start, 1).bit_length()
    assert levels == list(the_verifiers(start, end))


@given(st.data())
def test_every_cut_has_its_tree_head(data: st.DataObject) -> None:
    """From what is shown and hidden alone the head of the whole tree is computed at each cut, and at the end."""
    size = data.draw(st.integers(1, 200))
    shown = sorted(data.draw(st.sets(st.integers(0, size - 1))))
    cuts = sorted(data.draw(st.sets(st.integers(1, size))) | {size})
    kept: list[tuple[bool, bytes]] = []
    excerpt(leaves_of(size), shown, cuts, lambda line: kept.append((True, line)), lambda head: kept.append((False, head)))
    assert [line for is_line, line in kept if is_line] == [lines(size)[seq] for seq in shown]
    leaves = [leaf_hash(line[:-1]) for line in lines(size)]
    tree, heads = Tree(), {}
    rest = iter(kept)
    for stop, is_shown in sorted([*((seq, True) for seq in shown), *((cut, False) for cut in cuts)]):
        for level in subtrees(tree.size, stop):
            tree.add(next(rest)[1], level)
        if is_shown:
            tree.add(leaf_hash(next(rest)[1][:-1]))
        else:
            heads[stop] = tree.root()
    assert heads == {cut: root_of(leaves[:cut]) for cut in cuts}


@given(st.integers(1, 300), st.data())
def test_one_leaf_takes_no_more_hashes_than_its_inclusion_proof(size: int, data: st.DataObject) -> None:
    """Except that the heads on the right edge stand one by one, where RFC 6962 hashes them together."""
    index = data.draw(st.integers(0, size - 1))
    hidden: list[bytes] = []
    excerpt(leaves_of(size), [index], [size], lambda line: None, hidden.append)
    proof = inclusion_proof([leaf_hash(line[:-1]) for line in lines(size)], index)
    assert len(hidden) <= len(proof) + size.bit_count() - 1


def test_a_log_that_has_become_shorter_is_an_error() -> None:
    """A proof over what is not there would be a lie."""
    with pytest.raises(IndexError):
        excerpt(leaves_of(3), [], [4], lambda line: None, lambda head: None)
