"""The fields of a record that is read back, held against the same shapes as when it was said: whoever rewrites a log puts no words into
what is made from it, even where no signature covers the record yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .entry import Entry
from .fields import FIELDS, Shape
from .note import VerificationError

__all__ = ["shaped"]

_SHAPES: Final[Mapping[str, Mapping[str, Shape]]] = {event.value: listed for event, listed in FIELDS.items()}


def shaped(entry: Entry) -> dict[str, Any]:
    """Fields that this version does not list, as those of a newer one, are left out; so are all of an event that it does not know.

    Raises ``VerificationError`` for a listed field in another shape.
    """
    shapes = _SHAPES.get(entry.event, {})
    found = {key: value for key, value in entry.decoded().items() if key in shapes}
    if not all(shapes[key](value) for key, value in found.items()):
        raise VerificationError("bad_record")
    return found
