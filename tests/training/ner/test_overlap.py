from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.ner.overlap import WIDTH, main, ngrams, shared
from training.ner.templates import SLOT, read_templates

EVAL = sorted((Path(__file__).parents[2] / "eval").glob("*.jsonl"))


def test_no_template_was_written_from_an_evaluation_text() -> None:
    """Else the figures of the evaluation would be a lie."""
    assert EVAL
    assert main([str(path) for path in EVAL]) == 0


def test_a_slot_meets_no_word() -> None:
    """Names and places that fill a slot are not the template's own words."""
    assert ngrams("satu dua tiga empat lima enam tujuh {P}", WIDTH) & ngrams("satu dua tiga empat lima enam tujuh Budi", WIDTH) == set()


def test_a_copied_template_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check would fail if there were something to find, and says where without saying what."""
    copied = next(text for template in read_templates() if len(text := SLOT.split(template.text)[0].strip()) > 80)
    assert shared(iter(["nothing at all", copied.upper()]))[0][1] == 2
    file = tmp_path / "copied.jsonl"
    file.write_text("\n" + json.dumps({"messages": [{"content": copied}]}), "utf-8")
    assert main([str(file)]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{file}:2 ")
    assert copied not in out


def test_needs_a_file() -> None:
    """Comparing with nothing proves nothing."""
    assert main([]) == 2
