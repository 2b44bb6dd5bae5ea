"""Pages of bilingual blocks, read by a Markdown and an HTML parser of others."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from guardrail.policy.page import Grid, Heading, Page, Paragraph, Points, Said, Sample, as_html, as_markdown, said

HOSTILE = '<script>alert(1)</script> [a](http://x) | `b` *c* &lt; "d" ![e](f) ~~g~~ # h'
"""Words of a policy that would be markup, were they read as such."""


def a_page(words: str) -> Page:
    both = Said(words, words)
    blocks = (
        Heading(2, both, (both, both)),
        Paragraph(both, both),
        Paragraph(Said(words)),
        Points((both, Said(words))),
        Grid((both, both), ((both, Said(words)),)),
        Sample(words),
    )
    return Page(both, blocks)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("br", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        ("Data disamarkan. / Data is masked.", "Data disamarkan.", "Data is masked."),
        ("Data\n  disamarkan. / Data\n  is masked.", "Data disamarkan.", "Data is masked."),
        ("Surat dan/atau nota", "Surat dan/atau nota", ""),
        ("a / b / c", "a / b / c", ""),
        ("", "", ""),
    ],
)
def test_a_text_of_a_policy_is_said_in_both_languages(text: str, indonesian: str, english: str) -> None:
    """One slash between spaces parts them; anything else is Indonesian."""
    assert said(text) == Said(indonesian, english)


def test_html_reads_no_markup_in_words() -> None:
    """Every tag is the page's own and is closed; the words come out of a parser as they went in."""
    reader = _Reader()
    reader.feed(as_html(a_page(HOSTILE)))
    reader.close()
    own = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "br", "span", "strong", "ul", "li", "pre"}
    assert reader.tags == own | {"table", "thead", "tbody", "tr", "th", "td"}
    assert reader.open == []
    assert sum(HOSTILE in text for text in reader.texts) == 25


def test_html_fetches_and_runs_nothing() -> None:
    """One file: no address, no script, and a policy that allows neither."""
    html = as_html(a_page("kata"))
    assert "default-src 'none'" in html
    assert not any(word in html for word in ("<script", "src=", "href=", "url(", "@import", "http:", "https:"))
    assert '<html lang="id">' in html
    assert '<span lang="en">kata</span>' in html
    assert "@media print" in html


def test_markdown_reads_no_markup_in_words() -> None:
    """Rendered, the words are text: neither links, code, nor tags of theirs."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(as_markdown(a_page(HOSTILE)).replace("<br>", "\n"))
    assert not any(tag in html for tag in ("<script", "<a ", "<img", "<s>", "&amp;lt;lt;"))
    assert html.count("<code>") == 1
    assert html.count("<h1>") == html.count("<h2>") == 1


@pytest.mark.parametrize("words", ["- a", "+ a", "1. a", "23) a", "=== a", "--- a", "# a", "> a"])
def test_no_word_begins_a_block(words: str) -> None:
    """A paragraph that opens like a list, a rule, a heading or a quotation stays a paragraph."""
    html = MarkdownIt("commonmark").render(as_markdown(Page(Said("Judul"), (Paragraph(Said(words)),))))
    assert html.startswith("<h1>Judul</h1>\n<p>")
    assert html.endswith("</p>\n")
    assert html.count("<") == 4


def test_dates_and_numbers_are_left_readable() -> None:
    """Only what would be markup is escaped."""
    assert "2026-11-22" in as_markdown(Page(Said("a"), (Paragraph(Said("2026-11-22")),)))


def test_a_table_has_as_many_cells_as_columns() -> None:
    """A bar within a cell parts no cells."""
    page = Page(Said("a"), (Grid((Said("b"), Said("c")), ((Said("d|e"), Said("f", "g")),)),))
    html = MarkdownIt("commonmark").enable("table").render(as_markdown(page))
    assert html.count("<td>") == 2
    assert "<td>d|e</td>" in html
