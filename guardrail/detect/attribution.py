"""Whether a passage speaks of someone or of a group, a norm, a programme: nearest word before it wins. Pure."""

from __future__ import annotations

import re

__all__ = ["is_about_someone"]

_SOMEONE = re.compile(
    r"(?<![a-z\-])(?:sdri?|saudar[ai]|bapak|ibu|pak|bu|mas|mbak|kang|tn|ny|an\.|a\.n|a/n|atas nama|pemohon|pelapor|terlapor|korban|saksi"
    r"|pelaku|tersangka|terdakwa|ybs|yang bersangkutan|dia|ia|beliau|suami|istri|isteri|calon|kades|lurah|camat|nik|bernama|inisial"
    r"|pasien|saya|aku|kami|nama|milik|debitur|nasabah|tetangga|orang itu|kulo|kula|panjenengan|piyambakipun"
    r"|applicant|he|she|mr|mrs|ms|my|his|her"
    r"|(?:pegawai|asn|pns|pppk|karyawan|honorer|warga|anak|guru|siswa|mahasiswa|staf)"
    r"(?=[ ](?:tersebut|tsb|itu|ini|yang bersangkutan|kami)(?![a-z])"
    r"|[ ](?!Negeri|Sipil|Aparatur|Tidak|Honorer|Kontrak|Harian|Pemerintah|Desa|Kota|Kabupaten)(?-i:[A-Z][a-z])))(?![a-z])(?!-)",
    re.IGNORECASE,
)
"""Words for kinds of people ("pegawai") only where one of them is meant: "pegawai tersebut", "pegawai Budi"."""
_NO_ONE = re.compile(
    r"(?<![a-z])(?:pagu|apbn|apbd|apbdes|anggaran|umk|umr|ump|rata-rata|rerata|total|jumlah|realisasi|se-?kabupaten|tarif|belanja|standar"
    r"|satuan|syarat|persyaratan|pendaftaran|verifikasi|larangan|dilarang|larang|netralitas|perda|peraturan|pasal|uu|undang-undang"
    r"|kebijakan|komunitas|isu|penyuluhan|sosialisasi|pencegahan|program|pembinaan|lapas|rutan|hak|statistik|persentase|persen|kuota"
    r"|prevalensi|budaya|rumah adat|adat|tari|bahasa|masyarakat|penduduk|kelompok|setiap|seluruh|semua|para|layanan|pengadaan|mesin|alat"
    r"|sop|pelatihan|aplikasi|sistem|minimal|maksimal|apakah|definisi|contoh|proyeksi|target|retribusi|pajak daerah|pendapatan daerah"
    r"|dana desa|hibah)(?![a-z])",
    re.IGNORECASE,
)
_REACH = 60
_SENTENCE_END = re.compile(r"[a-z)]{3,}[.!?] (?=[A-Z])|\n\s*\n")


def is_about_someone(text: str, start: int, end: int) -> bool:
    """Whether a word for a person stands in the 60 characters before ``text[start:end]`` or inside it, nearer than one for no one."""
    first = max(0, start - _REACH)
    for stop in _SENTENCE_END.finditer(text, first, start):
        first = stop.end()
    window = text[first:end]
    someone = max((match.start() for match in _SOMEONE.finditer(window)), default=-1)
    return someone > max((match.start() for match in _NO_ONE.finditer(window)), default=-1)
