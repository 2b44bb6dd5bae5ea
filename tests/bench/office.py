"""Office texts of any size for the detector: dense ones with seven values in 1.2 KB, and clean ones without any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from tests.support.people import a_person

__all__ = ["TEXTS", "clean", "dense"]

_PARAGRAPH = 1200
_PROSE = (
    "Sehubungan dengan pelaksanaan kegiatan pelayanan administrasi di tingkat kecamatan, kami sampaikan beberapa hal. ",
    "Mohon tulis dengan bahasa yang santun, jelas dan ringkas agar mudah dipahami oleh warga yang membutuhkan bantuan. ",
    "Berkas yang belum lengkap dapat disusulkan paling lambat lima hari kerja setelah surat ini diterima oleh pemohon. ",
    "Apabila masih terdapat kekurangan, petugas loket akan menghubungi pemohon pada jam kerja untuk melengkapi persyaratan. ",
    "Rapat koordinasi dihadiri perwakilan dinas, camat, dan para kepala desa untuk membahas jadwal verifikasi lapangan. ",
    "Hasil verifikasi menjadi dasar penetapan penerima manfaat dan diumumkan di papan pengumuman kantor kelurahan. ",
    "Demikian disampaikan, atas perhatian dan kerja sama yang baik kami ucapkan terima kasih. ",
)


def clean(size: int) -> str:
    """``size`` characters of prose about nobody."""
    return _cut(_prose(), size)


def dense(size: int) -> str:
    """``size`` characters in which each 1.2 KB speak of another invented person: a name, five numbers and an e-mail address."""
    return _cut(_people(), size)


TEXTS: dict[str, Callable[[int], str]] = {"dense": dense, "clean": clean}


def _cut(pieces: Iterator[str], size: int) -> str:
    parts: list[str] = []
    while size > 0:
        parts.append(next(pieces)[:size])
        size -= len(parts[-1])
    text = "".join(parts)
    whole = text.rfind(" ") + 1
    return text[:whole] + " " * (len(text) - whole)  # half a word is no word, and may look like a name


def _prose() -> Iterator[str]:
    for number in count():
        yield _PROSE[number % len(_PROSE)]


def _people() -> Iterator[str]:
    prose = _prose()
    for number in count():
        person = a_person()
        paragraph = (
            f"Buatkan surat untuk Ibu {person.name}, NIK {person.nik}, HP {person.phone}, email {person.email}, "
            f"NPWP {person.npwp}, kartu kredit {_card(number)}, rekening BRI {_account(number)}. "
        )
        while len(paragraph) < _PARAGRAPH:
            paragraph += next(prose)
        yield paragraph[: _PARAGRAPH - 2] + ".\n"


def _card(number: int) -> str:
    payload = f"455673{number:09}"
    doubled = (sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(payload))
    digits = payload + str(-sum(doubled) % 10)
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _account(number: int) -> str:
    return f"0123-01-{number:06}-50-9"
