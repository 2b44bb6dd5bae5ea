"""The vault: one value a token, never another's, and a repr without values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.mask.memory import Memory, Remembered
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
    assert (caught.value.code, caught.value.place) == (ErrorCode.INTERNAL_ERROR, "mask.vault")
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


def test_a_code_is_that_of_one_value_only() -> None:
    """A token whose type was lost comes back by its code, unless two values share the code."""
    vault = Vault(ConstantMint(b"k" * 32, "p"))
    token = vault.put("PERSON", "Budi")
    assert vault.of_code(token[-10:-2]) == "Budi"
    vault.put("ID_NIK", "3374011708909001")
    assert vault.of_code("00000000") is None
    assert vault.of_code("11111111") is None


def test_one_value_under_two_types_has_one_code() -> None:
    """The code leads to the value, whichever of its types was lost, and of however many words."""
    vault = Vault(MINT)
    assert vault.of_code(vault.put("ID_DRIVER_LICENSE", "1401-9901-000001")[-10:-2]) == "1401-9901-000001"
    vault = Vault(ConstantMint(b"k" * 32, "p"))
    vault.put("PERSON", "Budi")
    vault.put("LOCATION", "Budi")
    assert vault.of_code("00000000") == "Budi"


def test_a_cut_code_is_told_from_a_whole_one() -> None:
    """A code that a longer one goes on from may be that one's beginning; a code is not the beginning of itself."""
    vault = Vault(MINT)
    long = vault.put("PERSON", "Budi Santoso")[-10:-2]
    assert vault.begins_others(long[:-1])
    assert not vault.begins_others(long)
    assert not vault.begins_others(long[1:])
    assert not vault.begins_others("0" + long)


def test_it_holds_its_values_and_their_surrogates() -> None:
    """The caller's own, however they were given out; a token is no value, and a stranger's value is not held."""
    vault = Vault(MINT)
    assert not vault.holds("Budi Santoso")
    token = vault.put("PERSON", "Budi Santoso")
    surrogate = vault.surrogate("ID_NIK", "3273015501909909")
    assert [vault.holds(text) for text in ("Budi Santoso", "3273015501909909")] == [True, True]
    assert [vault.holds(text) for text in (token, surrogate, "Siti")] == [False, False, False]


def test_codes_are_the_mints() -> None:
    """A keyed code for a purpose and a text, under the tenant's key."""
    assert Vault(MINT).code("subjek", "3273015501909909") == MINT.code("subjek", "3273015501909909")


def test_what_has_no_surrogate_gets_its_token() -> None:
    """Nothing looks like a word of health; a number that looks like the number is no token."""
    vault = Vault(MINT)
    assert vault.surrogate("HEALTH", "diabetes") == vault.put("HEALTH", "diabetes")
    surrogate = vault.surrogate("ID_NIK", "3273015501909909")
    assert surrogate.isdigit() and surrogate != "3273015501909909"
    assert vault.surrogate("ID_NIK", "3273015501909909") == surrogate
    assert len(vault) == 1


def test_a_vault_of_surrogates_alone_is_not_empty() -> None:
    """There is something to restore, though it has minted no token."""
    vault = Vault(MINT)
    assert not vault
    vault.surrogate("ID_NIK", "3273015501909909")
    assert vault and len(vault) == 0
    other = Vault(MINT)
    other.put("ID_NIK", "3273015501909909")
    assert other


def test_counts_begin_at_nothing() -> None:
    """What was done with tokens is counted from the first."""
    vault = Vault(MINT)
    assert (vault.restored, vault.refused, vault.foreign) == (0, 0, 0)
    assert (vault.untrusted, vault.commanded, vault.numbers) == (False, False, frozenset())


def test_the_next_call_knows_what_this_one_knew() -> None:
    """Tokens, surrogates, numbers, strangers' words and commands, in the same scope; in a second turn nothing is new."""
    first = Vault(MINT)
    token, surrogate = first.put("PERSON", "Budi Santoso"), first.surrogate("ID_NIK", "3273015501909909")
    first.numbers, first.untrusted, first.commanded = frozenset({"3273015501909909"}), True, True
    memory = first.memory()
    assert memory.scope == "percakapan-1"
    assert memory.tokens == (Remembered("PERSON", "Budi Santoso", token),)
    assert memory.surrogates == (Remembered("NIK", "3273015501909909", surrogate),)
    second = Vault(MINT)
    second.recall(memory)
    assert second.memory() == memory
    assert (second.untrusted, second.commanded, second.numbers) == (True, True, frozenset({"3273015501909909"}))
    assert second.get(token) == "Budi Santoso"
    assert second.put("PERSON", "Budi Santoso") == token
    assert second.surrogate("ID_NIK", "3273015501909909") == surrogate
    assert second.put("PERSON", "Budi").removesuffix("]]").startswith(token.removesuffix("]]"))


def test_recalling_takes_nothing_back() -> None:
    """What this call had already found out stays, beside what an earlier one knew."""
    vault = Vault(MINT)
    vault.untrusted, vault.commanded, vault.numbers = True, True, frozenset({"1"})
    vault.recall(Memory("percakapan-1", numbers=frozenset({"2"})))
    assert (vault.untrusted, vault.commanded, vault.numbers) == (True, True, frozenset({"1", "2"}))


def test_a_recalled_token_replaces_what_would_be_minted() -> None:
    """A value that was already put before the memory came has the token of the memory from then on."""
    vault = Vault(MINT)
    vault.put("PERSON", "Budi Santoso")
    longer = MINT.mint("PERSON", "Budi Santoso", 12)
    vault.recall(Memory("percakapan-1", (Remembered("PERSON", "Budi Santoso", longer),)))
    assert vault.put("PERSON", "Budi Santoso") == longer


def test_a_recalled_token_in_the_callers_own_words_stays_text() -> None:
    """It is not restored in this call, and is still known to the next, as are those behind it."""
    token, other = MINT.mint("PERSON", "Budi Santoso"), MINT.mint("PERSON", "Siti Aminah")
    memory = Memory("percakapan-1", (Remembered("PERSON", "Budi Santoso", token), Remembered("PERSON", "Siti Aminah", other)))
    vault = Vault(MINT, frozenset({token}))
    vault.recall(memory)
    assert (vault.get(token), vault.get(other)) == (None, "Siti Aminah")
    assert set(vault.memory().tokens) == set(memory.tokens)


def test_a_name_that_is_anothers_part_begins_with_his_code_only_where_that_is_free() -> None:
    """The long form of a token that begins alike is tried at 12, 16 and 20 characters, never at 8: that is the other name's."""
    forms = {length: MINT.mint("PERSON", "Budi", length, "Budi Santoso") for length in (12, 16, 20)}
    for taken, length in ([], 12), ([12], 16), ([12, 16], 20):
        vault = Vault(MINT, frozenset(forms[length] for length in taken))
        full = vault.put("PERSON", "Budi Santoso")
        assert vault.put("PERSON", "Budi") == forms[length]
        assert forms[length].startswith(full[:-2])
    vault = Vault(MINT)
    vault.recall(Memory("percakapan-1", (Remembered("PERSON", "Budi Santoso", MINT.mint("PERSON", "Budi Santoso", 12)),)))
    assert vault.put("PERSON", "Budi") == forms[12]


def test_only_persons_have_namesakes() -> None:
    """Two numbers or places that share a word are two values with two codes."""
    vault = Vault(MINT)
    assert vault.put("LOCATION", "Kota Bandung") == MINT.mint("LOCATION", "Kota Bandung")
    assert vault.put("LOCATION", "Bandung") == MINT.mint("LOCATION", "Bandung")
