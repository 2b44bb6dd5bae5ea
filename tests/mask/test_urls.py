"""Where text is a URL."""

from __future__ import annotations

import pytest

from guardrail.mask.urls import Urls


def inside(text: str) -> bool:
    urls = Urls()
    urls.read(text, 0, len(text))
    return urls.inside


@pytest.mark.parametrize(
    "text",
    [
        "a://",
        "//",
        "a:/\\/",
        "&#0047;",
        "&SOL;",
        "www\\.",
        "WWW&#46;",
        "budi@",
        "budi\\@",
        "budi&commat;",
        "(tel:",
        "data\\:",
        "x+mailto:",
        "https://a/(b)>c",
        "a://b\u00a0",
    ],
)
def test_a_url_goes_on_to_the_next_blank(text: str) -> None:
    """Slashes, dots and colons may be escaped; brackets, quotes and a no-break space belong to it."""
    assert inside(text)
    assert inside(text + "x\"')>")
    assert not inside(text + "x ")
    assert not inside(text + "x\n")


@pytest.mark.parametrize("text", ["", "dan/atau", "a: b", "Hotel:", "@", " @", "Pasal 47; ", "a.b", "metadata:"])
def test_prose_is_no_url(text: str) -> None:
    """Single slashes, dots, colons and signs of prose begin none."""
    assert not inside(text)
