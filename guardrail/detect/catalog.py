"""What each entity is in law, what happens to it unless a policy says otherwise, and what people call it. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from guardrail.core.decision import DataClass, Effect

__all__ = ["CATALOG", "CatalogEntry"]


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One kind of personal data. ``indonesian`` and ``english`` are its display names, ``law`` is the article of UU 27/2022 of its class.

    ``example`` is an invented one as people write it, with the label it may need; ``source`` is the law or standard of its format.
    """

    entity: str
    data_class: DataClass
    effect: Effect
    indonesian: str
    english: str
    law: str
    example: str
    source: str


def _catalog(*entries: CatalogEntry) -> Mapping[str, CatalogEntry]:
    return MappingProxyType({entry.entity: entry for entry in entries})


_GENERAL, _SPECIFIC, _SECRET = DataClass.GENERAL, DataClass.SPECIFIC, DataClass.SECRET
_MASK, _BLOCK = Effect.MASK, Effect.BLOCK

CATALOG = _catalog(
    CatalogEntry(
        "ID_NIK", _GENERAL, _MASK, "NIK", "national identity number", "4(3)f", "NIK 3374015208900003", "UU 24/2013; Perpres 96/2018"
    ),
    CatalogEntry(
        "ID_NPWP", _GENERAL, _MASK, "NPWP", "taxpayer number", "4(3)f", "NPWP 09.900.001.0-505.000", "PMK 112/2022; PER-6/PJ/2024"
    ),
    CatalogEntry(
        "ID_KK", _GENERAL, _MASK, "nomor kartu keluarga", "family card number", "4(3)f", "No. KK 3374010503129004", "Permendagri 109/2019"
    ),
    CatalogEntry("ID_NIP", _GENERAL, _MASK, "NIP", "civil servant number", "4(3)f", "NIP 19850412 201001 1 901", "Perka BKN 22/2007"),
    CatalogEntry("ID_NRP", _GENERAL, _MASK, "NRP", "service number of soldiers and police", "4(3)f", "NRP 85129901", "Perkap 3/2018"),
    CatalogEntry("ID_NUPTK", _GENERAL, _MASK, "NUPTK", "teacher number", "4(3)f", "NUPTK 9939765666209012", "Persesjen Kemendikbud 1/2018"),
    CatalogEntry("ID_NIDN", _GENERAL, _MASK, "NIDN", "lecturer number", "4(3)f", "NIDN 0615088591", "Permenristekdikti 2/2016"),
    # Pupils are children.
    CatalogEntry("ID_NISN", _SPECIFIC, _MASK, "NISN", "pupil number", "4(2)e", "NISN 0090000901", "Permendikbud 79/2015"),
    # It leads to health data.
    CatalogEntry("ID_BPJS", _SPECIFIC, _MASK, "nomor BPJS", "social insurance number", "4(2)a", "No. BPJS 0009990001230", "UU 24/2011"),
    CatalogEntry(
        "MEDICAL_RECORD", _SPECIFIC, _MASK, "nomor rekam medis", "medical record number", "4(2)a", "No. RM 00-99-01", "Permenkes 24/2022"
    ),
    CatalogEntry(
        "ID_DRIVER_LICENSE", _GENERAL, _MASK, "nomor SIM", "driving licence number", "4(3)f", "No. SIM 900899000901", "Perpol 5/2021"
    ),
    CatalogEntry(
        "ID_BANK_ACCOUNT", _SPECIFIC, _MASK, "nomor rekening", "bank account number", "4(2)f", "Rek BRI 9999-01-999901-50-9", "no standard"
    ),
    CatalogEntry(
        "ID_VIRTUAL_ACCOUNT",
        _GENERAL,
        _MASK,
        "nomor virtual account",
        "virtual account number",
        "4(3)f",
        "VA 88888 09990001230",
        "no standard",
    ),
    CatalogEntry("PHONE_NUMBER", _GENERAL, _MASK, "nomor telepon", "telephone number", "4(3)f", "HP 0812-0000-9901", "ITU-T E.164"),
    CatalogEntry("EMAIL_ADDRESS", _GENERAL, _MASK, "alamat surel", "e-mail address", "4(3)f", "bagas.w@example.com", "RFC 5321"),
    CatalogEntry(
        "CREDIT_CARD", _SPECIFIC, _BLOCK, "nomor kartu pembayaran", "payment card number", "4(2)f", "Kartu 4111 1111 1111 1111", "ISO 7812"
    ),
    CatalogEntry("PERSON", _GENERAL, _MASK, "nama orang", "name of a person", "4(3)a", "Nama: Bagas Wiratmoko", "Permendagri 73/2022"),
    CatalogEntry("ID_KITAS", _GENERAL, _MASK, "nomor KITAS", "stay permit number", "4(3)c", "KITAS 2C21JE9901-X", "no standard"),
    CatalogEntry(
        "ID_SEP", _SPECIFIC, _MASK, "nomor SEP", "number of an insured treatment", "4(2)a", "No. SEP 1112R9990926V009901", "BPJS VClaim"
    ),
    CatalogEntry("ID_VIN", _GENERAL, _MASK, "nomor rangka", "chassis number", "4(3)f", "No. Rangka MHKA4DA3JFJ999901", "ISO 3779"),
    CatalogEntry("MAC_ADDRESS", _GENERAL, _MASK, "alamat MAC", "hardware address", "4(3)f", "MAC 00:00:5E:00:53:01", "IEEE 802"),
    CatalogEntry("ID_PASSPORT", _GENERAL, _MASK, "nomor paspor", "passport number", "4(3)f", "No. Paspor C9999001", "ICAO 9303-4"),
    CatalogEntry("COORDINATES", _GENERAL, _MASK, "koordinat", "coordinates", "4(3)f", "lokasi rumah -7.33112, 110.50889", "ISO 6709"),
    CatalogEntry("IP_ADDRESS", _GENERAL, _MASK, "alamat IP", "IP address", "4(3)f", "login dari IP 192.0.2.15", "RFC 791; RFC 4291"),
    CatalogEntry("URL", _GENERAL, _MASK, "tautan ke seseorang", "link to a person", "4(3)f", "https://wa.me/6281200009901", "RFC 3986"),
    CatalogEntry(
        "ID_VEHICLE_PLATE", _GENERAL, _MASK, "nomor kendaraan", "vehicle registration plate", "4(3)f", "nopol H 9991 XY", "Perpol 7/2021"
    ),
    CatalogEntry("DATE_OF_BIRTH", _GENERAL, _MASK, "tanggal lahir", "date of birth", "4(3)f", "Tanggal lahir: 17-08-1990", "UU 24/2013"),
    # Credentials are no data class of UU 27/2022: keeping them is its duty of security (art. 35 and 39).
    CatalogEntry(
        "SECRET", _SECRET, _BLOCK, "kredensial", "credential", "35, 39", "password: Uji#Rahasia99", "RFC 7468; RFC 7519; RFC 3986"
    ),
    CatalogEntry("RELIGION", _GENERAL, _MASK, "agama", "religion", "4(3)d", "Agama: Katolik", "UU 24/2013"),
    CatalogEntry(
        "MARITAL_STATUS", _GENERAL, _MASK, "status perkawinan", "marital status", "4(3)e", "Status perkawinan: Cerai Hidup", "UU 24/2013"
    ),
    CatalogEntry("BLOOD_TYPE", _SPECIFIC, _MASK, "golongan darah", "blood group", "4(2)a", "Golongan darah: AB", "UU 24/2013"),
    CatalogEntry(
        "ADDRESS",
        _GENERAL,
        _MASK,
        "alamat",
        "address of a person",
        "4(3)f",
        "Alamat: Jl. Kenari No. 9 RT 03/RW 01, Kel. Contoh",
        "no standard",
    ),
    CatalogEntry("AGE", _GENERAL, _MASK, "umur", "age", "4(3)f", "Umur: 54 tahun", "no standard"),
    # ICD-10 (WHO) codes beside a person are found too.
    CatalogEntry("HEALTH", _SPECIFIC, _MASK, "keadaan kesehatan", "state of health", "4(2)a", "Diagnosa: hipertensi", "UU 17/2023; ICD-10"),
    CatalogEntry("GENDER", _GENERAL, _MASK, "jenis kelamin", "sex", "4(3)b", "Jenis kelamin: Perempuan", "UU 24/2013"),
    CatalogEntry("ETHNICITY", _GENERAL, _MASK, "suku", "ethnicity", "4(3)f", "Suku: Jawa", "UU 40/2008"),
    CatalogEntry(
        "POLITICAL_OPINION",
        _GENERAL,
        _MASK,
        "pilihan politik",
        "political opinion",
        "4(3)f",
        "pelapor itu pendukung paslon nomor 2",
        "UU 20/2023",
    ),
    CatalogEntry(
        "ID_DIPLOMA", _GENERAL, _MASK, "nomor ijazah", "number of a diploma", "4(3)f", "Nomor ijazah DN-03 Ma/13 0099901", "no standard"
    ),
    CatalogEntry(
        "ID_CIVIL_RECORD",
        _GENERAL,
        _MASK,
        "nomor akta",
        "number of a civil record",
        "4(3)f",
        "akta kelahiran 3373-LU-12012024-9901",
        "Permendagri 109/2019",
    ),
    CatalogEntry(
        "ID_VEHICLE_DOCUMENT",
        _GENERAL,
        _MASK,
        "nomor BPKB, STNK atau mesin",
        "vehicle document number",
        "4(3)f",
        "BPKB M-99999901",
        "Perpol 7/2021",
    ),
    CatalogEntry("ID_TAX_OBJECT", _GENERAL, _MASK, "NOP", "number of taxed land", "4(3)f", "NOP 33.73.010.001.001-9901.0", "PMK 48/2021"),
    CatalogEntry(
        "ID_UTILITY",
        _GENERAL,
        _MASK,
        "nomor pelanggan listrik atau air",
        "utility customer number",
        "4(3)f",
        "IDPEL 520099000901",
        "no standard",
    ),
    CatalogEntry(
        "ID_QRIS", _GENERAL, _MASK, "kode QRIS", "QRIS merchant code", "4(3)f", "NMID ID1020000000004", "PADG BI 21/18/2019; EMVCo"
    ),
    CatalogEntry("IMEI", _GENERAL, _MASK, "IMEI", "mobile device number", "4(3)f", "IMEI 350000000000006", "3GPP TS 23.003"),
    CatalogEntry(
        "SOCIAL_ACCOUNT", _GENERAL, _MASK, "akun media sosial", "social media account", "4(3)f", "IG pelapor @bagas.contoh", "no standard"
    ),
    CatalogEntry(
        "ID_REFERRAL",
        _SPECIFIC,
        _MASK,
        "nomor rujukan",
        "number of a medical referral",
        "4(2)a",
        "No rujukan 110999010926Y009901",
        "BPJS VClaim",
    ),
    CatalogEntry(
        "BIOMETRIC", _SPECIFIC, _BLOCK, "data biometrik", "biometric data", "4(2)b", "template sidik jari: Rk1SACAyMAAB", "ISO/IEC 19794"
    ),
    CatalogEntry(
        "CRIMINAL_RECORD", _SPECIFIC, _MASK, "catatan kejahatan", "criminal record", "4(2)d", "Pemohon mantan narapidana", "UU 27/2022"
    ),
    CatalogEntry(
        "ID_POLICE_REPORT",
        _SPECIFIC,
        _MASK,
        "nomor laporan polisi",
        "police report number",
        "4(2)d",
        "LP/B/991/VI/2026/SPKT/POLRES CONTOH",
        "Perkap 6/2019",
    ),
    CatalogEntry(
        "ID_COURT_CASE",
        _SPECIFIC,
        _MASK,
        "nomor perkara",
        "court case number",
        "4(2)d",
        "perkara 991/Pid.B/2024/PN Slt",
        "KMA 032/SK/IV/2006",
    ),
    CatalogEntry(
        "FINANCIAL",
        _SPECIFIC,
        _MASK,
        "keuangan pribadi",
        "personal finance",
        "4(2)f",
        "ybs punya pinjaman koperasi Rp15.000.000",
        "UU 27/2022",
    ),
    CatalogEntry(
        "ID_SOCIAL_AID",
        _SPECIFIC,
        _MASK,
        "nomor penerima bantuan sosial",
        "social aid number",
        "4(2)f",
        "ID DTKS 33730199990001",
        "no standard",
    ),
    CatalogEntry(
        "SEXUAL_ORIENTATION",
        _SPECIFIC,
        _MASK,
        "orientasi seksual",
        "sexual orientation",
        "4(2)g",
        "pelapor seorang transgender",
        "UU 27/2022",
    ),
)
"""Entity -> entry, for every entity that ``build_detector()`` finds. Classes follow UU 27/2022 art. 4."""
