"""Internet addresses of users and their devices."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["IpRecognizer"]

_V4_REVERSED = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])")
_V4_AFTER = re.compile(r"[\w/]|\.[0-9]")
_V4_LONGEST = 15
_LEADING_ZERO = re.compile(r"\b0[0-9]")
_V6_BACK = re.compile(r"[0-9a-f:.]{0,46}", re.IGNORECASE)
_V6_FORWARD = re.compile(r"[0-9a-f:]*:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-f:]*", re.IGNORECASE)
_V6_LONGEST = 45
_LABEL = re.compile(
    r"(?<![a-z])(?:ip(?:v[46])?|host|client|remote|alamat|address|addr|login|akses|from|dari|user|perangkat)(?![a-z])", re.IGNORECASE
)
_NOT_ADDRESS = re.compile(
    r"(?<![a-z])(?:versi|version|ver|v|rekening|rek|kode|belanja|pasal|bab|sub|butir|angka|poin|lampiran|nomor|no|nop|rp|build|firmware|release|rilis"
    r"|halaman|tabel|gambar|program|kegiatan|subkegiatan|klasifikasi|indikator|kolom|akun|dpa|rka|netmask|subnet mask)[.:= \"']{1,5}\Z",
    re.IGNORECASE,
)
_BEFORE = 30
_SCORE = 0.95
_SMALL = 32
_NOBODY = frozenset(("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"))
"""Public resolvers, as everyone's settings hold them."""


class IpRecognizer(TriggeredRecognizer):
    """``IP_ADDRESS``: IPv4 (RFC 791) and IPv6 (RFC 4291), not of the own machine, nor of networks, masks and groups.

    Versions, sections and account codes look alike: no leading zeros, and low numbers alone need a word for an address.
    """

    ENTITY = "IP_ADDRESS"
    TRIGGER = r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b|::[0-9a-f]|[0-9a-f]:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            if end <= done:
                continue
            colons = ":" in text[max(done, end - 2) : end] or ":" in text[max(done, end - 6) : end]
            span = _v6(text, end, done) if colons else _v4(text, end, done)
            if span is not None:
                done = span[1]
                yield Match(*span, _SCORE)

    def checks(self, value: str) -> tuple[Check, ...]:
        version = 6 if ":" in value else 4
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return (Check(Phrase(f"alamat IPv{version} yang sah", f"valid IPv{version} address"), False),)
        own = Phrase("bukan alamat mesin sendiri atau grup", "not of the own machine, nor of a group")
        return Check(Phrase(f"alamat IPv{version} yang sah", f"valid IPv{version} address"), True), Check(own, not _is_nobodys(address))


def _v4(text: str, end: int, floor: int) -> tuple[int, int] | None:
    first = max(floor, end - _V4_LONGEST - 1)
    match = _V4_REVERSED.match(text[first:end][::-1])
    if match is None or _V4_AFTER.match(text, end):
        return None
    start = end - match.end()
    value = text[start:end]
    # Most are no addresses but numbers with points; an error that says so costs more than everything else here.
    if _LEADING_ZERO.search(value):
        return None
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        return None
    before = text[max(0, start - _BEFORE) : start]
    if _is_nobodys(address) or value in _NOBODY or value.endswith(".0") or value.startswith("255."):
        return None
    if before.endswith(("/", "-", "+")) and not before.endswith("//"):
        return None
    if _NOT_ADDRESS.search(before):
        return None
    if max(address.packed) < _SMALL and not _LABEL.search(before):
        return None
    return start, end


def _v6(text: str, end: int, floor: int) -> tuple[int, int] | None:
    back = _V6_BACK.match(text[max(floor, end - _V6_LONGEST) : end][::-1])
    start = end - (back.end() if back else 0)
    forward = _V6_FORWARD.match(text, end, end + _V6_LONGEST)
    stop = forward.end() if forward else end
    while (start < end and text[start] == ".") or (text[start : start + 1] == ":" and text[start + 1 : start + 2] != ":"):
        start += 1
    if text[stop - 1] == ":" and text[stop - 2] != ":":
        stop -= 1
    if (
        (start and (text[start - 1].isalnum() or text[start - 1] in "_:"))
        or text[stop : stop + 1].isalnum()
        or text[stop : stop + 1] in ("_", ":", "/")
    ):
        return None
    value = text[start:stop]
    groups = [group for group in value.split(":") if group]
    labelled = "." in value or _LABEL.search(text[max(0, start - _BEFORE) : start]) is not None
    if len(groups) < 3 - labelled or not any(char.isdigit() for char in value):
        return None
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return None
    return None if _is_nobodys(address) else (start, stop)


def _is_nobodys(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return (
        address.is_loopback
        or address.is_unspecified
        or address.is_multicast
        or (address.version == 4 and not 1 <= address.packed[0] <= 223)
    )
