from __future__ import annotations

import re

import pytest

from guardrail.detect.recognizer import Match
from guardrail.detect.secret_values import (
    Strength,
    Tie,
    behind_labels,
    entropy,
    is_placeholder,
    is_slug,
    read_value,
    starts_word,
    strength,
)


@pytest.mark.parametrize(
    ("behind", "tie", "words", "value"),
    [
        (" Simpeg#1", Tie.BARE, (), "Simpeg#1"),
        (" lama Simpeg#1", Tie.BARE, ("lama",), "Simpeg#1"),
        ("nya Simpeg#1", Tie.OWNED, (), "Simpeg#1"),
        ("-nya Simpeg#1", Tie.OWNED, (), "Simpeg#1"),
        (": Simpeg#1", Tie.STATED, (), "Simpeg#1"),
        (" adalah Simpeg#1.", Tie.STATED, (), "Simpeg#1"),
        (" adalah: Simpeg#1", Tie.STATED, (), "Simpeg#1"),
        (" Wi-Fi kantor: Simpeg#1", Tie.STATED, ("wi-fi", "kantor"), "Simpeg#1"),
        ("=Simpeg#1&next=/beranda", Tie.ASSIGNED, (), "Simpeg#1"),
        ('": "Simpeg#1"}', Tie.ASSIGNED, (), "Simpeg#1"),
        ("' => 'Simpeg#1',", Tie.ASSIGNED, (), "Simpeg#1"),
        (">Simpeg#1</sandi>", Tie.ASSIGNED, (), "Simpeg#1"),
        (" kita “Simpeg#1”", Tie.BARE, ("kita",), "Simpeg#1"),
    ],
)
def test_a_value_is_read_with_its_tie(behind: str, tie: Tie, words: tuple[str, ...], value: str) -> None:
    """The first token that is no plain word, without the sentence's punctuation, and what ties it to the label."""
    text = f"sandi{behind}"
    read = read_value(text, 5)
    assert read is not None
    assert (read.tie, read.words, read.text) == (tie, words, value)
    assert text[read.start : read.end] == value


@pytest.mark.parametrize("behind", ["", "\nSimpeg#1", ": 12 karakter", " 8 digit", ": ", " satu dua tiga empat lima enam tujuh"])
def test_what_is_not_there_is_not_read(behind: str) -> None:
    """Nothing behind the label, another line, or a number with its unit."""
    read = read_value(f"sandi{behind}", 5)
    assert read is None or strength(read.text) is Strength.WORD


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("rahasia", Strength.WORD),
        ("ganti_saya", Strength.WORD),
        ("rahasia!", Strength.WORD),
        ("990901", Strength.DIGITS),
        ("dinas2024", Strength.MIXED),
        ("Rahasia#Negara", Strength.MIXED),
        ("Simpeg#1", Strength.STRONG),
        ("Rahasia_5199", Strength.STRONG),
        ("08.30", Strength.WORD),
    ],
)
def test_strength_follows_the_kinds_of_characters(value: str, expected: Strength) -> None:
    """Words and numbers of everyday text are weak; letters, digits and signs together are strong."""
    assert strength(value) is expected


@pytest.mark.parametrize(
    "value",
    [
        *("<isi di sini>", "${DB_PASS}", "{{password}}", "%(password)s", "$DB_PASS", "[REDACTED]", "[[SECRET_7F3KQ9ZD]]", "********"),
        *("xxxx", "••••••", "aaaa", "YOUR_API_KEY", "yourPassword1", "ganti_saya", "change-me", "os.environ", "request.form[", "getpass("),
        *("config.db.password", "budi@contoh.id", "server2024.pem", "https://contoh.test/1", "123e4567-e89b-12d3-a456-426614174000"),
        *("required|min:8", "None", "string", "wajib", "---", ""),
    ],
)
def test_placeholders_are_no_secrets(value: str) -> None:
    """Templates, variables, expressions, masked values, addresses, files and words that stand in."""
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["Simpeg#1", "fiktif_123", "P@ssw0rd@9714xZ", "Uji.Coba99", "AKIAIOSFODNN7EXAMPLE", "s3mbunyi", "123456"])
def test_secrets_are_no_placeholders(value: str) -> None:
    """What people really use, weak or strong."""
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "expected"), [("tls-cert-2024", True), ("a1b2-c3d4", False), ("rahasia", False), ("kunci/utama/2", True)]
)
def test_slugs_are_words_and_numbers(value: str, expected: bool) -> None:
    """Names of things in configuration are joined words; keys mix letters and digits within a part."""
    assert is_slug(value) is expected


def test_entropy_is_bits_a_character() -> None:
    """One character repeated tells nothing, sixteen different ones tell four bits each."""
    assert entropy("aaaa") == 0
    assert entropy("0123456789abcdef") == pytest.approx(4)


def test_labels_are_judged_one_by_one() -> None:
    """A label inside what was found before is none; one that leads to nothing does not hide the next."""
    text = "pin 1234, pin abcd, pin 5678"
    ends = [match.end() for match in re.finditer("pin", text)]

    def judge(label: re.Match[str]) -> Match | None:
        value = re.compile(r" ([0-9]{4})").match(text, label.end())
        return Match(*value.span(1), 1.0) if value else None

    found = behind_labels(text, [*ends[:1], 6, *ends[1:]], re.compile(r"pin\Z"), 3, judge)
    assert [text[start:end] for start, end, _ in found] == ["1234", "5678"]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [("key", 0, True), ("a key", 2, True), ("api_key", 4, True), ("clientSecret", 6, True), ("monkey", 3, False), ("KEYKEY", 3, False)],
)
def test_a_word_starts_behind_a_mark_or_a_hump(text: str, start: int, expected: bool) -> None:
    """ "monkey" holds no key."""
    assert starts_word(text, start) is expected
