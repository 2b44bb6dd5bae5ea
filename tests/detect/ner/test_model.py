from __future__ import annotations

from pathlib import Path

import pytest

from guardrail.detect.ner.model import Model, read_model, write_model

MODEL = Model(tuple(number / 4 for number in range(9)), {"0wbudi": (1.5, -2.25), "0sAa": (0.5, 70.0), "-1wpak": (0.001, 0.0)})


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Weights come back to within a thousandth, and no further than 64 from nought."""
    write_model(MODEL, tmp_path / "names.gz")
    model = read_model(tmp_path / "names.gz")
    assert model.transitions == pytest.approx(MODEL.transitions)
    assert model.weights["0wbudi"] == (1.5, -2.25)
    assert model.weights["0sAa"] == pytest.approx((0.5, 64.0), abs=0.01)
    assert model.weights["-1wpak"] == pytest.approx((0.001, 0.0), abs=0.001)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the hour goes into the file."""
    write_model(MODEL, tmp_path / "one.gz")
    write_model(Model(MODEL.transitions, {name: MODEL.weights[name] for name in sorted(MODEL.weights)}), tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_a_cut_file_is_no_model(tmp_path: Path) -> None:
    """A damaged file raises; it never becomes a model that finds nothing."""
    write_model(MODEL, tmp_path / "names.gz")
    (tmp_path / "names.gz").write_bytes((tmp_path / "names.gz").read_bytes()[:40])
    with pytest.raises((OSError, EOFError)):
        read_model(tmp_path / "names.gz")


def test_a_packaged_model_is_there() -> None:
    """The package carries a model with weights, and it is small."""
    assert len(read_model().weights) > 1_000
