"""The vault: one value a token, never another's, and a repr without values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.mask.token import TokenMint
from guardrail.mask.vault import Vault

MINT = TokenMint(b"k" * 32, "percakapan-1")


@given(st.lists(st.tuples(st.sampled_from(["PERSON", "ID_NIK", "PHONE_NUMBER"]), st.text(max_size=20))))
def test_every_value_comes_back_exactly(pairs: list[tuple[str, str]]) -> None:
    """Same type and text, same token; every token gives its own text back."""
    vault = Vault(MINT)
    tokens = [vault.put(entity, text) for entity, text in pairs]
    assert [vault.get(token) for token in tokens] == [text for _, text in pairs]
    assert len(vault) == len(set(tokens)) == len(set(pairs))
    assert [vault.put(entity, text) for entity, text in pairs] == tokens


def test_entities_of_one_type_share_the_token_of_a_value() -> None:
    """``IP_ADDRESS`` and ``IP`` show the same type, so the same text is the same token."""
    vault = Vault(MINT)
    assert vault.put("IP_ADDRESS", "10.0.0.1") == vault.put("IP", "10.0.0.1")
    assert len(vault) == 1


@pytest.mark.parametrize("taken", [1, 2, 3])
def test_a_token_in_the_callers_own_words_is_never_minted(taken: int) -> None:
    """A user who writes a token gets it back as text: the value's token grows by four characters instead (T10)."""
    reserved = frozenset(MINT.mint("PERSON", "Budi Santoso", length) for length in (8, 12, 16, 20)[:taken])
    vault = Vault(MINT, reserved)
    token = vault.put("PERSON", "Budi Santoso")
    assert token == MINT.mint("PERSON", "Budi Santoso", 8 + 4 * taken)
    assert [vault.get(word) for word in reserved] == [None] * taken


def test_when_every_length_is_taken_the_call_fails() -> None:
    """No token is better than two values for one."""
    vault = Vault(MINT, frozenset(MINT.mint("PERSON", "Budi", length) for length in (8, 12, 16, 20)))
    with pytest.raises(GuardFault) as caught:
        vault.put("PERSON", "Budi")
    assert caught.value.code is ErrorCode.INTERNAL_ERROR
    assert "Budi" not in str(caught.value)


class ConstantMint(TokenMint):
    """Every value collides in its first eight characters."""

    def code(self, purpose: str, value: str) -> str:
        return "00000000" + super().code(purpose, value)[:12]


def test_colliding_values_get_different_tokens() -> None:
    """The second value of one short token gets a longer one, and both come back as themselves."""
    vault = Vault(ConstantMint(b"k" * 32, "p"))
    first, second = vault.put("PERSON", "Budi"), vault.put("PERSON", "Siti")
    assert (len(second) - len(first), vault.get(first), vault.get(second)) == (4, "Budi", "Siti")


def test_an_unknown_token_has_no_value() -> None:
    """Tokens of other conversations are text."""
    vault = Vault(MINT)
    assert not vault
    assert vault.get(TokenMint(b"k" * 32, "percakapan-2").mint("PERSON", "Budi")) is None


def test_the_repr_shows_counts_only() -> None:
    """A vault in a log or a traceback tells how many, not what."""
    vault = Vault(MINT)
    token = vault.put("PERSON", "Budi Santoso")
    vault.restored = 2
    assert repr(vault) == "<Vault 1 tokens, restored 2, refused 0, foreign 0>"
    assert token not in repr(vault)


def test_tokens_of_one_persons_names_begin_alike() -> None:
    """An AI service can tell that "Pak Budi" is Budi Santoso; each name comes back as it was written, and others stay apart."""
    vault = Vault(MINT)
    full, part, capitals, other = [vault.put("PERSON", name) for name in ("Budi Santoso", "Budi", "BUDI SANTOSO", "Siti Aminah")]
    assert part.removesuffix("]]").startswith(full.removesuffix("]]"))
    assert capitals.removesuffix("]]").startswith(full.removesuffix("]]"))
    assert not other.startswith(full.removesuffix("]]"))
    assert len({full, part, capitals, other}) == 4
    assert [vault.get(token) for token in (full, part, capitals)] == ["Budi Santoso", "Budi", "BUDI SANTOSO"]
