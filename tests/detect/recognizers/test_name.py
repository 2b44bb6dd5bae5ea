from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.name import LEAST_SCORE, NameRecognizer

NAME = NameRecognizer()

Values = Callable[[TriggeredRecognizer, str], list[str]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nama: Penalokitu Zuhabadibaba, NIK 3374010606859033", ["Penalokitu Zuhabadibaba"]),
        ("Nama: Wasoriwaba Zucececebaba, NIK 3374011002859065", ["Wasoriwaba Zucececebaba"]),
        ("Kemarin Sitinya datang", ["Siti"]),
        ("Rapat dihadiri oleh Bambang Sutejo dan Ni Luh Ratnadewi.", ["Bambang Sutejo", "Ni Luh Ratnadewi"]),
        ("Nama : SRI WAHYUNINGSIH\nNIK : 3374015505905001", ["SRI WAHYUNINGSIH"]),
        ("nik atas nama siti romlah belum keluar", ["siti romlah"]),
        ("Kepala Dinas,\n\n\nDrs. H. Bambang Sutejo, M.Si.\nNIP 196805121994031005", ["Bambang Sutejo"]),
        ("Hadir: dr. Andi Tenri Abeng, Sp.A dan AKP Togar Simanjuntak, S.H.", ["Andi Tenri Abeng", "Togar Simanjuntak"]),
        ("1. Sdr/i Bambang Sutejo", ["Bambang Sutejo"]),
        ("Pak Slamet sudah datang", ["Slamet"]),
        ("air sudah masuk rumah, cp dodit 0831 4400 9127", ["dodit"]),
        ("sopir Markus, +62 831-4400-9127", ["Markus"]),
        ("hub: yuyun (0831-4400-9127)", ["yuyun"]),
        ("My name is Fionnuala Brennan, I live in Ubud", ["Fionnuala Brennan"]),
        ("a note to Mrs. Kusno for the dinner", ["Kusno"]),
        ("anak yang bernama Zefanya Rumbiak sakit", ["Zefanya Rumbiak"]),
        ("Hubungi Bambang Sutejo hari ini", ["Bambang Sutejo"]),
        ("Pengemudi dari bandara, Pak Slamet, terlambat", ["Slamet"]),
        ("ahli waris almarhum Ahmad bin Sulaiman", ["Ahmad bin Sulaiman"]),
        ("Rekening a.n. Ratna Fiktifan W..", ["Ratna Fiktifan W."]),
        ("DAFTAR PUSTAKA\nSiregar, Togar. 2021. Otonomi Desa. Medan.", ["Siregar, Togar"]),
        ('"Simanjuntak, Togar","Medan"', ["Simanjuntak, Togar"]),
        ("Hadir: Bambang Sutejo, Siti Romlah, dan Togar Siregar", ["Bambang Sutejo", "Siti Romlah", "Togar Siregar"]),
        ("Perintah kepada Kapten Czi Bambang Sutejo", ["Bambang Sutejo"]),
        ("Ibu Sumarsih tunanetra sejak kecil", ["Sumarsih"]),
        ("Kepala SMA Negeri 1 Boyolali, Drs. Bambang Sutejo", ["Bambang Sutejo"]),
        ("Pasien Puskesmas: Wiyono dan Bambang Sutejo", ["Wiyono", "Bambang Sutejo"]),
    ],
)
def test_finds_names_wherever_they_stand(text: str, names: list[str], values: Values) -> None:
    """Bare names, names in capitals and in small letters, signatures; without honorifics, ranks and degrees."""
    assert values(NAME, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Pasien dirujuk ke RSUD dr. Soetomo.",
        "Rapat di Jl. Jenderal Sudirman No. 5",
        "Universitas Diponegoro membuka pendaftaran mahasiswa baru.",
        "Selamat Hari Raya Idul Fitri, mohon maaf lahir dan batin.",
        "Kepala Dinas Kesehatan Kabupaten Klaten menyampaikan laporan bulan Januari.",
        "Bu Kadis minta laporan hari ini",
        "Pak Nagari dan Bu Carik belum datang.",
        "Makan siang di Warung Bu Siti Romlah.",
        "Rumah Sakit Umum Daerah Sudarsono menambah ranjang.",
        "Kisah Nabi Musa dibacakan.",
        "Pak Bayan, Pak Modin dan Bu Kasi diundang",
        "pak damkar tolong segera",
        "kontak kami 0831-4400-9127",
        "hubungi petugas damkar 0831-4400-9127",
        "sy kirim 0831-4400-9127",
        "kontak darurat 112 atau 0274 555 812",
        "sopir baru 08-12-2026",
        "My name is not on the list",
        "aplikasi yang bernama Sistem Surat",
        "Bandara Jenderal Ahmad Yani melayani 200 penumpang",
        "Stadion Ki Hajar Dewantara direnovasi",
        "SMA Negeri 2 Ki Hajar Dewantara menang",
        "Piala Bung Hatta dan Beasiswa B.J. Habibie dibuka",
        "Lomba Renang Sultan Agung Cup",
        "| Nama Pegawai | Gapok | Tunj | NPWP |",
        "Desil 1-4 DTSEN",
        "git log --oneline",
        "server_name layanan.contoh.go.id;",
        "Her father and his mother agree",
        "SELECT nama, alamat FROM pegawai WHERE status = 'aktif' ORDER BY nama;",
        "REKAPITULASI REALISASI ANGGARAN TAHUN 2025",
        "mohon segera ditindaklanjuti sebelum akhir bulan",
        "Bandara Jenderal Ahmad Yani ditutup, SMP Negeri 2 Ki Ageng Gribig libur",
        "Lomba Bung Tomo dan Sudirman Cup digelar di alun-alun",
        "buka klatenkab.go.id lalu jalankan git log --oneline",
    ],
)
def test_leaves_offices_places_and_common_words_alone(text: str, values: Values) -> None:
    """What is named after people, who is called by an office, and text about nobody."""
    assert values(NAME, text) == []


def test_no_name_is_less_probable_than_the_threshold() -> None:
    """A policy's least score starts where ours ends."""
    results = NAME.analyze("Sdr. Bambang Sutejo, wiyono, Melati, Agung, sari, Surya, Bunga Indah", ["PERSON"])
    assert results
    assert all(LEAST_SCORE <= result.score <= 1 for result in results)


def test_a_long_text_costs_linear_time(values: Values) -> None:
    """However many names a text has, each is looked at once: in quadratic time this test would not end."""
    assert len(values(NAME, "Rapat dihadiri oleh Bambang Sutejo dan staf.\n" * 3_000)) == 3_000
