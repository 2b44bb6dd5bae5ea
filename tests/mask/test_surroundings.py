"""Where a value may go in prose and where it may not (V10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.mask.surroundings import Surroundings

TOKEN = "[[NIK_7F3KQ9ZD]]"
VALUE = "3273015501909909"
LONG = "a" * 3000
WORDS = "kata kata\u00a0kata, " * 400

REFUSED = {
    "URL": "lihat https://contoh.go.id/?nik=",
    "URL of any scheme": "buka aplikasi://data/",
    "URL whose scheme ends like another": "metadata://x/",
    "URL in parentheses": "(https://contoh.go.id/?q=",
    "URL in an autolink": "<https://contoh.go.id/?q=",
    "URL in angle brackets after a space": "< https://contoh.go.id/?q=",
    "URL as HTML text": "<b>https://contoh.go.id/",
    "URL with other brackets": "https://contoh.go.id/(a)[b]{c}",
    "URL with quotes": 'https://contoh.go.id/?a="b"&q=',
    "URL with a no-break space, which ends no link": "https://contoh.go.id/?q=\u00a0",
    "long URL": "https://contoh.go.id/?q=" + LONG,
    "URL without a scheme": "//contoh.go.id/",
    "URL whose colon is an entity": "https&#58;//contoh.go.id/",
    "URL with escaped slashes": "https:\\/\\/contoh.go.id/",
    "Markdown image on the next line": "![gambar](\n/a.png?q=",
    "bare host": "www.contoh.go.id/",
    "mail link": "mailto:",
    "telephone link": "(tel:",
    "data URL": "data:text/html,",
    "script URL": "JavaScript:alert(",
    "Markdown link": "[klik](",
    "Markdown image": "![gambar](/a.png?q=",
    "Markdown link with a space": "![gambar](/a?q=Budi Santoso ",
    "Markdown link with parentheses": "![gambar](/a(b)",
    "Markdown link after blanks": "[klik](   ",
    "Markdown pointy link": "[klik](<",
    "Markdown pointy link with an escaped bracket": "![gambar](</a\\>",
    "Markdown link with an escaped parenthesis": "![gambar](//contoh.id/\\)",
    "Markdown pointy link with a parenthesis": "[klik](</a) b ",
    "Markdown link title": '[klik](/a "judul ',
    "long Markdown link": "![x](/a?" + WORDS,
    "reference definition": "[1]: ",
    "reference definition on the next line": "[1]:\n  ",
    "reference definition, begun": "[1]: /a?q=",
    "reference definition, pointy": "[1]: </a b?q=",
    "long blanks in a reference definition": "[1]:" + " " * 3000,
    "HTML attribute": '<a href="',
    "HTML attribute with single quotes": "<img src='",
    "HTML attribute without quotes": "<img src=/a?",
    "HTML attribute after blanks": "<img src = ",
    "HTML attribute with words": '<img alt="Nama Budi ',
    "HTML attribute with a greater-than": '<img alt="a > b ',
    "HTML second attribute": "<img alt='Budi' title='",
    "HTML attribute on the next line": '<img\nsrc="',
    "HTML attribute over two lines": '<img src="/a\n',
    "long HTML attribute": '<img alt="' + WORDS,
    "HTML tag": "<img ",
    "HTML closing tag": "</b ",
    "attribute without a tag": "srcset = '/a 1x, ",
    "attribute on another element": "formaction=",
    "Markdown link with a backslash at the end of a line": "[klik](/a\\\n",
    "Markdown pointy link with a backslash at the end of a line": "[klik](</a\\\n",
    "Markdown link title on the next line": '[klik](/a\n"',
    "Markdown link title with a parenthesis": '[klik](/a "b) ',
    "Markdown pointy link's title": '[klik](</a> "',
    "URL of what is no link": "klik](https://contoh.go.id/)?q=",
    "definition with a backslash at the end of a line": "[1]: /a\\\n",
    "definition in a quotation": "> [1]:\n> ",
    "title of a definition": '[1]: /a\n"',
    "title of a definition in parentheses": "[1]: </a> (",
    "link in what is no tag": '<a b="[klik](//contoh.go.id/">',
    "tag behind what is no tag": '<a b="\n\n<img src="//contoh.go.id/?> ',
    "URL in what is no whole tag": '<a "b="https://contoh.go.id/?">',
    "HTML attribute on the next line that nobody fetches": '<img\nalt="',
    "URL in a tag over lines, which a quotation may end": '<p a\nb="https://contoh.go.id/?">',
    "HTML attribute after a slash": '<img/alt="',
    "HTML attribute in a quotation": '> <img\n> alt="',
    "autolink of any scheme": "<sms:+62?body=",
    "slashes as entities": "https:&#x2F;&sol;contoh.go.id/",
    "mail address": "budi@",
    "CSS string with a parenthesis": 'url("/a) ',
    "CSS": "background: url(",
    "CSS with a blank": "background: url( '",
    "CSS in a style": '<p style="background: url(',
}

ALLOWED = {
    "nothing": "",
    "prose": "NIK Anda ",
    "parentheses": "(NIK ",
    "brackets": "daftar [1] [",
    "label": "NIK: ",
    "label without a space": "NIK:",
    "JSON": '{"nama": "',
    "compact JSON": '{"nama":"a","nik":"',
    "assignment": "nama=",
    "assignment to a word that ends like an attribute": "metadata=",
    "word that ends like a scheme": "Hotel:",
    "bold": "**",
    "code": "`",
    "code fence": "```\n",
    "table": "| Nama | NIK |\n|---|---|\n| Budi | ",
    "list": "- ",
    "quotation": "> ",
    "less than": "a < b ",
    "less than a number": "umur <5 ",
    "less than a word, a paragraph before": "jika n <lima\n\n",
    "less than in code": "for (i=0; i<n; i++) ",
    "HTML text": "<b>",
    "HTML text after an attribute": '<td class="a>b">',
    "HTML text after an attribute without quotes": "<td class=a>",
    "HTML text after an empty attribute": "<td class=>",
    "after a URL": "https://contoh.go.id/a ",
    "after a Markdown link": "[klik](https://contoh.go.id/a) ",
    "right after a Markdown link": "[klik](/contoh/(a))",
    "text of an HTML link": '<a href="https://contoh.go.id/?a=b c">',
    "text of an HTML link over lines": "<p>\n<a\n  href=\"https://contoh.go.id\"\n  title='a > b'>",
    "after a Markdown pointy link": "[klik](</a>) ",
    "after an unclosed Markdown link, in the next paragraph": "[klik](catatan\n\n",
    "after an unclosed Markdown pointy link, in the next paragraph": "> [klik](<catatan\n>\n> ",
    "after a reference definition": "[1]: /a\n",
    "after an autolink": "<https://contoh.go.id> ",
    "after a data word": "data: ",
    "subscript": "f(x)[0] (",
    "arrow": "a -> ",
    "apostrophe": "Jum'at <b>Jum'at</b> ",
    "scheme without its colon": "tel ",
    "comment in code": "// NIK ",
    "either or": "dan/atau ",
    "date": "17/08/",
}


def after(text: str) -> Surroundings:
    surroundings = Surroundings()
    surroundings.pass_over(text)
    return surroundings


@pytest.mark.parametrize("before", REFUSED.values(), ids=REFUSED.keys())
def test_a_value_is_never_restored_where_it_could_be_fetched(before: str) -> None:
    """The token stays, at the beginning of the place and later in it."""
    surroundings = after(before)
    assert surroundings.place(TOKEN, VALUE) is None
    surroundings.pass_over("-")
    assert surroundings.place(TOKEN, VALUE) is None


@pytest.mark.parametrize("before", ALLOWED.values(), ids=ALLOWED.keys())
def test_a_value_is_restored_in_prose(before: str) -> None:
    """Ordinary office text, Markdown and code get their values, several in a row."""
    surroundings = after(before)
    assert surroundings.place(TOKEN, VALUE) == VALUE
    surroundings.pass_over(", ")
    assert surroundings.place(TOKEN, VALUE) == VALUE


@pytest.mark.parametrize("before", [*REFUSED.values(), *ALLOWED.values()])
@pytest.mark.parametrize("backlog", ["", "x" * 70_000 + " "])
def test_one_character_at_a_time_is_the_same_place(before: str, backlog: str) -> None:
    """However the text came, and whether or not a full backlog was read in between."""
    surroundings = after(backlog)
    for character in before:
        surroundings.pass_over(character)
        surroundings.place("", "")
    assert surroundings.place(TOKEN, VALUE) == after(before).place(TOKEN, VALUE)


def test_a_value_that_opens_a_url_refuses_the_next_one() -> None:
    """A restored value is part of what the reader sees: a masked address cannot lead the caller's data away."""
    surroundings = Surroundings()
    assert surroundings.place(TOKEN, "https://contoh.go.id/?q=") == "https://contoh.go.id/?q="
    assert surroundings.place(TOKEN, VALUE) is None


