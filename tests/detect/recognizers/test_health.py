from __future__ import annotations

import pytest

from guardrail.detect.recognizer import Plan
from guardrail.detect.recognizers.health import HealthRecognizer

_PLAN = Plan([HealthRecognizer()])

FOUND = [
    (
        "Pasien Tn. Karyono didiagnosis diabetes melitus tipe 2 sejak 2019.",
        ["diabetes melitus tipe 2"],
    ),
    (
        "anak saya kena demam berdarah dan trombosit 45.000",
        ["demam berdarah", "45.000"],
    ),
    (
        "Bu Sarmi menderita stroke ringan, sekarang lumpuh sebelah kiri.",
        ["stroke ringan", "lumpuh sebelah kiri"],
    ),
    (
        "Diagnosa : hipertensi stadium 2\nTerapi : amlodipin 10 mg",
        ["hipertensi stadium 2", "amlodipin 10 mg"],
    ),
    (
        "Nama: Waluyo\nNIK: 3312041203650008\nRiwayat penyakit: gagal ginjal kronis, hepatitis B",
        ["gagal ginjal kronis", "hepatitis B"],
    ),
    (
        "Sdri. Melati sedang hamil 7 bulan sehingga mohon izin tidak apel.",
        ["hamil 7 bulan"],
    ),
    (
        "Adik saya penyandang tunarungu dan ingin ikut tes CPNS.",
        ["tunarungu"],
    ),
    (
        "pak darto positif HIV jangan disebar ya",
        ["HIV"],
    ),
    (
        "Korban bernama Sugeng mengalami patah tulang kaki kanan dan luka robek di pelipis.",
        ["patah tulang kaki kanan", "luka robek"],
    ),
    (
        "My father has lung cancer and needs chemotherapy",
        ["lung cancer", "chemotherapy"],
    ),
    (
        "simbah gerah watuk wis seminggu, jenenge Mbah Karto",
        ["watuk"],
    ),
    (
        "Yang bersangkutan mengidap skizofrenia paranoid dan mengonsumsi haloperidol.",
        ["skizofrenia paranoid", "haloperidol"],
    ),
    (
        "Hasil lab a.n. Retno Wulandari: HbA1c 9,1%, GDP 187 mg/dL.",
        ["9,1%", "187 mg/dL"],
    ),
    (
        "No RM 00-12-34-56, Ny. Kartini, dx F32.2",
        ["F32.2"],
    ),
    (
        "istri saya baru keguguran minggu lalu",
        ["keguguran"],
    ),
    (
        "Anaknya Bu Yanti stunting dan cacingan.",
        ["stunting", "cacingan"],
    ),
    (
        "Saya punya asma sehingga tidak bisa ikut upacara.",
        ["asma"],
    ),
    (
        "Pegawai atas nama Joko Pranoto sakit vertigo dan dirawat di RSUD.",
        ["vertigo"],
    ),
    (
        "beliau habis operasi katarak bulan kemarin",
        ["operasi katarak"],
    ),
    (
        "Sdr. Hendra mengalami gangguan jiwa sejak dipecat.",
        ["gangguan jiwa"],
    ),
    (
        "keponakan saya autis, umur 8 tahun, sekolah di mana ya?",
        ["autis"],
    ),
    (
        "nama pasien Lilis, keluhan nyeri dada dan sesak napas sejak semalam",
        ["nyeri dada", "sesak napas"],
    ),
    (
        "Diagnosis: TB paru (A15.0), pengobatan OAT",
        ["TB paru", "A15.0"],
    ),
    (
        "Beliau alergi penisilin.",
        ["alergi penisilin"],
    ),
    (
        '{"pasien":"Yohana","diagnosa":"bronkopneumonia","obat":"amoksisilin"}',
        ["bronkopneumonia", "amoksisilin"],
    ),
    (
        "Ibu Tumirah kena kanker serviks dan butuh surat pengantar kemoterapi",
        ["kanker serviks", "kemoterapi"],
    ),
    (
        "Mas Bayu buta sejak lahir.",
        ["buta sejak lahir"],
    ),
    (
        "bapak kula darah tinggi kaliyan gula sampun dangu",
        ["darah tinggi", "gula"],
    ),
    (
        "Pemohon: Agus Wijayanto, tuna daksa, kursi roda.",
        ["tuna daksa", "kursi roda"],
    ),
    (
        "Si Ucok mencret dari kemarin, panas tinggi",
        ["mencret", "panas tinggi"],
    ),
    (
        "nama;nik;diagnosa\nTukiran;3312041203650011;katarak\nPonirah;3312045203650012;osteoartritis",
        ["katarak", "osteoartritis"],
    ),
    (
        "Tersangka A positif mengonsumsi sabu. Korban Ratih mengalami trauma psikis.",
        ["trauma psikis"],
    ),
    (
        "ibuku sakit jantung pak",
        ["sakit jantung"],
    ),
    (
        "Mr. Tanaka was admitted with dengue fever yesterday.",
        ["dengue fever"],
    ),
    (
        "Suami saya cuci darah dua kali seminggu di RSUD.",
        ["cuci darah"],
    ),
    (
        "cucu saya kena cacar air",
        ["cacar air"],
    ),
]

