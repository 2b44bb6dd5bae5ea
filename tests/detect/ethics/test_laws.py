"""The table of known laws, and what it can hold against what is said of one."""

from __future__ import annotations

import pytest

from guardrail.detect.ethics.laws import known_laws, parse_laws

TABLE = "# kepala\nUU 1/2020 10 =Contoh Hukum;=CHK\nUU 2/2021 20 =Contoh Hukum\nUU 3/2022 0 Umum\n"


@pytest.mark.parametrize(
    ("number", "told", "contradicts"),
    [
        (("UU", 1, 2020), "tentang Contoh Hukum", False),
        (("UU", 2, 2021), "UU CHK", True),
        (("UU", 1, 2020), "Republik Indonesia", False),
        (("UU", 1, 2020), "", False),
        (("UU", 1, 2020), "Kehutanan", True),
        (("UU", 9, 2021), "Contoh Hukum", True),
        (("UU", 9, 2021), "contoh hukumnya", False),
        (("PP", 9, 2021), "Contoh Hukum", False),
        (("UU", 9, 2021), "Umum", False),
        (("UU", 9, 2021), "Perubahan atas Contoh Hukum", False),
    ],
)
def test_only_what_is_known_contradicts(number: tuple[str, int, int], told: str, contradicts: bool) -> None:
    """By its number, or by a name that no other law of the kind has; laws about a law may be about anything."""
    assert parse_laws(TABLE).contradict(number, told) is contradicts


def test_a_name_has_the_articles_of_its_longest_law() -> None:
    """A reference to "UU CHK" may mean any of them."""
    laws = parse_laws(TABLE)
    assert laws.articles_of("UU", "Contoh Hukum") == 20
    assert laws.articles_of("UU", "Umum") == 0


@pytest.mark.parametrize("line", ["UU 1/2020", "UU satu/2020 1 =X", "UU 1/2020 x =X"])
def test_a_broken_line_is_refused(line: str) -> None:
    """The table is read as it is meant, or not at all."""
    with pytest.raises(ValueError):
        parse_laws(line)


def test_the_shipped_table_holds_what_is_settled() -> None:
    """The data protection law has 76 articles, and its own name contradicts no law that has it."""
    laws = known_laws()
    assert laws.known["UU", 27, 2022].articles == 76
    for (kind, name), numbers in laws.named.items():
        assert not any(laws.contradict(number, name) for number in numbers), (kind, name)
