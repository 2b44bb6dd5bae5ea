"""The policies in force."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pytest

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.policy.policy import PolicySet
from guardrail.policy.store import PolicyStore, Rejection, Swap

FIRST, SECOND = PolicySet("11", ()), PolicySet("22", ())
BROKEN = InvalidFiles([Diagnostic("a.yaml", 1, 1, "E002", "not valid YAML")])
WORSE = InvalidFiles([Diagnostic("a.yaml", 2, 1, "E101", "unknown key")])


class _Files:
    """What each load in turn finds on disk."""

    def __init__(self, found: Iterable[PolicySet | Exception]) -> None:
        self._found = iter(found)
        self.look: Hashable = 0
        self.moves = False
        """Whether every load is overtaken by another change."""

    def glance(self) -> Hashable:
        if isinstance(self.look, OSError):
            raise self.look
        return self.look

    def load(self) -> PolicySet:
        found = next(self._found)
        if self.moves:
            self.look = (self.look,)
        if isinstance(found, Exception):
            raise found
        return found


def _store(files: _Files, settles: bool = False) -> PolicyStore[PolicySet]:
    return PolicyStore(files.load, files.glance, settles)


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
    assert (store.current, store.healthy) == (FIRST, False)
    store.reload()
    assert store.complaints == BROKEN.diagnostics
    store.reload()
    assert (store.current, store.healthy) == (SECOND, True)


def test_without_a_good_set_there_is_no_store() -> None:
    """Starting with broken files is refused."""
    with pytest.raises(InvalidFiles):
        PolicyStore(_Files([BROKEN]).load)


def test_files_that_never_hold_still_do_not_start() -> None:
    """What was read could be halves of two sets."""
    files = _Files([FIRST] * 100)
    files.moves = True
    with pytest.raises(InvalidFiles, match="E306"):
        _store(files)


def test_nothing_is_loaded_while_nothing_changes() -> None:
    """A poll costs a glance."""
    files = _Files([FIRST, SECOND])
    store = _store(files)
    assert [store.poll() for _ in range(3)] == [None, None, None]
    files.look = 1
    assert store.poll() == Swap(FIRST, SECOND)
    assert store.poll() is None


def test_what_people_edit_is_taken_once_it_holds_still() -> None:
    """From one poll to the next."""
    files = _Files([FIRST, SECOND])
    store = _store(files, settles=True)
    for look in (1, 2, 3):
        files.look = look
        assert store.poll() is None
    assert store.poll() == Swap(FIRST, SECOND)


def test_a_disk_that_fails_does_not_end_the_watch() -> None:
    """What cannot be looked at is loaded, which says what is wrong; later it is as before."""
    files = _Files([FIRST, BROKEN, SECOND])
    store = _store(files)
    files.look = OSError(5, "rusak")
    assert store.poll() == Rejection(BROKEN.diagnostics)
    assert store.poll() is None
    files.look = 1
    assert store.poll() == Swap(FIRST, SECOND)


def test_halves_of_two_sets_are_no_set() -> None:
    """What changed while it was read is read again."""
    files = _Files([FIRST, SECOND, SECOND])
    store = _store(files)
    files.look, files.moves = 1, True
    assert (store.poll(), store.current) == (None, FIRST)
    files.moves = False
    assert store.poll() == Swap(FIRST, SECOND)


def test_files_that_mean_the_same_swap_nothing() -> None:
    """A comment is no new policy."""
    files = _Files([FIRST, PolicySet("11", ())])
    store = _store(files)
    files.look = 1
    assert store.poll() is None
    assert store.current is FIRST


def test_a_failure_is_told_once_and_another_one_again() -> None:
    """However often the broken files are touched."""
    files = _Files([FIRST, BROKEN, BROKEN, WORSE, FIRST, BROKEN])
    store = _store(files)
    said = []
    for look in range(1, 6):
        files.look = look
        said.append(store.poll())
    assert said == [Rejection(BROKEN.diagnostics), None, Rejection(WORSE.diagnostics), None, Rejection(BROKEN.diagnostics)]
    assert store.current is FIRST


def test_a_set_that_breaks_the_compiler_is_a_broken_set() -> None:
    """While serving, the last good set stays and the watch goes on; at start it is what it is."""
    files = _Files([FIRST, RuntimeError("isi berkas"), SECOND])
    store = _store(files)
    files.look = 1
    rejection = store.poll()
    assert isinstance(rejection, Rejection)
    assert [str(each) for each in rejection.complaints] == ["policies: E307 cannot be compiled; guardrail policy lint"]
    files.look = 2
    assert store.poll() == Swap(FIRST, SECOND)
    with pytest.raises(RuntimeError):
        PolicyStore(_Files([RuntimeError()]).load)
