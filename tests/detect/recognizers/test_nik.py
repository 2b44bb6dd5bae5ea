from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.nik import NikRecognizer

NIK = NikRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mohon dicek data pemohon, NIK 3373011708909001 sudah aktif?", "3373011708909001"),
        ("No. KTP : 337302.520395.9002", "337302.520395.9002"),
        ("nik=3374110112859003&layanan=kk", "3374110112859003"),
        ("Warga dengan KTP 3372 0469 0200 9004 belum menerima undangan.", "3372 0469 0200 9004"),
        ("data: 3322-1305-0777-9005 (kepala keluarga)", "3322-1305-0777-9005"),
        ("3373011708909001", "3373011708909001"),
        ("NIK: 3273.0155.0190.9909", "3273.0155.0190.9909"),
        ("nik 33-73-01-170890-9001", "33-73-01-170890-9001"),
        ("3373_0117_0890_9001 dan 3373/0117/0890/9001"[:19], "3373_0117_0890_9001"),
        ("berkas 3373/0117/0890/9001", "3373/0117/0890/9001"),
        ("NIK 33730117\n08909001", "33730117\n08909001"),
        ("NIK 3373 01 (17-08-90) 9001", "3373 01 (17-08-90) 9001"),
        ("3 3 7 3 0 1 1 7 0 8 9 0 9 0 0 1", "3 3 7 3 0 1 1 7 0 8 9 0 9 0 0 1"),
        ("NIK 3373–0117—0890‑9001", "3373–0117—0890‑9001"),
        ("NIK 3373\u200b0117\u2060\ufeff0890\u00ad9001.", "3373\u200b0117\u2060\ufeff0890\u00ad9001"),
        ("٣٣٧٣٠١١٧٠٨٩٠٩٠٠١", "٣٣٧٣٠١١٧٠٨٩٠٩٠٠١"),
        ("꧓꧓꧗꧓꧐꧑꧑꧗꧐꧘꧙꧐꧙꧐꧐꧑", "꧓꧓꧗꧓꧐꧑꧑꧗꧐꧘꧙꧐꧙꧐꧐꧑"),
        ("𝟛𝟛𝟟𝟛𝟘𝟙𝟙𝟟𝟘𝟠𝟡𝟘𝟡𝟘𝟘𝟙", "𝟛𝟛𝟟𝟛𝟘𝟙𝟙𝟟𝟘𝟠𝟡𝟘𝟡𝟘𝟘𝟙"),
        ("３３７３０１１７０８９０９００１", "３３７３０１１７０８９０９００１"),
        ("③③⑦③⓪①①⑦⓪⑧⑨⓪⑨⓪⓪①", "③③⑦③⓪①①⑦⓪⑧⑨⓪⑨⓪⓪①"),
        ("NIK 3373011708909001Nama Budi", "3373011708909001"),
        ("KTP_3373011708909001.pdf", "3373011708909001"),
        ("NIK 3373011708909001 2 orang", "3373011708909001"),
        ("NIK 3373 0117 0890 9001 2 orang", "3373 0117 0890 9001"),
        ("'3373011708909001", "3373011708909001"),
        ("KTP_3373011708909001_2026.pdf", "3373011708909001"),
        ("20261121_3373011708909001.jpg", "3373011708909001"),
        ("foto_3373011708909001_(1).jpg", "3373011708909001"),
        ("scan-01-3373011708909001-2.jpg", "3373011708909001"),
        ("3373011708909001-081200009901", "3373011708909001"),
        ("1)3373011708909001", "3373011708909001"),
        ("1.3373011708909001", "3373011708909001"),
        ("Denda Rp 250.000 untuk warga 3373011708909001", "3373011708909001"),
        ("Faktur 12 atas warga 3373011708909001", "3373011708909001"),
        ("Token akses hilang. Warga 3373011708909001", "3373011708909001"),
        ("❸❸❼❸⓿❶❶❼⓿❽❾⓿❾⓿⓿❶", "❸❸❼❸⓿❶❶❼⓿❽❾⓿❾⓿⓿❶"),
        ("NIK 3578011708909018 lolos Luhn", "3578011708909018"),
        ("No. SIM 3373011708909001", "3373011708909001"),
        ("NIK 3399011708909001", "3399011708909001"),  # province known, labelled
        ("perempuan 29 Februari: 3373016902009001", "3373016902009001"),
        ("NIK lama Papua 9101021708909001", "9101021708909001"),
        ("No. KK 3373010503129001", "3373010503129001"),  # masked, until a recognizer of KK claims it
        ("NIK: 3373011708909001, KK: 3373010503129001, resi: 3373011708909002"[:25], "3373011708909001"),
    ],
)
def test_finds_niks_in_every_writing(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """A structurally valid NIK is found with its exact span, however it is grouped and whatever its digits look like."""
    assert values(NIK, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "ID transaksi 3399011708909001 berhasil.",  # no regency 33.99
        "Nomor urut 3373013208909001 pada lampiran.",  # day 32
        "3273011513909901",  # month 13
        "9973011501909901",  # no province 99
        "NIK 9973011501909901",
        "3373011708900000",  # serial 0000
        "3373013002909001",  # 30 February
        "3373012902919001",  # 29 February 1991
        "No. resi pengiriman 3373011708909001",
        "Kode bayar PBB 3373011713909001",
        "Token listrik 4532 7711 9080 2233 9981",
        "3273 0155 0190 9909 1234",  # twenty digits in even groups
        "32730155019099091234",
        "NIP 199001152015031002",
        "NIP 19900115 201503 1 002",
        "33730117-0890-9001-3373-011708909001",  # UUID
        "commit 3373-0117-0890-9001-3373-0117",
        "Nomor 800/1234/BKD/2026",
        "Rp3.273.015.501.909",
        "NIK 3,37301E+15",
        "337301170890900",
        "NIK terdiri dari 16 digit",
    ],
)
def test_leaves_other_numbers_alone(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Numbers without a possible region, date and serial, and parts of longer numbers, are no NIKs."""
    assert values(NIK, text) == []


def test_trust_follows_the_region_ladder() -> None:
    """District known beats regency known beats province known; a label raises each."""
    texts = ["NIK 3373011708909001", "NIK 3373991708909001", "NIK 3399011708909001"]
    labelled = [NIK.analyze(text, ["ID_NIK"])[0].score for text in texts]
    bare = [NIK.analyze(text.removeprefix("NIK "), ["ID_NIK"])[0].score for text in texts[:2]]
    assert labelled == sorted(labelled, reverse=True)
    assert len(set(labelled)) == 3
    assert labelled[0] > bare[0] > bare[1]
