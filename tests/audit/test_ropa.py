"""The register of processing activities (UU 27/2022 art. 31)."""

from __future__ import annotations

from guardrail.audit.ropa import PolicyWords, register, register_data
from tests.audit.samples import KINDS, WHOLE, counted
from tests.audit.story import KLATEN, a_call

POLICIES = {"kab-klaten": PolicyWords("Kebijakan Klaten", "kab-klaten/diskominfo", ("UU 27/2022 Ps. 4",))}


def test_each_application_and_purpose_is_one_line() -> None:
    """With recipients, regions, categories and the basis that its policies state."""
    found = counted(
        [
            a_call(policy="kab-klaten", policy_version=2, found={"HEALTH": 1}),
            a_call(policy="kab-klaten", policy_version=2, upstream="dekat", region="lokal"),
            a_call(f"{KLATEN}/dukcapil", purpose="layanan-ktp", region="lokal"),
        ]
    )
    (table,) = register(found, WHOLE, POLICIES, KINDS).tables()
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [row["Pengendali"] for row in rows] == [f"{KLATEN}/dinkes", f"{KLATEN}/dukcapil"]
    assert rows[0]["Dasar hukum menurut kebijakan"] == "UU 27/2022 Ps. 4"
    assert rows[0]["Penerima (layanan AI)"] == "dekat; luar"
    assert (rows[0]["Keluar negeri"], rows[0]["Data spesifik"], rows[0]["Panggilan"]) == ("ya", "ya", 2)
    assert rows[0]["Jenis data pribadi"] == "keadaan kesehatan (1); NIK (1)"
    assert (rows[1]["Tujuan"], rows[1]["Keluar negeri"], rows[1]["Dasar hukum menurut kebijakan"]) == ("layanan-ktp", "tidak", "[diisi]")


def test_what_nobody_knows_is_a_blank() -> None:
    """Contact, purpose, basis, kinds of persons: a register with guesses would be worse than one with gaps."""
    (table,) = register(counted([a_call()]), WHOLE, {}, KINDS).tables()
    (row,) = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    for column in ("Kontak pengendali dan PPDP", "Tujuan", "Dasar pemrosesan (Pasal 20)", "Kategori subjek"):
        assert row[column] == "[diisi]"
    assert "[diisi: menurut JRA]" in str(row["Retensi"])


def test_the_logs_term_is_told_where_it_is_known() -> None:
    """In days, as the deployment keeps them."""
    (table,) = register(counted([a_call()]), WHOLE, {}, KINDS, 1_826).tables()
    assert any("catatan audit 1.826 hari" in str(cell) for cell in table.rows[0])


def test_programs_get_the_same_lines() -> None:
    """With ids instead of words."""
    (line,) = register_data(counted([a_call(policy="kab-klaten", policy_version=2)]), POLICIES, KINDS)
    assert isinstance(line, dict)
    assert line["recipients"] == [{"service": "luar", "region": "luar-negeri", "abroad": True}]
    assert line["policies"] == [{"id": "kab-klaten", "version": 2, "title": "Kebijakan Klaten", "legal_basis": ["UU 27/2022 Ps. 4"]}]
    assert (line["categories"], line["specific"]) == ({"ID_NIK": 1}, False)
