"""The unmasker: exact, once, only ours, and the same for any cutting of the text."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.edit import Edit, apply
from guardrail.mask.lookalikes import MAX_HELD
from guardrail.mask.token import TokenMint
from guardrail.mask.unmasker import Unmasker, unmask
from guardrail.mask.vault import Vault

NASTY = [
    "__proto__",
    "constructor",
    "{0}",
    "%s",
    "$1",
    "\\1",
    "\\g<0>",
    'Siti "Ayu" R.\\',
    "Jl. Melati 1\nKlaten",
    "👩‍⚕️ Sri",
    "[[",
    "]]",
    "",
]
VALUES = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FRAGMENTS = st.sampled_from(
    [
        *["[", "]", "[[", "]]", "[[NIK_", "[[NIK_7F3KQ9ZD]]", "[[A_00000000]", "NIK", "1", "nama", "true", ",", "{", "}"],
        *["://", "http:", "](", ")", "(", "<", "<a", ">", "=", "src", "data", "url(", "tel:", ":", "/", "www", ".", "]:"],
        *('"', "'", "\\", '\\"', 'href="', " ", "\n", "\u00a0"),
    ]
)
"""Everything that the readers of prose and JSON treat specially, whole and in halves."""


def a_vault(*values: str, scope: str = "percakapan-1") -> tuple[Vault, list[str]]:
    vault = Vault(TokenMint(b"k" * 32, scope))
    return vault, [vault.put("PERSON", value) for value in values]


def cut(text: str, places: list[int]) -> list[str]:
    bounds = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(bounds)]


@st.composite
def an_answer(draw: st.DrawFn) -> tuple[list[str], str, list[str]]:
    """Values, a text that holds their tokens among fragments which matter to the grammar, and the text in pieces."""
    values = draw(st.lists(VALUES, min_size=1, max_size=3))
    _, tokens = a_vault(*values)
    text = "".join(draw(st.lists(FRAGMENTS | st.sampled_from(tokens), max_size=30)))
    return values, text, cut(text, draw(st.lists(st.integers(0, 2000), max_size=12)))


def counts(vault: Vault) -> tuple[int, int, int]:
    return vault.restored, vault.refused, vault.foreign


@given(an_answer(), st.booleans())
def test_any_cutting_gives_the_same_text_and_counts(answer: tuple[list[str], str, list[str]], json_string: bool) -> None:
    """Pieces joined equal the whole, for prose and for JSON source."""
    values, text, pieces = answer
    whole, _ = a_vault(*values)
    expected = unmask(text, whole, json_string)
    vault, _ = a_vault(*values)
    unmasker = Unmasker(vault, json_string)
    joined = "".join([unmasker.decode(piece) for piece in pieces] + [unmasker.flush()])
    assert (joined, counts(vault)) == (expected, counts(whole))


@given(an_answer(), st.booleans())
def test_one_character_at_a_time_gives_the_same_text(answer: tuple[list[str], str, list[str]], json_string: bool) -> None:
    """The finest cutting equals the whole, and little more than a token is ever held back."""
    values, text, _ = answer
    vault, _ = a_vault(*values)
    unmasker = Unmasker(vault, json_string)
    given_out = ""
    for read, character in enumerate(text, start=1):
        given_out += unmasker.decode(character)
        if not vault.restored:
            assert read - len(given_out) <= MAX_HELD
    whole, _ = a_vault(*values)
    assert given_out + unmasker.flush() == unmask(text, whole, json_string)


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_prose_gets_exactly_the_values(values: list[str]) -> None:
    """Whatever the values hold, each comes back literally, and a value that holds another's token is not read again."""
    vault, tokens = a_vault(*values)
    inner = vault.put("ADDRESS", "di rumah " + tokens[0])
    safe = [value for value in values if not set(value) & set("<>[](:=/")]
    text = " | ".join([vault.put("PERSON", value) for value in safe] + [inner])
    assert unmask(text, vault) == " | ".join([*safe, "di rumah " + tokens[0]])
    assert vault.restored == len(safe) + 1


