"""Words that name a number ("No. KTP", "rekening", "resi") and which of them stands nearest: same length, nearest label wins.

Data and one look-up. A label reaches the next number and no further.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TypeAlias

__all__ = ["LABELS", "NOT_PERSONAL", "OPENED", "label_before", "label_behind", "names_number", "nearest_label"]

OPENED = "\x02"
"""Stands where something packed was opened: what named the package does not name what was in it."""

NOT_PERSONAL = "NOT_PERSONAL"
"""Label of numbers that belong to things: receipts, invoices, amounts, meters, hotlines."""

LABELS: dict[str, tuple[str, ...]] = {
    "ID_NIK": (
        "nik",
        "ktp",
        "ektp",
        "ktp el",
        "nomor induk kependudukan",
        "induk kependudukan",
        "national id",
        "citizen id",
        "id card number",
        "id card",
    ),
    "ID_KK": ("kk", "nkk", "kartu keluarga", "nomor induk keluarga", "family card", "family card number"),
    "ID_NPWP": ("npwp", "nomor pokok wajib pajak", "wajib pajak", "tax id", "taxpayer", "nitku", "id tku", "tempat kegiatan usaha"),
    "ID_NIP": ("nip", "nip lama", "nipppk", "ni pppk", "nip pppk", "nomor induk pegawai", "karpeg", "civil servant id"),
    "ID_NUPTK": ("nuptk",),
    "ID_NISN": ("nisn", "nomor induk siswa nasional", "nomor induk siswa", "peserta didik", "student number"),
    "ID_NIDN": ("nidn", "nidk", "lecturer id"),
    "ID_NRP": ("nrp",),
    "ID_BPJS": (
        *("bpjs", "jkn", "kis", "kpj", "jamsostek", "bpjamsostek", "nokartu", "kartu jkn", "kartu kis", "kartu bpjs", "kartu peserta"),
        *("jaminan kesehatan", "jaminan kesehatan nasional", "health insurance"),
    ),
    "ID_DRIVER_LICENSE": ("sim", "surat izin mengemudi", "driving license", "driving licence", "driver license", "drivers license"),
    "ID_PASSPORT": ("paspor", "passport"),
    "ID_BANK_ACCOUNT": (
        *(
            "rekening",
            "rek",
            "reknya",
            "rekeninge",
            "bank account",
            "account number",
            "acc",
            "tabungan",
            "buku tabungan",
            "bukti tf",
            "bukti transfer",
            "bukti trf",
        ),
        *("bank", "bri", "bca", "bni", "btn", "bsi", "bjb", "mandiri", "danamon", "muamalat", "bukopin", "cimb", "niaga", "ocbc"),
        *(
            "seabank",
            "jago",
            "permata",
            "maybank",
            "panin",
            "sinarmas",
            "neobank",
            "jenius",
            "bpd",
            "sulutgo",
            "sulselbar",
            "bankaltimtara",
        ),
    ),
    "ID_VIRTUAL_ACCOUNT": ("virtual account", "va", "briva", "nova", "va bpjs", "virtual account bpjs"),
    "MEDICAL_RECORD": ("rekam medis", "rekam medik", "medical record", "no rm", "nomor rm", "no mr", "nomr", "norm", "mrn"),
    "PHONE_NUMBER": (
        *("hp", "nohp", "wa", "whatsapp", "telp", "telpon", "telepon", "tlp", "tlpn", "tel", "ponsel", "handphone", "seluler", "kontak"),
        *("hubungi", "cp", "contact person", "phone", "mobile", "call", "nomor saya", "nowa", "notelp"),
    ),
    "CREDIT_CARD": (
        *("kartu kredit", "kartu debit", "kartu atm", "credit card", "debit card", "card number", "nomor kartu", "no kartu"),
        *("kartu kks", "kartu keluarga sejahtera"),
        *("visa", "mastercard", "jcb", "amex", "american express", "gpn", "kartu", "card"),
    ),
    NOT_PERSONAL: (
        *("resi", "kwitansi", "kuitansi", "nota", "struk", "no tiket", "nomor tiket", "no pesanan", "nomor pesanan", "order id"),
        *("no antrian", "nomor antrian", "nomor antrean", "no registrasi", "nomor registrasi", "no register", "nomor register"),
        *("nomor agenda", "no agenda", "invoice", "faktur", "kode bayar", "kode billing", "billing", "id billing", "ntpn", "ntb"),
        *("imei", "token listrik"),
        *(
            "meter",
            "nomor meter",
            "idpel",
            "id pelanggan",
            "id transaksi",
            "no transaksi",
            "nomor transaksi",
            "kode transaksi",
            "no referensi",
        ),
        *(
            "nib",
            "npsn",
            "nop",
            "sppt",
            "barcode",
            "isbn",
            "kode tender",
            "kode rup",
            "kode paket",
            "id paket",
            "kode rekening",
            "rp",
            "idr",
        ),
        *(
            "rupiah",
            "nominal",
            "sp2d",
            "spm",
            "dipa",
            "telp kantor",
            "telepon kantor",
            "call center",
            "hotline",
            "fax",
            "faks",
            "faksimile",
            "akta nikah",
            "ijazah",
        ),
        *(
            "rkud",
            "kas daerah",
            "kas umum daerah",
            "kasda",
            "kas negara",
            "belanja",
            "rekening belanja",
            "rekening listrik",
            "rekening air",
            "kartu sim",
            "sim card",
            "simcard",
        ),
        *("nomor seri", "no seri", "serial", "nomor surat", "no surat", "versi", "commit", "uuid"),
    ),
}
"""Entity -> its labels in lower case without punctuation. Entities that nothing recognises yet are here as rivals."""

_REACH = 60
_REACH_AFTER = 25
_WORD = re.compile(r"[A-Za-z]+")
_BREAK = re.compile(rf"[0-9{OPENED}]|\w[.,;!?]\s|\b(?:ke|kepada|oleh|milik)\b", re.IGNORECASE)
"""Between the label of a thing and a number that is not that thing's: another number, a new clause, a person."""
_CLITICS = ("nya", "ku", "mu")
_NUMBER_WORDS = ("no", "nomor")
_BANKS = frozenset(
    word.encode()
    for word in (
        *("bank", "bri", "bca", "bni", "btn", "bsi", "bjb", "mandiri", "danamon", "muamalat", "bukopin", "cimb", "niaga", "ocbc"),
        *("seabank", "jago", "permata", "maybank", "panin", "sinarmas", "neobank", "jenius", "bpd", "sulutgo", "sulselbar"),
        "bankaltimtara",
    )
)
_BANK_ADORNS = ("CREDIT_CARD", "ID_NPWP", "ID_VIRTUAL_ACCOUNT")
_CONSUMED = re.compile(r"[0-9][0-9.,]{2}")


