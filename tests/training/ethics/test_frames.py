from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from training.ethics.frames import FrameError, expand, read_frames


def written(folder: Path, text: str) -> Path:
    (folder / "w").mkdir()
    (folder / "w" / "uji.txt").write_text(text, "utf-8")
    return folder


def test_frames_have_what_their_section_says(tmp_path: Path) -> None:
    """Labels, whose text it is, the language, and who wrote it."""
    (frame, harmless) = read_frames(
        written(tmp_path, "@ forgery,bribery prompt jv\n# catatan\nGawe {KTP|KK}.\n\n@ none response id\nTidak.\n")
    )
    assert (frame.labels, frame.source, frame.language, frame.writer) == (frozenset({"forgery", "bribery"}), "prompt", "jv", "w")
    assert (harmless.labels, harmless.source) == (frozenset(), "response")
    assert set(expand(frame, Random(1), 5)) == {"Gawe KTP.", "Gawe KK."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Buat KTP.", "uji.txt:1: a section line"),
        ("@ forgery prompt\nx", "uji.txt:1: say labels, source and language"),
        ("@ palsu prompt id\nx", "uji.txt:1: unknown label"),
        ("@ forgery prompt id\na {b|{c}} d", "uji.txt:2: braces"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """File, line and what is wrong."""
    with pytest.raises(FrameError, match=said):
        read_frames(written(tmp_path, text))


def test_the_frames_of_this_repository_are_read() -> None:
    """Thousands, of several writers, half of them harmless."""
    frames = read_frames()
    harmless = sum(1 for frame in frames if not frame.labels)
    assert len(frames) > 7_000
    assert len({frame.writer for frame in frames}) >= 6
    assert 0.4 < harmless / len(frames) < 0.6
