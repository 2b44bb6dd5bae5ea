"""Arguments that a model writes for a tool: JSON in a string, looked into value by value, and still JSON after that."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from guardrail.mask.edit import Edit, apply
from guardrail.mask.jsontext import MAX_DEPTH
from guardrail.mask.lookalikes import tokens_of
from guardrail.mask.unmasker import Unmasker
from guardrail.mask.vault import Vault

from .inspector import Inspector, Names
from .passage import Taken, bounded, shifted

__all__ = ["Arguments", "holds_json"]

_MARKS: Final = '{}[],:"'
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"[^{}\[\],:\"]*")
_CONTENT = re.compile(r'(?:[^"\\]|\\.)*', re.DOTALL)
_PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z_$.\-]{0,63}")


class _Values:
    """Reads JSON source piece by piece and says how its values are masked, and up to where that is settled.

    What is no JSON is looked into as well, between its marks.
    """

    def __init__(self, inspector: Inspector, vault: Vault | None, names: Names, label: str, shape: str, depth: int) -> None:
        self._inspector = inspector
        self._shape = shape
        self._vault = vault
        self._names = names
        self._label = label
        self._depth = depth
        self._masked_names = 0
        self._text = ""
        self._at = 0
        """Everything before is settled."""
        self._seen = 0
        """Where reading goes on inside the string or scalar that began at ``_at``."""

    def read(self, text: str, final: bool) -> tuple[list[Edit], int]:
        """Edits since the last call, and the place up to which the source is settled, both counted from its beginning."""
        self._text = bounded(self._text + text)
        edits: list[Edit] = []
        while self._at < len(self._text) and self._step(edits, final):
            pass
        return edits, self._at

    def _step(self, edits: list[Edit], final: bool) -> bool:
        text, start = self._text, self._at
        if text[start] == '"':
            return self._string(edits, final)
        if text[start] in _MARKS:
            self._to(start + 1)
            return True
        end = _SCALAR.match(text, max(start, self._seen)).end()  # type: ignore[union-attr] # matches nothing at least
        if end == len(text) and not final:
            self._seen = end
            return False
        scalar = text[start:end].strip()
        if len(scalar) > 3 and (masked := self._masked(scalar, self._label)) != scalar:
            first = text.index(scalar, start)
            edits.append(Edit(first, first + len(scalar), _quoted(masked)))
        self._to(end)
        return True

    def _string(self, edits: list[Edit], final: bool) -> bool:
        text, start = self._text, self._at
        end = _CONTENT.match(text, max(start + 1, self._seen)).end()  # type: ignore[union-attr] # matches nothing at least
        if end >= len(text) or text[end] != '"':
            if not final:
                self._seen = end
                return False
            source, closed = text[start:], False
            end = len(text)
        else:
            end += 1
            source, closed = text[start:end], True
            behind = _SPACE.match(text, end).end()  # type: ignore[union-attr] # matches nothing at least
            if behind == len(text) and not final:
                self._seen = end - 1
                return False
            if text[behind : behind + 1] == ":":
                self._name(edits, start, end, source)
                return True
        value, exact = _decoded(source, closed)
        masked = self._masked(value, self._label)
        if masked != value:
            written = _quoted(masked) if exact else f'"{masked}"'
            edits.append(Edit(start, end, written if closed else written[:-1]))
        self._to(end)
        return True

    def _name(self, edits: list[Edit], start: int, end: int, source: str) -> None:
        name, _ = _decoded(source, True)
        self._label = name
        if not _PLAIN_NAME.fullmatch(name) and (masked := self._masked(name, "")) != name:
            self._masked_names += 1
            # two masked names must not become the same member
            edits.append(Edit(start, end, _quoted(f"{masked} {self._masked_names}")))
        self._to(end)

    def _to(self, place: int) -> None:
        self._at = self._seen = place

    def _masked(self, value: str, label: str) -> str:
        if self._depth < MAX_DEPTH and holds_json(value):
            inner = _Values(self._inspector, self._vault, self._names, label, self._shape, self._depth + 1)
            return apply(value, inner.read(value, final=True)[0])
        tokens = tokens_of(value, self._vault)
        if self._vault is None:
            self._inspector.foreign += len(tokens)
        spots = self._inspector.look("", value, tokens, self._names, label)
        self._inspector.settle(spots, self._shape)
        return apply(value, [edit for spot in spots for edit in spot.edits])


class Arguments:
    """A ``Passage``. With ``whole`` nothing is settled before ``finish``."""

    __slots__ = ("_base", "_edits", "_held", "_pending", "_unmasker", "_values", "_whole")

    def __init__(
        self,
        inspector: Inspector,
        vault: Vault | None,
        label: str = "",
        whole: bool = False,
        shape: str = "",
        restores: bool = True,
    ) -> None:
        vault = vault or None
        self._values = _Values(inspector, vault, Names(), label, shape, 1)
        self._unmasker = Unmasker(vault, json_string=True, restores=restores) if vault is not None else None
        self._whole = whole
        self._held = ""
        self._pending: list[str] = []
        self._edits: list[Edit] = []
        self._base = 0

    def take(self, text: str) -> Taken:
        if self._whole:
            self._pending.append(text)
            return Taken([], self._base)
        return self._settle(text, final=False)

    def finish(self) -> Taken:
        text = "".join(self._pending)
        self._pending.clear()
        return self._settle(text, final=True)

    def _settle(self, text: str, final: bool) -> Taken:
        edits, settled = self._values.read(text, final)
        self._held += text
        self._edits += edits
        base, ready = self._base, self._held[: settled - self._base]
        changes, cut = self._edits, len(ready)
        if self._unmasker is not None:
            changes, cut = self._unmasker.take(ready, final, shifted(self._edits, -base))
            changes = shifted(changes, base)
        self._held = self._held[cut:]
        self._base += cut
        self._edits = [edit for edit in self._edits if edit.start >= self._base]
        return Taken(changes, self._base)


def _decoded(source: str, closed: bool) -> tuple[str, bool]:
    """What a string of JSON says, and whether it could be read; where it could not, its source without the quotes."""
    try:
        value: Any = json.loads(source if closed else source + '"', strict=False)
    except ValueError:
        return source[1:-1] if closed else source[1:], False
    return str(value), True


def holds_json(value: str) -> bool:
    """Whether the text is an object or an array of JSON."""
    if not value.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(value, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
