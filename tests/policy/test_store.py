"""The policies in force."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.policy.policy import PolicySet
from guardrail.policy.store import PolicyStore

FIRST, SECOND = PolicySet("11", ()), PolicySet("22", ())
BROKEN = InvalidFiles([Diagnostic("a.yaml", 1, 1, "E002", "not valid YAML")])


class _Files:
    """What each load in turn finds on disk."""

    def __init__(self, found: Iterable[PolicySet | InvalidFiles]) -> None:
        self._found = iter(found)

    def load(self) -> PolicySet:
        found = next(self._found)
        if isinstance(found, InvalidFiles):
            raise found
        return found


def test_a_good_set_is_in_force_at_once() -> None:
    """And a reload swaps it as a whole."""
    store = PolicyStore(_Files([FIRST, SECOND]).load)
    assert (store.current, store.healthy) == (FIRST, True)
    assert store.reload() == ()
    assert (store.current, store.healthy) == (SECOND, True)


def test_a_broken_set_leaves_the_last_good_one_and_tells() -> None:
    """Until the files are mended."""
    store = PolicyStore(_Files([FIRST, BROKEN, BROKEN, SECOND]).load)
    assert store.reload() == BROKEN.diagnostics
    assert (store.current, store.healthy, store.complaints) == (FIRST, False, BROKEN.diagnostics)
    store.reload()
    assert store.current is FIRST
    assert store.reload() == ()
    assert (store.current, store.healthy, store.complaints) == (SECOND, True, ())


def test_without_a_good_set_there_is_no_store() -> None:
    """Starting with broken files is refused."""
    with pytest.raises(InvalidFiles):
        PolicyStore(_Files([BROKEN]).load)


def test_a_failure_that_is_no_complaint_is_not_swallowed() -> None:
    """A bug in the loader is a bug, not a broken policy."""
    store = PolicyStore(_Files([FIRST]).load)
    with pytest.raises(StopIteration):
        store.reload()
    assert store.current is FIRST
