from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.birth import BirthDateRecognizer

BIRTH = BirthDateRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TTL: Salatiga, 17-08-1990", ["17-08-1990"]),
        ("lahir di Kudus 5 Maret 1978", ["5 Maret 1978"]),
        ("tgl lahir 1995-03-12", ["1995-03-12"]),
        ("Tempat/Tanggal Lahir : Demak / 01/12/1985", ["01/12/1985"]),
        ("Tanggal lahir anak: 30 Juli 2019", ["30 Juli 2019"]),
        ("ttl brebes 3/5/11, ktp menyusul", ["3/5/11"]),
        ("She was born on March 20, 1988, in Tegal", ["March 20, 1988"]),
        ("Date of Birth 13 MEI 1977", ["13 MEI 1977"]),
        ('"tgl_lahir": "1968-12-25", "status": "aktif"', ["1968-12-25"]),
        ("<TglLahir>15-01-1966</TglLahir>", ["15-01-1966"]),
        ("Ternpat/Tgl Lahlr ; PATI, 12-01-1986", ["12-01-1986"]),
        ("lahir tanggal berapa? — 28 September 1974", ["28 September 1974"]),
        ("tanggal lahir (09/02/1999 vs 21/09/1987) berbeda", ["09/02/1999", "21/09/1987"]),
        ("lair 8 juni 1986 ning ngawi", ["8 juni 1986"]),
        ("kelahiran Kota Tegal, 4 Mei 1991", ["4 Mei 1991"]),
        ("Tempat, tanggal lahir :\n  Kab. Pati, 11 Oktober 1985", ["11 Oktober 1985"]),
        ("tgl lahir 17081990", ["17081990"]),
        ("1,Bagas,3373011708909001,17/08/1990,006/008", ["17/08/1990"]),
        ("Lestari | 3373015708909001 | P | DEMAK | 17-08-1990 | ISLAM", ["17-08-1990"]),
        ("WIRA;198504122010011901;Jember;12/04/1985;aktif", ["12/04/1985"]),
        ("PAINEM;198504122010011901;Jember 12/04/1985;900", ["12/04/1985"]),
        ("<tr><th>Nama</th><th>Tgl Lahir</th><th>HP</th></tr><tr><td>Rini</td><td> 03/09/1981</td><td>-</td></tr>", ["03/09/1981"]),
        ("lahir 7 3 2014, kelas 3", ["7 3 2014"]),
        ('{"ttl": {"tempat": "Pati", "tanggal": "1997-08-21"}}', ["1997-08-21"]),
        ("https://cek.example.go.id/?nik=3373011708909001&tgl=1990-08-17 bocor", ["1990-08-17"]),
        ("1. JOKO WIRATMO\n2. DEMAK, 18-08-1968\n3. B - PRIA\n4. JL. MAWAR", ["18-08-1968"]),
    ],
)
def test_finds_birth_dates(text: str, expected: list[str], values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Behind a label in any form, and in a table row where the NIK or NIP says the same date."""
    assert values(BIRTH, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Salatiga, 19 Februari 2020",
        "Rapat Selasa (13/2/2018)",
        "Hari lahir Pancasila diperingati tiap tahun",
        "Hari lahir Pancasila, 1 Juni 2024",
        "ditetapkan 17 Oktober 2022",
        "lahir tanggal 31-02-1990",
        "Perda ini lahir pada 12 Juni 2019",
        "lahirnya Undang-Undang pada 17 Oktober 2022",
        "akta kelahiran tanggal 12-06-2019",
        "Surat keterangan lahir, terbit 12-06-2019",
        "Petugas yang lahir di Kudus. Pendaftaran dibuka 5 Maret 2024",
        "TTL 3600",
        "no,tgl_lahir,tgl_masuk\n1,-,05-03-2024",
        "usia lahir 1990, tmt 01-03-2015",
        "1,Bagas,3373011708909001,01/03/2015,006/008",
        "NIK 3373011708909001 terdaftar sejak rapat 17/08/1990",
        "1. Undangan\n2. Semarang, 18-08-2018\n3. Peserta pria",
        "Sumpah Pemuda lahir 28 Oktober 1928",
        "Kelurahan mencatat kelahiran periode 1-1-2024 s.d. 31-12-2024",
        "reborn 12-05-2020",
        "<tr><th>Nama</th><th>Lahir di</th><th>Tgl Masuk</th></tr><tr><td>Rini</td><td>Pati</td><td>03/09/2021</td></tr>",
        "lahir 31 2 2014",
        "bayi lahir 3 12 20145 tercatat",
        '{"ttl": {"tempat": "Pati"}, "rapat": {"tanggal": "2024-08-21"}}',
        '{"lahir": {"akta": {"terbit": "2024-08-21"}}}',
        "https://cek.example.go.id/?nik=3373011708909001&tgl=2024-08-17",
        "https://cek.example.go.id/?id=7&tgl=1990-08-17",
    ],
)
def test_leaves_other_dates(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Letters, laws, days of remembrance and impossible dates are no one's birth."""
    assert values(BIRTH, text) == []
