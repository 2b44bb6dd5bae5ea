from __future__ import annotations

from collections.abc import Callable

import pytest

from guardrail.detect.recognizer import TriggeredRecognizer
from guardrail.detect.recognizers.url import UrlRecognizer

URL = UrlRecognizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chat wa.me/6281200009901", "wa.me/6281200009901"),
        ("https://wa.me/6285700009902.", "https://wa.me/6285700009902"),
        ("https://api.whatsapp.com/send?phone=6281900009903", "https://api.whatsapp.com/send?phone=6281900009903"),
        ("t.me/+6289600009904", "t.me/+6289600009904"),
        ("WA.ME/6283800009905", "WA.ME/6283800009905"),
        ("https://instagram.com/lestari.fiktif", "https://instagram.com/lestari.fiktif"),
        ("facebook.com/joko.fiktif.901", "facebook.com/joko.fiktif.901"),
        ("IG: https://www.instagram.com/wira_uji449, lalu", "https://www.instagram.com/wira_uji449"),
        ("LinkedIn https://www.linkedin.com/in/lestari-uji490. Kartu", "https://www.linkedin.com/in/lestari-uji490"),
        ("A01,https://t.me/lestariuji292,H 9999 XX", "https://t.me/lestariuji292"),
        ("(https://web.facebook.com/profile.php?id=1000123)", "https://web.facebook.com/profile.php?id=1000123"),
        ("posisi sy https://maps.google.com/?q=-7.42409,110.49574", "https://maps.google.com/?q=-7.42409,110.49574"),
        ("rumah saya https://maps.app.goo.gl/AbCdEf12", "https://maps.app.goo.gl/AbCdEf12"),
        ("https://www.tiktok.com/@sari_fiktif99?lang=id", "https://www.tiktok.com/@sari_fiktif99?lang=id"),
    ],
)
def test_finds_links_to_persons(text: str, expected: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Chats with a number, profiles and homes, without the sentence's punctuation."""
    assert values(URL, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "wa.me/qr/ABCDEF",
        "https://wa.me/message/XYZ",
        "t.me/diskominfojateng",
        "whatsapp.com/channel/0029",
        "https://contoh.test/62812",
        "instagram.com",
        "instagram.com/",
        "https://www.instagram.com/p/Cxyz123/",
        "https://www.instagram.com/pemkot_contoh",
        "https://facebook.com/groups/warga",
        "https://jatengprov.go.id/berita?id=2024",
        "https://contoh.test/unduh/perda-5-2024.pdf",
        "Lokasi acara Balai Kota https://maps.app.goo.gl/AbCdEf12",
        "https://linux.com/berita",
        "https://linkedin.com/company/contoh",
        "https://x.com/i/flow/login",
    ],
)
def test_leaves_other_links(text: str, values: Callable[[TriggeredRecognizer, str], list[str]]) -> None:
    """Institutions, posts, groups and public places are no one's link."""
    assert values(URL, text) == []