def test_a_token_that_stays_is_text() -> None:
    """``[[...]](`` is a Markdown link when nothing was restored."""
    surroundings = Surroundings()
    assert surroundings.place(TOKEN, None) is None
    surroundings.pass_over("(")
    assert surroundings.place(TOKEN, VALUE) is None


def test_a_destination_ends_with_its_token() -> None:
    """After the target of a reference definition prose goes on."""
    surroundings = after("[1]: ")
    assert surroundings.place(TOKEN, VALUE) is None
    surroundings.pass_over(" ")
    assert surroundings.place(TOKEN, VALUE) == VALUE


@given(st.lists(st.sampled_from([*"<>\"'=()[]:/ \n\tax", "src", "data", "://", "url(", "tel:", "www.", "meta"]), max_size=40), st.data())
def test_the_place_depends_on_the_text_alone(parts: list[str], data: st.DataObject) -> None:
    """Asked after every piece or only at the end, the answer at the end is the same."""
    text = "".join(parts)
    asked = Surroundings()
    rest = text
    while rest:
        length = data.draw(st.integers(1, len(rest)))
        asked.pass_over(rest[:length])
        asked.place("", "")
        rest = rest[length:]
    assert asked.place(TOKEN, VALUE) == after(text).place(TOKEN, VALUE)
