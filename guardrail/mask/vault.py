"""The map between tokens and values of one exchange: the only mutable object of a request. Never stored, never printed."""

from __future__ import annotations

from guardrail.core.errors import ErrorCode, GuardFault

from .memory import Memory, Remembered
from .namesakes import Namesakes
from .stand_ins import StandIns
from .token import TokenMint, token_type

__all__ = ["Vault"]

_LENGTHS = (8, 12, 16, 20)
_PERSON = "PERSON"


class Vault:
    """Tokens and values of one exchange, and the counts of what was done with them.

    ``reserved`` holds the token-shaped texts that stand in the caller's own words: none of them is ever minted, so a
    forged or copied token stays the text it is.
    """

    __slots__ = (
        *("_codes", "_given", "_mint", "_namesakes", "_others", "_reserved", "_tokens", "_values"),
        *("commanded", "foreign", "numbers", "refused", "restored", "stand_ins", "untrusted"),
    )

    def __init__(self, mint: TokenMint, reserved: frozenset[str] = frozenset()) -> None:
        self._mint = mint
        self._namesakes = Namesakes()
        self._reserved = reserved
        self._tokens: dict[tuple[str, str], str] = {}
        self._given: dict[tuple[str, str], str] = {}
        """By entity and text: two entities can share a type."""
        self._others: list[Remembered] = []
        self.stand_ins = StandIns(mint)
        """The surrogates of this exchange."""
        self._values: dict[str, str] = {}
        self._codes: dict[str, str | None] = {}
        self.numbers: frozenset[str] = frozenset()
        """Values that are numbers wherever a tool gave or got them."""
        self.restored = 0
        """Tokens of an answer that were replaced by their values."""
        self.refused = 0
        """Tokens of ours that stood where no value may go (a URL, a JSON key, broken JSON)."""
        self.foreign = 0
        """Token-shaped texts of an answer that this vault never minted."""
        self.untrusted = False
        """Whether words of strangers (tool results, files) stand in the conversation: they may ask for values."""
        self.commanded = False
        """Whether they do: there is a command to the AI service among them."""

    def put(self, entity: str, text: str) -> str:
        """The token of a text, the same for the same text and type. Those of one person's names begin with the same characters.

        Raises ``GuardFault`` when every length of its token is taken, ``ValueError`` for an entity outside the grammar.
        """
        given = self._given.get((entity, text))
        if given is None:
            given = self._given[entity, text] = self._minted((token_type(entity), text), entity)
        return given

    def _minted(self, key: tuple[str, str], entity: str) -> str:
        known = self._tokens.get(key)
        if known is not None:
            return known
        text = key[1]
        first = self._namesakes.first(text) if key[0] == _PERSON else text
        for length in _LENGTHS if first == text else _LENGTHS[1:]:
            token = self._mint.mint(entity, text, length, "" if first == text else first)
            if token not in self._values and token not in self._reserved:
                self._know(key, token)
                return token
        raise GuardFault(ErrorCode.INTERNAL_ERROR, "mask.vault")

    def _know(self, key: tuple[str, str], token: str) -> None:
        self._tokens[key] = token
        self._values[token] = key[1]
        code = token[:-2].rpartition("_")[2]
        self._codes[code] = key[1] if self._codes.get(code, key[1]) == key[1] else None

    def get(self, token: str) -> str | None:
        """The value of a token of this exchange; None for any other text."""
        return self._values.get(token)

    def of_code(self, code: str) -> str | None:
        """The value of the only token with this code, under whatever type; None where there is no such token or more than one."""
        return self._codes.get(code)

    def begins_others(self, code: str) -> bool:
        """Whether a longer code begins with this one: it may be that token's, cut off."""
        return any(len(other) > len(code) and other.startswith(code) for other in self._codes)

    def holds(self, text: str) -> bool:
        """Whether the text is a value of this exchange: the caller's own."""
        return text in self._values.values() or any(text == one.text for one in self.stand_ins.memory())

    def code(self, purpose: str, text: str) -> str:
        """A keyed code that stands for a text and cannot be restored; see ``TokenMint.code``."""
        return self._mint.code(purpose, text)

    def surrogate(self, entity: str, text: str) -> str:
        """What looks like the text and can be turned back, the same for the same text and type; its token where there is nothing like
        it. Raises as ``put`` does.
        """
        return self.stand_ins.put(entity, text) or self.put(entity, text)

    def memory(self) -> Memory:
        """What this vault knows, for the next call of its conversation."""
        tokens = [Remembered(kind, text, token) for (kind, text), token in self._tokens.items()]
        return Memory(self._mint.scope, (*tokens, *self._others), self.stand_ins.memory(), self.untrusted, self.numbers, self.commanded)

    def recall(self, memory: Memory) -> None:
        """Know what an earlier call of the conversation knew. A token that now stands in the caller's own words stays text."""
        self._given.clear()
        self.untrusted = self.untrusted or memory.untrusted
        self.commanded = self.commanded or memory.commanded
        self.numbers |= memory.numbers
        for one in memory.tokens:
            if one.token in self._reserved:
                self._others.append(one)
                continue
            if one.kind == _PERSON:
                self._namesakes.first(one.text)
            self._know((one.kind, one.text), one.token)
        self.stand_ins.recall(memory.surrogates)

    def __len__(self) -> int:
        return len(self._values)

    def __bool__(self) -> bool:
        return bool(self._values or self.stand_ins)

    def __repr__(self) -> str:
        return f"<Vault {len(self)} tokens, restored {self.restored}, refused {self.refused}, foreign {self.foreign}>"