@given(VALUES, st.integers(1, 3), st.lists(st.integers(0, 5000), max_size=8))
def test_nested_json_holds_exactly_the_value(value: str, depth: int, places: list[int]) -> None:
    """Read ``depth`` times, arguments give the value itself, streamed in any pieces (V9)."""
    vault, (token,) = a_vault(value)
    source = json.dumps({"nama": token, "lain": [1, None, {"kosong": {}}]})
    for _ in range(depth - 1):
        source = json.dumps({"dalam": source, "x": [True, -1.5e3, 'a\\b"c\u00e9']})
    unmasker = Unmasker(vault, json_string=True)
    restored = "".join([unmasker.decode(piece) for piece in cut(source, places)] + [unmasker.flush()])
    for _ in range(depth - 1):
        restored = json.loads(restored)["dalam"]
    assert json.loads(restored)["nama"] == value


@given(VALUES, st.text(max_size=30).filter(lambda text: not set(text) & set("<>[](:=/")), st.lists(st.integers(0, 500), max_size=5))
def test_prose_in_a_json_string_holds_exactly_the_value(value: str, words: str, places: list[int]) -> None:
    """Quotes within prose are no structure: one level of escapes, whatever stands around."""
    vault, (token,) = a_vault(value)
    source = json.dumps({"isi": f'{words} "{token}" {words}'}, ensure_ascii=False)
    unmasker = Unmasker(vault, json_string=True)
    restored = "".join([unmasker.decode(piece) for piece in cut(source, places)] + [unmasker.flush()])
    assert json.loads(restored) == {"isi": f'{words} "{value}" {words}'}


@pytest.mark.parametrize("json_string", [False, True])
def test_tokens_of_others_stay_text(json_string: bool) -> None:
    """Forged, guessed and copied tokens are nobody's: ten thousand of them restore nothing and are counted (V2, T10)."""
    other, (copied,) = a_vault("Budi Santoso", scope="percakapan-2")
    vault, _ = a_vault("Budi Santoso")
    mint = TokenMint(b"x" * 32, "percakapan-1")
    forged = [mint.mint("PERSON", str(number)) for number in range(9_999)] + [copied]
    text = json.dumps(forged) if json_string else " ".join(forged)
    assert unmask(text, vault, json_string) == text
    assert counts(vault) == (0, 0, 10_000)
    assert other.get(copied) == "Budi Santoso"


def test_a_token_beside_a_forged_one_is_still_restored() -> None:
    """A token-like text in the answer does not disturb a neighbour that is ours."""
    vault, (token,) = a_vault("Siti Rahayu")
    assert unmask(f"[[{token}]][[PERSON_{token}", vault) == "[[Siti Rahayu]][[PERSON_Siti Rahayu"


@pytest.mark.parametrize("opening", ["[", "[[", "[[NIK_", "[[NIK_7F3KQ9ZD]", "[[" + "A" * 54])
def test_what_is_never_closed_holds_nothing_up(opening: str) -> None:
    """After an open ``[[`` a megabyte flows through, also without a space: little more than a token is ever kept back (V7)."""
    vault, _ = a_vault("Siti Rahayu")
    unmasker = Unmasker(vault)
    sent = unmasker.decode(opening)
    received = len(opening)
    for _ in range(256):
        sent += unmasker.decode("A" * 4096)
        received += 4096
        assert received - len(sent) <= MAX_HELD
    assert sent + unmasker.flush() == opening + "A" * (256 * 4096)


def test_pending_says_that_something_is_kept_back() -> None:
    """An event waits only while its text ends inside a possible token."""
    vault, (token,) = a_vault("Siti Rahayu")
    unmasker = Unmasker(vault)
    assert (unmasker.decode("Ibu " + token[:9]), unmasker.pending) == ("Ibu ", True)
    assert (unmasker.decode(token[9:]), unmasker.pending) == ("Siti Rahayu", False)
    assert (unmasker.decode(" a[1] b, "), unmasker.pending) == (" a[1] b, ", False)


def test_a_cut_token_is_given_out_as_it_is() -> None:
    """A token that the answer never finished is nobody's value (T3)."""
    vault, (token,) = a_vault("Siti Rahayu")
    assert unmask(token[:-2], vault) == token[:-2]
    assert counts(vault) == (0, 0, 0)


def test_two_people_come_back_as_themselves() -> None:
    """Each token has one value, in any order (T2)."""
    vault, (budi, siti) = a_vault("Budi Santoso", "Siti Rahayu")
    assert unmask(f"{siti} dan {budi}", vault) == "Siti Rahayu dan Budi Santoso"


