"""Windows: ends of sentences that prove something, bounds where there are none, and nothing that is found is cut."""

from __future__ import annotations

import pytest

from guardrail.core.errors import ErrorCode, UpstreamFault
from guardrail.pipeline.passage import Taken
from guardrail.pipeline.window import LONGEST, MARGIN, SIZE, Window

from .looking import NIK, OWN, a_vault, an_inspector, fed


def _settled(text: str) -> str:
    """What is given out of the beginning of a text."""
    return text[: Window(an_inspector(), None).take(text).upto]


@pytest.mark.parametrize(
    "sentence",
    [
        "Terima kasih atas pertanyaan Anda. ",
        "Apakah berkasnya sudah lengkap? ",
        "**Berkas sudah diterima petugas.** ",
        "Berikut adalah daftar syaratnya:\n",
        "Berikut ini daftar syarat\n\n",
        "- fotokopi kartu keluarga pemohon\n",
        "| nama | nomor | alamat lengkap |\n",
    ],
)
def test_a_sentence_is_given_out_when_the_next_begins(sentence: str) -> None:
    """Its end shows with the first character of the next, and not before."""
    assert _settled(sentence) == ""
    assert _settled(sentence + "- Ya") == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Nomornya adalah 3174 0141\n0285 9902",
        "Nomornya adalah 3174014102859902\n5",
        "Yang hadir Bapak Drs. Budi",
        "Rumah di Jalan Melati No. 5, Kel. Sukamaju",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSj",
    ],
)
def test_what_may_go_on_is_no_end(text: str) -> None:
    """Numbers wrap lines, names have abbreviations, keys have lines."""
    assert _settled(text) == ""


def test_a_text_without_ends_is_given_out_in_bounds() -> None:
    """Never more than a window is held, and it ends between words."""
    window = Window(an_inspector(), None)
    text = "kata demi kata " * 200
    upto = 0
    for at in range(0, len(text), 5):
        taken = window.take(text[at : at + 5])
        upto = taken.upto
        assert at + 5 - upto <= SIZE + 5
        assert upto == 0 or text[upto - 1] == " "
    assert upto > len(text) - SIZE - 5


@pytest.mark.parametrize("at", range(SIZE - MARGIN - 30, SIZE + 5, 3))
def test_a_number_on_the_edge_of_a_window_is_whole(at: int) -> None:
    """Wherever it stands, all of it is masked."""
    text = ("kata " * 80)[:at] + f" {NIK} " + "kata " * 80
    assert fed(Window(an_inspector(), None), [text]) == text.replace(NIK, "(NIK disamarkan)")


def test_a_key_of_many_lines_is_waited_for() -> None:
    """All of its lines are removed, whatever the size of a window."""
    lines = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n" * 40
    key = f"-----BEGIN PRIVATE KEY-----\n{lines}-----END PRIVATE KEY-----\n"
    said = fed(Window(an_inspector(), None), list(f"Ini kuncinya.\n{key}Selesai."))
    assert "MIIE" not in said
    assert said.startswith("Ini kuncinya.\n")
    assert said.endswith("Selesai.")


def test_a_word_without_an_end_ends_the_answer() -> None:
    """What cannot be looked into in one piece does not pass."""
    window = Window(an_inspector(), None)
    with pytest.raises(UpstreamFault) as fault:
        for _ in range(LONGEST // 1000 + 2):
            window.take("QUJD" * 250)
    assert fault.value.code is ErrorCode.UPSTREAM_INVALID


def test_a_label_counts_from_the_window_before() -> None:
    """A number is named in the line above it."""
    text = "Berikut ini kata sandi:\n\nRahasia#2026kuat\n\nSimpan baik-baik."
    assert fed(Window(an_inspector(), None), [text]) == fed(Window(an_inspector(), None, whole=True), [text])


def test_the_field_labels_the_first_words() -> None:
    """As it does in a request."""
    assert fed(Window(an_inspector(), None, "no_hp"), ["81200009902"]) != "81200009902"


def test_a_whole_text_is_one_window() -> None:
    """Nothing is settled before its end."""
    window = Window(an_inspector(), None, whole=True)
    assert window.take("Satu kalimat yang lengkap. " * 99) == Taken([], 0)
    assert window.finish().upto == 27 * 99


def test_tokens_are_never_cut() -> None:
    """With spaces inside, at any place of a window, a token is restored."""
    token = a_vault().put("ID_NIK", OWN)
    written = f"[[ NIK {token[6:-2]} ]]"
    for at in range(SIZE - MARGIN - 20, SIZE - MARGIN + 4):
        text = ("kata " * 80)[:at] + f" {written} " + "kata " * 60
        vault = a_vault()
        assert fed(Window(an_inspector(vault), vault), [text]) == text.replace(written, OWN)


def test_a_text_may_go_on_after_its_end() -> None:
    """A channel that paused: what comes later is looked into with what came before."""
    window = Window(an_inspector(), None)
    assert window.take("NIK 3174") == Taken([], 0)
    assert window.finish() == Taken([], 8)
    window.take(" 0141 0285 9902")
    (edit,) = window.finish().edits
    assert (edit.start, edit.end, edit.text) == (8, 23, "(NIK disamarkan)")


@pytest.mark.parametrize(
    "text",
    [
        f'Hasilnya: {{"nik": {NIK}, "status": "aktif"}}.',
        f'{{"nik":{NIK}}}',
        f'Berikut datanya:\n```json\n[{{"nik": {NIK}}}]\n```\n',
        f'Ini {{"a": [1, {NIK}]}} dan {{"nik": "{NIK}"}} juga.',
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_a_number_that_is_masked_in_json_becomes_a_string(text: str, own: bool) -> None:
    """Whoever parses it still can, whether or not the call has values of its own, and however it is cut."""
    vault = a_vault() if own else None
    expected = text.replace(NIK, "(NIK disamarkan)").replace(": (NIK disamarkan)", ': "(NIK disamarkan)"')
    expected = expected.replace(":(NIK disamarkan)", ':"(NIK disamarkan)"').replace(", (NIK disamarkan)", ', "(NIK disamarkan)"')
    for pieces in ([text], list(text)):
        assert fed(Window(an_inspector(vault), vault), pieces) == expected
