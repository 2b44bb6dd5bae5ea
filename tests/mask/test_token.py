"""The grammar of tokens, and which values share one."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.token import TOKEN, TokenMint, token_type, tokens_in

KEY = b"k" * 32
TEXTS = st.text(max_size=40)


@pytest.mark.parametrize(
    ("entity", "kind"),
    [
        ("ID_NIK", "NIK"),
        ("PHONE_NUMBER", "PHONE"),
        ("EMAIL_ADDRESS", "EMAIL"),
        ("IP_ADDRESS", "IP"),
        ("ADDRESS", "ADDRESS"),
        ("ID_DRIVER_LICENSE", "DRIVER_LICENSE"),
        ("ID_BANK_ACCOUNT", "BANK_ACCOUNT"),
        ("PERSON", "PERSON"),
    ],
)
def test_type_shows_the_kind_of_value(entity: str, kind: str) -> None:
    """A token says to the model what stands there, in one or two words."""
    assert token_type(entity) == kind


@pytest.mark.parametrize("entity", ["", "ID_", "nik", "NIK KTP", "NIK]]", "1NIK", "NÍK", "A" * 33, "NIK\n"])
def test_a_name_outside_the_grammar_is_refused(entity: str) -> None:
    """An entity that no token could show is an error, and the error does not repeat it."""
    with pytest.raises(ValueError, match=r"^entity name outside the grammar of tokens$"):
        token_type(entity)


@given(TEXTS, st.sampled_from([8, 12, 16, 20]))
def test_every_minted_token_is_in_the_grammar(value: str, length: int) -> None:
    """What is minted can be found again, as a whole."""
    token = TokenMint(KEY, "percakapan").mint("ID_NIK", value, length)
    assert TOKEN.fullmatch(token)


def test_same_value_same_token_on_every_worker() -> None:
    """Nothing but key, scope, type and value goes in, so a restart changes nothing (V5)."""
    assert TokenMint(KEY, "p1").mint("ID_NIK", "3273015501909909") == TokenMint(KEY, "p1").mint("ID_NIK", "3273015501909909")


def test_tenant_conversation_type_and_value_each_change_the_token() -> None:
    """No two of them share tokens, also not where their texts run together (V5)."""
    minted = [
        TokenMint(KEY, "p1").code("NIK", "12"),
        TokenMint(b"j" * 32, "p1").code("NIK", "12"),
        TokenMint(KEY, "p2").code("NIK", "12"),
        TokenMint(KEY, "p1").code("KK", "12"),
        TokenMint(KEY, "p1").code("NIK", "1 2"),
        TokenMint(KEY, "p1N").code("IK", "12"),
        TokenMint(KEY, "p1").code("NIK1", "2"),
    ]
    assert len(set(minted)) == len(minted)


def test_a_longer_token_extends_the_shorter() -> None:
    """Extension keeps the first characters, so that a person can see the kinship."""
    mint = TokenMint(KEY, "p1")
    assert mint.mint("ID_NIK", "x", 12).startswith(mint.mint("ID_NIK", "x")[:-2])


@pytest.mark.parametrize("length", [12, 16, 20])
def test_another_form_of_a_value_begins_with_the_codes_of_the_first(length: int) -> None:
    """Eight characters of the first form's code, then its own: one person, two tokens."""
    mint = TokenMint(KEY, "p1")
    token = mint.mint("PERSON", "Budi", length, "Budi Santoso")
    assert token == f"[[PERSON_{mint.code('PERSON', 'Budi Santoso')[:8]}{mint.code('PERSON', 'Budi')[: length - 8]}]]"
    assert TOKEN.fullmatch(token)


def test_a_value_that_is_no_other_form_has_its_own_code() -> None:
    """From the first character on; the scope that it was minted in can be told."""
    mint = TokenMint(KEY, "p1")
    assert mint.mint("ID_NIK", "x", 20) == f"[[NIK_{mint.code('NIK', 'x')}]]"
    assert mint.scope == "p1"


def test_half_a_character_is_a_value_too() -> None:
    """A lone surrogate of JSON (RFC 8259, 8.2), in the value and in the scope; each is one of its own."""
    codes = [
        TokenMint(KEY, "p1").code("NIK", "\ud800"),
        TokenMint(KEY, "p1").code("NIK", "\ud801"),
        TokenMint(KEY, "\ud800").code("NIK", ""),
    ]
    assert len(set(codes)) == 3


@pytest.mark.parametrize("length", [0, 7, 21])
def test_a_length_outside_the_grammar_is_refused(length: int) -> None:
    """Fewer characters would collide, more would not be found again."""
    with pytest.raises(ValueError, match=r"^token length outside the grammar of tokens$"):
        TokenMint(KEY, "p1").mint("ID_NIK", "x", length)


def test_a_short_key_is_refused() -> None:
    """A NIK has about 2^40 values: a token is as strong as its key."""
    with pytest.raises(ValueError, match=r"^a token key has at least 32 bytes$"):
        TokenMint(b"k" * 31, "p1")


def test_tokens_in_finds_what_looks_like_a_token() -> None:
    """All of them, whoever wrote them, and nothing that only begins like one."""
    texts = ["[[NIK_7F3KQ9ZD]] dan [[PERSON_00000000ABCD]]", "[[nik_7F3KQ9ZD]] [[NIK_7F3KQ9Z]] [[NIK_ILOU0000]]", "biasa"]
    assert tokens_in(texts) == {"[[NIK_7F3KQ9ZD]]", "[[PERSON_00000000ABCD]]"}
    assert tokens_in(["[[NIK_7F3K", "Q9ZD]]"]) == frozenset()


@given(st.binary(min_size=32, max_size=200), st.text(), st.text())
def test_a_code_is_an_hmac(key: bytes, scope: str, value: str) -> None:
    """The hashes that are keyed once give what RFC 2104's HMAC-SHA256 gives, for keys shorter and longer than a block."""

    def part(text: str) -> bytes:
        return len(text.encode()).to_bytes(4, "big") + text.encode()

    expected = hmac.digest(key, part(scope) + part("NIK") + value.encode(), "sha256")
    code = TokenMint(key, scope).code("NIK", value)
    assert code == "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte % 32] for byte in expected[:20])
