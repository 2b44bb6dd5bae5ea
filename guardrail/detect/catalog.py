"""What each entity is in law, what happens to it unless a policy says otherwise, and what people call it. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from guardrail.core.decision import DataClass, Effect

__all__ = ["CATALOG", "CatalogEntry"]


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One kind of personal data. ``indonesian`` and ``english`` are its display names."""

    entity: str
    data_class: DataClass
    effect: Effect
    indonesian: str
    english: str


def _catalog(*entries: CatalogEntry) -> Mapping[str, CatalogEntry]:
    return MappingProxyType({entry.entity: entry for entry in entries})


CATALOG = _catalog(
    CatalogEntry("ID_NIK", DataClass.GENERAL, Effect.MASK, "NIK", "national identity number"),
    CatalogEntry("ID_NPWP", DataClass.GENERAL, Effect.MASK, "NPWP", "taxpayer number"),
    CatalogEntry("ID_KK", DataClass.GENERAL, Effect.MASK, "nomor kartu keluarga", "family card number"),
    CatalogEntry("ID_NIP", DataClass.GENERAL, Effect.MASK, "NIP", "civil servant number"),
    CatalogEntry("ID_NRP", DataClass.GENERAL, Effect.MASK, "NRP", "service number of soldiers and police"),
    CatalogEntry("ID_NUPTK", DataClass.GENERAL, Effect.MASK, "NUPTK", "teacher number"),
    CatalogEntry("ID_NIDN", DataClass.GENERAL, Effect.MASK, "NIDN", "lecturer number"),
    # UU 27/2022 art. 4(2)e: pupils are children.
    CatalogEntry("ID_NISN", DataClass.SPECIFIC, Effect.MASK, "NISN", "pupil number"),
    # UU 27/2022 art. 4(2)a: it leads to health data.
    CatalogEntry("ID_BPJS", DataClass.SPECIFIC, Effect.MASK, "nomor BPJS", "social insurance number"),
    CatalogEntry("MEDICAL_RECORD", DataClass.SPECIFIC, Effect.MASK, "nomor rekam medis", "medical record number"),
    CatalogEntry("ID_DRIVER_LICENSE", DataClass.GENERAL, Effect.MASK, "nomor SIM", "driving licence number"),
    # UU 27/2022 art. 4(2)f: personal financial data is specific data.
    CatalogEntry("ID_BANK_ACCOUNT", DataClass.SPECIFIC, Effect.MASK, "nomor rekening", "bank account number"),
    CatalogEntry("ID_VIRTUAL_ACCOUNT", DataClass.GENERAL, Effect.MASK, "nomor virtual account", "virtual account number"),
    CatalogEntry("PHONE_NUMBER", DataClass.GENERAL, Effect.MASK, "nomor telepon", "telephone number"),
    CatalogEntry("EMAIL_ADDRESS", DataClass.GENERAL, Effect.MASK, "alamat surel", "e-mail address"),
    # UU 27/2022 art. 4(2)f: personal financial data is specific data.
    CatalogEntry("CREDIT_CARD", DataClass.SPECIFIC, Effect.BLOCK, "nomor kartu pembayaran", "payment card number"),
    CatalogEntry("PERSON", DataClass.GENERAL, Effect.MASK, "nama orang", "name of a person"),
    CatalogEntry("ID_KITAS", DataClass.GENERAL, Effect.MASK, "nomor KITAS", "stay permit number"),
    # UU 27/2022 art. 4(2)a: health data.
    CatalogEntry("ID_SEP", DataClass.SPECIFIC, Effect.MASK, "nomor SEP", "number of an insured treatment"),
    CatalogEntry("ID_VIN", DataClass.GENERAL, Effect.MASK, "nomor rangka", "chassis number"),
    CatalogEntry("MAC_ADDRESS", DataClass.GENERAL, Effect.MASK, "alamat MAC", "hardware address"),
    CatalogEntry("ID_PASSPORT", DataClass.GENERAL, Effect.MASK, "nomor paspor", "passport number"),
    CatalogEntry("COORDINATES", DataClass.GENERAL, Effect.MASK, "koordinat", "coordinates"),
    CatalogEntry("IP_ADDRESS", DataClass.GENERAL, Effect.MASK, "alamat IP", "IP address"),
    CatalogEntry("URL", DataClass.GENERAL, Effect.MASK, "tautan ke seseorang", "link to a person"),
    CatalogEntry("ID_VEHICLE_PLATE", DataClass.GENERAL, Effect.MASK, "nomor kendaraan", "vehicle registration plate"),
    CatalogEntry("DATE_OF_BIRTH", DataClass.GENERAL, Effect.MASK, "tanggal lahir", "date of birth"),
    CatalogEntry("ADDRESS", DataClass.GENERAL, Effect.MASK, "alamat", "address of a person"),
    CatalogEntry("AGE", DataClass.GENERAL, Effect.MASK, "umur", "age"),
    # UU 27/2022 art. 4(2)a: health data.
    CatalogEntry("HEALTH", DataClass.SPECIFIC, Effect.MASK, "keadaan kesehatan", "state of health"),
    # Credentials are no data class of UU 27/2022: keeping them is its duty of security (art. 35 and 39).
    CatalogEntry("SECRET", DataClass.SECRET, Effect.BLOCK, "kredensial", "credential"),
    # UU 27/2022 art. 4(3)d and e: religion and marital status are general data; a blood group is health data, art. 4(2)a.
    CatalogEntry("RELIGION", DataClass.GENERAL, Effect.MASK, "agama", "religion"),
    CatalogEntry("MARITAL_STATUS", DataClass.GENERAL, Effect.MASK, "status perkawinan", "marital status"),
    CatalogEntry("BLOOD_TYPE", DataClass.SPECIFIC, Effect.MASK, "golongan darah", "blood group"),
)
"""Entity -> entry, for every entity that ``build_detector()`` finds. Classes follow UU 27/2022 art. 4."""
