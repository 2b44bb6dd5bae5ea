from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pytest

from guardrail.detect import escapes
from guardrail.detect.rewriting import Edit, rewrite

Reader = Callable[[str, Sequence[int]], Iterable[Edit]]


def read(reader: Reader, text: str) -> str:
    rewriting = rewrite(text, reader(text, []))
    return text if rewriting is None else rewriting.text


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (escapes.percents, "nik=%33%33%37301", "nik=337301"),
        (escapes.percents, "budi%40contoh.id", "budi@contoh.id"),
        (escapes.percents, "Budi%2520Santoso %2525253337", "Budi Santoso 337"),
        (escapes.percents, "%EF%BC%93%C3%A9%FF", "3é\ufffd"),
        (escapes.percents, "100% yakin, 5%", "100% yakin, 5%"),
        (escapes.entities, "&#51;&#x33;&amp;#55;&commat;", "337@"),
        (escapes.entities, "AT&T; R&D &nosuch;", "AT&T; R&D &nosuch;"),
        (escapes.backslashes, r"\u0033\u{33}\x37 \\u0033", "337 3"),
        (escapes.backslashes, r"{\"nik\":\"3373\"}\n", '{"nik":"3373"}\n'),
        (escapes.backslashes, r"D:\arsip", r"D:\arsip"),
        (escapes.backslashes, r"\063\063\067 D:\101 3373\-0117", "337 D:\\101 3373-0117"),
        (escapes.percents, "%u0033%u0033 7%20", "33 7 "),
        (escapes.entities, "&#51&#51&#55; <![CDATA[3373]]>", "337 3373"),
        (escapes.quoted_printable, "=33=33=37=33 337=\r\n301 337=3301", "3373 337301 337301"),
        (escapes.quoted_printable, "nik=3373 a=12", "nik=3373 a=12"),
        (escapes.pluses, "/cari?nama=Dewi+Ayu&n=1+2 a+b", "/cari?nama=Dewi Ayu&n=1 2 a+b"),
    ],
)
def test_escapes_are_read(reader: Reader, text: str, expected: str) -> None:
    """Each way of writing a character as ASCII, also escaped again and again; what only looks like one stays."""
    assert read(reader, text) == expected


@pytest.mark.parametrize("reader", [escapes.percents, escapes.entities, escapes.backslashes, escapes.quoted_printable, escapes.pluses])
def test_a_reader_never_lengthens(reader: Reader) -> None:
    """What stands for a piece is no longer than the piece."""
    text = r"%33%EF%BC%93&#51;&amp;lt;\u0033\n=33=33=37?a=b+c%F0%9F%98%80"
    assert all(len(edit.replacement) <= edit.end - edit.start for edit in reader(text, []))
