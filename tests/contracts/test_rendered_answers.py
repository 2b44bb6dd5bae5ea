"""V10: no restored value in what a view of the answer could fetch, judged by renderers that are not ours."""

from __future__ import annotations

import json
from itertools import pairwise
from random import Random

import pytest

from guardrail.mask.token import TokenMint
from guardrail.mask.unmasker import Unmasker, unmask
from guardrail.mask.vault import Vault
from tests.streams.streams import restored, texts
from tests.support.chat import DONE, piece

from .rendering import reached

VALUES = {"3273015501909909": "ID_NIK", "Budi Santoso": "PERSON"}
HOSTS = (
    "https://contoh.id",
    "//contoh.id",
    "http://a.contoh.id:8080",
    "aplikasi+x://h",
    "www.contoh.id",
    "",
    "ftp://contoh.id",
    "HTTPS://contoh.id",
)
PATHS = (
    "/?q=§",
    "/§",
    "/a/§.png",
    "/a?nama=Budi&nik=§#b",
    "/(§)",
    "/a b §",
    "/?a=§&b=§",
    "/\\§",
    "/&amp;§",
    "/%20§",
    "/é?§",
    "/`§`",
    "/*§*",
    "/_§_",
)
FORMS = (
    "[klik](U)",
    "[klik §](U)",
    "![gambar](U)",
    '![gambar](U "judul §")',
    "![gambar](U 'judul \"§')",
    "[klik](U (judul §))",
    "[klik](<U>)",
    '[klik](<U> "§")',
    "[klik]( U )",
    "[klik](\nU\n)",
    "[![a](U)](U)",
    "[a [b](U) §](U)",
    "[klik][§]\n\n[§]: U",
    "[klik][1]\n\n[1]: U",
    "![klik][1]\n\n[1]: <U>",
    "[1]\n\n[1]: U '§'",
    '[1]\n\n[1]: U\n"§"',
    "[1]\n\n[1]:\n  U\n  (§)",
    "[§]: U\n[klik][§]",
    "<U>",
    "<sms:U>",
    "<mailto:§>",
    "mailto:§@contoh.id",
    "tel:§",
    "data:text/html,§",
    "javascript:alert(§)",
    "budi@§.contoh.id",
    "U",
    "(U)",
    "**U**",
    "lihat U, § lalu U.",
    '<a href="U">§</a>',
    "<img src='U'>",
    "<img src=U>",
    "<img src = U >",
    "<img srcset='U 1x, U 2x' alt=\"§\">",
    '<img\nalt="§"\nsrc="U">',
    '<p style="background: url(U)">§</p>',
    "<p data-x='§' § title=§>x</p>",
    "<§>",
    '<form action="U"><button formaction=U>x</button></form>',
    "<style>a { background: url('U') }</style>",
    "<div style='background:url(\"U\")'>",
    '<svg><image xlink:href="U"/></svg>',
    '<meta http-equiv="refresh" content="0;url=U">',
    '<a b="[klik](U">§)',
    '<a "b="U">§',
    '<a b="\n\n<img src="U> §">',
    "```\n[klik](U)\n```",
    "`[klik](U)`",
    '{"url": "U", "nik": "§"}',
    'Hasil: {"url": "U", "cari": "[a](U)"}',
)
AROUND = (
    "X",
    "- X",
    "> X",
    "> - X",
    "1. a\n   - X",
    "| a | b |\n|---|---|\n| X | § |",
    "# X",
    "§ X §",
    "**X**",
    "<p>X</p>",
    "[§] X",
    "*a* X\n\nT",
)
NOISE = (
    "\\",
    "\n",
    "\\\n",
    "\n> ",
    "\n>\n> ",
    '"',
    "'",
    ")",
    "(",
    "<",
    ">",
    "]",
    "[",
    "](",
    "]:",
    "&#47;",
    "&quot;",
    " ",
    "\t",
    "`",
    "=",
    "<b ",
    "<!--",
    "/>",
    "\r\n",
    "|",
)


def a_vault() -> Vault:
    vault = Vault(TokenMint(b"k" * 32, "percakapan"))
    for value, entity in VALUES.items():
        vault.put(entity, value)
    return vault


