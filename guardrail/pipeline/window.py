"""Prose of an answer, looked into sentence by sentence, or as a whole, before it is given out.

A window ends where nothing that is looked for can go on, which the text alone says; each character is looked into about twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.mask.edit import Edit
from guardrail.mask.lookalikes import FoundToken, open_tail, tokens_of
from guardrail.mask.unmasker import Unmasker
from guardrail.mask.vault import Vault

from .hearing import Hearing
from .inspector import Inspector, Names, Spot, blanked
from .passage import Taken, bounded, shifted

__all__ = ["LONGEST", "MARGIN", "SIZE", "Window"]

SIZE: Final = 240
"""Characters after which a text without an end of a sentence is given out up to ``MARGIN`` characters before."""
MARGIN: Final = 80
LONGEST: Final = 64 << 10
"""Characters of one finding, or of one word, that are waited for. What goes on longer cannot be looked into and ends the answer."""
_SHORTEST: Final = 24
_BEFORE: Final = 160
"""Characters before a window that are looked at again, for their labels."""
_CLOSERS = r"[)\]}\"'*_”’]"
_END = re.compile(
    # a word of the language, not an abbreviation before a name, and a full stop
    rf"(?:[^\W\d_][a-z]{{3}}|\b(?:ini|itu)){_CLOSERS}{{0,3}}[.…]{{1,4}}{_CLOSERS}{{0,3}}\s{{1,8}}(?=\S)"
    rf"|[!?]{_CLOSERS}{{0,3}}\s{{1,8}}(?=\S)"
    # a line that ends in a mark, though not behind a number, which may go on in the next line
    r"|[^\d\s][.,:;!?|>*`][ \t]{0,4}\r?\n\s{0,8}(?=\S)"
    r"|\r?\n[ \t]{0,4}\r?\n\s{0,8}(?=[^\s\d()+._/\-])"
    # the next line begins with a mark of Markdown, or with its number in a list
    r"|\n[ \t]{0,8}(?=[-*#|•>][ \t]{0,3}[^\s\d(])"
    r"|[^\d\s]\r?\n[ \t]{0,8}(?=\d{1,3}[.)][ \t])"
)
_MARK = re.compile(r"[.…!?\n]")
"""Every end has one; most pieces of a text have none."""
_LONGEST_END: Final = 48
"""Characters that an end and what must follow it have, at most: so far back one may have begun that could not be seen yet."""


class Window:
    """A ``Passage``. With ``whole`` it is one window: nothing is settled before ``finish``.

    ``label`` is the name of the field that holds the text, ``shape`` where it stands; ``exact`` as for ``Unmasker``. ``hearing`` hears
    each word before it is given out.
    """

    __slots__ = (
        "_base",
        "_before",
        "_exact",
        "_hearing",
        "_held",
        "_inspector",
        "_label",
        "_names",
        "_searched",
        "_shape",
        "_size",
        "_unmasker",
        "_vault",
        "_whole",
    )

    def __init__(
        self,
        inspector: Inspector,
        vault: Vault | None,
        label: str = "",
        whole: bool = False,
        shape: str = "",
        restores: bool = True,
        exact: bool = False,
        hearing: Hearing | None = None,
    ) -> None:
        self._exact = exact
        self._hearing = hearing
        self._inspector = inspector
        self._shape = shape
        self._vault = vault or None
        self._unmasker = Unmasker(self._vault, restores=restores)
        self._label = label
        self._whole = whole
        self._names = Names()
        self._before = ""
        self._held = ""
        self._base = 0
        self._size = SIZE
        self._searched = 0

    def take(self, text: str) -> Taken:
        edits: list[Edit] = []
        self._held += text
        if self._whole:
            bounded(self._held)
        else:
            while self._step(edits):
                pass
        return Taken(edits, self._base)

    def finish(self) -> Taken:
        edits: list[Edit] = []
        if self._held:
            tokens, spots = self._look(self._held)
            self._settle(edits, len(self._held), tokens, spots)
        if self._hearing is not None:
            self._hearing.end()
        return Taken(edits, self._base)

    def _step(self, edits: list[Edit]) -> bool:
        """Settles one window, if one is complete."""
        held, size = self._held, self._size
        start = max(_SHORTEST, self._searched - _LONGEST_END)
        end = _END.search(held, start, size + 1) if _MARK.search(held, start, size + 1) else None
        self._searched = min(len(held), size + 1)
        if end is not None:
            tokens, spots = self._look(held[: end.end()])
            self._settle(edits, end.end(), tokens, spots)
            return True
        if len(held) <= size:
            return False
        tokens, spots = self._look(held[:size])
        cut = _gap(held, size - max(MARGIN, open_tail(held[:size], self._vault)), [*tokens, *spots])
        if cut >= _SHORTEST:
            self._settle(edits, cut, tokens, spots)
        elif size >= LONGEST:
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "text")
        else:
            self._size = min(size * 2, LONGEST)
        return True

    def _look(self, text: str) -> tuple[Sequence[FoundToken], Sequence[Spot]]:
        tokens = tokens_of(text, self._vault, self._exact)
        return tokens, self._inspector.look(self._before, text, tokens, self._names, "" if self._before else self._label)

    def _settle(self, edits: list[Edit], cut: int, tokens: Sequence[FoundToken], spots: Sequence[Spot]) -> None:
        text = self._held[:cut]
        tokens = [token for token in tokens if token.end <= cut]
        spots = [spot for spot in spots if spot.end <= cut]
        if self._hearing is not None:
            self._hearing.hear(blanked(text, tokens))
            self._hearing.told(reason for spot in spots for reason in spot.reasons)
        self._inspector.settle(spots, self._shape)
        changes = [edit for spot in spots for edit in spot.edits]
        if self._vault is None:
            self._inspector.foreign += len(tokens)
        edits += shifted(self._unmasker.edits(text, tokens, changes), self._base)
        self._before = (self._before + blanked(text, tokens))[-_BEFORE:]
        self._held = self._held[cut:]
        self._base += cut
        self._size = SIZE
        self._searched = 0


def _gap(text: str, limit: int, taken: Sequence[FoundToken | Spot]) -> int:
    """The last place up to ``limit`` where a word begins and nothing that was found goes on; 0 where there is none."""
    cut = max(text.rfind(" ", 0, limit), text.rfind("\n", 0, limit)) + 1
    for start, end in sorted(((one.start, one.end) for one in taken), reverse=True):
        if start < cut < end:
            cut = start
    return cut
