"""What codes of records are called in a formal report, in Indonesian. A code without a word here is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from guardrail.core.errors import ErrorCode

from .event import EventType
from .report import State

__all__ = [
    "CLASSES",
    "EVENTS",
    "OUTCOMES",
    "REFUSALS",
    "REGIONS",
    "STATES",
    "SUBJECTS",
    "WARNINGS",
    "Kind",
    "details_of",
    "kind_of",
    "named",
    "region_of",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of finding is called, its class and its article of UU 27/2022. Whoever reads the log knows the catalogue; the log does
    not."""

    name: str
    data_class: str
    law: str


def kind_of(kinds: Mapping[str, Kind], entity: str) -> Kind:
    """Of a kind that only an agency's own recognizer knows the name stands alone."""
    return kinds.get(entity) or Kind(entity, "menurut pengenal instansi", "–")


REFUSALS: Final[Mapping[str, str]] = {
    ErrorCode.BLOCKED: "Ditolak oleh aturan kebijakan",
    ErrorCode.UNAUTHENTICATED: "Kunci pemanggil tidak ada atau tidak dikenal",
    ErrorCode.UNKNOWN_ROUTE: "Alamat layanan tidak dikenal",
    ErrorCode.METHOD_NOT_ALLOWED: "Metode HTTP tidak diizinkan",
    ErrorCode.UNSUPPORTED_QUERY: "Parameter alamat tidak dikenal",
    ErrorCode.MALFORMED_REQUEST: "Permintaan HTTP tidak sah",
    ErrorCode.HTTP_VERSION: "Versi HTTP tidak didukung",
    ErrorCode.UPGRADE_REFUSED: "Peralihan protokol ditolak",
    ErrorCode.TARGET_TOO_LONG: "Alamat terlalu panjang",
    ErrorCode.HEADERS_TOO_LARGE: "Kepala permintaan melebihi batas ukuran",
    ErrorCode.TOO_SLOW: "Permintaan terlalu lambat dikirim",
    ErrorCode.UNKNOWN_HOST: "Nama tujuan tidak dikenal",
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: "Jenis isi tidak didukung",
    ErrorCode.UNSUPPORTED_ENCODING: "Penyandian isi tidak didukung",
    ErrorCode.BODY_TOO_LARGE: "Isi melebihi batas ukuran",
    ErrorCode.BODY_INCOMPLETE: "Isi tidak lengkap",
    ErrorCode.MALFORMED_JSON: "Isi bukan JSON yang sah",
    ErrorCode.MALFORMED_FORM: "Isi bukan formulir yang sah",
    ErrorCode.DUPLICATE_KEY: "JSON memuat kunci ganda",
    ErrorCode.TOO_DEEP: "JSON bersarang terlalu dalam",
    ErrorCode.NOT_INSPECTABLE: "Isi tidak dapat diperiksa",
    ErrorCode.PERSONAL_DATA_IN_IDENTIFIER: "Data pribadi di dalam pengenal teknis",
    ErrorCode.SERVER_SIDE_STATE: "Percakapan yang disimpan layanan tidak didukung",
    ErrorCode.THREAD_UNKNOWN: "Percakapan tidak dikenal atau kedaluwarsa",
    ErrorCode.UNKNOWN_MODEL: "Model tidak dikenal",
    ErrorCode.REASON_REQUIRED: "Alasan tertulis wajib diisi",
    ErrorCode.REASON_NOT_CLEAN: "Alasan tertulis memuat data pribadi",
    ErrorCode.NO_DESTINATION: "Tidak ada layanan AI yang diizinkan untuk isi ini",
    ErrorCode.CLIENT_GONE: "Pemanggil memutus sambungan",
    ErrorCode.ANSWER_BLOCKED: "Jawaban ditolak oleh aturan kebijakan",
    ErrorCode.DETECTOR_ERROR: "Pendeteksi gagal; tidak ada yang dikirim",
    ErrorCode.AUDIT_UNAVAILABLE: "Catatan audit tidak dapat ditulis; tidak ada yang dikirim",
    ErrorCode.POLICY_UNAVAILABLE: "Kebijakan tidak tersedia; tidak ada yang dikirim",
    ErrorCode.INTERNAL_ERROR: "Galat internal; tidak ada yang dikirim",
    ErrorCode.OVERLOADED: "Beban berlebih; tidak ada yang dikirim",
    ErrorCode.SERVER_STOPPING: "Dihentikan karena guardrail dimatikan",
    ErrorCode.UPSTREAM_UNREACHABLE: "Layanan AI tidak dapat dihubungi",
    ErrorCode.UPSTREAM_PAUSED: "Layanan AI sedang dijeda setelah gagal berulang kali",
    ErrorCode.UPSTREAM_UNTRUSTED: "Jati diri layanan AI tidak terbukti",
    ErrorCode.UPSTREAM_TIMEOUT: "Layanan AI terlalu lama menjawab",
    ErrorCode.UPSTREAM_CUT: "Jawaban layanan AI terputus",
    ErrorCode.UPSTREAM_INVALID: "Jawaban layanan AI tidak dapat diperiksa",
    ErrorCode.UPSTREAM_REFUSED_KEY: "Layanan AI menolak kunci instansi",
    ErrorCode.UPSTREAM_ERROR: "Layanan AI melaporkan galat",
}
OUTCOMES: Final[Mapping[str, str]] = {**REFUSALS, "ok": "Selesai", "unknown": "Tidak diketahui (proses berhenti di tengah panggilan)"}
REGIONS: Final[Mapping[str, str]] = {
    "dalam-negeri": "Dalam negeri",
    "luar-negeri": "Luar negeri",
    "lokal": "Di lingkungan instansi sendiri",
    "": "Tidak tercatat (dihitung sebagai luar negeri)",
}
CLASSES: Final[Mapping[str, str]] = {
    "general": "umum (Pasal 4 ayat (3))",
    "specific": "spesifik (Pasal 4 ayat (2))",
    "secret": "kredensial",
    "mark": "tanda klasifikasi dokumen",
    "signal": "sinyal etika",
    "": "tidak ada yang dikenali",
}
SUBJECTS: Final[Mapping[str, str]] = {
    "nik": "NIK",
    "kk": "Nomor kartu keluarga",
    "npwp": "NPWP",
    "nip": "NIP",
    "bpjs": "Nomor BPJS",
    "phone": "Nomor telepon",
    "email": "Alamat surel",
}
EVENTS: Final[Mapping[str, str]] = {
    EventType.POLICY_ACTIVATED: "Kebijakan diberlakukan",
    EventType.POLICY_REJECTED: "Kebijakan ditolak",
    EventType.POLICY_ROLLED_BACK: "Kebijakan dikembalikan ke revisi sebelumnya",
    EventType.AUDIT_BLOCKED: "Catatan audit sempat tidak dapat ditulis",
    EventType.AUDIT_RESUMED: "Catatan audit dapat ditulis kembali",
    EventType.CLOCK_JUMP: "Jam mesin bergeser",
    EventType.WRITER_RECOVER: "Proses yang berhenti mendadak ditutup",
    EventType.RETENTION_DONE: "Catatan yang melewati masa retensi dipangkas",
    EventType.ROSTER_COSIGNED: "Daftar log ditandatangani saksi",
    EventType.ROSTER_UNWITNESSED: "Daftar log tidak ditandatangani saksi",
    EventType.EXPORT_CREATED: "Catatan diekspor",
    EventType.JUDGE_ASKED: "Penilai etika ditanya",
    EventType.TRANSCRIPT_SEALED: "Transkrip tersamar disegel",
    EventType.TRANSCRIPT_FAILED: "Transkrip tidak dapat disegel",
    EventType.TRANSCRIPT_READ: "Transkrip dibaca petugas",
    EventType.ERASURE_DONE: "Transkrip atau kunci dimusnahkan",
    EventType.LOOKUP_SUBJECT: "Jejak seseorang ditelusuri petugas",
    EventType.LOOKUP_FOUND: "Penelusuran lintas instansi menemukan jejak",
    EventType.LOOKUP_REFUSED: "Penelusuran ditolak",
}
STATES: Final[Mapping[str, str]] = {
    State.OPEN: "berjalan",
    State.CLOSED: "selesai",
    State.TORN: "terputus",
    State.PRUNED: "dipangkas",
    State.BROKEN: "RUSAK",
}
WARNINGS: Final[Mapping[str, str]] = {
    "untrusted_key": "diperiksa dengan kunci yang diambil dari samping log, bukan dari kertas",
    "torn": "sebuah log berakhir dengan tulisan yang terputus, seperti setelah proses berhenti mendadak; tidak ada yang menerimanya",
    "uncovered": "catatan terbaru belum berada di bawah tanda tangan",
    "empty": "sebuah proses dimulai dan tidak menulis catatan",
    "no_log": "tidak ada log",
}
"""By the code that a warning of the verification begins with."""
_TOLD: Final[Mapping[str, str]] = {
    "policy": "kebijakan",
    "policy_version": "versi",
    "policy_digest": "sidik",
    "set_digest": "sidik himpunan",
    "revision": "revisi",
    "signers": "penanda tangan",
    "actor": "pelaksana",
    "share": "porsi (%)",
    "code": "kode",
    "errors": "kesalahan",
    "refused": "panggilan ditolak",
    "dangling": "panggilan tanpa hasil",
    "size": "catatan",
    "records": "catatan",
    "basis": "dasar",
    "before": "sebelum",
    "witness": "saksi",
    "officer": "petugas",
    "role": "peran",
    "kind": "jenis pengenal",
    "hits": "panggilan ditemukan",
    "approver": "penyetuju",
    "approvers": "penyetuju",
    "year": "tahun",
    "by_us": "mikrodetik",
}


def named(words: Mapping[str, str], code: str) -> str:
    return words.get(code, code or "(tidak tercatat)")


def region_of(region: str) -> str:
    return named(REGIONS, region)


def details_of(told: Mapping[str, object]) -> str:
    """What an event tells of itself, in one line: only what this report has words for."""
    parts = []
    for key, word in _TOLD.items():
        if key in told:
            value = told[key]
            text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            parts.append(f"{word} {text[:16] if key.endswith('digest') else text}")
    return "; ".join(parts)
