"""One layout for policy files: indentation, spaces, ends of lines. Comments and the order of keys stay; the meaning cannot change."""

from __future__ import annotations

import io
import re

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import InvalidFiles

from .code import Code
from .tree import Tree, read_trees

__all__ = ["laid_out"]

_BLANK = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def laid_out(file: str, text: str) -> str:
    """The same documents, laid out. Raises ``InvalidFiles`` for what is no policy file's YAML, or cannot be laid out unchanged."""
    before, complaints = read_trees(file, text)
    if complaints:
        raise InvalidFiles(complaints)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 16
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    try:
        yaml.dump_all(list(yaml.load_all(text)), out)
    except YAMLError:
        raise _refusal(file) from None
    made = _BLANK.sub("\n\n", out.getvalue())
    if not _same(file, before, made):
        raise _refusal(file)
    tidy = _TRAILING.sub("", made)
    return tidy if _same(file, before, tidy) else made


def _same(file: str, before: list[Tree], made: str) -> bool:
    after, complaints = read_trees(file, made)
    return not complaints and [tree.value for tree in after] == [tree.value for tree in before]


def _refusal(file: str) -> InvalidFiles:
    return InvalidFiles([Diagnostic(file, 0, 0, Code.STRUCTURE, "cannot be laid out without changing what it says", "lay it out by hand")])