def placements(chance: Random, count: int) -> list[str]:
    """Answers with tokens in every place that a view could fetch, some of them broken by a character or three."""
    tokens = [a_vault().put(entity, value) for value, entity in VALUES.items()]
    made = []
    for _ in range(count):
        url = chance.choice(HOSTS) + chance.choice(PATHS)
        text = chance.choice(AROUND).replace("X", chance.choice(FORMS).replace("U", url))
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(NOISE) + text[at:]
        made.append("".join(chance.choice(tokens) if character == "§" else character for character in text))
    return made


def naive(text: str) -> str:
    vault = a_vault()
    for value, entity in VALUES.items():
        text = text.replace(vault.put(entity, value), value)
    return text


@pytest.mark.parametrize("count", [600, pytest.param(10_000, marks=pytest.mark.slow)])
def test_no_view_can_fetch_a_restored_value(count: int) -> None:
    """Whatever was placed where: nothing that a view fetches, or makes a link of, holds a value; without guardrail most would."""
    placed = placements(Random(10), count)
    leaked = [text for text in placed if reached(unmask(text, a_vault()), list(VALUES))]
    assert leaked == []
    unguarded = sum(bool(reached(naive(text), list(VALUES))) for text in placed[:300])
    assert unguarded > 150


def test_cut_anywhere_it_is_the_same_answer() -> None:
    """A stream of text, and one of bytes, restore what the whole answer does."""
    chance = Random(11)
    for text in placements(chance, 300):
        whole, cutting, parts, rest = unmask(text, a_vault()), Unmasker(a_vault()), [], text
        while rest:
            size = chance.randint(1, 12)
            parts.append(rest[:size])
            rest = rest[size:]
        assert "".join([*(cutting.decode(part) for part in parts), cutting.flush()]) == whole
        stream = b"".join([*(piece({"content": part}) for part in parts), piece({}, finish="stop"), DONE])
        edges = sorted({0, len(stream), *(chance.randrange(len(stream)) for _ in range(8))})
        chunks = [stream[start:end] for start, end in pairwise(edges)]
        assert texts(restored(chunks, a_vault()))[0, "content", -1] == whole


def test_tool_arguments_hold_no_value_in_a_url() -> None:
    """What stands in a URL of a string of JSON stays; the string beside it has its value."""
    chance = Random(12)
    for text in placements(chance, 200):
        arguments = unmask(json.dumps({"isi": text, "nik": naive_token()}), a_vault(), json_string=True)
        tree = json.loads(arguments)
        assert tree["nik"] == "3273015501909909"
        assert reached(tree["isi"], list(VALUES)) == []


def naive_token() -> str:
    return a_vault().put("ID_NIK", "3273015501909909")


BESIDE = (
    "U",
    "[klik](U)",
    "![g](U)",
    "<U>",
    '<a href="U">a</a>',
    "<img src='U'>",
    "[1]: U\n",
    "`U`",
    "**U**",
    "(U)",
    "f(x) = a[0](b)",
    "a < b",
    "x<y && y>z",
    "3 // 2",
    "{a}",
    "Jum'at",
    '"a"',
)


@pytest.mark.parametrize("count", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_prose_beside_a_url_has_its_values(count: int) -> None:
    """A token with blanks around it, before and after any whole link, is the caller's value."""
    chance = Random(13)
    token = naive_token()
    for _ in range(count):
        url = chance.choice(HOSTS[:4]) + chance.choice(("/a", "/?q=b&c=d", "/a.png", "/" + token))
        words = [
            chance.choice(("NIK", "atas nama", "yaitu", "**", "-", "lihat", chance.choice(BESIDE).replace("U", url))) for _ in range(6)
        ]
        for at in sorted(chance.sample(range(7), 3), reverse=True):
            words.insert(at, token)
        text = chance.choice(("X", "- X", "> X", "| X | a |", "# X")).replace("X", " ".join(words))
        answer = unmask(text, a_vault()).split()
        assert answer.count("3273015501909909") == 3, text
