"""The words of the format."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from guardrail.policy.shape import Day, Entity, Person, QualifiedRule, Reference, Shape


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Day, ("2026-12-31", "2028-02-29"), ("2026-02-29", "2026-13-01", "31-12-2026", "2026-1-1")),
        (Entity, ("CUSTOM_CASE", "A1"), ("custom", "1A", "A" * 33, "A-B")),
        (Person, ("dpo-1", "a.b@kominfo", "opd/seksi"), ("Budi Santoso", "", "-a")),
        (Reference, ("nasional", "nasional@3", "nasional@^3"), ("nasional@0", "nasional@", "nasional@3.1", "Nasional")),
        (QualifiedRule, ("nasional/nik",), ("nik", "a/b/c", "nasional/")),
    ],
)
def test_words(kind: Any, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    """What each kind of word may be."""
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    for word in good:
        assert adapter.validate_python(word) == word
    for word in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(word)


def test_a_shape_takes_nothing_that_it_does_not_know() -> None:
    """Nor is it changed afterwards."""
    with pytest.raises(ValidationError):
        Shape.model_validate({"a": 1})
    assert Shape.model_config["frozen"]