_Entries: TypeAlias = tuple[tuple[tuple[bytes, ...], str], ...]
"""Words before the last one of a label, and the entity; labels of more words first."""


def _by_last_word() -> dict[str, _Entries]:
    table: dict[str, list[tuple[tuple[bytes, ...], str]]] = {}
    for entity, labels in LABELS.items():
        for label in labels:
            *before, last = label.split()
            table.setdefault(last, []).append((tuple(word.encode() for word in before), entity))
    return {last: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for last, entries in table.items()}


def _with_affixes(table: dict[str, _Entries]) -> dict[bytes, _Entries]:
    """The same words with clitics ("rekeningnya") and with the word for number before them ("nohp")."""
    found = dict(table)
    for clitic in _CLITICS:
        found |= {last + clitic: entries for last, entries in table.items() if last + clitic not in table}
    for prefix in _NUMBER_WORDS:
        found |= {prefix + last: entries for last, entries in table.items() if prefix + last not in table and not last.endswith(_CLITICS)}
    return {last.encode(): entries for last, entries in found.items()}


_LETTERS = bytes(ord(char.lower()) if char.isalpha() and char.isascii() else 0x20 for char in map(chr, range(256)))
"""For ``bytes.translate``: letters in lower case, and a blank for everything that is no letter of a label."""
_ENTRIES = _with_affixes(_by_last_word())


def nearest_label(text: str, start: int, end: int, floor: int = 0) -> str:
    """The entity whose label stands nearest before ``text[start:end]``, else close behind it; else ""."""
    before = label_before(text, start, floor)
    return label_behind(text, end) if before is None else before


def label_before(text: str, start: int, floor: int = 0) -> str | None:
    """The entity whose label stands nearest before ``text[start]`` (at most 60 characters, not before ``floor``), None without any.

    The label of a thing names the number directly behind it, not one in another clause (""): what it names is not masked.
    """
    before = text[max(floor, start - _REACH) : start]
    found, end_of_label = _last_label(before)
    if found == NOT_PERSONAL and _BREAK.search(before, end_of_label):
        return ""
    return found or None


def label_behind(text: str, end: int) -> str:
    """The label behind ``text[:end]`` (25 characters, same line, in brackets or not naming another number); else ""."""
    behind = text[end : end + _REACH_AFTER].partition("\n")[0]
    if ":" in behind or "=" in behind or any(char.isdigit() for char in behind):
        behind = behind[: behind.find(")") + 1]
        if not behind.lstrip().startswith("("):
            return ""
    return names_number(behind)


def names_number(words: str) -> str:
    """The entity that the last label in ``words`` names, or ""."""
    return _last_label(words)[0]


def _last_label(words: str) -> tuple[str, int]:
    """The entity that the last label in ``words`` names, and where the label of a thing ends (0 for other labels).

    Names of things bind the next number only; the name of a bank behind "kartu" is that of a card.
    """
    tokens = words.encode("ascii", "replace").translate(_LETTERS).split()
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token not in _ENTRIES:
            continue
        entity = _entity(tokens, index)
        if entity == NOT_PERSONAL:
            end = _end(words, index)
            if not _CONSUMED.search(words, end):
                return entity, end
        elif entity:
            if entity == "ID_BANK_ACCOUNT" and token in _BANKS:
                for before in range(index - 1, max(-1, index - 5), -1):
                    other = "" if tokens[before] in _BANKS else _entity(tokens, before)
                    if other:
                        return (other if other in _BANK_ADORNS else entity), 0
            return entity, 0
    return "", 0


def _end(words: str, index: int) -> int:
    """Where the word of this number ends; words are numbered from 0."""
    return next(islice(_WORD.finditer(words), index, None)).end()


def _entity(tokens: list[bytes], index: int) -> str:
    """The entity of the longest label that ends with this token."""
    for before, entity in _ENTRIES.get(tokens[index], ()):
        if not before or tuple(tokens[max(0, index - len(before)) : index]) == before:
            return entity
    return ""
