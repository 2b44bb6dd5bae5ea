"""Which number of a report supports which indicator and which article of law, and what guardrail cannot show at all.

Indicators: Indeks Pemerintah Digital (PermenPANRB 8/2026); numbers and weights are from secondary sources. Articles: UU 27/2022.
"""

from __future__ import annotations

from .breakdown import Breakdown
from .document import Table
from .indonesian import number, percent
from .report import Report
from .statistics import Statistics

__all__ = ["articles", "indicators"]


def indicators(found: Statistics, proved: Report) -> Table:
    data = found.findings.total()
    revisions = sum(1 for change in found.changes if change.event == "policy.activated")
    rows = (
        (
            "1 Tata Kelola",
            "5%",
            f"{_count(found.policies)} kebijakan bernomor versi berlaku; {number(revisions)} pemberlakuan tercatat dengan sidik dan"
            " penanda tangan",
            "Arsitektur dan peta rencana instansi",
        ),
        (
            "2 Manajemen Layanan",
            "5%",
            f"{number(len(found.changes))} perubahan kebijakan tercatat; {number(found.happened['audit.blocked'])} gangguan catatan audit;"
            f" {number(found.recoveries)} proses yang pulih",
            "Register risiko, uji pusat pemulihan bencana",
        ),
        ("3 SDM", "5%", "Tidak ada: catatan tidak menyimpan orang", "Pelatihan dan kompetensi pegawai"),
        ("5 Tata Kelola Data", "5%", "Tidak ada", "Metadata, standar data, dan pemindaian sebelum data diterbitkan"),
        (
            "8 Pelindungan Data Pribadi",
            "4%",
            f"{number(data.masked)} dari {number(data.sent)} temuan disamarkan sebelum dikirim ({percent(data.masked, data.sent)});"
            f" {number(found.blocked)} panggilan ditolak; register kegiatan: guardrail audit ropa",
            "SK PPDP, SOP, penilaian dampak (DPIA), simulasi insiden",
        ),
        (
            "9 Audit Keamanan dan Teknologi",
            "4%",
            f"{number(proved.records)} catatan diperiksa: {'utuh' if proved.ok else 'TIDAK utuh'}; {number(proved.covered)} di bawah tanda"
            " tangan",
            "Laporan auditor dan tindak lanjutnya",
        ),
        (
            "10 Keamanan Pemdi",
            "4%",
            f"{number(found.unauthenticated)} panggilan tanpa kunci yang dikenal ditolak (seluruh pemasangan)",
            "Pengelolaan hak akses di luar guardrail, uji penetrasi",
        ),
        (
            "11 Kriptografi",
            "3%",
            "Catatan berantai SHA-256 dan bertanda tangan Ed25519; pengenal orang hanya sebagai HMAC berkunci",
            "Pengelolaan kunci instansi, sertifikat elektronik",
        ),
        (
            "12 Penanganan Insiden",
            "4%",
            f"{number(found.happened['audit.blocked'] + len(found.events))} peristiwa tercatat; paket pemberitahuan: guardrail audit"
            " incident",
            "Penanganan oleh CSIRT, pemberitahuan yang sungguh dikirim",
        ),
        (
            "13, 16, 18 Aplikasi, Integrasi, Interoperabilitas",
            "5/4/3%",
            f"{_count(found.applications)} aplikasi memakai satu gerbang",
            "Mutu aplikasi",
        ),
        ("19, 20 Dukungan dan Kepuasan Pengguna", "10/15%", "Tidak ada", "Umpan balik, sanggahan, dan survei pengguna"),
    )
    columns = ("Indikator", "Bobot", "Bukti dalam laporan ini", "Yang tidak dapat ditunjukkan guardrail")
    return Table("Indikator Pemdi", "Indeks Pemerintah Digital (PermenPANRB 8/2026)", columns, rows, (4, 2, 8, 5))


def articles(found: Statistics, proved: Report) -> Table:
    data, calls = found.findings.total(), found.sent + found.blocked
    rows = (
        ("4", "Kelas data umum dan spesifik", "Tabel jenis data: kelas dan pasal setiap temuan", "Data yang tidak dikenali pendeteksi"),
        (
            "16 ayat (2)",
            "Terbatas, spesifik, aman, akuntabel",
            f"{number(data.masked)} temuan disamarkan sebelum dikirim; nilai asli tidak disimpan dalam catatan",
            "Kesesuaian isi permintaan dengan tujuannya",
        ),
        (
            "20 ayat (2)",
            "Dasar pemrosesan",
            "Dasar hukum menurut kebijakan yang berlaku (guardrail audit ropa)",
            "Persetujuan subjek, bila itu dasarnya",
        ),
        (
            "31",
            "Perekaman seluruh kegiatan pemrosesan",
            f"{number(calls)} panggilan, {number(found.records)} catatan",
            "Pemrosesan yang tidak melalui guardrail",
        ),
        (
            "32",
            "Akses dan rekam jejak bagi subjek",
            f"{number(found.happened['lookup.subject'])} penelusuran dengan tag berkunci tercatat (guardrail audit subject)",
            "Isi percakapan: tidak disimpan, kecuali transkrip tersamar bila kebijakan memintanya",
        ),
        ("34", "Penilaian dampak", "Jumlah dan kelas data, wilayah, keputusan yang ditolak", "Penilaian itu sendiri"),
        (
            "35, 39",
            "Langkah teknis, pencegahan akses tidak sah",
            f"{number(found.blocked)} panggilan ditolak, {number(found.unauthenticated)} tanpa kunci yang dikenal",
            "Keamanan di luar guardrail",
        ),
        (
            "46",
            "Pemberitahuan kegagalan, 3 x 24 jam",
            "Bagian kejadian; guardrail audit incident",
            "Apakah dan kapan pemberitahuan dikirim",
        ),
        (
            "47",
            "Pertanggungjawaban",
            f"Keutuhan {number(proved.records)} catatan: {'utuh' if proved.ok else 'TIDAK utuh'}; dapat diperiksa sendiri",
            "–",
        ),
        ("51, 52", "Prosesor atas perintah pengendali", "Layanan AI yang dipakai dan wilayahnya", "Perjanjian dengan penyedia"),
        ("53", "Pejabat pelindungan data pribadi", "Tidak ada", "Penunjukan pejabat"),
        (
            "56",
            "Transfer ke luar negeri",
            f"{number(found.sent_abroad)} dari {number(found.sent)} panggilan ke luar negeri; paling banyak"
            f" {number(found.abroad.total().open)} temuan tanpa penyamaran",
            "Kesetaraan pelindungan di negara tujuan",
        ),
    )
    columns = ("Pasal", "Kewajiban", "Bukti dalam laporan ini", "Yang tidak dapat ditunjukkan guardrail")
    return Table("Pasal UU PDP", "UU 27/2022 tentang Pelindungan Data Pribadi", columns, rows, (2, 4, 7, 5))


def _count(breakdown: Breakdown) -> str:
    return number(sum(1 for _ in breakdown))
