"""Some records of a log, and between them hashes of whole subtrees instead of the others: enough to compute every signed tree head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .merkle import CompactRange

__all__ = ["excerpt", "subtrees"]


def subtrees(start: int, end: int) -> Iterator[int]:
    """Levels of the largest aligned complete subtrees that fill the places from ``start`` up to ``end``, from left to right.

    A subtree of level n has 2**n leaves and begins at a multiple of that: such are the nodes of RFC 6962's proofs.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level
        start += 1 << level


def excerpt(
    leaves: Iterable[tuple[bytes, bytes]],
    shown: Sequence[int],
    cuts: Sequence[int],
    show: Callable[[bytes], object],
    hide: Callable[[bytes], object],
) -> None:
    """Of leaves, each a hash and its line, hand the lines at the places ``shown`` to ``show``, and for those between them heads of
    subtrees to ``hide``.

    Subtrees end at each of ``cuts`` as well: there the tree head can be computed by who sees no more than this. The last cut is the end.
    Inclusion proofs of all that is shown and consistency proofs between all cuts share these hashes. Raises ``IndexError`` where there
    are fewer leaves.
    """
    rest = iter(leaves)
    at = 0
    for stop, is_shown in sorted([*((seq, True) for seq in shown), *((size, False) for size in cuts)]):
        for level in subtrees(at, stop):
            hide(_head(rest, 1 << level))
        at = stop
        if is_shown:
            show(_next(rest)[1])
            at += 1


def _head(leaves: Iterator[tuple[bytes, bytes]], count: int) -> bytes:
    tree = CompactRange()
    for _ in range(count):
        tree.append(_next(leaves)[0])
    return tree.root()


def _next(leaves: Iterator[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    for leaf in leaves:
        return leaf
    raise IndexError("the log is shorter than it was")
