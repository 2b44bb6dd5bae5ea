"""Names of persons in the names of files: "KTP_Budi_Santoso.jpg", "3373011708909001_BudiSantoso.pdf"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from .rewriting import Edit

__all__ = ["FILE_NAME_TRIGGER", "file_names"]

FILE_NAME_TRIGGER = (
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|txt|csv|jpe?g|png|gif|bmp|tiff?|webp|heic|zip|rar|7z|mp3|mp4|m4a|wav|eml|msg)(?:[^a-z0-9]|\z)"
)
_STEM_REVERSED = re.compile(r"[\w\-.()]{1,120}")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_OWNER = frozenset(
    (
        *(
            "ktp",
            "kk",
            "sim",
            "npwp",
            "paspor",
            "passport",
            "bpjs",
            "kis",
            "kia",
            "kartu",
            "ijazah",
            "transkrip",
            "cv",
            "skck",
            "akta",
            "akte",
        ),
        *("pasfoto", "foto", "slip", "gaji", "cuti", "rekam", "medis", "rapor", "biodata", "profil", "lamaran", "sertifikat", "sk"),
    )
)
"""Documents of one person: what follows in the name of the file may be theirs."""
_NEVER = _OWNER | frozenset(
    (
        *(
            "scan",
            "scanan",
            "final",
            "fix",
            "rev",
            "revisi",
            "img",
            "image",
            "dok",
            "dokumen",
            "doc",
            "file",
            "berkas",
            "lampiran",
            "bukti",
        ),
        *(
            "salinan",
            "fotokopi",
            "copy",
            "asli",
            "baru",
            "lama",
            "new",
            "old",
            "draft",
            "draf",
            "surat",
            "data",
            "daftar",
            "form",
            "formulir",
        ),
        *("laporan", "rekap", "arsip", "kelahiran", "nikah", "kematian", "keluarga", "depan", "belakang", "hal", "halaman", "whatsapp"),
        *(
            "permohonan",
            "pengajuan",
            "pernyataan",
            "keterangan",
            "tugas",
            "izin",
            "nota",
            "dinas",
            "undangan",
            "rapat",
            "pedoman",
            "panduan",
        ),
        *(
            "tf",
            "transfer",
            "kuitansi",
            "invoice",
            "pegawai",
            "elektronik",
            "dan",
            "untuk",
            "dari",
            "no",
            "nomor",
            "nik",
            "nip",
            "hp",
            "wa",
        ),
        *("pengangkatan", "kenaikan", "pangkat", "pensiun", "mutasi", "jabatan", "kepala", "bupati", "gubernur", "walikota", "menteri"),
        *(
            "negara",
            "desa",
            "kota",
            "kabupaten",
            "provinsi",
            "kecamatan",
            "tahun",
            "bulan",
            "template",
            "contoh",
            "format",
            "v",
            "ttd",
            "edit",
        ),
        *("kosong", "blanko", "screenshot", "photo", "video", "audio", "rekaman", "kerja", "sehat", "sakit", "umum", "hasil", "unggahan"),
    )
)
_LONG = re.compile(r"(?:0|62)8[0-9]{8,11}|[0-9]{16}|[0-9]{18}")
_LONGEST_EXTENSION = 6


def file_names(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """The words of each file name that stand beside a person's number or behind the name of a person's document, with a label."""
    done = 0
    for end in ends:
        dot = text.rfind(".", max(done, end - _LONGEST_EXTENSION - 1), end)
        stem = _STEM_REVERSED.match(text[max(done, dot - 120) : dot][::-1]) if dot >= done else None
        if stem is None:
            continue
        start, done = dot - stem.end(), dot
        words = list(_WORD.finditer(text, start, dot))
        numbered = any(_LONG.fullmatch(word.group()) for word in words)
        before = ""
        for is_name, row in groupby(words, lambda word: word.group().isalpha() and word.group().lower() not in _NEVER):
            group = list(row)
            if is_name and len(group) > 1 and (numbered or before in _OWNER):
                yield Edit(group[0].start(), group[-1].end(), " nama: " + " ".join(word.group() for word in group))
            before = group[-1].group().lower()
