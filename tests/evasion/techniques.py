"""The ways in which people, programs and scans write a value so that a plain pattern does not see it."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

__all__ = ["TECHNIQUES", "Technique"]


@dataclass(frozen=True, slots=True)
class Technique:
    """``write(value, random)`` is the value in disguise. ``of``: "digits", "text" (e-mail addresses, names) or "any" kind of value."""

    write: Callable[[str, Random], str]
    of: str = "digits"
    labelled: bool = False
    """Means something only behind a label."""
    labels: tuple[str, ...] = ()
    """What says that this disguise is used, where nothing else can."""
    contains: str = ""
    """Applies only to values that hold this."""
    frames: tuple[str, ...] = ("{}",)
    """What stands around the value itself and may stay."""


def _between(*marks: str) -> Callable[[str, Random], str]:
    """A mark between all characters."""
    return lambda value, random: random.choice(marks).join(value)


def _grouped(*marks: str, sizes: tuple[int, ...] = (2, 3, 4, 6, 8)) -> Callable[[str, Random], str]:
    """A mark between groups of equal size."""

    def write(value: str, random: Random) -> str:
        mark, size = random.choice(marks), random.choice(sizes)
        return mark.join(value[at : at + size] for at in range(0, len(value), size))

    return write


def _each(form: Callable[[str], str], share: float = 1.0) -> Callable[[str, Random], str]:
    """Characters, all or a share of them, written as ``form``."""

    def write(value: str, random: Random) -> str:
        chosen = {random.randrange(len(value))}
        return "".join(form(char) if index in chosen or random.random() < share else char for index, char in enumerate(value))

    return write


def _script(*zeros: int) -> Callable[[str, Random], str]:
    """Digits of a script whose zero is at one of these code points."""
    return lambda value, random: (lambda zero: "".join(chr(zero + int(char)) for char in value))(random.choice(zeros))


_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u180e\u2063\u034f\ufe0f\u061c"
_SCRIPTS = (
    *(0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x1946),
    *(0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x07C0, 0x104A0),
)
_LETTERS = {"0": "OoQD", "1": "lI|i", "2": "Z", "5": "S", "6": "Gb", "8": "B", "9": "gq"}
_CYRILLIC = dict(zip("aeopcyxiABEKMHOPCTX036", "аеорсухіАВЕКМНОРСТХОЗб", strict=True))
_WORDS = {
    "indonesian": "nol satu dua tiga empat lima enam tujuh delapan sembilan",
    "colloquial": "kosong satu dua tiga empat lima enam tujuh lapan sembilan",
    "javanese": "nol siji loro telu papat lima enem pitu wolu sanga",
    "sundanese": "nol hiji dua tilu opat lima genep tujuh dalapan salapan",
    "english": "zero one two three four five six seven eight nine",
}


def _plain(value: str, _: Random) -> str:
    return value


def _letters(value: str, random: Random) -> str:
    can = [index for index, char in enumerate(value) if char in _LETTERS]
    chosen = set(random.sample(can, min(len(can), 5)))
    return "".join(random.choice(_LETTERS[char]) if index in chosen else char for index, char in enumerate(value))


def _spelled(language: str, *joints: str, share: float = 1.0) -> Callable[[str, Random], str]:
    words = _WORDS[language].split()
    return lambda value, random: random.choice(joints).join(words[int(char)] if random.random() < share else char for char in value)


def _spoken(at: str, dot: str) -> Callable[[str, Random], str]:
    return lambda value, _: value.replace("@", at).replace(".", dot)


def _base64(value: str, _: Random) -> str:
    return base64.b64encode(value.encode()).decode()


def _twice(value: str, random: Random) -> str:
    return _base64(_base64(value, random), random)


def _hex(value: str, _: Random) -> str:
    return value.encode().hex()


def _quoted(mark: str, joint: str) -> Callable[[str, Random], str]:
    def write(value: str, random: Random) -> str:
        cut = random.randint(4, len(value) - 4)
        return f"{mark}{value[:cut]}{mark}{joint}{mark}{value[cut:]}{mark}"

    return write


def _html_break(value: str, random: Random) -> str:
    tag = random.choice(("<b>{}</b>", '<span style="color:red">{}</span>', "<mark>{}</mark>", "<i>{}</i>"))
    return value[:4] + tag.format(value[4:8]) + value[8:]


TECHNIQUES: dict[str, Technique] = {
    "zero width": Technique(_between(*_INVISIBLE), "any"),
    "zero width, groups": Technique(_grouped(*_INVISIBLE), "any"),
    "combining marks": Technique(_each(lambda char: char + "\u0336"), "any"),
    "keycaps": Technique(_each(lambda char: char + "\ufe0f\u20e3")),
    "full width": Technique(_each(lambda char: chr(ord(char) + 0xFEE0) if char != " " else "\u3000"), "any"),
    "full width, some": Technique(_each(lambda char: chr(ord(char) + 0xFEE0) if char != " " else "\u3000", 0.4), "any"),
    "arabic-indic": Technique(_script(0x0660)),
    "persian": Technique(_script(0x06F0)),
    "javanese": Technique(_script(0xA9D0)),
    "balinese": Technique(_script(0x1B50)),
    "other scripts": Technique(_script(*_SCRIPTS)),
    "mathematical": Technique(_script(0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1FBF0)),
    "circled": Technique(_each(lambda char: "⓪①②③④⑤⑥⑦⑧⑨"[int(char)])),
    "superscript": Technique(_each(lambda char: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(char)])),
    "letters for digits": Technique(_letters, labelled=True),
    "letters, grouped": Technique(
        lambda value, random: _grouped(" ", "-", ".", sizes=(4,))(_letters(value, random), random), labelled=True
    ),
    "homoglyphs": Technique(_each(lambda char: _CYRILLIC.get(char, char)), "text"),
    "homoglyph digits": Technique(_each(lambda char: _CYRILLIC.get(char, char)), labelled=True),
    "spaced": Technique(_between(" ", "  ", "\u00a0", "\u2009")),
    "punctuated": Technique(_between(".", "-", "_", "/")),
    "grouped": Technique(_grouped(" ", "-", ".", "/", "_", " - ", "\u2013", "\u2011", sizes=(3, 4, 6)), labelled=True),
    "odd separators": Technique(_between("*", "·", "•", "|", ":", "~", "+", ",", ", ", " | "), labelled=True),
    "odd groups": Technique(_grouped("*", "·", "•", "|", ":", "~", "+", " | ", "#", "…", "\u2022 ", sizes=(4, 6)), labelled=True),
    "brackets": Technique(
        lambda value, random: random.choice(("({})({})({})", "[{}][{}][{}]", "({}) ({}) {}")).format(value[:4], value[4:8], value[8:]),
        labelled=True,
    ),
    "line breaks": Technique(_grouped("\n", "\r\n", "\n  ", "\n\t", " \n", "\n> ", sizes=(4, 6, 8)), labelled=True),
    "markdown": Technique(_grouped("**", "__", "``", "~~", "*", "\\_", "\\-", sizes=(3, 4, 6))),
    "html": Technique(_html_break),
    "html break": Technique(_grouped("<br>", "<br/>", "<wbr>", "&nbsp;", "&zwnj;", "&shy;", "&#8203;", "<!-- -->", sizes=(4, 6, 8))),
    **{f"spelled, {language}": Technique(_spelled(language, " ", ", ", "-", "\n", " - ")) for language in _WORDS},
    "spelled, mixed": Technique(_spelled("indonesian", " ", share=0.5)),
    "at dot": Technique(_spoken(" at ", " dot "), "text", contains="@"),
    "at titik": Technique(_spoken(" at ", " titik "), "text", contains="@"),
    "bracketed at": Technique(_spoken("[at]", "[dot]"), "text", contains="@"),
    "spaced at": Technique(_spoken(" (at) ", " (titik) "), "text", contains="@"),
    "braced at": Technique(_spoken("{at}", "."), "text", contains="@"),
    "percent": Technique(_each(lambda char: f"%{ord(char):02X}"), "any"),
    "percent, some": Technique(_each(lambda char: f"%{ord(char):02x}", 0.4), "any"),
    "percent twice": Technique(lambda value, random: quote(_each(lambda char: f"%{ord(char):02X}")(value, random)), "any"),
    "query": Technique(
        lambda value, _: quote(value, safe="").replace("%20", "+"), "text", frames=("https://x.contoh.go.id/cek?nama={}&page=2",)
    ),
    "entities": Technique(_each(lambda char: f"&#{ord(char)};"), "any"),
    "entities, some": Technique(_each(lambda char: f"&#{ord(char)};", 0.4), "any"),
    "entities, padded": Technique(_each(lambda char: f"&#{ord(char):04};"), "any"),
    "hex entities": Technique(_each(lambda char: f"&#x{ord(char):x};"), "any"),
    "entities twice": Technique(lambda value, random: html.escape(_each(lambda char: f"&#{ord(char)};")(value, random)), "any"),
    "named entities": Technique(lambda value, _: value.replace("@", "&commat;").replace(".", "&period;"), "text", contains="@"),
    "json escapes": Technique(_each(lambda char: f"\\u{ord(char):04x}"), "any"),
    "json escapes, some": Technique(_each(lambda char: f"\\u{ord(char):04X}", 0.4), "any"),
    "code escapes": Technique(_each(lambda char: f"\\x{ord(char):02x}"), "any"),
    "braced escapes": Technique(_each(lambda char: f"\\u{{{ord(char):x}}}"), "any"),
    "octal escapes": Technique(_each(lambda char: f"\\{ord(char):03o}"), "any"),
    "quoted-printable": Technique(_each(lambda char: f"={ord(char):02X}"), "any"),
    "soft breaks": Technique(lambda value, _: f"{value[:7]}=\n{value[7:]}", "any"),
    "base64": Technique(_base64, "any"),
    "base64 in a sentence": Technique(
        lambda value, random: _base64(f"tolong cek {value} hari ini", random), "any", labelled=True, contains="0"
    ),
    "base64 without padding": Technique(lambda value, random: _base64(value, random).rstrip("="), "any"),
    "base64 twice": Technique(_twice, "any"),
    "base64url": Technique(lambda value, _: base64.urlsafe_b64encode(f"{value}???>>>".encode()).decode(), "any"),
    "base64 of utf-16": Technique(lambda value, _: base64.b64encode(value.encode("utf-16-le")).decode(), "any"),
    "base64, data uri": Technique(_base64, "any", frames=("data:text/plain;base64,{}",)),
    "hex": Technique(_hex, "any"),
    "hex, 0x": Technique(lambda value, random: _hex(value, random).upper(), "any", frames=("0x{}",)),
    "hex, parted": Technique(lambda value, random: random.choice(" :-").join(f"{ord(char):02x}" for char in value), "any"),
    "hex, bytes": Technique(lambda value, _: ", ".join(f"0x{ord(char):02x}" for char in value), "any"),
    "hex, sql": Technique(_hex, "any", frames=("X'{}'",)),
    "character codes": Technique(lambda value, _: "[" + ", ".join(str(ord(char)) for char in value) + "]", "any"),
    "base32": Technique(lambda value, _: base64.b32encode(value.encode()).decode(), "any"),
    "base32 without padding": Technique(lambda value, _: base64.b32encode(value.encode()).decode().rstrip("="), "any"),
    "reversed": Technique(
        lambda value, _: value[::-1], "digits", True, ("{} dibalik", "{} (terbalik)", "urutan terbalik {}", "dari kanan ke kiri {}")
    ),
    "reversed text": Technique(lambda value, _: value[::-1], "text", True, ("{} dibalik", "{} (terbalik)", "urutan terbalik {}")),
    "code, sum": Technique(_quoted('"', " + ")),
    "code, sql": Technique(_quoted("'", " || ")),
    "code, concat": Technique(lambda value, _: f"CONCAT('{value[:4]}', '{value[4:8]}', '{value[8:]}')"),
    "code, list": Technique(lambda value, _: "[" + ", ".join(value) + "]", labelled=True),
    "code, list of strings": Technique(lambda value, _: "[" + ",".join(f'"{char}"' for char in value) + "]", labelled=True),
    "code, underscores": Technique(lambda value, _: "_".join(value[at : at + 4] for at in range(0, len(value), 4)), labelled=True),
    "code, adjacent strings": Technique(_quoted('"', " ")),
    "code, lines": Technique(_quoted('"', " +\n    ")),
    "xml, cdata": Technique(_plain, "any", frames=("<![CDATA[{}]]>",)),
    "xml, two cdata": Technique(lambda value, _: f"<![CDATA[{value[:6]}]]><![CDATA[{value[6:]}]]>"),
    "csv, formula": Technique(_plain, frames=('"=""{}"""',)),
    "csv, apostrophe": Technique(_plain, frames=("'{}",)),
    "csv, cells": Technique(lambda value, _: f'"{value[:4]}","{value[4:8]}","{value[8:]}"', labelled=True),
    "table cells": Technique(lambda value, _: f"<td>{value[:8]}</td><td>{value[8:]}</td>", labelled=True),
    "file name": Technique(
        _plain,
        frames=(
            "{}_scan.pdf",
            "scan-{}.png",
            "dok_{}.jpg",
            "berkas_{}_final.zip",
            "D:\\arsip\\{}.docx",
            "/data/{}/foto.jpg",
            "IMG_{}(2).jpeg",
        ),
    ),
    "link": Technique(
        _plain, frames=("https://x.contoh.go.id/warga/{}/detail.json", "https://x.contoh.go.id/cek?q={}&page=2", "callback?no={}&st=ok")
    ),
}
