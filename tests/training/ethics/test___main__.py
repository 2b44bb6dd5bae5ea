from __future__ import annotations

import pytest

from training.ethics.__main__ import main


def test_strangers_are_tried_with_the_model_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """One row a label that they wrote of, and last what is told of their harmless texts in error; nothing is fitted."""
    assert main(["--tried", "j"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "label, texts, told, anything told"
    assert rows[-1].split()[0] == "none"
    assert all(0 <= float(row.split()[2]) <= float(row.split()[3]) <= 1 for row in rows)
