"""JSONPath as globs over shapes."""

from __future__ import annotations

import pytest

from guardrail.core.jsonpath import shape_globs


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("$.hash", "hash"),
        ("$.items[*].id", "items/*/id"),
        ("$.items.*.id", "items/*/id"),
        ("$..hash", "**/hash"),
        ("$.a..b", "a/**/b"),
        ("$..[*]", "**/*"),
        ("$['kode rekening']", "kode rekening"),
        ('$["a.b"].c', "a.b/c"),
    ],
)
def test_paths_of_names_and_wildcards_are_shapes(path: str, place: str) -> None:
    """Items of arrays are ``*``, any depth is ``**``; a place takes all below it along."""
    assert shape_globs(path) == (place, f"{place}/**")


@pytest.mark.parametrize("path", ["", "hash", "$", "$.", "$.a[0]", "$.a[?@.b]", "$.a[1:2]", "$['a/b']", "$.a b", "$." + "a" * 300])
def test_whatever_else_is_refused(path: str) -> None:
    """The root would exclude everything; one item of a list is no place that every document has."""
    with pytest.raises(ValueError, match=r"root|JSONPath"):
        shape_globs(path)
