"""The grammar of tokens, ``[[NIK_7F3KQ9ZD]]``, and how one is minted from a value. Keeps no value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

__all__ = ["TOKEN", "TokenMint", "token_type", "tokens_in"]

_TYPE = r"[A-Z][A-Z0-9_]{0,31}"
_MIN_BODY, _MAX_BODY = 8, 20

TOKEN = re.compile(rf"\[\[{_TYPE}_[0-9A-HJKMNP-TV-Z]{{{_MIN_BODY},{_MAX_BODY}}}\]\]")
"""A whole token: a type in capitals and 8 to 20 characters of Crockford base32 (no I, L, O, U)."""

_ENTITY = re.compile(rf"{_TYPE}\Z")
_BLOCK = 64
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))
_CROCKFORD = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ" * 8
"""A character for each byte, by its low five bits."""


@lru_cache(maxsize=512)
def token_type(entity: str) -> str:
    """The type a token shows for an entity: ``ID_NIK`` is ``NIK``, ``PHONE_NUMBER`` is ``PHONE``, ``ADDRESS`` stays.

    Raises ``ValueError`` for a name that the grammar of tokens cannot hold.
    """
    kind = entity.removeprefix("ID_")
    kind = kind.removesuffix("_NUMBER").removesuffix("_ADDRESS")
    if not _ENTITY.match(kind):
        raise ValueError("entity name outside the grammar of tokens")
    return kind


def tokens_in(texts: Iterable[str]) -> frozenset[str]:
    """Everything token-shaped that stands in the texts, whoever wrote it: what a vault must not mint again."""
    whole = "\n".join(texts)
    return frozenset(TOKEN.findall(whole)) if "[[" in whole else frozenset()


class TokenMint:
    """Mints the tokens of one tenant (``key``) and one conversation (``scope``), the same one for the same value on every worker.

    HMAC-SHA256 (RFC 2104) over scope, type and value. The value is the text exactly as it was written, so that restoring is
    exact: two ways of writing one number are two values with two tokens. The tokens of one person's names begin alike.
    """

    __slots__ = ("_inner", "_outer", "scope")

    def __init__(self, key: bytes, scope: str) -> None:
        if len(key) < 32:
            raise ValueError("a token key has at least 32 bytes")
        self.scope = scope
        # RFC 2104, with both hashes keyed (and the inner one scoped) once: every value continues a copy of them. A call mints many.
        block = key.ljust(_BLOCK, b"\0") if len(key) <= _BLOCK else sha256(key).digest().ljust(_BLOCK, b"\0")
        self._inner = sha256(block.translate(_INNER_PAD) + _part(scope))
        self._outer = sha256(block.translate(_OUTER_PAD))

    def mint(self, entity: str, value: str, length: int = _MIN_BODY, first: str = "") -> str:
        """The token of a value. A longer one (12, 16, 20) begins with the same characters.

        With ``first``, what the value is another form of, it begins with the eight characters of that: an AI service can tell
        that both are one person, and each is still restored as it was written.

        Raises ``ValueError`` for an entity or a length outside the grammar.
        """
        if not _MIN_BODY <= length <= _MAX_BODY:
            raise ValueError("token length outside the grammar of tokens")
        kind = token_type(entity)
        code = self.code(kind, value)
        if first:
            code = self.code(kind, first)[:_MIN_BODY] + code
        return f"[[{kind}_{code[:length]}]]"

    def code(self, purpose: str, value: str) -> str:
        """20 characters of Crockford base32 (100 bits) that stand for a value and a purpose under this key."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(_part(purpose) + value.encode("utf-8", "surrogatepass"))
        outer.update(inner.digest())
        return outer.digest()[:_MAX_BODY].translate(_CROCKFORD).decode("ascii")


def _part(text: str) -> bytes:
    """Length-prefixed, so that no two lists of parts give the same bytes."""
    encoded = text.encode("utf-8", "surrogatepass")
    return len(encoded).to_bytes(4, "big") + encoded
