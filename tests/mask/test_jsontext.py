"""Where a value may go in JSON source, and how it is written there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.jsontext import MAX_DEPTH, JsonText

TOKEN = "[[PERSON_7F3KQ9ZD]]"
VALUE = 'Siti "Ayu" R.\\\n'
ONCE = json.dumps(VALUE)[1:-1]
QUOTED = json.dumps(VALUE)
TWICE = json.dumps(ONCE)[1:-1]

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=8
)


def after(source: str) -> JsonText:
    reader = JsonText()
    reader.pass_over(source)
    return reader


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ('"', ONCE),
        ('{"nama": "', ONCE),
        ('{"nama": "Ibu ', ONCE),
        ('{"a": [1, -2.5e3, true, false, null, {}], "nama": "', ONCE),
        ('{"nama": "\\u00e9\\n\\"', ONCE),
        ('{"isi": "kata \\"', ONCE),
        ('{"isi": "[Catatan] \\"', ONCE),
        ('{"isi": "[1] Menurut \\"', ONCE),
        ('{"isi": "{nama} \\"', ONCE),
        ('{"isi": "[01] \\"', ONCE),
        ('{"isi": "[nasional] \\"', ONCE),
        ('{"isi": "{\\"a\\" 1, \\"', ONCE),
        ('{"isi": "[1,] \\"', ONCE),
        ('{"isi": "[1} \\"', ONCE),
        ('{"isi": "{\\"a\\"} \\"', ONCE),
        ('{"isi": "[1] ', ONCE),
        ('{"isi": "[1', ONCE),
        ('{"isi": "[\\"\\\\', ONCE),
        ('{"isi": "{\\"nama\\": \\"', TWICE),
        ('{"isi": " \\n[\\"', TWICE),
        ('{"isi": "[\\"{1} \\\\\\"', TWICE),
        ('{"url": "https://contoh.go.id/a", "nama": "', ONCE),
        ('{"url": "https://contoh.go.id/a\\nIbu ', ONCE),
        ('{"url":"https://contoh.go.id/a","nama":"', ONCE),
        ('{}{"nama": "', ONCE),
        ('{"nik": ', QUOTED),
        ("[", QUOTED),
        ("[1, ", QUOTED),
        ("", QUOTED),
        ('{"isi": "{\\"nik\\": ', json.dumps(QUOTED)[1:-1]),
    ],
)
def test_a_value_is_written_for_its_depth(before: str, written: str) -> None:
    """Escaped once for each string around it, quoted where no string is; brackets in prose are prose."""
    assert after(before).place(TOKEN, VALUE) == written


@pytest.mark.parametrize(
    "before",
    [
        '{"',
        '{"a": 1, "',
        '{"a": "b", "kunci ',
        "{",
        '{"a": 1, ',
        '{"isi": "{\\"',
        '{"{\\"a\\": \\"',
        '{"a" ',
        '{"a": 1 ',
        '{"a": 1',
        '{"a": 01, "b": "',
        "{'nama': \"",
        "bukan JSON ",
        "} ",
        "[1] 2] ",
        '{"a": "\\',
        '{"a": "\\u00',
        '{"a": "\\x", "b": "',
        '{"a": "\\u00zz", "b": "',
        '{"a": "b" "c": "',
        '{"url": "https://contoh.go.id/?q=',
        '{"html": "<img src=\\"',
        '{"isi": "{\\"url\\": \\"https://contoh.go.id/?q=',
    ],
)
def test_a_value_stays_out_of_keys_broken_source_and_links(before: str) -> None:
    """The token stays where a value would be a key, would mend or break JSON, or could be fetched."""
    assert after(before).place(TOKEN, VALUE) is None


def test_a_key_of_the_token_alone_leaves_the_rest_readable() -> None:
    """A refused key, quoted or bare, is still a key: the value beside it is restored."""
    for before in ('{"', "{"):
        reader = after(before)
        assert reader.place(TOKEN, VALUE) is None
        reader.pass_over(('"' if before == '{"' else "") + ': "')
        assert reader.place(TOKEN, VALUE) == ONCE


def test_a_string_that_begins_with_a_token_is_prose() -> None:
    """The brackets of a token are no array, and a value is never read as JSON."""
    reader = after('{"isi": "')
    assert reader.place(TOKEN, "[") == "["
    reader.pass_over('[\\"')
    assert reader.place(TOKEN, VALUE) == ONCE


def test_a_bare_token_of_others_is_a_value_that_stays() -> None:
    """It does not spoil what follows."""
    reader = after('{"a": ')
    assert reader.place(TOKEN, None) is None
    reader.pass_over(', "b": "')
    assert reader.place(TOKEN, VALUE) == ONCE


@pytest.mark.parametrize("depth", range(1, MAX_DEPTH + 3))
@pytest.mark.parametrize("innermost", ['["@"]', "[@]"])
def test_a_value_goes_in_to_the_stated_depth_and_no_deeper(innermost: str, depth: int) -> None:
    """Beyond ``MAX_DEPTH`` strings the token stays, quoted or bare: escapes would double with each one."""
    source = innermost
    for _ in range(depth - 1):
        source = json.dumps([source])
    placed = after(source[: source.index("@")]).place(TOKEN, VALUE)
    if depth > MAX_DEPTH:
        assert placed is None
    else:
        assert placed is not None
        restored = json.loads(source.replace("@", placed))
        for _ in range(depth - 1):
            restored = json.loads(restored[0])
        assert restored == [VALUE]


@given(DOCUMENTS, st.sampled_from([None, 0, 2]), st.booleans())
def test_all_json_is_json(document: object, indent: int | None, ascii_only: bool) -> None:
    """Whatever a writer of JSON may write is read to its end, and another text may follow."""
    reader = after(json.dumps(document, indent=indent, ensure_ascii=ascii_only))
    reader.pass_over("\n")
    assert not reader.broken
    assert reader.place(TOKEN, VALUE) == QUOTED


@given(DOCUMENTS, st.sampled_from('{}[],:"\\x1 '), st.data())
def test_what_is_not_json_is_not_read_as_json(document: object, added: str, data: st.DataObject) -> None:
    """With one character too many the source is whole exactly when ``json.loads`` says so."""
    source = json.dumps([{"a": document, "b": [1]}])
    place = data.draw(st.integers(2, len(source) - 2))
    changed = source[:place] + added + source[place:]
    try:
        json.loads(changed)
        whole = True
    except ValueError:
        whole = False
    assert (after(changed).place(TOKEN, VALUE) == QUOTED) is whole


def test_a_surrogate_of_a_number_becomes_that_number() -> None:
    """Bare, as it stood; in a string it is a string."""
    assert after('{"nik": ').place("9917011708909001", "3374011708909001") == "3374011708909001"
    assert after('{"nik": ').place("9917011708909001", "0374011708909001") == '"0374011708909001"'
    assert after('{"nik": "').place("9917011708909001", "3374011708909001") == "3374011708909001"
