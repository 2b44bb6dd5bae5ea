"""Puts the caller's own values back into an answer, piece by piece as it streams. Restores what this exchange's vault minted, once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Protocol

from .edit import Edit, apply
from .jsontext import JsonText
from .lookalikes import FoundToken, open_tail, tokens_of
from .prose import Prose
from .vault import Vault

__all__ = ["Unmasker", "unmask"]


_QUOTE = re.compile(r'(?<!\\)\\{0,7}"\Z')
"""A quote of JSON, in a string as deep as any is read."""
_LONGEST_QUOTE: Final = 8
_QUOTE_BEGUN = re.compile(r'(?:\\{1,7}"?|")\Z')


class _Places(Protocol):
    """Follows an answer and says what may stand for a token where it has come to."""

    def pass_over(self, text: str) -> None: ...

    def place(self, token: str, value: str | None, number: bool = False) -> str | None: ...

    @property
    def awaits_value(self) -> bool: ...

    def fitted(self, old: str, new: str) -> str: ...


class Unmasker:
    """Incremental ``unmask`` for one channel of an answer: for any cutting of the text the joined output is the same.

    ``json_string`` says that the text is JSON source (tool arguments): values go in escaped for their depth, keys stay, and what was a
    number is one again. Without ``restores`` every token stays, as it does without a ``vault``, and is counted. ``exact``: tokens only
    as they were minted, so that masking what comes out gives the same text again.
    """

    __slots__ = ("_before", "_exact", "_held", "_numbers", "_places", "_restores", "_vault")

    def __init__(self, vault: Vault | None, json_string: bool = False, restores: bool = True, exact: bool = False) -> None:
        self._vault = vault
        self._restores = restores
        self._exact = exact
        self._numbers = vault.numbers if vault is not None and json_string else frozenset[str]()
        self._places: _Places = JsonText() if json_string else Prose()
        self._before = ""
        self._held = ""

    @property
    def pending(self) -> bool:
        """Whether something is kept back: the beginning of what may become a token."""
        return bool(self._held)

    def decode(self, text: str) -> str:
        """What can be given out now. Keeps back at most ``MAX_HELD`` characters."""
        held = self._held + text
        edits, cut = self.take(held)
        self._held = held[cut:]
        return apply(held[:cut], edits)

    def flush(self) -> str:
        """What was kept back, at the end of the text."""
        held, self._held = self._held, ""
        return apply(held, self.take(held, final=True)[0])

    def take(self, text: str, final: bool = False, masked: Sequence[Edit] = ()) -> tuple[list[Edit], int]:
        """What becomes of ``text[:cut]``, and the cut: what stands behind it must be given again, with more text.

        With ``final`` no text follows, and everything is taken. ``masked`` as for ``edits``; none of them is cut.
        """
        cut = len(text) if final else len(text) - open_tail(text, self._vault)
        if self._numbers and not final and (quote := _QUOTE_BEGUN.search(text, max(cut - _LONGEST_QUOTE, 0), cut)):
            cut = quote.start()  # it may belong to a token in whose place a number goes
        cut = min([cut, *(start for start, end, _ in masked if start < cut < end)])
        shift = len(self._before)
        tokens = []
        for found in tokens_of(self._before + text, self._vault, self._exact):
            quotes = _quotes(self._before + text, found, final) if found.value in self._numbers else 0
            token = FoundToken(found.start - shift - quotes, found.end - shift + quotes, found.value, quotes)
            if token.end > cut:
                cut = min(cut, token.start)
                break
            tokens.append(token)
        self._before = text[cut - 1 : cut] or self._before
        return self.edits(text[:cut], tokens, [edit for edit in masked if edit.end <= cut]), cut

    def edits(self, text: str, tokens: Sequence[FoundToken], masked: Sequence[Edit] = ()) -> list[Edit]:
        """What becomes of the next piece of an answer, which begins and ends outside of any token.

        ``tokens`` are those of the piece. ``masked`` are edits that mask parts of it, also of what is only shaped like a token;
        tokens in their texts are restored too.
        """
        changes: list[Edit] = []
        done = 0
        pieces: list[Edit | FoundToken] = [*tokens, *masked]
        if masked:
            foreign = {
                token
                for token in tokens
                if token.value is None and any(token.start < edit.end and edit.start < token.end for edit in masked)
            }
            pieces = sorted((piece for piece in pieces if piece not in foreign), key=_place)
        for piece in pieces:
            start, end = piece.start, piece.end
            if start < done:
                continue
            self._places.pass_over(text[done:start])
            if isinstance(piece, FoundToken) and piece.quotes and not self._places.awaits_value:
                self._places.pass_over(text[start : start + piece.quotes])
                start, end = start + piece.quotes, end - piece.quotes
            done = end
            if isinstance(piece, Edit):
                changes.append(Edit(start, end, self._through(self._places.fitted(text[start:end], piece.text))))
            elif (restored := self._restored(text[start:end], piece.value)) is not None:
                changes.append(Edit(start, end, restored))
        self._places.pass_over(text[done:])
        return changes

    def _through(self, text: str) -> str:
        """A text of ours on its way into the answer."""
        return apply(text, self.edits(text, tokens_of(text, self._vault)))

    def _restored(self, token: str, value: str | None) -> str | None:
        restored = self._places.place(token, value if self._restores else None, value in self._numbers)
        if self._vault is None:
            return restored
        if value is None:
            self._vault.foreign += 1
        elif restored is None:
            self._vault.refused += 1
        else:
            self._vault.restored += 1
        return restored


def _quotes(text: str, token: FoundToken, final: bool) -> int:
    """Length of the quote that stands on either side of a token which is all of a string; 0 where none does. It counts as there while
    more text may bring its end."""
    opened = _QUOTE.search(text, max(token.start - _LONGEST_QUOTE, 0), token.start)
    if opened is None:
        return 0
    quote, closed = opened.group(), text[token.end : token.end + len(opened.group())]
    return len(quote) if closed == quote or (not final and quote.startswith(closed)) else 0


def _place(piece: Edit | FoundToken) -> tuple[int, int]:
    """Sorts by place; an edit over several tokens comes before the first of them."""
    return piece.start, -piece.end


def unmask(text: str, vault: Vault, json_string: bool = False) -> str:
    """A whole text with the values of this vault put back, in one pass; values are never read again.

    A token that the model wrote in its own way is restored where its code is whole and leads to one value alone (``lookalikes``).
    """
    unmasker = Unmasker(vault, json_string)
    return apply(text, unmasker.take(text, final=True)[0])
