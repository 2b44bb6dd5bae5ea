"""What the index holds of a record: the words that people look for, and where the record stands. A pure function of the stored line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import orjson

from .entry import Entry
from .note import VerificationError

__all__ = ["COLUMNS", "JOINED", "Row", "joined", "microseconds", "row_of", "split"]

COLUMNS: Final = (
    "event",
    "tenant",
    "application",
    "officer",
    "action",
    "model",
    "upstream",
    "policy",
    "code",
    "entities",
    "rules",
)
"""Columns that hold one word of a dictionary each; ``entities`` and ``rules`` hold the whole set of a record as one word."""
JOINED: Final = frozenset({"entities", "rules"})
_PLAIN: Final = ("application", "officer", "action", "model", "upstream", "policy", "code")
_SEPARATOR: Final = "+"
"""Stands in no name of an entity or rule."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Row(NamedTuple):
    """One record. ``time`` is microseconds since 1970 (UTC), ``place`` the byte of its segment where it begins, 0 where the store has
    no files; words are in the order of ``COLUMNS``, empty where the record says nothing.
    """

    time: int
    writer: str
    seq: int
    place: int
    words: tuple[str, ...]
    exchange: bytes
    more: int
    """Persons of the call whose tags did not fit into the record."""
    tags: tuple[bytes, ...] = ()
    """Keyed tags of the persons in it, sorted."""


def microseconds(time: datetime) -> int:
    """Since 1970, of an aware time."""
    return (time - _EPOCH) // _MICROSECOND


def joined(names: set[str]) -> str:
    """A set as one word."""
    return _SEPARATOR.join(sorted(names)) if names else ""


def split(word: str) -> list[str]:
    """The set that a word stands for."""
    return word.split(_SEPARATOR) if word else []


def row_of(entry: Entry, place: int) -> Row:
    """Raises ``VerificationError`` where the record's fields are not those of a record."""
    try:
        fields: dict[str, Any] = orjson.loads(b"{%b}" % entry.fields[1:])
        get = fields.get
        entities = joined(_counted(get("found", {})) | _counted(get("masked", {})))
        words = (entry.event, entry.tenant, *[get(name, "") for name in _PLAIN], entities, joined(set(get("rules", ()))))
        exchange, more = get("exchange", ""), get("subj_more", 0)
        tags = sorted({bytes.fromhex(tag) for some in get("subj", {}).values() for tag in some})
        if set(map(type, words)) != {str} or type(more) is not int:
            raise ValueError("not a word")
        time = microseconds(datetime.fromisoformat(entry.time))
        return Row(time, entry.writer, entry.seq, place, words, bytes.fromhex(exchange.replace("-", "")), more, tuple(tags))
    except (ValueError, TypeError, AttributeError):
        raise VerificationError("bad_json") from None


def _counted(counts: Mapping[str, int]) -> set[str]:
    return {name for name, count in counts.items() if count} if counts else set()
