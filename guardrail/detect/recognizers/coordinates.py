"""Places on the map that are someone's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer
from guardrail.detect.whereabouts import is_public_place

__all__ = ["CoordinatesRecognizer"]

_PAIR = re.compile(
    r"(?<![\w.])(?<![0-9],)(?P<lat>[+\-]? ?[0-9]{1,2}[.,][0-9]{4,15})°?"
    r"(?P<between>[ \t]{0,2}(?:[,;/|]|(?:LS|LU|[SN])\b[ ,;]?|[ \t])[ \t]{0,2})"
    r"(?P<lon>\+?(?:9[5-9]|1[0-4][0-9])[.,][0-9]{4,15})(?:° ?(?:BT|E)\b)?(?!\d)",
    re.IGNORECASE,
)
_EAST_FIRST = re.compile(
    r"(?:coordinates[\"']?\s{0,4}[:=]\s{0,4}\[\s{0,8}|\bpoint ?\(\s{0,4})"
    r"(?P<pair>(?P<lon>\+?(?:9[5-9]|1[0-4][0-9])\.[0-9]{4,15})(?:\s{0,8},\s{0,8}|[ \t]{1,3})(?P<lat>[+\-]?[0-9]{1,2}\.[0-9]{4,15}))(?!\d)",
    re.IGNORECASE,
)
"""A point of GeoJSON (RFC 7946, 3.1.1) or WKT: longitude first. Lines and areas have more brackets and are nobody's."""
_NAMED = re.compile(
    r"(?P<lat>[+\-]? ?[0-9]{1,2}[.,][0-9]{4,15})(?P<between>[\s\"',;}&]{0,6}(?:long?|lng|longitude|bujur)"
    r"(?:[ _][a-z]{1,8})?[\"']? ?[:=]?[\s\"']{0,3})"
    r"(?P<lon>\+?(?:9[5-9]|1[0-4][0-9])[.,][0-9]{4,15})(?!\d)",
    re.IGNORECASE,
)
_LONE = re.compile(
    r"(?<![a-z])(?:(?P<south>lat|latitude|lintang)|lng|long?|longitude|bujur)[\"']?[ \t]{0,4}[:=][ \t\"']{0,4}"
    r"(?P<v>[+\-]? ?[0-9]{1,3}[.,][0-9]{4,15})(?![0-9])",
    re.IGNORECASE,
)
"""One of the two in a field of its own."""
_ANGLE = r"[0-9]{1,3} ?[°d] ?[0-9]{1,2}(?:[.,][0-9]{1,8})? ?['′’]? ?(?:[0-9]{1,2}(?:[.,][0-9]{1,6})? ?[\"″”'′’]{1,2})? ?"
_DMS = re.compile(rf"(?<!\w){_ANGLE}(?:LS|LU|L\.S|S|N)[ ,;/]{{1,3}}{_ANGLE}(?:BT|E|T)\b", re.IGNORECASE)
_SOUTH, _NORTH, _WEST, _EAST = -11.1, 6.3, 94.9, 141.1
_REACH_PAIR, _REACH_NAMED, _REACH_DMS, _REACH_LONE, _REACH_EAST_FIRST = 45, 60, 45, 18, 60
_SCORE = 0.9


class CoordinatesRecognizer(TriggeredRecognizer):
    """``COORDINATES``: latitude and longitude within Indonesia, as decimals of at least four places (11 m) or degrees and minutes.

    Two or three places show a town, not a home. Epicentres and public works stay: the nearest word before them tells.
    """

    ENTITY = "COORDINATES"
    TRIGGER = r"\b(?:9[5-9]|1[0-4][0-9])[.,][0-9]{4}|(?:LS|LU|[SN])[ ,;/]{1,3}(?:9[5-9]|1[0-4][0-9])[^0-9a-z.,]"
    TRIGGER += r"|\b(?:lat|latitude|lintang|lng|long?|longitude|bujur)[\"']?[ \t]{0,4}[:=]"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            if end <= done:
                continue
            if text[end - 1] in ":=":
                found = _lone(text, end)
            else:
                found = _decimal(text, end, done) if text[end - 1].isdigit() else _angles(text, end, done)
            if found and not is_public_place(text, found[0].start):
                yield from found
            if found:
                done = found[-1].end


def _decimal(text: str, end: int, floor: int) -> list[Match]:
    """``end`` stands inside the longitude."""
    for point in _EAST_FIRST.finditer(text, max(floor, end - _REACH_EAST_FIRST), end + 60):
        if point.start("lon") < end <= point.end("lon") and _in_indonesia(point["lat"], point["lon"]):
            return [Match(*point.span("pair"), _SCORE)]
    for pattern, reach in ((_PAIR, _REACH_PAIR), (_NAMED, _REACH_NAMED)):
        for match in pattern.finditer(text, max(floor, end - reach), end + 20):
            if not match.start("lon") < end <= match.end("lon") or not _in_indonesia(match["lat"], match["lon"]):
                continue
            if pattern is _PAIR:
                return [Match(match.start(), match.end(), _SCORE)]
            return [Match(*match.span("lat"), _SCORE), Match(*match.span("lon"), _SCORE)]
    return []


def _lone(text: str, end: int) -> list[Match]:
    """Behind the name of a field that ends at ``end``, unless the other one follows."""
    for field in _LONE.finditer(text, max(0, end - _REACH_LONE), end + 24):
        if not field.start() < end <= field.start("v"):
            continue
        degrees = float(field["v"].replace(",", ".").replace(" ", ""))
        low, high = (_SOUTH, _NORTH) if field["south"] else (_WEST, _EAST)
        if low <= degrees <= high:
            return [Match(*field.span("v"), _SCORE)]
    return []


def _angles(text: str, end: int, floor: int) -> list[Match]:
    for match in _DMS.finditer(text, max(floor, end - _REACH_DMS), end + _REACH_DMS):
        if match.start() < end <= match.end() and int(re.split(r"\D", match.group(), maxsplit=1)[0]) <= -_SOUTH:
            return [Match(match.start(), match.end(), _SCORE)]
    return []


def _in_indonesia(latitude: str, longitude: str) -> bool:
    north = float(latitude.replace(",", ".").replace(" ", ""))
    east = float(longitude.replace(",", "."))
    return _SOUTH <= north <= _NORTH and _WEST <= east <= _EAST
