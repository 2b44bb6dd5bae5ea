"""Where rollouts are loaded from: a plain folder, or the revisions that officers activated. Compiles nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles
from guardrail.policy.pointer import Named
from guardrail.policy.policy import PolicySet
from guardrail.policy.releases import Releases
from guardrail.policy.sources import SourceFile, glance, read_sources

from .rollout import Edition, Rollout

__all__ = ["BundleRollouts", "FolderRollouts", "Judging"]

Judging: TypeAlias = Callable[[tuple[SourceFile, ...], int], Edition]
"""Policy files and the number of their revision to what judges by them. Raises ``InvalidFiles`` with every complaint."""


class FolderRollouts:
    """A folder that people edit or that a configuration tool fills, and perhaps a second one that is only asked."""

    settles = True

    def __init__(self, folder: Path, shadow: Path | None, judges: Judging) -> None:
        self._folder = folder
        self._shadow = shadow
        self._judges = judges

    def glance(self) -> Hashable:
        return glance(self._folder), glance(self._shadow) if self._shadow is not None else None

    def load(self) -> Rollout:
        """Raises ``InvalidFiles`` for the folder; what is wrong with the shadow is told beside it."""
        current = self._judges(read_sources(self._folder), 0)
        if self._shadow is None:
            return Rollout(current)
        folder = self._shadow
        shadow, complaints = _harmless(lambda: self._judges(read_sources(folder), 0))
        return Rollout(current, shadow=shadow, complaints=complaints)


class BundleRollouts:
    """The revisions that the pointer names, each as its hash says and signed by enough people. ``key`` chooses a candidate's callers."""

    settles = False
    """The pointer is replaced as a whole."""

    def __init__(self, releases: Releases, judges: Judging, key: bytes) -> None:
        self._releases = releases
        self._judges = judges
        self._key = key
        self._known: dict[str, Edition] = {}
        """Of the sets in force by hash of their bundle: what stays is not compiled again."""

    def glance(self) -> Hashable:
        return self._releases.glance()

    def load(self) -> Rollout:
        """Raises ``InvalidFiles`` where a revision in force cannot be; what is wrong with the shadow is told beside it."""
        pointer = self._releases.pointer()
        known: dict[str, Edition] = {}

        def judges(named: Named) -> Edition:
            found = self._known.get(named.sha256)
            known[named.sha256] = found if found is not None else self._judges(self._releases.files(named), named.revision)
            return known[named.sha256]

        current = judges(pointer.current)
        candidate = judges(pointer.candidate) if pointer.candidate is not None else None
        rollout = Rollout(current, candidate, pointer.share, pointer.agencies, key=self._key)
        if (named := pointer.shadow) is not None:
            shadow, complaints = _harmless(lambda: judges(named))
            rollout = replace(rollout, shadow=shadow, complaints=complaints)
        self._known = known
        return rollout


def _harmless(load: Callable[[], Edition]) -> tuple[PolicySet | None, tuple[Diagnostic, ...]]:
    try:
        return load().policies, ()
    except InvalidFiles as invalid:
        return None, invalid.diagnostics
