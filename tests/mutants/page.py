"""docs/mutants.md: how many mutants of each module lived, and why that is no gap in the tests. The reasons are people's, not measured."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from .tool import ROOT, Outcome, Survivor

__all__ = ["Kinds", "kind_of", "read_kinds", "write"]

_PAGE: Final = ROOT / "docs" / "mutants.md"
_HEAD: Final = """# What the tests notice

Written by `make mutants`; do not edit. [mutmut] {version} changes one thing in a function (a comparison, a number, an argument, a word, a
branch), runs the tests that belong to the module, and looks whether one fails. A change that no test notices has *survived*. The
modules are those that everything else stands on: the strict gate, tokens, vault, unmasker, Merkle trees and checkpoints. Each is
held against its own tests alone (`tests/mutants/modules.toml`), with the same Hypothesis examples every time
(`tests/mutants/profile.py`): what the rest of the suite would notice besides does not count.

```
make mutants                                              # all of them, and this page anew; an hour on two busy cores
PYTHONPATH=$PWD/.mutmut python -m tests.mutants mask/vault # one
```

*Endless*: the tests came to no end in four times their time, as with a loop that is never left. Asked for are {floor} % killed in
each module, and a reason for each survivor (`tests/mutants/survivors.toml`); otherwise the command fails.

"""
_TAIL: Final = """
mutmut changes the bodies of functions, save those with a decorator (`@property`, `@lru_cache`), and no constants or patterns of
a module: their rules are in the tables of the same tests.

[mutmut]: https://github.com/boxed/mutmut
"""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of survivors with a sentence each, and the kind of those that somebody has looked at."""

    sentences: dict[str, str]
    known: dict[tuple[str, Survivor], str]


def read_kinds(path: Path) -> Kinds:
    """Raises ``ValueError`` for a survivor of a kind that the file has no sentence about."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {
        (module, Survivor(one["in"], one["was"], one["became"])): one["kind"]
        for module, those in data["survivors"].items()
        for one in those
    }
    if not set(known.values()) <= set(data["kinds"]):
        raise ValueError("a kind without a sentence")
    return Kinds(data["kinds"], known)


def kind_of(module: str, survivor: Survivor, kinds: Kinds) -> str | None:
    return kinds.known.get((module, survivor))


def write(outcomes: Sequence[Outcome], kinds: Kinds, floor: int) -> None:
    lines = ["| module | mutants | killed | of them endless | survived | survivors by kind |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for outcome in outcomes:
        count = Counter(_kind(outcome.module, one, kinds) for one in outcome.survivors)
        by_kind = ", ".join(f"{number} {kind}" for kind, number in sorted(count.items())) or "none"
        alive = len(outcome.survivors)
        lines.append(f"| `{outcome.module}.py` | {outcome.mutants} | {outcome.score:.1f} % | {outcome.endless} | {alive} | {by_kind} |")
    lines += ["", "## Survivors", "", *(f"* *{kind}*: {sentence}" for kind, sentence in kinds.sentences.items())]
    for outcome in outcomes:
        if outcome.survivors:
            lines += ["", f"### {outcome.module}.py", "", "| function | was | became | kind |", "| --- | --- | --- | --- |"]
        for one in outcome.survivors:
            cells = (one.function, _code(one.was), _code(one.became), _kind(outcome.module, one, kinds))
            lines.append(f"| {' | '.join(cells)} |")
    _PAGE.write_text(_HEAD.format(version=version("mutmut"), floor=floor) + "\n".join(lines) + "\n" + _TAIL, encoding="utf-8")


def _kind(module: str, survivor: Survivor, kinds: Kinds) -> str:
    return kind_of(module, survivor, kinds) or "unexplained"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"
