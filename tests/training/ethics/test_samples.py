from __future__ import annotations

from training.ethics.frames import Frame
from training.ethics.samples import draw, held_back, office, tried


def a_frame(pattern: str, *labels: str) -> Frame:
    return Frame(frozenset(labels), "prompt", "id", "w", pattern)


def test_a_frame_is_held_back_as_a_whole_and_each_time() -> None:
    """About one in ten, by its pattern alone."""
    frames = [a_frame(f"pola {number}") for number in range(2_000)]
    assert 140 < sum(map(held_back, frames)) < 260
    assert [held_back(frame) for frame in frames] == [held_back(frame) for frame in frames]


def test_samples_keep_the_labels_of_their_frames() -> None:
    """Drawn and disturbed, or as they are written; only harmless prompts stand around others."""
    frames = [a_frame("Buat KTP {palsu|tiruan}.", "forgery"), a_frame("Ringkas notulen {rapat|sidang}.")]
    assert {sample.labels for sample in draw(frames, [], 1)} == {frozenset({"forgery"}), frozenset()}
    assert {sample.text for sample in tried(frames[:1])} <= {"Buat KTP palsu.", "Buat KTP tiruan."}
    assert all(text.startswith("Ringkas") for text in office(frames))
