"""Output that nothing in it can steer."""

from __future__ import annotations

import json

import pytest

from guardrail.cli.terminal import Styled, console, plain, print_json, progress, table


def test_control_characters_never_reach_the_terminal() -> None:
    """Escape sequences and carriage returns are shown as a replacement; tab and newline stay."""
    assert plain("a\x1b[2Jb\rc\td\n\x07") == "a\N{REPLACEMENT CHARACTER}[2Jb\N{REPLACEMENT CHARACTER}c\td\n\N{REPLACEMENT CHARACTER}"


def test_markup_in_a_cell_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets, which tokens have, are printed as they are."""
    console().print(table(("isi",), [("[[NIK_7F3KQ9ZD]] [bold]tebal[/bold]",)]))
    assert "[[NIK_7F3KQ9ZD]] [bold]tebal[/bold]" in capsys.readouterr().out


def test_diagnostics_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """The console for diagnostics leaves stdout alone."""
    console(stderr=True).print("kata")
    assert capsys.readouterr() == ("", "kata\n")


def test_json_is_one_value_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed reads back as what was given."""
    print_json({"a": ["é", None, 1]})
    assert json.loads(capsys.readouterr().out) == {"a": ["é", None, 1]}


def test_whole_columns_never_wrap(capsys: pytest.CaptureFixture[str]) -> None:
    """A name stays in one piece while the others fold; a coloured cell is a cell."""
    console().print(table(("nama", "isi"), [(Styled("ID_DRIVER_LICENSE", "cyan"), "x" * 200)], whole=1))
    assert "ID_DRIVER_LICENSE" in capsys.readouterr().out


def test_progress_is_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody looks there is none, and nothing is printed."""
    with progress("membaca / reading") as told:
        assert told is None
    assert capsys.readouterr() == ("", "")


def test_progress_counts_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, so that what is printed stays clean."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress("membaca / reading") as told:
        assert told is not None
        told(1_000)
    out, err = capsys.readouterr()
    assert out == ""
    assert "1,000" in err
