"""Where text is the target or title of a link."""

from __future__ import annotations

import pytest

from guardrail.mask.links import Links


def inside(text: str) -> bool:
    links = Links()
    links.read(text, 0)
    return links.inside


@pytest.mark.parametrize(
    "text",
    [
        "[a](",
        "[a]( \n",
        "[a](/b",
        "[a](/b(c)",
        "[a](/b\\)",
        "[a](/b\\\\(c)",
        "[a](<b) ",
        "[a](<b\\>",
        "[a](<b> ",
        '[a](b "c) ',
        "[a](b 'c) [d](e) ",
        "[a](b (c) ",
        "[a](b\\\n",
        "[a](b c ",
        "[a](" + "(" * 50 + ")" * 50,
        "[a]:",
        "[a]: <b c",
        "[a]: b\\\n",
        '[a]: b "',
        "[a]: b\n  (",
        "> [a]:\n>  ",
        "url(",
        "URL( '",
        "url('a) ",
    ],
)
def test_a_target_or_title_goes_on(text: str) -> None:
    """To its own end, whatever else seems to end it; a blank line is the end of all."""
    assert inside(text)
    assert not inside(text + "\n\n")
    assert not inside(text + "\n> > \n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a (",
        "[a] (",
        "f(x)[0] (",
        "[a](b)",
        "[a](b\\\\)",
        "[a](b (c))",
        '[a](b "c)")',
        "[a](<b)>)",
        "[a](b [c](d))",
        "[a]: b ",
        "[a]: b\n",
        "[a]: b 'c'",
        "[a]: b (c)",
        '[a]: b c"',
        "url(a)",
        "curl (",
    ],
)
def test_elsewhere_is_no_target(text: str) -> None:
    """Behind the last parenthesis, the target of a definition or its title, prose goes on."""
    assert not inside(text)
