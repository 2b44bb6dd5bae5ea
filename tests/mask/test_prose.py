"""Values in what an AI service says: as they are in prose, escaped in JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.prose import Prose
from guardrail.mask.token import TokenMint
from guardrail.mask.unmasker import Unmasker, unmask
from guardrail.mask.vault import Vault

TOKEN = "[[PERSON_7F3KQ9ZD]]"
VALUE = 'Siti "Ayu" R.\\\n'
ONCE = json.dumps(VALUE)[1:-1]


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ("", VALUE),
        ("Ibu ", VALUE),
        ('Katanya: "', VALUE),
        ('{"nama": "', ONCE),
        (' \n[1, {"nama": "', ONCE),
        ('{"isi": "{\\"nama\\": \\"', json.dumps(ONCE)[1:-1]),
        ('{"nama": ', json.dumps(VALUE)),
        ("[Catatan] ", VALUE),
        ("{nama} ", VALUE),
        ('Ini:\n```json\n{"nama": "', ONCE),
        ('```JSON\r\n{"nama": "', ONCE),
        ('1. Ini:\n   ~~~~ json\n{"nama": "', ONCE),
        ('```json\n{"a": 1}\n```\nIbu "', VALUE),
        ('```json\n{"a": 1}\n```\n```json\n{"nama": "', ONCE),
        ('```python\nx = "', VALUE),
        ('Tulislah ```json\n{"nama": "', ONCE),
        ('Hasilnya: {"nama": "', ONCE),
        ('Hasilnya: {"nama": ', json.dumps(VALUE)),
        ('Hasilnya: [{"a": 1}, {"nama": ', json.dumps(VALUE)),
        ('Ini {"a": {"b": []}}, lalu {"nama": "', ONCE),
        ('{ibu} dan {"nama": "', ONCE),
        ('{"a": 1} Ibu "', VALUE),
        ("Himpunan {", VALUE),
        ("[Catatan: ", VALUE),
        ("```json\nbukan JSON ", VALUE),
    ],
)
def test_a_value_is_written_as_its_place_wants_it(before: str, written: str) -> None:
    """Structured output and fenced blocks are JSON; prose that only begins like it is prose."""
    for pieces in ([before], list(before)):
        prose = Prose()
        for piece in pieces:
            prose.pass_over(piece)
        assert prose.place(TOKEN, VALUE) == written


def test_keys_and_links_get_no_value_in_json_either() -> None:
    """As everywhere."""
    for before in (
        '{"',
        'Ini {"a": 1, "',
        'Lihat https://contoh.go.id/{"a":"',
        '[teks](/a?{"a":',
        '{"url": "https://contoh.go.id/?q=',
        "[teks](",
        '```json\n{"a": "b", "',
    ):
        prose = Prose()
        prose.pass_over(before)
        assert prose.place(TOKEN, VALUE) is None


LEAVES = st.none() | st.integers() | st.text(max_size=8).filter(lambda text: "://" not in text)


@given(
    st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=6),
    st.text(min_size=1, max_size=20),
    st.integers(0, 2),
    st.sampled_from(["", "```json\n"]),
    st.data(),
)
def test_json_that_an_ai_service_says_stays_json(document: object, value: str, depth: int, fence: str, data: st.DataObject) -> None:
    """For any value, at any depth of JSON in strings, for any cutting: whoever parses it gets the value."""
    vault = Vault(TokenMint(b"k" * 32, "percakapan"))
    said: object = {"a": document, "nama": vault.put("PERSON", value)}
    for _ in range(depth):
        said = {"isi": json.dumps(said, ensure_ascii=False)}
    text = fence + json.dumps(said, ensure_ascii=False)
    restored = unmask(text, vault)
    cut = data.draw(st.integers(0, len(text)))
    unmasker = Unmasker(vault)
    assert unmasker.decode(text[:cut]) + unmasker.decode(text[cut:]) + unmasker.flush() == restored
    tree = json.loads(restored.removeprefix(fence))
    for _ in range(depth):
        tree = json.loads(tree["isi"])
    assert tree == {"a": document, "nama": value}


_WORD = st.text("abc ÀZ,;'é\n", max_size=6)
_PLAIN = st.none() | st.integers() | _WORD


@given(
    _WORD,
    st.recursive(_PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORD, inner, max_size=3), max_leaves=5),
    st.text(min_size=1, max_size=20).filter(lambda text: not set(text) & set("<>[](:=/")),
    st.booleans(),
    st.sampled_from(["", "{", "[", "{a} ", "[1] ", '{"a": 1} ', "{ {"]),
    st.data(),
)
def test_json_among_words_stays_json(words: str, document: object, value: str, bare: bool, before: str, data: st.DataObject) -> None:
    """A token in a string gives the value, and one without quotes a string, wherever the JSON begins and however the text is cut."""
    vault = Vault(TokenMint(b"k" * 32, "percakapan"))
    token = vault.put("PERSON", value)
    said = json.dumps({"a": document, "nama": token}, ensure_ascii=False)
    said = said.replace(f'"{token}"', token) if bare else said
    text = f"Hasil {words}{before}{said} {words}"
    pieces = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    unmasker = Unmasker(vault)
    cuts = zip([0, *pieces], [*pieces, len(text)], strict=True)
    restored = "".join([unmasker.decode(text[start:end]) for start, end in cuts]) + unmasker.flush()
    tree, end = json.JSONDecoder().raw_decode(restored, len(f"Hasil {words}{before}"))
    assert tree == {"a": document, "nama": value}
    assert restored[end:] == f" {words}"


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ('{"nik": ', '"(NIK)"'),
        ('Hasilnya: {"nik":', '"(NIK)"'),
        ("Semuanya: [", '"(NIK)"'),
        ('```json\n{"a": [1, ', '"(NIK)"'),
        ('{"isi": "{\\"nik\\": ', '\\"(NIK)\\"'),
        ('{"nik": "', "(NIK)"),
        ('{"a": 1} dan ', "(NIK)"),
        ("NIK ", "(NIK)"),
        ("NIK: {", "(NIK)"),
    ],
)
def test_what_masks_a_number_of_json_is_a_string(before: str, written: str) -> None:
    """Elsewhere it is as it is; so is what masks no number, and a number that stands for one."""
    for pieces in ([before], list(before)):
        prose = Prose()
        for piece in pieces:
            prose.pass_over(piece)
        assert prose.fitted("3374011708909001", "(NIK)") == written
        assert prose.fitted("Siti", "(orang)") == "(orang)"
        assert prose.fitted("19900817", "1990") == "1990"
