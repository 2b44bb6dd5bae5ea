"""An event says what its list allows, and its complaints repeat nothing."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.core.canonical import Json, canonical_json
from tests.audit.factories import an_intent

SECRET = "Siti Aminah 3310014507850003"


@pytest.mark.parametrize(
    "fields",
    [{SECRET: 1}, {"model": SECRET}, {"found": {SECRET: 1}}, {"rules": [SECRET]}, {"bytes_in": SECRET}, {"bytes_in": 1.5}, {"t": 1}],
)
def test_a_field_outside_its_list_or_shape_is_refused_without_its_words(fields: dict[str, Json]) -> None:
    """Neither an unknown key nor a value may stand in an error message."""
    with pytest.raises(ValueError, match=r"call\.intent") as caught:
        AuditEvent(EventType.CALL_INTENT, {"exchange": uuid7(), **fields})
    assert SECRET not in str(caught.value)
    assert "3310014507850003" not in repr(caught.value)


def test_a_required_field_is_required() -> None:
    """An intent that names no call could never be paired with its outcome."""
    with pytest.raises(ValueError, match="lacks exchange"):
        AuditEvent(EventType.CALL_INTENT, {"model": "gpt-4o-mini"})


def test_body_is_the_canonical_json_of_the_fields() -> None:
    """The fast encoder writes what the slow one would, mappings of any kind included."""
    fields: dict[str, Json] = {"exchange": uuid7(), "rules": ("ETH-01", "ETH-02"), "found": {"PERSON": 1, "ID_NIK": 2}, "stream": True}
    event = AuditEvent(EventType.CALL_INTENT, MappingProxyType({**fields, "found": MappingProxyType({"PERSON": 1, "ID_NIK": 2})}))
    assert b"{" + event.body + b"}" == canonical_json({**fields, "sev": 1})


def test_what_was_passed_in_can_change_without_changing_the_record() -> None:
    """The bytes are taken when the event is made."""
    found: dict[str, Json] = {"ID_NIK": 1}
    event = an_intent(found=found)
    before = event.body
    found[SECRET] = 1
    assert event.body == before


def test_representation_shows_no_fields() -> None:
    """An event in a log line or a traceback says its type and id only."""
    event = an_intent()
    assert repr(event) == f"AuditEvent(type={EventType.CALL_INTENT!r}, id={event.id!r})"
