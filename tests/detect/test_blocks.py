from __future__ import annotations

import base64

import pytest

from guardrail.detect.blocks import BYTES_TRIGGER, HEX_PAIRS_TRIGGER, WORD_TRIGGER, hex_pairs, listed_bytes, words
from guardrail.detect.rewriting import rewrite
from guardrail.detect.scanner import PlainScanner

SCANNER = PlainScanner([WORD_TRIGGER, HEX_PAIRS_TRIGGER])


def read(text: str) -> str:
    in_words, in_pairs = SCANNER.ends(text)
    edits = [*words(text, in_words), *(hex_pairs(text, in_pairs) if in_pairs else ())]
    rewriting = rewrite(text, edits)
    return text if rewriting is None else rewriting.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("isi TklLIDMzNzMwMTE3MDg5MDkwMDE= itu", "isi NIK 3373011708909001 itu"),
        ("data:text/plain;base64,TklLIDMzNzMwMTE3MDg5MDkwMDE=", "NIK 3373011708909001"),
        ("hp: MDgxMjAwMDA5OQ==", "hp: \x020812000099"),
        ("x/TklLIDMzNzMwMTE3MDg5MDkwMDE/y", "x/NIK 3373011708909001/y"),
        (base64.b32encode(b"NIK 3373011708909001").decode(), "NIK 3373011708909001"),
        (base64.b64encode("NIK 3373011708909001".encode("utf-16-le")).decode(), "NIK 3373011708909001"),
        (base64.urlsafe_b64encode(b"NIK?? 3373011708909001 ~~").decode(), "NIK?? 3373011708909001 ~~"),
        ("0x33333733303131373038393039303031", "\x023373011708909001"),
        ("33 33 37 33 30 31 31 37 30 38", "3373011708"),
        (base64.encodebytes(b"Nama dan NIK yang panjang sekali " * 4).decode().strip(), "Nama dan NIK yang panjang sekali " * 4),
    ],
)
def test_packed_text_is_read(text: str, expected: str) -> None:
    """Base64 in both alphabets and broken into lines, base32, hexadecimal with and without spaces."""
    assert read(text) == expected


def test_padding_ends_a_packed_text() -> None:
    """A word as long as a line that ends in padding does not go on in the next line."""
    word = base64.b64encode(b"kartu 0012995 atas nama siapa pun, tanpa spasi lag").decode()
    assert len(word) == 68
    assert word.endswith("=")
    assert read(f"{word}\n3") == "kartu 0012995 atas nama siapa pun, tanpa spasi lag\n3"


@pytest.mark.parametrize(
    "text",
    [
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000",
        "pertanggungjawaban MEMPERTANGGUNGJAWABKAN NamaKelasYangPanjangSekali",
        "3373011708909001 198504122010011901",
        "33333333333333333333333333333333",
        "800/1234/BKD/2026 dan/atau/serta/maupun",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
        "https://contoh.go.id/layanan/kependudukan/permohonan",
        "2026-11-21 19:45 12 34 56 78 90 12 34 56",
    ],
)
def test_words_stay_words(text: str) -> None:
    """Hashes, UUIDs, numbers, images, long words and paths hold no text."""
    assert read(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b = [0x33, 0x33, 0x37, 0x33, 0x30, 0x31, 0x31, 0x37, 0x30]", ["337301170"]),
        ("[51, 51, 55, 51, 48, 49, 49, 55, 48, 56, 57, 48]", ["337301170890"]),
        ("chr(78)+chr(73)+chr(75)+chr(32)+chr(51)+chr(51)+chr(55)+chr(51)+chr(48)", ["NIK 33730"]),
        ("00110011 00110011 00110111 00110011 00110000 00110001 00110001 00110111 00110000", ["337301170"]),
        ("[12, 51, 200, 7, 48, 49, 49, 55, 48, 56, 57, 48]", []),
        ("nilai 80, 75, 90, 85", []),
        ("10.51.48.49.49.55.48.56.57.48.51", []),
    ],
)
def test_listed_bytes_are_read(text: str, expected: list[str]) -> None:
    """Character codes as programs list them; what is no text stays a list of numbers."""
    edits = list(listed_bytes(text, PlainScanner([BYTES_TRIGGER]).ends(text)[0]))
    assert [edit.replacement for edit in edits] == expected
