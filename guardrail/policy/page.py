"""A page of bilingual blocks as Markdown and as one HTML file without scripts. Knows nothing of policies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias, assert_never

__all__ = ["Block", "Grid", "Heading", "Page", "Paragraph", "Points", "Said", "Sample", "as_html", "as_markdown", "said"]

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|#&~])")
_OPENING: Final = re.compile(r"^(\d+(?=[.)])|(?=[-+=]))")
"""What begins a list, a rule or a heading where it begins a line."""


@dataclass(frozen=True, slots=True)
class Said:
    """The same in both languages; no English where there is none."""

    indonesian: str
    english: str = ""


def said(text: str) -> Said:
    """``Data disamarkan. / Data is masked.`` as policies write it; with no slash or several, all of it is Indonesian."""
    parts = [" ".join(part.split()) for part in text.split(" / ")]
    return Said(*parts) if len(parts) == 2 else Said(" ".join(text.split()))


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` is 2 or 3; ``tags`` are told beside it."""

    level: int
    words: Said
    tags: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Said
    label: Said | None = None


@dataclass(frozen=True, slots=True)
class Points:
    items: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; each row has as many cells as there are columns."""

    columns: tuple[Said, ...]
    rows: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A line that is meant to be typed as it stands."""

    text: str


Block: TypeAlias = Heading | Paragraph | Points | Grid | Sample


@dataclass(frozen=True, slots=True)
class Page:
    title: Said
    blocks: tuple[Block, ...]


def as_markdown(page: Page) -> str:
    """CommonMark with tables. Whatever the words hold, they are words: no markup of theirs is read."""
    lines = [f"# {_both(page.title)}", ""]
    for block in page.blocks:
        lines += [*_marked(block), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _marked(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, words, tags):
            yield f"{'#' * level} {_both(words)}"
            if tags:
                yield ""
                yield " · ".join(f"**{_both(tag)}**" for tag in tags)
        case Paragraph(words, label):
            head = f"**{_both(label)}:** " if label else ""
            yield head + _md(words.indonesian) + ("  " if words.english else "")
            if words.english:
                yield f"*{_md(words.english)}*"
        case Points(items):
            for item in items:
                yield f"- {_md(item.indonesian)}" + ("  " if item.english else "")
                if item.english:
                    yield f"  *{_md(item.english)}*"
        case Grid(columns, rows):
            yield _row([_both(column) for column in columns])
            yield _row(["---"] * len(columns))
            for row in rows:
                yield _row([_cell(cell) for cell in row])
        case Sample(text):
            yield "    " + " ".join(text.split())
        case _:
            assert_never(block)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(words: Said) -> str:
    return _md(words.indonesian) + (f"<br>*{_md(words.english)}*" if words.english else "")


def _both(words: Said) -> str:
    return _md(words.indonesian) + (f" / {_md(words.english)}" if words.english else "")


def _md(text: str) -> str:
    return _OPENING.sub(r"\1\\", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


_STYLE: Final = """\
:root { color-scheme: light; }
body { font: 1rem/1.55 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.25; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 2px solid #0b4f6c; color: #0b4f6c; }
h3 { font-size: 1.1rem; margin: 2rem 0 .3rem; padding-top: .8rem; border-top: 1px solid #ccc; overflow-wrap: anywhere; }
h2 + h3 { border-top: 0; margin-top: .5rem; }
p { margin: .3rem 0 .6rem; }
[lang=en] { color: #555; font-style: italic; font-size: .92em; }
h1 [lang=en], h2 [lang=en] { font-weight: normal; font-size: .75em; }
p.tags span.tag { display: inline-block; border: 1px solid #0b4f6c; border-radius: .3rem; padding: 0 .5rem; margin: 0 .4rem .3rem 0; }
p.tags span.tag:first-child { background: #e8f1f5; font-weight: bold; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0 1rem; }
th, td { border: 1px solid #767676; padding: .35rem .5rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { background: #e8f1f5; }
pre { background: #f2f2f2; border: 1px solid #767676; padding: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@page { size: A4; margin: 18mm 16mm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt; line-height: 1.4; }
  h2, h3, p.tags { break-after: avoid; }
  p, li, tr, pre { break-inside: avoid; }
}
"""
"""Contrast with the background: text 17:1, English 7.5:1 (6.5:1 in heads of tables), headings 8.9:1 (WCAG 2.2 asks 4.5:1 for AA)."""


def as_html(page: Page) -> str:
    """One file that fetches nothing and runs nothing: its Content-Security-Policy allows its own style alone."""
    body = "\n".join(_shown(block) for block in page.blocks)
    return (
        '<!doctype html>\n<html lang="id">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title.indonesian)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_spoken(page.title, '<br>')}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _shown(block: Block) -> str:
    match block:
        case Heading(level, words, tags):
            beside = "".join(f'<span class="tag">{_spoken(tag, " / ")}</span>' for tag in tags)
            return f"<h{level}>{_spoken(words, ' / ')}</h{level}>" + (f'\n<p class="tags">{beside}</p>' if tags else "")
        case Paragraph(words, label):
            head = f"<strong>{_spoken(label, ' / ')}:</strong> " if label else ""
            return f"<p>{head}{_spoken(words, '<br>')}</p>"
        case Points(items):
            return "<ul>\n" + "".join(f"<li>{_spoken(item, '<br>')}</li>\n" for item in items) + "</ul>"
        case Grid(columns, rows):
            head = "".join(f'<th scope="col">{_spoken(column, " / ")}</th>' for column in columns)
            lines = "".join("<tr>" + "".join(f"<td>{_spoken(cell, '<br>')}</td>" for cell in row) + "</tr>\n" for row in rows)
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>"
        case Sample(text):
            return f"<pre>{escape(text)}</pre>"
        case _:
            assert_never(block)


def _spoken(words: Said, between: str) -> str:
    return escape(words.indonesian) + (f'{between}<span lang="en">{escape(words.english)}</span>' if words.english else "")
