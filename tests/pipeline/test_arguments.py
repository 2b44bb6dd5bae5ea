"""Arguments of tools: looked into value by value as they come, and JSON afterwards whatever was masked or restored in them."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.pipeline.arguments import Arguments
from guardrail.pipeline.passage import Taken

from .looking import NIK, OWN, a_vault, an_inspector, fed

MASKED = "(NIK disamarkan)"
TOKEN = a_vault().put("ID_NIK", OWN)


def _said(source: str, size: int = 0, whole: bool = False) -> str:
    vault = a_vault()
    pieces = [source[at : at + size] for at in range(0, len(source), size)] if size else [source]
    return fed(Arguments(an_inspector(vault), vault, whole=whole), pieces)


@pytest.mark.parametrize(
    ("tree", "masked"),
    [
        ({"nik": NIK}, {"nik": MASKED}),
        ({"nik": int(NIK), "a": [int(NIK), 1.5, None, True]}, {"nik": MASKED, "a": [MASKED, 1.5, None, True]}),
        ({"nik": TOKEN, "lain": f"{TOKEN} dan {NIK}"}, {"nik": OWN, "lain": f"{OWN} dan {MASKED}"}),
        ({"a": {"b": [{"c": f'kata "{NIK}"\n\\'}]}}, {"a": {"b": [{"c": f'kata "{MASKED}"\n\\'}]}}),
        ({NIK: 1, f"x {NIK}": 2}, {f"{MASKED} 1": 1, f"x {MASKED} 2": 2}),
        ({"json": json.dumps({"nik": int(NIK), "milik": TOKEN})}, {"json": json.dumps({"nik": MASKED, "milik": OWN})}),
        ({"teks": f"[[{NIK}]]", "kurung": f"a [{TOKEN} tanpa"}, {"teks": f'[["{MASKED}"]]', "kurung": f"a [{OWN} tanpa"}),
        ({"é": "é😀 " + NIK}, {"é": "é😀 " + MASKED}),
        ({}, {}),
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("size", [0, 1, 3])
def test_values_are_masked_and_restored_in_place(tree: Any, masked: Any, ascii_only: bool, size: int) -> None:
    """Strings, numbers, names and JSON in a string, in any pieces and with any escapes (T4)."""
    assert json.loads(_said(json.dumps(tree, ensure_ascii=ascii_only), size)) == masked


def test_nothing_found_nothing_changed() -> None:
    """Spacing, escapes and number forms are the model's."""
    source = ' { "a" : 1e3 , "b":"\\u0041\\/", "c" :[ ] }\n'
    assert _said(source) == _said(source, 1) == source


def test_a_value_is_given_out_when_it_is_complete() -> None:
    """Long arguments come as they are written, not at their end."""
    arguments = Arguments(an_inspector(), None)
    assert arguments.take('{"a":"satu"').upto < len('{"a":"satu"')
    assert arguments.take(',"b').upto == len('{"a":"satu",')
    assert arguments.take('": 12').upto == len('{"a":"satu","b":')
    assert arguments.take("}").upto == len('{"a":"satu","b": 12}')


def test_whole_arguments_wait_for_their_end() -> None:
    """Where the policy asks for it, nothing comes before all was seen."""
    arguments = Arguments(an_inspector(), None, whole=True)
    assert arguments.take('{"a":"satu"}') == Taken([], 0)
    assert arguments.finish() == Taken([], 12)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"cari NIK {NIK} segera", f'"cari NIK {MASKED} segera"'),
        (f'{{"nik": "{NIK}', f'{{"nik": "{MASKED}'),
        (f'{{"nik": {NIK}', f'{{"nik": "{MASKED}"'),
        (f'{{"a": "\\q {NIK}"}}', f'{{"a": "\\q {MASKED}"}}'),
        (f"{{nik: {NIK}}}", f'{{nik: "{MASKED}"}}'),
        ("[[NIK_ZZZZZZZZ", "[[NIK_ZZZZZZZZ"),
    ],
)
def test_what_is_no_json_is_looked_into_all_the_same(source: str, said: str) -> None:
    """Cut off, misspelled or plain words: nothing passes unread."""
    assert _said(source) == _said(source, 1) == _said(source, whole=True) == said


_FRAGMENTS = st.sampled_from(
    [
        *'{}[],:"\\ ',
        NIK,
        TOKEN,
        TOKEN.lower(),
        '"nik"',
        f'"{NIK}"',
        f'"{TOKEN}"',
        '\\"',
        "\\u0031",
        "true",
        "1.5",
        "\n",
        "é",
        NIK[:8],
        '{\\"a\\":',
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_FRAGMENTS, max_size=16).map("".join), st.lists(st.integers(0, 300), max_size=10))
def test_any_cutting_says_the_same(source: str, places: list[int]) -> None:
    """Also where it is no JSON at all."""
    bounds = [0, *sorted(place % (len(source) + 1) for place in places), len(source)]
    vault = a_vault()
    said = fed(Arguments(an_inspector(vault), vault), [source[start:end] for start, end in pairwise(bounds)])
    assert said == _said(source) == _said(source, whole=True)
