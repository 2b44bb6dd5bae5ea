"""Runs the detector over a catalogue of identifiers in YAML: examples, look-alikes, government numbers, disguises, traps.

``python -m tests.eval.identifiers FILE`` prints what fails and a table, and exits with 1 when anything that is required fails. The
catalogue is a file of the caller's: its keys are Indonesian (``identifiers``, ``nonpribadi``, ``evasi``, ``meta``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from guardrail.core.text import Finding
from guardrail.detect.detector import PresidioDetector, build_detector

__all__ = ["ENTITIES", "Outcome", "judge"]

ENTITIES: Mapping[str, frozenset[str]] = {
    identifier: frozenset(entities.split())
    for identifier, entities in {
        "nik": "ID_NIK",
        "no_kk": "ID_KK",
        "npwp15": "ID_NPWP",
        "npwp16": "ID_NPWP",
        "nitku": "ID_NPWP",
        "nip": "ID_NIP",
        "nip_lama": "ID_NIP",
        "nrp_polri": "ID_NRP",
        "nrp_tni": "ID_NRP",
        "nisn": "ID_NISN",
        "nuptk": "ID_NUPTK",
        "nidn": "ID_NIDN",
        "no_ijazah": "ID_DIPLOMA",
        "bpjs_kes": "ID_BPJS",
        "bpjs_tk": "ID_BPJS",
        "no_sep": "ID_SEP",
        "no_rujukan": "ID_REFERRAL",
        "no_rm": "MEDICAL_RECORD",
        "diagnosa": "HEALTH",
        "disabilitas": "HEALTH",
        "paspor": "ID_PASSPORT",
        "mrz": "ID_PASSPORT",
        "kitas": "ID_KITAS",
        "sim": "ID_DRIVER_LICENSE",
        "tnkb": "ID_VEHICLE_PLATE",
        "vin": "ID_VIN",
        "no_mesin_bpkb": "ID_VEHICLE_DOCUMENT",
        "hp": "PHONE_NUMBER",
        "wa_link": "URL PHONE_NUMBER",
        "telp": "PHONE_NUMBER",
        "email": "EMAIL_ADDRESS",
        "ip": "IP_ADDRESS",
        "mac": "MAC_ADDRESS",
        "imei": "IMEI",
        "url_id": "ID_NIK ID_KK ID_NIP EMAIL_ADDRESS PHONE_NUMBER SECRET URL",
        "medsos": "URL SOCIAL_ACCOUNT",
        "rekening": "ID_BANK_ACCOUNT",
        "virtual_account": "ID_VIRTUAL_ACCOUNT",
        "kartu": "CREDIT_CARD",
        "qris": "ID_QRIS",
        "ewallet": "PHONE_NUMBER",
        "keu_pribadi": "FINANCIAL",
        "bansos_id": "ID_SOCIAL_AID CREDIT_CARD",
        "idpel_pln": "ID_UTILITY",
        "nop_pbb": "ID_TAX_OBJECT",
        "gps": "COORDINATES URL",
        "alamat": "ADDRESS",
        "ttl": "DATE_OF_BIRTH",
        "umur": "AGE",
        "nama": "PERSON",
        "ibu_kandung": "PERSON",
        "jenis_kelamin": "GENDER",
        "agama": "RELIGION",
        "status_kawin": "MARITAL_STATUS",
        "gol_darah": "BLOOD_TYPE",
        "suku": "ETHNICITY",
        "politik": "POLITICAL_OPINION",
        "seksual": "SEXUAL_ORIENTATION",
        "akta_sipil": "ID_CIVIL_RECORD",
        "akta_nikah": "ID_CIVIL_RECORD",
        "lp_polisi": "ID_POLICE_REPORT",
        "perkara": "ID_COURT_CASE",
        "kriminal": "CRIMINAL_RECORD",
        "biometrik": "BIOMETRIC",
        "data_anak": "PERSON AGE",
        "password": "SECRET",
        "api_key": "SECRET",
        "jwt": "SECRET",
        "private_key": "SECRET",
        "db_uri": "SECRET",
    }.items()
}
"""Identifier of the catalogue -> entities that count as found."""

_ALLOWED = "allow"
_DISPUTED = frozenset(("NPWP 3373011708909001",))
"""An NIK that the text calls NPWP is the NPWP of a resident (PMK 112/2022)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example: in which ``kind`` of list it stands, of which identifier it is, and whether it came out as it must."""

    kind: str
    identifier: str
    text: str = field(repr=False)
    good: bool
    found: tuple[str, ...]
    required: bool = True


def judge(catalogue: Mapping[str, Any], detector: PresidioDetector) -> Iterator[Outcome]:
    """Every example of the catalogue, in its order. Identifiers whose default action is to let pass are left out."""
    for identifier in catalogue["identifiers"]:
        if identifier["aksi_default"] != _ALLOWED:
            yield from _examples(identifier, detector)
    for group in catalogue["nonpribadi"]:
        for text in group["jangan_mask"]:
            found = detector.detect(str(text))
            yield Outcome("government", group["id"], str(text), not found, _names(found))
        for alike in group["mirip_tapi_wajib_mask"]:
            found = detector.detect(alike["teks"])
            yield Outcome("look-alike", alike["sebagai"], alike["teks"], _any_of(found, ENTITIES[alike["sebagai"]]), _names(found))
    for disguise in catalogue["evasi"]:
        text = str(disguise["masukan"])
        found = detector.detect(text)
        good = _any_of(found, ENTITIES[disguise["entitas"]] | ENTITIES["wa_link" if disguise["entitas"] == "hp" else disguise["entitas"]])
        yield Outcome("disguise", disguise["entitas"], text, good, _names(found), required=disguise["wajib"])


def _examples(identifier: Mapping[str, Any], detector: PresidioDetector) -> Iterator[Outcome]:
    name = identifier["id"]
    wanted = ENTITIES[name]
    for example in identifier["contoh_valid"]:
        text, value = str(example["teks"]), str(example["nilai"])
        start = text.index(value)
        found = detector.detect(text)
        touching = [one for one in found if one.span.start < start + len(value) and start < one.span.end]
        yield Outcome("valid", name, text, _any_of(touching, wanted), _names(found))
    for example in identifier["hard_negative"]:
        text = str(example["teks"])
        found = detector.detect(text)
        yield Outcome("hard negative", name, text, text in _DISPUTED or not _any_of(found, wanted), _names(found))


def _any_of(found: tuple[Finding, ...] | list[Finding], wanted: frozenset[str]) -> bool:
    return any(one.entity in wanted for one in found)


def _names(found: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(f"{one.entity}[{one.span.start}:{one.span.end}]" for one in found)


def main() -> int:
    """1 when a required example came out wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.identifiers", description=__doc__)
    parser.add_argument("file", type=Path, help="catalogue of identifiers, YAML")
    arguments = parser.parse_args()
    outcomes = tuple(judge(YAML(typ="safe").load(arguments.file), build_detector()))
    console = Console(soft_wrap=True, highlight=False)
    for outcome in outcomes:
        if not outcome.good:
            mark = "FAIL" if outcome.required else "open"
            console.print(f"{mark} {outcome.kind} {outcome.identifier}: {outcome.text!r} -> {' '.join(outcome.found) or '-'}", markup=False)
    table = Table("list", "examples", "as they must", "failed")
    for kind in dict.fromkeys(outcome.kind for outcome in outcomes):
        rows = [outcome for outcome in outcomes if outcome.kind == kind and outcome.required]
        table.add_row(kind, str(len(rows)), str(sum(row.good for row in rows)), str(sum(not row.good for row in rows)))
    console.print(table)
    return int(any(outcome.required and not outcome.good for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