PASSED_OVER = [
    "Tren leptospirosis triwulan III, kode ICD-10 A27.9, A91. Buat analisis.",
    "Penderita TB di Kabupaten Klaten tahun 2025 sebanyak 1.250 orang.",
    "Penyuluhan DBD akan dilaksanakan di Kecamatan Tingkir.",
    "Prevalensi diabetes melitus Jawa Tengah 2,1 persen.",
    "Program penanggulangan stunting tahun 2026 difokuskan pada 12 desa.",
    "Kasus HIV meningkat 5% dibanding tahun lalu.",
    "Puskesmas menyediakan vaksin hepatitis B untuk bayi.",
    "Pengadaan amoksisilin dan parasetamol sebesar Rp 300 juta.",
    "Surat sakit harus dilampirkan.",
    "Kebijakan biodiesel B35 dan B20 dimulai 2025.",
    "Buat leaflet pencegahan hipertensi untuk lansia.",
    "RSUD Dr. Moewardi membuka poli jantung dan poli paru.",
    "Rumah sakit jiwa menambah ruang rawat inap.",
    "Kepala Dinas Kesehatan, dr. Anung, menyebut kasus demam berdarah turun.",
    "Saya ingin membuat materi sosialisasi bahaya merokok dan kanker paru.",
    "Jelaskan gejala tifus dan cara mencegahnya.",
    "Kuota 2 persen penyandang disabilitas dalam formasi CPNS.",
    "SOP rujukan pasien gagal ginjal di puskesmas.",
    "luka lama ekonomi daerah belum pulih",
    "Pemeriksaan ibu hamil K4 mencapai 88%.",
    "Anggaran operasi pasar dan operasi yustisi.",
    "Obat nyamuk dan pupuk tersedia di gudang.",
    "Bapak/Ibu yang sedang hamil dapat menggunakan jalur prioritas.",
    "Presidensi G20 dan berkas P21 jaksa.",
    "Bupati meminta OPD tidak buta terhadap data.",
    "Cakupan imunisasi campak dan polio 95%.",
]


def found(text: str) -> list[str]:
    places = {(result.start, result.end) for result in _PLAN.results(text)}
    return [text[start:end] for start, end in sorted(places)]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_finds(text: str, expected: list[str]) -> None:
    """What a text says of somebody's health is found, the phrase alone."""
    assert found(text) == expected


@pytest.mark.parametrize("text", PASSED_OVER)
def test_passes_over(text: str) -> None:
    """Statistics, programmes, institutions and questions in general are nobody's health."""
    assert found(text) == []
