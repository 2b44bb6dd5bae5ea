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
        """What can be given out now. Keeps back less than ``MAX_TOKEN_LENGTH`` characters, or ``LONGEST`` of a surrogate."""
        if not self._held and "[" not in text and not self._vault.stand_ins:
            self._places.pass_over(text)
            return text
        text = self._held + text
        cut = len(text) - max(partial_suffix(text), self._vault.stand_ins.tail(text))
        self._held = text[cut:]
        return self._replace(text[:cut])

    def flush(self) -> str:
        """What was kept back, at the end of the text: no token after all, but perhaps a surrogate."""
        held, self._held = self._held, ""
        return self._replace(held)

    def _replace(self, text: str) -> str:
        vault, places = self._vault, self._places
        parts: list[str] = []
        done = 0
        for start, end, value in self._found(text):
            before, token = text[done:start], text[start:end]
            done = end
            places.pass_over(before)
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
        self._before = text[-1:] or self._before
        return "".join(parts)

    def _found(self, text: str) -> list[tuple[int, int, str | None]]:
        """Every token and every surrogate: where it stands, and its value if it is ours."""
        vault, shift = self._vault, len(self._before)
        found = [(match.start(), match.end(), vault.get(match.group())) for match in TOKEN.finditer(text)]
        if vault.stand_ins:
            surrogates = vault.stand_ins.find(self._before + text)
            found += [(start - shift, end - shift, value) for start, end, value in surrogates if start >= shift]
            found.sort()
        return found


def unmask(text: str, vault: Vault, json_string: bool = False) -> str:
    """A whole text with the values of this vault put back, in one pass; values are never read again.

    Only whole tokens as they were minted are: one that the model cut, translated or wrote in small letters stays as it is.
    """
    unmasker = Unmasker(vault, json_string)
    return unmasker.decode(text) + unmasker.flush()
