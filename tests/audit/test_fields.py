"""No field of a record can carry prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.audit.entry import ENVELOPE
from guardrail.audit.fields import FIELDS, MOST_TENANTS, REQUIRED, SYSTEM_TENANT, EventType, clean, is_tenant

SHAPES = [(event, key, shape) for event, shapes in FIELDS.items() for key, shape in shapes.items()]
NIK, MOBILE, MAIL = "3310014507850003", "081234567890", "siti.aminah@klaten.go.id"
PROSE = ["Budi Santoso sakit", "a b", "nama: Siti", "x\ny", "\x1b[31m", 'a"b', "a\\b", "é", "\ud800", "", NIK, MOBILE, "x" * 200]


@pytest.mark.parametrize(("event", "key", "shape"), SHAPES, ids=[f"{event}-{key}" for event, key, _ in SHAPES])
def test_no_shape_lets_prose_or_a_number_of_a_person_in(event: EventType, key: str, shape: object) -> None:
    """Canary: names, NIKs, telephone numbers, control characters and floats fit no field, alone, in a list or as a key."""
    assert callable(shape)
    for text in PROSE:
        assert not any(shape(value) for value in (text, [text], {text: 1}, text.encode("utf-8", "replace"))), (event, key)
    assert not any(shape(value) for value in (1.5, -1, 2**53, None, {"A": "b"}, {"A": 1.0}, {"A": True}, [1], ["a"] * 65, object()))


@given(st.text())
def test_a_text_with_a_space_fits_no_shape(text: str) -> None:
    """Prose has spaces; no shape has."""
    spaced = f"{text} {text}"
    assert not any(shape(spaced) for _, _, shape in SHAPES)


def test_fields_do_not_hide_the_envelope() -> None:
    """A field named like a part of the envelope would be read as it."""
    assert not {key for _, key, _ in SHAPES} & set(ENVELOPE)


def test_every_event_has_its_list_and_lists_what_it_requires() -> None:
    """An event without a list could say nothing, or anything."""
    assert set(FIELDS) == set(EventType)
    assert all(keys <= FIELDS[event].keys() for event, keys in REQUIRED.items())


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o-mini",
        "gpt-4.1-2025-04-14",
        "claude-sonnet-4-20250514",
        "claude-3-5-sonnet@20240620",
        "meta-llama/Llama-3.3-70B",
        "qwen2.5:7b",
    ],
)
def test_clean_keeps_names_of_models(name: str) -> None:
    """What vendors call their models stays searchable."""
    assert clean(name) == name


@pytest.mark.parametrize("name", [*PROSE, MAIL, "0812-3456-7890", "33.1001.450785.0003", "*", "a" * 129, "gpt\n", "gpt;drop"])
def test_clean_stars_everything_else(name: str) -> None:
    """A model name comes from the client: a NIK, a number or an address written there must not reach the log."""
    assert clean(name) == "*"


@given(st.text())
def test_clean_always_fits_the_shape_of_a_model(name: str) -> None:
    """Whatever the client sends, the event can be built."""
    assert FIELDS[EventType.CALL_INTENT]["model"](clean(name))


@pytest.mark.parametrize("path", ["jateng/kab-klaten/dinkes", "dev", SYSTEM_TENANT, "a.b_c-d/e"])
def test_tenant_paths(path: str) -> None:
    """Names separated by single slashes."""
    assert is_tenant(path)


@pytest.mark.parametrize("path", ["", "/", "a/", "/a", "a//b", "../a", "a b", NIK, "a" * 129, "é", 'a"', "dev\n", None, 7])
def test_what_is_no_tenant_path(path: object) -> None:
    """Anything else is refused, not repaired."""
    assert not is_tenant(path)


@pytest.mark.parametrize(
    ("paths", "fits"),
    [
        ({}, True),
        (
            {"scanned": {"messages.*.content": 3, "*": 1, "a.{}.*.**": 2}, "masked": {}, "opaque": {"model": 1}, "binary": {}, "more": 0},
            True,
        ),
        ({"lain": {"model": 1}}, False),
        ({"scanned": ["model"]}, False),
        ({"scanned": {"model": -1}}, False),
        ({"scanned": {"siti rahayu": 1}}, False),
        ({"scanned": {"siti@contoh.id": 1}}, False),
        ({"scanned": {"a.3374011708909001": 1}}, False),
        ({"scanned": {"a..b": 1}}, False),
        ({"scanned": {".": 1}}, False),
        ({"scanned": {"a" * 41: 1}}, False),
        ({"scanned": {".".join(["a" * 39] * 3): 1}}, False),
        ({"scanned": {f"{'a' * number}": 1 for number in range(1, 18)}}, False),
        ({"more": "1"}, False),
        ([], False),
    ],
)
def test_paths_are_words_and_stars(paths: object, fits: bool) -> None:
    """With counts, few of them, and in the sorts that there are."""
    assert FIELDS[EventType.CALL_OUTCOME]["paths"](paths) is fits


@pytest.mark.parametrize(
    ("tags", "fits"),
    [
        ({"nik": ["0" * 32, "ab" * 16]}, True),
        ({}, True),
        ({"nik": [NIK]}, False),
        ({"nik": ["0" * 64]}, False),
        ({NIK: ["0" * 32]}, False),
        ({"nik": "0" * 32}, False),
        ({"nik": ["0" * 32] * 65}, False),
    ],
)
def test_tags_are_keyed_codes_by_kind(tags: object, *, fits: bool) -> None:
    """Nothing of another length: neither a number nor a plain SHA-256 of one."""
    assert FIELDS[EventType.CALL_INTENT]["subj"](tags) is fits


@pytest.mark.parametrize("counts", [{"jateng/kab-klaten": 3}, {}, {"-": 1}])
def test_a_summary_counts_by_tenant(counts: object) -> None:
    """As many as fit into one record."""
    shape = FIELDS[EventType.LOG_SUMMARY]["tenants"]
    assert shape(counts)
    assert not any(shape(wrong) for wrong in ({NIK: 1}, {"a b": 1}, {"a": -1}, {f"t{number}": 1 for number in range(MOST_TENANTS + 1)}))
