"""Finds values of tests where they must not be: in any encoding that hides them from a plain search but not from a reader."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, quote_plus

import numpy as np

__all__ = ["CANARIES", "ENCODINGS", "Canaries", "Leak", "assert_clean", "assert_clean_files"]

_HEAD = 8
"""Every needle has at least so many bytes: the first of them are looked up at each place of what is scanned."""
_FEWEST_DIGITS = 9
_ODD = 0x9E3779B97F4A7C15
_SHIFT = 64 - 22
"""Fibonacci hashing of eight bytes into four million places: few of them are taken by the heads of a whole run."""


class Leak(AssertionError):
    """A value stands where none may. Names the place and the encoding; the value is invented."""


def _digits(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    return digits if len(digits) >= _FEWEST_DIGITS else value


def _inside_base64(value: str) -> list[bytes]:
    """What of the value's base64 does not depend on its neighbours, for each of the three places it may begin at."""
    data = value.encode()
    found = []
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data)
        whole = encoded[(shift * 8 + 5) // 6 : (shift + len(data)) * 8 // 6]
        found += [whole, whole.translate(bytes.maketrans(b"+/", b"-_"))]
    return found


def _hashes(value: str) -> list[bytes]:
    """Unsalted SHA-256, also cut short: 16 digits can be counted through, so such a hash is the number."""
    found = []
    for text in {value, _digits(value), value.lower()}:
        hashed = hashlib.sha256(text.encode())
        found += [hashed.hexdigest()[:16].encode(), base64.b64encode(hashed.digest())[:16], base64.urlsafe_b64encode(hashed.digest())[:16]]
    return found


ENCODINGS: Mapping[str, Callable[[str], Iterable[bytes]]] = MappingProxyType(
    {
        "raw": lambda value: [value.encode(), value.encode("utf-16-le")],
        "digits": lambda value: [_digits(value).encode()],
        "reversed": lambda value: [value[::-1].encode(), _digits(value)[::-1].encode()],
        "url": lambda value: [
            quote(value, safe="").encode(),
            quote_plus(value).encode(),
            b"".join(b"%%%02x" % byte for byte in value.encode()),
        ],
        "json": lambda value: ["".join(f"\\u{ord(char):04x}" for char in value).encode()],
        "hex": lambda value: [value.encode().hex().encode(), _digits(value).encode().hex().encode()],
        "base64": lambda value: [*_inside_base64(value), *_inside_base64(_digits(value))],
        "sha256": _hashes,
    }
)
"""How a value may be written: name -> the byte strings to look for. Letter case is ignored throughout."""


class Canaries:
    """Values to look for. Finding costs the same for one value as for a hundred thousand."""

    def __init__(self) -> None:
        self._needles: dict[bytes, tuple[str, str]] = {}
        self._lengths: defaultdict[bytes, set[int]] = defaultdict(set)
        self._taken = np.zeros(1 << (64 - _SHIFT), np.bool_)

    def add(self, value: str) -> str:
        """Register a value of at least nine characters; returns it."""
        for encoding, written in ENCODINGS.items():
            for needle in map(bytes.lower, written(value)):
                if len(needle) < _HEAD:
                    raise ValueError("a canary this short would be found by accident")
                self._needles.setdefault(needle, (value, encoding))
                head = needle[:_HEAD]
                self._lengths[head].add(len(needle))
                self._taken[(int.from_bytes(head, "little") * _ODD % 2**64) >> _SHIFT] = True
        return value

    def found_in(self, data: bytes) -> set[tuple[str, str]]:
        """(value, encoding) of everything that stands in the data."""
        folded = data.lower()
        found = set()
        for at in self._possible(folded):
            for length in self._lengths.get(folded[at : at + _HEAD], ()):
                needle = self._needles.get(folded[at : at + length])
                if needle is not None:
                    found.add(needle)
        return found

    def _possible(self, folded: bytes) -> Iterator[int]:
        """Every place at which a needle begins, and a few others: a run writes more than Python could look at byte by byte."""
        for shift in range(min(_HEAD, len(folded) - _HEAD + 1)):
            words = np.frombuffer(folded, "<u8", (len(folded) - shift) // _HEAD, shift)
            yield from (np.flatnonzero(self._taken[(words * np.uint64(_ODD)) >> np.uint64(_SHIFT)]) * _HEAD + shift).tolist()


CANARIES = Canaries()
"""Everything that the factories of this test run made up."""


def assert_clean(data: bytes, place: str) -> None:
    """Raises ``Leak`` when a canary stands in the data."""
    found = CANARIES.found_in(data)
    if found:
        listed = ", ".join(f"{value} ({encoding})" for value, encoding in sorted(found)[:5])
        raise Leak(f"{len(found)} canaries in {place}: {listed}")


def assert_clean_files(folder: Path) -> None:
    """``assert_clean`` over the name and the bytes of every file below a folder."""
    for path in sorted(folder.rglob("*")):
        assert_clean(str(path.relative_to(folder)).encode(), "a file name")
        if path.is_file():
            assert_clean(path.read_bytes(), path.name)
