"""Puts the caller's own values back into an answer, piece by piece as it streams. Restores what this exchange's vault minted, once."""

from __future__ import annotations

from typing import Protocol

from .jsontext import JsonText
from .prose import Prose
from .token import TOKEN, partial_suffix
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

    __slots__ = ("_held", "_places", "_vault")

    def __init__(self, vault: Vault, json_string: bool = False) -> None:
        self._vault = vault
        self._places: _Places = JsonText() if json_string else Prose()
        self._held = ""

    @property
    def pending(self) -> bool:
        """Whether something is kept back: the beginning of what may become a token."""
        return bool(self._held)

    def decode(self, text: str) -> str:
        """What can be given out now. Keeps back less than ``MAX_TOKEN_LENGTH`` characters."""
        if not self._held and "[" not in text:
            self._places.pass_over(text)
            return text
        text = self._held + text
        cut = len(text) - partial_suffix(text)
        self._held = text[cut:]
        return self._replace(text[:cut])

    def flush(self) -> str:
        """What was kept back, at the end of the text: no token after all."""
        held, self._held = self._held, ""
        self._places.pass_over(held)
        return held

    def _replace(self, text: str) -> str:
        vault, places = self._vault, self._places
        parts: list[str] = []
        done = 0
        for found in TOKEN.finditer(text):
            before, token = text[done : found.start()], found.group()
            done = found.end()
            places.pass_over(before)
            value = vault.get(token)
            restored = places.place(token, value)
            parts += (before, token if restored is None else restored)
            if value is None:
                vault.foreign += 1
            elif restored is None:
                vault.refused += 1
            else:
                vault.restored += 1
        rest = text[done:]
        places.pass_over(rest)
        parts.append(rest)
        return "".join(parts)


def unmask(text: str, vault: Vault, json_string: bool = False) -> str:
    """A whole text with the values of this vault put back, in one pass; values are never read again.

    Only whole tokens as they were minted are: one that the model cut, translated or wrote in small letters stays as it is.
    """
    unmasker = Unmasker(vault, json_string)
    return unmasker.decode(text) + unmasker.flush()
