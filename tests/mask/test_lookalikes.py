"""Tokens as AI services write them back: restored where the code is whole and leads to one value, left where it may not be."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.mask.lookalikes import MAX_HELD, open_tail, tokens_of
from guardrail.mask.token import TokenMint
from guardrail.mask.unmasker import Unmasker, unmask
from guardrail.mask.vault import Vault

NAME, NIK, SHORT = "Budi Santoso", "3273015501909909", "Budi"


def a_vault() -> Vault:
    vault = Vault(TokenMint(b"k" * 32, "percakapan-1"))
    vault.put("PERSON", NAME)
    vault.put("ID_NIK", NIK)
    return vault


CODE = a_vault().put("PERSON", NAME)[9:-2]
NUMBER = a_vault().put("ID_NIK", NIK)[6:-2]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"[[PERSON_{CODE}]]", NAME),
        (f"[[person_{CODE.lower()}]]", NAME),
        (f"[[Person_{CODE}]]-nya", f"{NAME}-nya"),
        (f"[[PERSON_{CODE}]]nya", f"{NAME}nya"),
        (f"[[ PERSON {CODE} ]]", NAME),
        (f"[[PERSON-{CODE}]]", NAME),
        (f"[[PERSON _ {CODE}]]", NAME),
        (f"[PERSON_{CODE}]", NAME),
        (f"[[PERSON_{CODE}] dan", f"{NAME} dan"),
        (f"[[PERSON_{CODE} dan", f"{NAME} dan"),
        (f"[PERSON_{CODE}, lalu", f"[{NAME}, lalu"),
        (f"PERSON_{CODE} dan", f"{NAME} dan"),
        (f"PERSON_{CODE}]] dan", f"{NAME} dan"),
        (f"[lihat PERSON_{CODE}]", f"[lihat {NAME}]"),
        (f"PERSON_{CODE}nya dan", f"{NAME}nya dan"),
        (f"**[[PERSON_{CODE}]]**", f"**{NAME}**"),
        (f"[[**PERSON_{CODE}**]]", NAME),
        (f"`[[PERSON_{CODE}]]`", f"`{NAME}`"),
        (f"**PERSON_{CODE}**", f"**{NAME}**"),
        (f"\\[\\[PERSON\\_{CODE}\\]\\]", NAME),
        (f"［［PERSON_{CODE}］］", NAME),
        (f"[[NAMA_{CODE}]]", NAME),
        (f"[[NOMOR INDUK_{NUMBER}]]", NIK),
        (f"[[姓名_{CODE}]]", NAME),
        (f"[[{CODE}]]", NAME),
        (f"[[PERSON_{CODE}]], [[NIK_{NUMBER}]]", f"{NAME}, {NIK}"),
        (f"PERSON_{CODE}, NIK_{NUMBER}.", f"{NAME}, {NIK}."),
    ],
)
def test_a_token_is_known_by_its_code(written: str, read: str) -> None:
    """Case, brackets, spaces, emphasis, escapes, translated types and suffixes do not hide it."""
    assert unmask(written, a_vault()) == read


@pytest.mark.parametrize(
    "written",
    [
        CODE,
        f"kode {CODE} saja",
        f"[[PERSON_{CODE[:7]}]]",
        f"[[PERSON_{CODE}",
        f"[[PERSON_{CODE}]",
        f"PERSON_{CODE}",
        f"[[PERSON_{CODE}A]]",
        f"[[PERSON_A{CODE}]]",
        f"[[PERSON_{CODE[:4]} {CODE[4:]}]]",
        f"xPERSON@{CODE} x",
        "[[PERSON_00000000]]",
        "[[NIK_3273015501909909]]",
        f"https://contoh.id/PERSON_{CODE} x",
        f"https://contoh.id/?q=[[person {CODE}]]",
        f"[x](PERSON_{CODE} )",
    ],
)
def test_what_may_be_cut_or_is_nobodys_stays(written: str) -> None:
    """A cut code is not completed, a bare code is a word, and no way of writing it opens a URL."""
    assert unmask(written, a_vault()) == written


def test_a_linked_token_without_its_brackets_is_not_guessed() -> None:
    """Two forms of one name share eight characters: where the brackets do not say that the code is whole, neither is taken."""
    vault = a_vault()
    longer = vault.put("PERSON", SHORT)
    assert longer.startswith(f"[[PERSON_{CODE}")
    assert unmask(f"[[PERSON_{CODE}]] dan {longer}", vault) == f"{NAME} dan {SHORT}"
    assert unmask(f"[[nama {CODE}]] dan {longer.lower()}", vault) == f"{NAME} dan {SHORT}"
    for written in (f"PERSON_{CODE} dan", f"[[PERSON_{CODE} dan", longer[:-3] + " dan", f"{longer[:-4]}]]"):
        assert unmask(written, vault) == written
    assert unmask(f"{longer[2:-2]} dan", vault) == f"{SHORT} dan"


def test_every_beginning_of_a_token_is_kept_back() -> None:
    """Wherever a stream cuts a token, in whatever form, all of its beginning may go on."""
    for written in (f"[[PERSON_{CODE}]]", f"\\[\\[PERSON\\_{CODE}\\]\\]", f"[[ Nama  {CODE} ]]", f"PERSON_{CODE}"):
        for cut in range(1, len(written)):
            assert open_tail(f"kata, {written[:cut]}") == cut


@pytest.mark.parametrize("text", ["", "kata ", "kata.", "[tutup] ", "[[PERSON_00000000]]", "1) 2, ", "[\n"])
def test_what_cannot_go_on_to_a_token_is_not_kept(text: str) -> None:
    """A stream is not held up by it."""
    assert open_tail(text) == 0


def test_what_is_kept_is_bounded() -> None:
    """However long a word or an open bracket goes on."""
    assert max(open_tail(opening + "A" * size) for opening in ("", "[", "[[", "\\[") for size in range(300)) <= MAX_HELD


def test_what_is_found_shows_no_value() -> None:
    """A found token is a place and whether it is ours."""
    assert "Budi" not in repr(tokens_of(f"[[PERSON_{CODE}]]", a_vault()))


_WORDS = st.sampled_from(
    [
        *(f"[[PERSON_{CODE}]]", f"[[nik {NUMBER.lower()}]]", f"PERSON_{CODE}", f"[NIK_{NUMBER}]", f"\\[\\[PERSON\\_{CODE}\\]\\]"),
        *(CODE, f"_{CODE}", f"PERSON-{CODE}nya", CODE[:5], f"[[**NAMA_{CODE}**]]", f"［［NAMA_{CODE}］］", f"[[{CODE} "),
        *("[", "]", "[[", "]]", " ", "\\", "_", "**", "`", "PERSON", "nya", "@", "/", ".", "\n", ", ", "https://a.id/", '"', "{", ":"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=9).map("".join), st.lists(st.integers(0, 200), max_size=8), st.booleans())
def test_any_cutting_says_the_same(text: str, places: list[int], json_string: bool) -> None:
    """However a stream cuts tokens in any form, what is said and what is counted are those of the whole text."""
    vault, whole = a_vault(), a_vault()
    bounds = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    unmasker = Unmasker(vault, json_string)
    said = "".join([unmasker.decode(text[start:end]) for start, end in pairwise(bounds)] + [unmasker.flush()])
    assert said == unmask(text, whole, json_string)
    assert (vault.restored, vault.refused, vault.foreign) == (whole.restored, whole.refused, whole.foreign)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=9).map("".join), st.booleans())
def test_one_character_at_a_time_says_the_same(text: str, json_string: bool) -> None:
    """Also the finest cutting."""
    unmasker = Unmasker(a_vault(), json_string)
    assert "".join([unmasker.decode(character) for character in text]) + unmasker.flush() == unmask(text, a_vault(), json_string)


@pytest.mark.parametrize("written", [f"[[person_{CODE}]]", f"PERSON_{CODE} dan", f"[[NAMA_{CODE}]]", f"[PERSON_{CODE}]"])
def test_where_it_must_be_exact_only_what_was_minted_is_a_token(written: str) -> None:
    """What masking would write differently is not ours to change."""
    vault, token = a_vault(), f"[[PERSON_{CODE}]]"
    assert [found.value for found in tokens_of(f"{written} {token}", vault, exact=True) if found.value is not None] == [NAME]
    assert [found.value for found in tokens_of(f"{written} {token}", vault) if found.value is not None] == [NAME, NAME]
