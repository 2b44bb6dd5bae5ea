"""Where text is a tag or the value of an attribute, and which tags are one for every view."""

from __future__ import annotations

import pytest

from guardrail.mask.tags import Tags


def after(text: str) -> Tags:
    tags = Tags()
    for _ in tags.read(text, 0):
        pass
    return tags


@pytest.mark.parametrize(
    "text",
    [
        "<a",
        "</a",
        "<!",
        "<a\n",
        "<a\n> b",
        "<a/b",
        "<a:b",
        "<a@b",
        "<a b=",
        "<a b=c",
        "<a b = ",
        "<a b=='>",
        "<a b='>",
        '<a b=">',
        "<a b='\n\n",
        "<a b='<c d='> ",
        "src=",
        "src = '> ",
        'data="',
        "style=a",
    ],
)
def test_a_tag_goes_on(text: str) -> None:
    """To its own end, in every way to read it."""
    assert after(text).inside


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a < b",
        "<5",
        "i<n;",
        "<a>",
        "<a b>",
        "<a b=>",
        "<a b='>'>",
        '<a b="<c">',
        "<a\n\n",
        "> <a\n>\n",
        "<!a\n",
        "src=a ",
        "src='a'",
        "src>",
        "metadata=",
        "nama=",
    ],
)
def test_elsewhere_is_no_tag(text: str) -> None:
    """Behind its bracket, or a blank line, prose goes on; what cannot be a name begins no tag."""
    assert not after(text).inside


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("x<a>", [(2, False), (4, True)]),
        ("<a b=c d='e' f = \"g\" h />", [(1, False), (25, True)]),
        ("</a>", [(1, False)]),
        ("\\<a>", []),
        ("<a 'b'>", [(1, False)]),
        ("<a\nb>", [(1, False)]),
        ("<a b='`'>", [(1, False)]),
        ("<a b='" + "c" * 2000 + "'>", [(1, False)]),
    ],
)
def test_a_whole_tag_is_told(text: str, edges: list[tuple[int, bool]]) -> None:
    """Its beginning, and its end where CommonMark takes it for one wherever it stands: on one line, not escaped, without code."""
    found = list(Tags().read(text, 0))
    assert [edge for edge in found if edge[1] or edges] == edges
