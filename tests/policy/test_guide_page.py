"""The words of a guide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from guardrail.core.decision import DataClass, Effect
from guardrail.core.exchange import PolicyStamp
from guardrail.core.text import Medium, Place
from guardrail.policy.circumstances import Condition
from guardrail.policy.exceptions import Exemption
from guardrail.policy.guide import Group, Guide, GuideRule, Handling, Kinds
from guardrail.policy.guide_page import guide_page
from guardrail.policy.modes import Mode
from guardrail.policy.page import Said, as_markdown

EVERYWHERE = frozenset(Place)
GUIDE = Guide(
    stamp=PolicyStamp("contoh", 3, "ab" * 32),
    title="Kebijakan contoh / Policy of an example",
    owner="diskominfo",
    lineage=("nasional", "contoh"),
    tenants=("jateng",),
    tenant="",
    day=date(2026, 11, 22),
    kinds=(
        Kinds(DataClass.SECRET, Handling(Effect.BLOCK), ("SECRET",)),
        Kinds(DataClass.SPECIFIC, Handling(Effect.MASK, True, True, frozenset({"lokal"})), ("HEALTH", "KODE_BARU")),
    ),
    rules=(),
    exemptions=(),
    default_locked=True,
    uninspectable=frozenset(),
    transcript_days=0,
)
RULE = GuideRule("contoh/nik", Group.DATA, Effect.MASK, Mode.ENFORCE, EVERYWHERE)
NAMES = {"SECRET": Said("kredensial", "credential"), "HEALTH": Said("keadaan kesehatan", "state of health")}


def told(guide: Guide) -> str:
    return as_markdown(guide_page(guide, NAMES))


def test_the_head_is_indonesian_first() -> None:
    """Both languages, the policy, its descent and the day."""
    page = told(GUIDE)
    assert page.startswith("# Panduan aturan AI: Kebijakan contoh / Guide to the AI rules: Policy of an example\n")
    for words in ("contoh v3, digest abababababababab…", "nasional \\> contoh", "2026-11-22", "**Berlaku bagi / For:** jateng"):
        assert words in page


def test_kinds_have_their_display_names() -> None:
    """An entity that nobody named is told by itself; what is asked of the call stands beside what is done to the value."""
    page = told(GUIDE)
    assert "| kredensial<br>*credential* | rahasia akses<br>*credentials* | ditolak<br>*refused* |" in page
    assert "keadaan kesehatan; KODE\\_BARU" in page
    assert "disamarkan; perlu alasan; hanya ke layanan AI di dalam instansi" in page


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (RULE, "**disamarkan / masked**\n"),
        (replace(RULE, locked=True), "**disamarkan / masked** · **terkunci / locked**"),
        (replace(RULE, effect=Effect.WARN, blocks_from=25), "**diperingatkan / warned of** · **ditolak mulai 25 nilai berbeda"),
        (replace(RULE, effect=Effect.BLOCK, mode=Mode.AUDIT), "**dibiarkan / left alone** · **masih dicoba; kelak ditolak /"),
        (replace(RULE, effect=Effect.BLOCK, mode=Mode.WARN), "**diperingatkan / warned of** · **masih dicoba; kelak ditolak /"),
        (replace(RULE, effect=Effect.REQUIRE_REASON, reason_length=40), "**perlu alasan (paling sedikit 40 huruf) /"),
        (replace(RULE, effect=Effect.ROUTE, residencies=frozenset({"lokal", "dalam-negeri"})), "AI di dalam negeri atau di dalam instansi"),
        (replace(RULE, effect=Effect.ROUTE, upstreams=frozenset({"satu"})), "**hanya ke layanan AI (satu) / only to AI services (satu)**"),
        (replace(RULE, effect=Effect.ROUTE), "**hanya ke layanan tertentu /"),
        (replace(RULE, description="Satu / One"), "\nSatu  \n*One*\n"),
        (replace(RULE, message={"id": "Hapus dulu.", "en": "Remove it."}), "Message and what to do:** Hapus dulu.  \n*Remove it.*"),
        (replace(RULE, legal_basis=("UU 27/2022", "PP 71/2019")), "**Dasar hukum / Legal basis:** UU 27/2022; PP 71/2019"),
        (replace(RULE, places=EVERYWHERE - {Place.RESPONSE}), "**Berlaku / Holds:** di permintaan"),
        (replace(RULE, places=frozenset({Place.FILE, Place.USER})), "di pesan Anda, berkas"),
        (replace(RULE, min_score=0.9), "mulai keyakinan 90 %"),
        (replace(RULE, count_gte=3), "mulai 3 nilai berbeda dalam satu panggilan"),
        (replace(RULE, beside=frozenset({"HEALTH", "SECRET"})), "juga ada keadaan kesehatan atau kredensial"),
        (
            replace(RULE, condition=Condition(("jateng",), ("loket",), ("gpt-*",), frozenset({"luar-negeri"}))),
            "bagi model gpt-\\*; bagi layanan",
        ),
    ],
)
def test_a_rule_says_what_it_does_and_when(rule: GuideRule, words: str) -> None:
    """Every part of it has its words, and none where the part is empty."""
    page = told(replace(GUIDE, rules=(rule,)))
    assert words in page
    assert words not in told(replace(GUIDE, rules=(replace(RULE, effect=Effect.REDACT),)))


@pytest.mark.parametrize("group", Group)
def test_rules_stand_under_their_group(group: Group) -> None:
    """All four are there, in one order; a part without a rule says so."""
    page = told(replace(GUIDE, rules=(replace(RULE, group=group),)))
    heads = ["## Data pribadi", "## Etika", "## Keamanan", "## Ketahanan sosial", "## Pengecualian"]
    assert [line.partition(" / ")[0] for line in page.splitlines() if line.startswith("## ")][1:5] == heads[:4]
    begin = page.index(heads[list(Group).index(group)])
    assert "### Nik\n" in page[begin : page.index(heads[list(Group).index(group) + 1])]
    assert page.count("tidak mempunyai aturan") == 3


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("nasional/eth-05-netralitas", "Netralitas (ETH-05)"),
        ("data-umum", "Data umum"),
        ("contoh/eth-perhatian", "Perhatian"),
        ("eth", "Eth"),
    ],
)
def test_a_rule_has_a_name_to_read(rule: str, title: str) -> None:
    """Made from its id, which stands below it."""
    page = told(replace(GUIDE, rules=(replace(RULE, id=rule),)))
    assert f"### {title}\n" in page
    assert f"**Nomor aturan / Rule id:** {rule}\n" in page


def test_what_happens_is_told_at_a_glance() -> None:
    """The gravest first; a rule on trial does nothing yet."""
    rules = (
        replace(RULE, id="a/satu", effect=Effect.WARN),
        replace(RULE, id="a/dua", effect=Effect.BLOCK),
        replace(RULE, id="a/tiga", effect=Effect.BLOCK),
        replace(RULE, id="a/empat", effect=Effect.ROUTE, mode=Mode.AUDIT),
    )
    page = told(replace(GUIDE, rules=rules))
    assert "| ditolak<br>*refused* | Dua; Tiga |\n| diperingatkan<br>*warned of* | Satu |\n" in page
    assert "## Sekilas" not in told(GUIDE)


def test_exceptions_have_their_end() -> None:
    """The next to end first; none is said too."""
    exemption = Exemption("EXC-2", "contoh/nik", Effect.WARN, Condition(applications=("loket",)), date(2026, 11, 1), date(2026, 12, 5))
    page = told(replace(GUIDE, exemptions=(exemption, replace(exemption, id="EXC-1", expires=date(2026, 11, 30)))))
    assert page.index("EXC-1") < page.index("EXC-2")
    assert "| EXC-2 | contoh/nik | diperingatkan<br>*warned of* | bagi aplikasi loket<br>*for applications loket* | 2026-12-05 |" in page
    assert "Tidak ada.  \n*None.*" in told(GUIDE)


@pytest.mark.parametrize(("mode", "asked"), [(Mode.ENFORCE, True), (Mode.AUDIT, False)])
def test_how_to_give_a_reason_is_told_where_a_rule_asks(mode: Mode, asked: bool) -> None:
    """A rule on trial asks for none."""
    page = told(replace(GUIDE, rules=(replace(RULE, effect=Effect.REQUIRE_REASON, reason_length=20, mode=mode),)))
    assert ("\n    x-guardrail-reason: " in page) is asked
    assert ("tidak ada aturan yang meminta alasan" in page) is not asked


def test_what_is_kept_is_said() -> None:
    """Transcripts only where the policy keeps them."""
    assert "Percakapan tidak disimpan." in told(GUIDE)
    assert "Percakapan disimpan 7 hari" in told(replace(GUIDE, transcript_days=7))
    assert ("ditunjuk instansi untuk menilainya" in told(replace(GUIDE, judged=True))) is not ("ditunjuk instansi" in told(GUIDE))
    assert "x-guardrail-event-id" in told(GUIDE)
    assert "**Pemilik kebijakan / Owner of the policy:** diskominfo" in told(GUIDE)


def test_what_nobody_can_look_into_is_said() -> None:
    """Refused, or let through unread."""
    page = told(replace(GUIDE, uninspectable=frozenset({Medium.IMAGE})))
    assert "**Tidak dapat diperiksa, maka ditolak / Cannot be looked into, so refused:** rekaman suara, video" in page
    assert "**Diteruskan tanpa diperiksa / Let through unread:** gambar" in page
    assert "Diteruskan tanpa diperiksa" not in told(GUIDE)


def test_what_a_policy_leaves_open_is_not_told() -> None:
    """Nobody whom it governs, no lock on its default, no owner."""
    page = told(replace(GUIDE, tenants=(), owner="", default_locked=False))
    for words in ("Berlaku bagi", "Data yang tidak disebut", "Pemilik kebijakan"):
        assert words in told(GUIDE)
        assert words not in page
