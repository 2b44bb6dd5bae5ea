"""The words of a policy's guide: what civil servants read about the rules that they work under. No text of a call or a case is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final

from guardrail.core.decision import DataClass, Effect
from guardrail.core.text import Medium, Place

from .circumstances import Condition
from .exceptions import Exemption
from .guide import Group, Guide, GuideRule, Handling, Kinds
from .modes import Mode
from .page import Block, Grid, Heading, Page, Paragraph, Points, Said, Sample, said

__all__ = ["guide_page"]

_GROUPS: Final[Mapping[Group, Said]] = {
    Group.DATA: Said("Data pribadi", "Personal data"),
    Group.ETHICS: Said("Etika", "Ethics"),
    Group.SECURITY: Said("Keamanan", "Security"),
    Group.RESILIENCE: Said("Ketahanan sosial", "Social resilience"),
}
_EFFECTS: Final[Mapping[Effect, Said]] = {
    Effect.NONE: Said("dibiarkan", "left alone"),
    Effect.WARN: Said("diperingatkan", "warned of"),
    Effect.ANNOTATE: Said("diberi catatan", "annotated"),
    Effect.GENERALIZE: Said("dibuat umum", "generalized"),
    Effect.MASK: Said("disamarkan", "masked"),
    Effect.REDACT: Said("dihapus", "removed"),
    Effect.REQUIRE_REASON: Said("perlu alasan", "needs a reason"),
    Effect.ROUTE: Said("hanya ke layanan tertentu", "to certain services only"),
    Effect.BLOCK: Said("ditolak", "refused"),
}
_CLASSES: Final[Mapping[DataClass, Said]] = {
    DataClass.GENERAL: Said("data pribadi umum", "general personal data"),
    DataClass.SPECIFIC: Said("data pribadi spesifik", "specific personal data"),
    DataClass.SECRET: Said("rahasia akses", "credentials"),
}
_PLACES: Final[Mapping[Place, Said]] = {
    Place.SYSTEM: Said("instruksi sistem", "system instructions"),
    Place.USER: Said("pesan Anda", "your messages"),
    Place.ASSISTANT: Said("jawaban lama", "earlier answers"),
    Place.TOOL_CALL: Said("panggilan alat", "tool calls"),
    Place.TOOL_RESULT: Said("hasil alat", "tool results"),
    Place.TOOL_DEFINITION: Said("keterangan alat", "tool definitions"),
    Place.FILE: Said("berkas", "files"),
    Place.HEADER: Said("alamat dan header", "addresses and headers"),
    Place.OTHER: Said("bagian lain permintaan", "other parts of requests"),
    Place.RESPONSE: Said("jawaban layanan AI", "answers of the AI service"),
}
_MEDIA: Final[Mapping[Medium, Said]] = {
    Medium.IMAGE: Said("gambar", "pictures"),
    Medium.AUDIO: Said("rekaman suara", "recordings"),
    Medium.VIDEO: Said("video", "videos"),
    Medium.FILE: Said("dokumen yang tidak terbaca", "documents that cannot be read"),
}
_RESIDENCIES: Final[Mapping[str, Said]] = {
    "dalam-negeri": Said("di dalam negeri", "in Indonesia"),
    "luar-negeri": Said("di luar negeri", "abroad"),
    "lokal": Said("di dalam instansi", "on the premises"),
}
_REQUEST: Final = frozenset(Place) - {Place.RESPONSE}
_BEFORE: Final = Said("Ditulis sebelum jawaban", "Written before the answer")
_BEHIND: Final = Said("Ditulis sesudah jawaban", "Written behind the answer")
_OF_ETHICS: Final = re.compile(r"eth-(?:(?P<number>\d+)-)?(?P<name>.+)")
_LOCKED: Final = Said("terkunci", "locked")


def guide_page(guide: Guide, names: Mapping[str, Said]) -> Page:
    """``names`` are the display names of entities; one without a name is told by itself."""
    return Page(_after(Said("Panduan aturan AI: ", "Guide to the AI rules: "), said(guide.title)), tuple(_blocks(guide, names)))


def _blocks(guide: Guide, names: Mapping[str, Said]) -> Iterator[Block]:
    yield from _head(guide)
    yield from _at_a_glance(guide.rules)
    for group in Group:
        yield Heading(2, _GROUPS[group])
        if group is Group.DATA:
            yield from _data(guide, names)
        rules = [rule for rule in guide.rules if rule.group is group]
        if not rules:
            yield Paragraph(Said("Kebijakan ini tidak mempunyai aturan di bagian ini.", "This policy has no rule of this part."))
        for rule in rules:
            yield from _rule(rule, names)
    yield from _exceptions(guide.exemptions)
    yield from _reason(guide.rules)
    yield from _record(guide.transcript_days, guide.judged)
    yield from _asking(guide.owner)


def _head(guide: Guide) -> Iterator[Block]:
    stamp, day = guide.stamp, guide.day.isoformat()
    yield Paragraph(
        Said(
            "Guardrail memeriksa setiap permintaan kepada layanan AI dan setiap jawabannya menurut aturan di halaman ini. Bila beberapa "
            "aturan bertemu, yang paling ketat berlaku.",
            "Guardrail looks at every request to an AI service, and at every answer, by the rules of this page. Where several meet, the "
            "strictest holds.",
        )
    )
    callers = guide.tenant or ", ".join(guide.tenants)
    if callers:
        everybody = Said("semua instansi", "every agency") if callers == "**" else Said(callers)
        yield Paragraph(everybody, Said("Berlaku bagi", "For"))
    yield Paragraph(Said(f"{stamp.id} v{stamp.version}, digest {stamp.digest[:16]}…"), Said("Kebijakan", "Policy"))
    if len(guide.lineage) > 1:
        yield Paragraph(Said(" > ".join(guide.lineage)), Said("Turunan dari", "Descends from"))
    yield Paragraph(Said(day), Said("Keadaan pada", "As of"))
    yield Paragraph(
        Said(
            "Aturan yang terkunci hanya dapat diperketat oleh instansi di bawahnya; melonggarkannya perlu pengecualian yang disetujui "
            "dua orang.",
            "Agencies below can only tighten a locked rule; loosening it takes an exception that two people approved.",
        ),
        _LOCKED,
    )


def _data(guide: Guide, names: Mapping[str, Said]) -> Iterator[Block]:
    yield Paragraph(
        Said(
            "Data yang disamarkan diganti penanda sebelum keluar dari instansi; nilainya kembali di jawaban yang Anda terima. Yang "
            "dihapus tidak kembali. Pengenalan dapat keliru: tulis hanya data yang perlu.",
            "Masked data is replaced by a token before it leaves the agency, and its value is back in the answer that you get. What is "
            "removed does not come back. Recognition can err: write only the data that is needed.",
        )
    )
    columns = (Said("Jenis data", "Kinds of data"), Said("Kelas (UU 27/2022)", "Class"), Said("Di pesan Anda", "In your messages"))
    yield Grid(columns, tuple((_named(each, names), _CLASSES[each.data_class], _handling(each.handling)) for each in guide.kinds))
    if guide.default_locked:
        yield Paragraph(
            Said(
                "Data yang tidak disebut aturan mana pun diperlakukan menurut tabel ini juga, dan itu terkunci.",
                "Data that no rule names is treated as in this table too, and that is locked.",
            )
        )
    blocked = [words for medium, words in _MEDIA.items() if medium not in guide.uninspectable]
    allowed = [words for medium, words in _MEDIA.items() if medium in guide.uninspectable]
    if blocked:
        yield Paragraph(_joined(blocked), Said("Tidak dapat diperiksa, maka ditolak", "Cannot be looked into, so refused"))
    if allowed:
        yield Paragraph(_joined(allowed), Said("Diteruskan tanpa diperiksa", "Let through unread"))


def _named(kinds: Kinds, names: Mapping[str, Said]) -> Said:
    return _joined(sorted((_name(entity, names) for entity in kinds.entities), key=lambda words: words.indonesian.lower()), "; ")


def _name(entity: str, names: Mapping[str, Said]) -> Said:
    return names.get(entity) or Said(entity, entity)


def _handling(handling: Handling) -> Said:
    parts = [_EFFECTS[handling.effect]] if handling.effect or not (handling.needs_reason or handling.routed) else []
    if handling.needs_reason:
        parts.append(_EFFECTS[Effect.REQUIRE_REASON])
    if handling.routed:
        parts.append(_services(handling.residencies, ()))
    return _joined(parts, "; ")


def _services(residencies: Set[str], upstreams: Iterable[str]) -> Said:
    named = ", ".join(sorted(upstreams))
    where = _joined([words for word, words in _RESIDENCIES.items() if word in residencies], " atau ", " or ")
    if not where.indonesian and not named:
        return _EFFECTS[Effect.ROUTE]
    service = Said(f" ({named})", f" ({named})") if named else Said("")
    return Said(
        f"hanya ke layanan AI {where.indonesian}".rstrip() + service.indonesian,
        f"only to AI services {where.english}".rstrip() + service.english,
    )


def _rule(rule: GuideRule, names: Mapping[str, Said]) -> Iterator[Block]:
    yield Heading(3, Said(_title(rule.id)), tuple(_tags(rule)))
    words = said(rule.description)
    if words.indonesian:
        yield Paragraph(words)
    if rule.message.get("id"):
        yield Paragraph(Said(rule.message["id"], rule.message.get("en", "")), Said("Pesan dan langkah", "Message and what to do"))
    if rule.note is not None:
        indonesian, _, english = rule.note.text.partition("\n")
        where = _BEFORE if rule.note.before else _BEHIND
        yield Paragraph(Said(indonesian, english or indonesian), where)
    when = [*_when(rule, names)]
    if when:
        yield Paragraph(_joined(when, "; "), Said("Berlaku", "Holds"))
    if rule.legal_basis:
        yield Paragraph(Said("; ".join(rule.legal_basis)), Said("Dasar hukum", "Legal basis"))
    yield Paragraph(Said(rule.id), Said("Nomor aturan", "Rule id"))


def _title(rule: str) -> str:
    """Its name as people read it: ``nasional/eth-05-netralitas`` is "Netralitas (ETH-05)"."""
    name = _OF_ETHICS.fullmatch(rule.rpartition("/")[2])
    words = (name["name"] if name else rule.rpartition("/")[2]).replace("-", " ")
    return words[:1].upper() + words[1:] + (f" (ETH-{name['number']})" if name and name["number"] else "")


def _at_a_glance(rules: tuple[GuideRule, ...]) -> Iterator[Block]:
    """What the rules do, the gravest first; what is only tried out is told with its rule."""
    enforced = [rule for rule in rules if rule.mode is Mode.ENFORCE]
    if not enforced:
        return
    yield Heading(2, Said("Sekilas", "At a glance"))
    columns = (Said("Yang terjadi", "What happens"), Said("Menurut aturan", "By the rules"))
    effects = sorted({rule.effect for rule in enforced}, reverse=True)
    by = {effect: "; ".join(_title(rule.id) for rule in enforced if rule.effect is effect) for effect in effects}
    yield Grid(columns, tuple((_EFFECTS[effect], Said(titles)) for effect, titles in by.items()))


def _tags(rule: GuideRule) -> Iterator[Said]:
    enforced = rule.mode is Mode.ENFORCE
    yield _effect(rule) if enforced else _EFFECTS[rule.done]
    if rule.blocks_from and enforced:
        count = rule.blocks_from
        yield Said(f"ditolak mulai {count} nilai berbeda dalam satu panggilan", f"refused from {count} distinct values in one call on")
    if not enforced:
        tried = _effect(rule)
        yield Said(f"masih dicoba; kelak {tried.indonesian}", f"on trial; later {tried.english}")
    if rule.locked:
        yield _LOCKED


def _effect(rule: GuideRule) -> Said:
    match rule.effect:
        case Effect.ROUTE:
            return _services(rule.residencies, rule.upstreams)
        case Effect.REQUIRE_REASON:
            length = rule.reason_length
            return Said(f"perlu alasan (paling sedikit {length} huruf)", f"needs a reason ({length} characters at least)")
        case effect:
            return _EFFECTS[effect]


def _when(rule: GuideRule, names: Mapping[str, Said]) -> Iterator[Said]:
    if rule.places == _REQUEST:
        yield Said("di permintaan", "in requests")
    elif rule.places != frozenset(Place):
        where = _joined([words for place, words in _PLACES.items() if place in rule.places])
        yield Said(f"di {where.indonesian}", f"in {where.english}")
    if rule.min_score > 0:
        percent = round(rule.min_score * 100)
        yield Said(f"mulai keyakinan {percent} %", f"from a certainty of {percent} % on")
    if rule.count_gte > 1:
        count = rule.count_gte
        yield Said(f"mulai {count} nilai berbeda dalam satu panggilan", f"from {count} distinct values in one call on")
    if rule.beside:
        beside = _joined([_name(entity, names) for entity in sorted(rule.beside)], " atau ", " or ")
        yield Said(f"bila dalam panggilan itu juga ada {beside.indonesian}", f"where the call also has {beside.english}")
    if rule.condition is not None:
        yield from _around(rule.condition)


def _around(condition: Condition) -> Iterator[Said]:
    for words, indonesian, english in (
        (condition.tenants, "bagi instansi", "for agencies"),
        (condition.applications, "bagi aplikasi", "for applications"),
        (condition.models, "bagi model", "for models"),
    ):
        if words:
            yield Said(f"{indonesian} {', '.join(words)}", f"{english} {', '.join(words)}")
    if condition.residencies:
        where = _joined([words for word, words in _RESIDENCIES.items() if word in condition.residencies], " atau ", " or ")
        yield Said(f"bagi layanan AI {where.indonesian}", f"for AI services {where.english}")


def _exceptions(exemptions: tuple[Exemption, ...]) -> Iterator[Block]:
    yield Heading(2, Said("Pengecualian yang berlaku", "Exceptions in force"))
    if not exemptions:
        yield Paragraph(Said("Tidak ada.", "None."))
        return
    columns = (Said("Nomor", "Number"), Said("Aturan", "Rule"), Said("Menjadi", "Becomes"), Said("Bagi", "For"), Said("Sampai", "Until"))
    rows = [
        (Said(one.id), Said(one.rule), _EFFECTS[one.effect], _joined([*_around(one.condition)], "; "), Said(one.expires.isoformat()))
        for one in sorted(exemptions, key=lambda one: (one.expires, one.id))
    ]
    yield Grid(columns, tuple(rows))


def _reason(rules: tuple[GuideRule, ...]) -> Iterator[Block]:
    yield Heading(2, Said("Cara memberi alasan", "How to give a reason"))
    if not any(rule.done is Effect.REQUIRE_REASON for rule in rules):
        yield Paragraph(Said("Saat ini tidak ada aturan yang meminta alasan.", "At present no rule asks for a reason."))
        return
    yield Paragraph(
        Said(
            "Permintaan yang perlu alasan tidak dikirim sebelum ada alasannya. Kirim ulang permintaan itu dengan header "
            "x-guardrail-reason, atau isi kolom alasan di aplikasi Anda: satu kalimat tentang keperluannya, paling sedikit tiga kata "
            "yang berbeda, tanpa data pribadi.",
            "A request that needs a reason is not sent before it has one. Send it again with the header x-guardrail-reason, or fill in "
            "the field for it in your application: one sentence on what it is needed for, of three different words at least, without "
            "personal data.",
        )
    )
    yield Sample("x-guardrail-reason: Bahan telaah untuk rapat penetapan; keputusan tetap pada kepala bidang")
    yield Paragraph(
        Said(
            "Alasan itu tidak diteruskan kepada layanan AI dan teksnya tidak disimpan; catatan hanya memuat kode berkunci darinya.",
            "The reason is not passed on to the AI service and its text is not kept; the record only holds a keyed code of it.",
        )
    )


def _record(days: int, judged: bool) -> Iterator[Block]:
    yield Heading(2, Said("Yang dicatat dan yang tidak", "What is recorded and what is not"))
    yield Points(
        (
            Said(
                "Dicatat: waktu, instansi, aplikasi, model dan layanan AI; jenis data dan sinyal, jumlah dan letaknya; aturan yang "
                "berlaku dan tindakannya; kode berkunci, dengan mana petugas berwenang dapat menjawab apakah nomor seorang warga pernah "
                "ada.",
                "Recorded: time, agency, application, model and AI service; kinds of data and signals, how many and where; the rules "
                "that held and what they did; keyed codes, by which a competent officer can answer whether a citizen's number was there.",
            ),
            Said(
                "Tidak dicatat: teks permintaan dan jawaban, nama orang, nomor, isi berkas, dan teks alasan.",
                "Not recorded: the text of requests and answers, names of people, numbers, what files hold, and the text of reasons.",
            ),
            _transcripts(days),
            *([_JUDGED] if judged else []),
        )
    )


_JUDGED: Final = Said(
    "Permintaan yang diragukan dapat ditunjukkan, dalam bentuk tersamar, kepada model yang ditunjuk instansi untuk menilainya; bahwa ia "
    "ditanya dicatat, isinya tidak.",
    "A request in doubt may be shown, masked, to a model that the agency has named to judge it; that it was asked is recorded, its "
    "content is not.",
)


def _transcripts(days: int) -> Said:
    if days == 0:
        return Said("Percakapan tidak disimpan.", "Conversations are not kept.")
    return Said(
        f"Percakapan disimpan {days} hari dalam bentuk tersamar dan tersegel; setiap pembacaannya dicatat. "
        "Yang luput dari pengenalan ikut tersimpan.",
        f"Conversations are kept for {days} days, masked and sealed; whoever reads one is recorded. "
        "What recognition missed is kept with them.",
    )


def _asking(owner: str) -> Iterator[Block]:
    yield Heading(2, Said("Bertanya tentang penolakan", "Asking about a refusal"))
    yield Points(
        (
            Said(
                "Salin nomor kejadian: ada di akhir pesan penolakan, dan di header x-guardrail-event-id setiap jawaban.",
                "Copy the event id: it stands at the end of the refusal, and in the header x-guardrail-event-id of every answer.",
            ),
            Said(
                "Sampaikan nomor itu kepada pengelola layanan, tanpa teks permintaannya. Dengan nomor itu terlihat aturan mana yang "
                "berlaku.",
                "Give it to those who run the service, without the text of the request. It tells which rule held.",
            ),
            Said(
                "Bila aturannya keliru bagi tugas Anda, mintalah perubahan atau pengecualian berbatas waktu; jangan mengakali "
                "kata-katanya.",
                "Where the rule is wrong for your work, ask for a change or an exception with an end; do not write around it.",
            ),
        )
    )
    if owner:
        yield Paragraph(Said(owner), Said("Pemilik kebijakan", "Owner of the policy"))


def _after(head: Said, words: Said) -> Said:
    return Said(head.indonesian + words.indonesian, head.english + (words.english or words.indonesian))


def _joined(words: Iterable[Said], between: str = ", ", english: str = "") -> Said:
    found = list(words)
    return Said(
        between.join(each.indonesian for each in found),
        (english or between).join(each.english or each.indonesian for each in found),
    )