def test_the_texts_are_not_in_the_repr() -> None:
    """An unmasker in a traceback or a log tells nothing."""
    vault, _ = a_vault("Siti Rahayu")
    unmasker = Unmasker(vault)
    unmasker.decode("rahasia [[NIK_")
    assert "rahasia" not in repr(unmasker) and "NIK" not in repr(unmasker)


@given(st.data(), st.sampled_from(["Yth. {name}, NIK {nik}.", '{{"nama": "{name}", "nik": {nik}}}', "{name}", "[[x]] {nik}{nik} {nik}"]))
def test_surrogates_come_back_for_any_cutting(data: st.DataObject, frame: str) -> None:
    """Whole ones, exactly as they were given out, wherever a stream was cut; in a link they stay."""
    vault = Vault(TokenMint(b"k" * 32, "percakapan-1"))
    given_out = {"name": vault.surrogate("PERSON", "Siti Rahayu"), "nik": vault.surrogate("ID_NIK", "3273015501909909")}
    text = frame.format(**given_out)
    whole = frame.replace("{nik}{nik}", 2 * given_out["nik"]).format(name="Siti Rahayu", nik="3273015501909909")
    assert unmask(text, vault) == whole
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    unmasker = Unmasker(vault)
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert "".join(map(unmasker.decode, pieces)) + unmasker.flush() == whole
    link = f"https://contoh.go.id/{given_out['nik']}"
    assert unmask(link, vault) == link


_NUMBER = "3374011708909001"


def _numbered(*values: str) -> tuple[Vault, list[str]]:
    vault, tokens = a_vault(_NUMBER, *values)
    vault.numbers = frozenset({_NUMBER})
    return vault, tokens


