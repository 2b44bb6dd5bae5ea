"""Who claims which callers: of two policies that could both judge a call, the one that does must descend from the other, so that no
policy takes a caller out of reach of what another locked. Which one judges is for ``tenants`` to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from guardrail.core.diagnostic import Diagnostic

from .code import Code
from .effective import Effective
from .load import Document
from .schema import PolicyDocument
from .tenants import Specificity, specificity

__all__ = ["check_claims"]

_EVERYBODY: Final = "**"
_MOST_GLOBS: Final = 100
"""Patterns with ``*`` in all documents together: each is held against every other pattern."""


@dataclass(frozen=True, slots=True)
class _Claim:
    policy: str
    pattern: str
    apps: frozenset[str]
    document: Document
    index: int

    @property
    def rank(self) -> tuple[Specificity, bool]:
        return specificity(self.pattern), bool(self.apps)

    def complaint(self, message: str, mend: str) -> Diagnostic:
        return self.document.complaint(Code.SAME_TENANTS, message, "spec", "match", "tenants", self.index, mend=mend)

    def __str__(self) -> str:
        line, column = self.document.tree.mark(("spec", "match", "tenants", self.index))
        return f"{self.document.file}:{line}:{column}"


def check_claims(policies: Sequence[tuple[Document, PolicyDocument]], resolved: Mapping[str, Effective]) -> Iterator[Diagnostic]:
    """Every complaint about patterns of different policies that can meet. Equal ones are for ``check`` to tell."""
    claims = [
        _Claim(body.metadata.id, pattern, frozenset(match.apps), document, index)
        for document, body in policies
        if (match := body.spec.match) is not None and body.metadata.id in resolved
        for index, pattern in enumerate(match.tenants)
    ]
    globs = [claim for claim in claims if "*" in claim.pattern]
    if len(globs) > _MOST_GLOBS:
        yield globs[_MOST_GLOBS].complaint(f"there are more than {_MOST_GLOBS} patterns with * in all", "name the tenants")
        return
    for taking, giving in _meeting(claims, globs):
        if giving.policy not in resolved[taking.policy].lineage:
            message = f"takes callers of the policy '{giving.policy}', which this one does not extend"
            yield taking.complaint(message, f"extend {giving.policy}, or claim other tenants; see {giving}")
    yield from _beyond_parents(claims, resolved)


def _meeting(claims: Sequence[_Claim], globs: Sequence[_Claim]) -> Iterator[tuple[_Claim, _Claim]]:
    """Pairs of claims of different policies that some caller is under: the one that judges, and the other."""
    named: dict[str, list[_Claim]] = {}
    for claim in claims:
        if "*" not in claim.pattern:
            named.setdefault(claim.pattern, []).append(claim)
    for claim in claims:
        if "*" in claim.pattern:
            met = [other for other in claims if _meet(claim.pattern, other.pattern)]
        else:
            parts = claim.pattern.split("/")
            met = [other for length in range(len(parts)) for other in named.get("/".join(parts[: length + 1]), ())]
            met += [other for other in globs if _meet(claim.pattern, other.pattern)]
        for other in met:
            if claim.policy != other.policy and claim.rank > other.rank and _share(claim.apps, other.apps):
                yield claim, other


def _share(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether some application is meant by both; no names are all of them."""
    return not one or not other or not one.isdisjoint(other)


def _meet(one: str, other: str) -> bool:
    """Whether a tenant stands at or below both patterns."""
    if _EVERYBODY in (one, other):
        return True
    return all(_fit(part, against) for part, against in zip(one.split("/"), other.split("/"), strict=False))


def _fit(one: str, other: str) -> bool:
    """Whether both globs match some word: of two with a star, beginnings and ends decide, and the rest fits between."""
    if "*" not in one:
        return fnmatchcase(one, other)
    if "*" not in other:
        return fnmatchcase(other, one)
    (begin, _, _), (other_begin, _, _) = one.partition("*"), other.partition("*")
    (_, _, end), (_, _, other_end) = one.rpartition("*"), other.rpartition("*")
    return (begin.startswith(other_begin) or other_begin.startswith(begin)) and (end.endswith(other_end) or other_end.endswith(end))


def _beyond_parents(claims: Sequence[_Claim], resolved: Mapping[str, Effective]) -> Iterator[Diagnostic]:
    """A child governs some of the tenants of the nearest policy above it that governs any."""
    for claim in claims:
        above = [name for name in resolved[claim.policy].lineage[:-1] if resolved[name].spec.match is not None]
        match = resolved[above[-1]].spec.match if above else None
        if match is not None and not any(_covers(pattern, claim.pattern) for pattern in match.tenants):
            yield claim.complaint(f"reaches beyond the tenants of {above[-1]}, which this policy extends", "claim tenants below theirs")


def _covers(wide: str, narrow: str) -> bool:
    """Whether every tenant of ``narrow`` is one of ``wide``; doubt is no."""
    if wide == _EVERYBODY or narrow == _EVERYBODY:
        return wide == _EVERYBODY
    theirs, ours = wide.split("/"), narrow.split("/")
    return len(theirs) <= len(ours) and all(
        part == glob or glob == "*" or ("*" not in part and fnmatchcase(part, glob)) for part, glob in zip(ours, theirs, strict=False)
    )
