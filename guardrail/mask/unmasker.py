"""Puts the caller's own values back into an answer, piece by piece as it streams. Restores what this exchange's vault minted, once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .edit import Edit, apply
from .jsontext import JsonText
from .lookalikes import FoundToken, open_tail, tokens_of
from .prose import Prose
from .vault import Vault

__all__ = ["Unmasker", "unmask"]


class _Places(Protocol):
    """Follows an answer and says what may stand for a token where it has come to."""

    def pass_over(self, text: str) -> None: ...

    def place(self, token: str, value: str | None) -> str | None: ...


class Unmasker:
    """Incremental ``unmask`` for one channel of an answer: for any cutting of the text the joined output is the same.

    ``json_string`` says that the text is JSON source (tool arguments): values go in escaped for their depth, keys stay.
    """

    __slots__ = ("_before", "_held", "_places", "_vault")

    def __init__(self, vault: Vault, json_string: bool = False) -> None:
        self._vault = vault
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
        cut = min([cut, *(start for start, end, _ in masked if start < cut < end)])
        shift = len(self._before)
        tokens = []
        for start, end, value in tokens_of(self._before + text, self._vault):
            if end - shift > cut:
                cut = min(cut, start - shift)
                break
            tokens.append(FoundToken(start - shift, end - shift, value))
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
            done = end
            if isinstance(piece, Edit):
                changes.append(Edit(start, end, self._through(piece.text)))
            elif (restored := self._restored(text[start:end], piece.value)) is not None:
                changes.append(Edit(start, end, restored))
        self._places.pass_over(text[done:])
        return changes

    def _through(self, text: str) -> str:
        """A text of ours on its way into the answer."""
        return apply(text, self.edits(text, tokens_of(text, self._vault)))

    def _restored(self, token: str, value: str | None) -> str | None:
        restored = self._places.place(token, value)
        if value is None:
            self._vault.foreign += 1
        elif restored is None:
            self._vault.refused += 1
        else:
            self._vault.restored += 1
        return restored


def _place(piece: Edit | FoundToken) -> tuple[int, int]:
    """Sorts by place; an edit over several tokens comes before the first of them."""
    return piece.start, -piece.end


def unmask(text: str, vault: Vault, json_string: bool = False) -> str:
    """A whole text with the values of this vault put back, in one pass; values are never read again.

    A token that the model wrote in its own way is restored where its code is whole and leads to one value alone (``lookalikes``).
    """
    unmasker = Unmasker(vault, json_string)
    return apply(text, unmasker.take(text, final=True)[0])