@given(an_answer(), st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_any_cutting_gives_the_same_numbers(answer: tuple[list[str], str, list[str]], places: list[int]) -> None:
    """With tokens of a number among all that matters to JSON, in quotes or not."""
    values, text, _ = answer
    whole, tokens = _numbered(*values)
    for at in places:
        text = f"{text[:at]}{['', chr(34), chr(92) + chr(34)][at % 3]}{tokens[0]}{['', chr(34), chr(92) + chr(34)][at % 3]}{text[at:]}"
    expected = unmask(text, whole, json_string=True)
    for pieces in (cut(text, places), list(text)):
        vault, _ = _numbered(*values)
        unmasker = Unmasker(vault, json_string=True)
        joined = "".join([unmasker.decode(piece) for piece in pieces] + [unmasker.flush()])
        assert (joined, counts(vault)) == (expected, counts(whole))


@given(st.integers(0, 2), st.lists(st.integers(0, 500), max_size=6))
def test_what_was_a_number_is_one_again(depth: int, places: list[int]) -> None:
    """All of a string, or bare, at any depth; not as a part of words, and never as the name of a member."""
    vault, (token,) = _numbered()
    source = json.dumps({"nik": token, "lain": [token, "bare"], "kata": f"NIK {token}", token: f'"{token}"'}).replace('"bare"', token)
    for _ in range(depth):
        source = json.dumps({"isi": source})
    unmasker = Unmasker(vault, json_string=True)
    restored = json.loads("".join([unmasker.decode(piece) for piece in cut(source, places)] + [unmasker.flush()]))
    for _ in range(depth):
        restored = json.loads(restored["isi"])
    number = int(_NUMBER)
    assert restored == {"nik": number, "lain": [number, number], "kata": f"NIK {_NUMBER}", token: f'"{_NUMBER}"'}


def test_prose_gets_no_numbers_for_strings() -> None:
    """What an AI service says in a string of structured output is a string; bare, it is the number it was."""
    vault, (token,) = _numbered()
    assert unmask(f'{{"a": "{token}"}}', vault) == f'{{"a": "{_NUMBER}"}}'


def test_without_restoring_tokens_stay_and_are_counted() -> None:
    """A function that gets no values."""
    vault, (token,) = _numbered()
    unmasker = Unmasker(vault, json_string=True, restores=False)
    text = f'{{"nik": "{token}", "lain": "[[NIK_AAAAAAAA]]"}}'
    assert unmasker.decode(text) + unmasker.flush() == text
    assert counts(vault) == (0, 1, 1)


def _masked(text: str, vault: Vault | None, edits: list[Edit], json_string: bool = False) -> str:
    made, cut = Unmasker(vault, json_string).take(text, final=True, masked=edits)
    assert cut == len(text)
    return apply(text, made)


def _edit(text: str, part: str, new: str) -> Edit:
    start = text.index(part)
    return Edit(start, start + len(part), new)


def test_what_a_model_adds_is_masked_while_tokens_are_restored() -> None:
    """Both in one pass, each in its place, in whatever order they stand."""
    vault, (token,) = a_vault("Siti Rahayu")
    for text, expected in [
        (f"{token} 0812 dan {token}", "Siti Rahayu [HP] dan Siti Rahayu"),
        (f"0812 {token} 0812.", "[HP] Siti Rahayu 0812."),
    ]:
        assert _masked(text, vault, [_edit(text, "0812", "[HP]")]) == expected
    assert counts(vault) == (3, 0, 0)


def test_a_mask_that_is_a_token_of_ours_is_restored() -> None:
    """What a model adds may be the caller's own value: it is masked as that, and comes back; another's token stays."""
    vault, (token,) = a_vault("Siti Rahayu")
    text = "Ibu Siti, lalu Budi."
    edits = [_edit(text, "Siti", f"({token})"), _edit(text, "Budi", "[[PERSON_00000000]]")]
    assert _masked(text, vault, edits) == "Ibu (Siti Rahayu), lalu [[PERSON_00000000]]."
    assert counts(vault) == (1, 0, 1)


def test_a_mask_over_a_token_takes_its_place() -> None:
    """Of one that is ours, and of what is only shaped like one, which is then no foreign token; what stands beside it is one."""
    vault, (token,) = a_vault("Siti Rahayu")
    text = f"NIK {token} 3374"
    assert _masked(text, vault, [Edit(4, len(text), "[NIK]")]) == "NIK [NIK]"
    assert counts(vault) == (0, 0, 0)
    foreign = "[[NIK_7F3KQ9ZD]]"
    text = f"{foreign}{foreign}"
    for start, end, expected in [
        (3, 9, f"[[N[X]KQ9ZD]]{foreign}"),
        (0, 16, f"[X]{foreign}"),
        (16, 32, f"{foreign}[X]"),
        (15, 17, "[[NIK_7F3KQ9ZD][X][NIK_7F3KQ9ZD]]"),
    ]:
        vault, _ = a_vault()
        assert _masked(text, vault, [Edit(start, end, "[X]")]) == expected
        assert counts(vault) == (0, 0, 0 if end == 17 else 1)


def test_behind_a_mask_over_several_tokens_tokens_are_restored() -> None:
    """Each of them is passed over by itself."""
    vault, (token,) = a_vault("Siti Rahayu")
    both = token + token
    assert _masked(f"{both} dan {token}", vault, [Edit(0, len(both), "[X]")]) == "[X] dan Siti Rahayu"


def test_a_mask_is_never_cut() -> None:
    """What must wait for more text takes the mask that reaches into it along; a mask before it does not wait."""
    vault, _ = a_vault("Siti Rahayu")
    text = "HP 0812 dan 0813 [[PER"
    whole = text.index("[[")
    cases = [
        (Edit(12, 16, "[HP]"), whole, "HP 0812 dan [HP] "),
        (Edit(12, whole, "[HP]"), whole, "HP 0812 dan [HP]"),
        (Edit(12, whole + 1, "[HP]"), 12, "HP 0812 dan "),
        (Edit(12, len(text), "[HP]"), 12, "HP 0812 dan "),
        (Edit(whole, len(text), "[HP]"), whole, "HP 0812 dan 0813 "),
    ]
    for edit, cut_at, expected in cases:
        edits, end = Unmasker(vault).take(text, masked=[edit])
        assert (end, apply(text[:end], edits)) == (cut_at, expected)


def test_a_mask_in_json_source_goes_where_it_is_told() -> None:
    """Who looks into JSON source writes JSON; values and numbers beside it come back as ever."""
    vault, (token, other) = _numbered("Siti Rahayu")
    text = f'{{"hp": "0812", "nik": "{token}", "nama": "{other}"}}'
    masked = _masked(text, vault, [_edit(text, '"0812"', '"[HP]"')], json_string=True)
    assert json.loads(masked) == {"hp": "[HP]", "nik": int(_NUMBER), "nama": "Siti Rahayu"}


def test_a_masked_number_of_json_in_prose_becomes_a_string() -> None:
    """Structured output stays JSON; what stands before the mask tells that it is a number's place."""
    vault, _ = a_vault("Siti Rahayu")
    text = '{"hp": 81234567890, "x": "81234567890"}'
    at = text.rindex("81234567890")
    edits = [_edit(text, "81234567890", "[HP]"), Edit(at, at + 11, "[HP]")]
    assert json.loads(_masked(text, vault, edits)) == {"hp": "[HP]", "x": "[HP]"}


def test_exact_restores_tokens_only_as_they_were_minted() -> None:
    """Masking what comes out gives the same text again, so that a signed text stays signed."""
    vault, (token,) = a_vault("Siti Rahayu")
    text = f"{token} dan {token.lower()}"
    unmasker = Unmasker(vault, exact=True)
    assert unmasker.decode(text) + unmasker.flush() == f"Siti Rahayu dan {token.lower()}"
    assert unmask(text, vault) == "Siti Rahayu dan Siti Rahayu"


@pytest.mark.parametrize("json_string", [False, True])
def test_without_a_vault_every_token_stays(json_string: bool) -> None:
    """There is nothing to restore, and nothing to count."""
    text = '{"nama": "[[PERSON_7F3KQ9ZD]]"}'
    unmasker = Unmasker(None, json_string)
    assert unmasker.decode(text) + unmasker.flush() == text


def test_restored_prose_and_refused_places_are_counted() -> None:
    """A value that may stand there, one that may not, and what was never ours."""
    vault, (token,) = a_vault("Siti Rahayu")
    assert unmask(f"{token} ![](https://contoh.go.id/{token}) [[NIK_7F3KQ9ZD]]", vault).startswith(
        "Siti Rahayu ![](https://contoh.go.id/[["
    )
    assert counts(vault) == (1, 1, 1)


def test_after_the_end_nothing_is_kept() -> None:
    """What was held is given out once."""
    vault, _ = a_vault("Siti Rahayu")
    unmasker = Unmasker(vault)
    unmasker.decode("a [[PER")
    assert (unmasker.flush(), unmasker.flush(), unmasker.pending) == ("[[PER", "", False)


@pytest.mark.parametrize("depth", range(4))
def test_a_number_is_freed_of_quotes_as_deep_as_json_is_read(depth: int) -> None:
    """None, one, three or seven backslashes before either; also where the stream ends inside the second."""
    _, (token,) = _numbered()
    source = json.dumps({"nik": token})
    for _ in range(depth):
        source = json.dumps({"isi": source})
    quote = "\\" * (2**depth - 1) + '"'
    assert quote + token + quote in source
    expected = source.replace(quote + token + quote, _NUMBER)
    for end in range(source.index(token), source.index(token) + len(token) + 2 * len(quote) + 1):
        unmasker = Unmasker(_numbered()[0], json_string=True)
        assert unmasker.decode(source[:end]) + unmasker.decode(source[end:]) + unmasker.flush() == expected


def test_source_that_is_no_json_gets_no_values() -> None:
    """Nobody knows where in it a value may stand; every token is counted as refused."""
    vault, (token,) = a_vault("Siti Rahayu")
    text = f"halo {token} dan {token}"
    assert unmask(text, vault, json_string=True) == text
    assert counts(vault) == (0, 2, 0)


def test_what_a_piece_begins_behind_counts() -> None:
    """A type and a code without brackets are no token behind a slash, whether or not a stream was cut between them."""
    whole, (token,) = a_vault("Siti Rahayu")
    text = f"a/{token[2:-2]} b"
    assert unmask(text, whole) == text
    unmasker = Unmasker(a_vault("Siti Rahayu")[0])
    assert "".join(map(unmasker.decode, ["a/", text[2:]])) + unmasker.flush() == text


def test_a_quote_on_one_side_of_a_number_is_not_its_own() -> None:
    """Neither one that opens more words than the number, nor one that the answer never closed."""
    vault, (token,) = _numbered()
    assert unmask(f'{{"kata": "{token} x"}}', vault, json_string=True) == f'{{"kata": "{_NUMBER} x"}}'
    assert unmask(f'{{"nik": "{token}', vault, json_string=True) == f'{{"nik": "{_NUMBER}'
