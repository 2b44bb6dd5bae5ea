"""One layout for policy files."""

from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.app.policies import shipped_policies
from guardrail.core.errors import InvalidFiles
from guardrail.policy.layout import laid_out
from guardrail.policy.tree import read_trees

CROOKED = """\
# kepala
spec:
    rules:
    - id: a   # komentar
      entities: [A,   B]
      action: 'mask'



    -   id: b
        regex: '\\bRM\\d+\\b'
---
x: >-
  dua
  baris
"""
STRAIGHT = """\
# kepala
spec:
  rules:
    - id: a   # komentar
      entities: [A, B]
      action: 'mask'

    - id: b
      regex: '\\bRM\\d+\\b'
---
x: >-
  dua
  baris
"""


def test_indentation_and_empty_lines_are_made_alike() -> None:
    """Comments, quotes and the order of keys stay."""
    assert laid_out("a.yaml", CROOKED) == STRAIGHT


@pytest.mark.parametrize("file", sorted(shipped_policies().rglob("*.yaml")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_laying_out_keeps_the_meaning_and_is_done_once(file: Path) -> None:
    """The shipped policies say the same afterwards, and a second time changes nothing."""
    text = file.read_text("utf-8")
    made = laid_out(str(file), text)
    assert [tree.value for tree in read_trees("a", made)[0]] == [tree.value for tree in read_trees("a", text)[0]]
    assert laid_out(str(file), made) == made


def test_what_cannot_be_read_is_not_laid_out() -> None:
    """The complaint has its place."""
    with pytest.raises(InvalidFiles) as raised:
        laid_out("a.yaml", "a: 1\na: 2\n")
    assert raised.value.diagnostics[0].line == 2
