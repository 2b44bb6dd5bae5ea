"""Cuts a text into the words that the classifier reads, spelled one way. Knows chat spelling and affixes, knows no rule."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["LONGEST", "SPELLINGS", "Words", "cut", "plain", "starts", "stem"]

_TOKEN = re.compile(r"[^\W_]+|<!--|-->|\n|[.?!;:<>\[\](){}\"“”/=*#|@,-]")
_ENDS = frozenset(".?!;\n")
LONGEST: Final = 24
"""Letters of a word that count."""
_SHORT = 3
"""Letters of one that has no affixes."""
_SAME = re.compile(r"(.)\1{2,}")
_LEET = str.maketrans("0134578", "oieastb")
SPELLINGS: Final = {
    word: tuple(spellings.split())
    for word, spellings in {
        "aku": "ak gw gue gua ane",
        "apa": "ap apaan",
        "atau": "ato",
        "bagaimana": "gmn gimana gmana bgmn piye kumaha",
        "banget": "bgt bngt",
        "banyak": "byk bnyk",
        "bapak": "bpk pak",
        "belum": "blm blum durung",
        "bisa": "bs isa iso tiasa",
        "buat": "bwt gawe",
        "bukan": "bkn",
        "dalam": "dlm",
        "dan": "dn lan jeung",
        "dari": "dr saka ti",
        "dengan": "dg dgn dng karo sareng",
        "ibu": "bu",
        "ini": "iki ieu",
        "itu": "tu kuwi",
        "jangan": "jgn jng jgan aja ojo ulah",
        "juga": "jg jga",
        "kalau": "kl klo kalo klu lamun",
        "kamu": "km kmu lu lo elu loe kowe",
        "karena": "krn karna soale",
        "kenapa": "knp knapa",
        "kepada": "kpd",
        "lagi": "lg lgi",
        "langsung": "lgsg lgsung",
        "masih": "msh",
        "mau": "mo arep hayang",
        "melalui": "lwt lewat",
        "mohon": "mhn",
        "nomor": "no nmr",
        "orang": "org orng wong",
        "pada": "pd",
        "sama": "sm",
        "sampai": "smp smpe sampe",
        "saja": "aja sj wae waé",
        "saya": "sy sya kulo abdi",
        "sekarang": "skrg skrng saiki",
        "semua": "smua smw kabeh kabéh sadaya",
        "sudah": "sdh udh udah dah wis tos",
        "supaya": "spy biar ben",
        "tapi": "tp tpi",
        "tidak": "tdk gak ga nggak ngga ndak gk kagak enggak ora teu henteu tak",
        "tolong": "tlg tlng tulung",
        "untuk": "utk u kanggo pikeun kangge",
        "yang": "yg sing nu",
    }.items()
}
"""A word to how people spell it in messages, and say it in Javanese and Sundanese."""
_PLAIN: Final = {plain: word for word, spellings in SPELLINGS.items() for plain in spellings}


class Words(NamedTuple):
    """The words of a text, and where each of its sentences ends."""

    written: list[str]
    """As they are written; of a number only how long it is."""
    ends: list[int]
    """Index behind the last word of each sentence; the last is ``len(written)``."""

    def plain(self) -> list[str]:
        """The words, each spelled one way."""
        return [*map(plain, self.written)]


def cut(text: str) -> Words:
    """Words; signs that carry meaning are words too."""
    written = ["00000"[: len(word)] if word.isdigit() else word for word in _TOKEN.findall(text)]
    ends = [at for at, word in enumerate(written, 1) if word in _ENDS]
    if not ends or ends[-1] != len(written):
        ends.append(len(written))
    return Words(written, ends)


def starts(text: str) -> list[int]:
    """Code point at which each word starts that ``cut`` finds."""
    return [found.start() for found in _TOKEN.finditer(text)]


def plain(written: str) -> str:
    """A word in lower case, in the spelling that stands for all."""
    word = written.lower()[:LONGEST]
    if word.isdigit():
        return word
    if not word.isalpha() and any(map(str.isalpha, word)):
        word = word.translate(_LEET)
    word = _SAME.sub(r"\1", word)
    return _PLAIN.get(word, word)


_BEFORE = re.compile(r"^(?:di|ke|se|ter|ber|per|pe[nmr]?g?|men[gy]?|mem?|ng|ny|pang|dipang|dipun|tak|kok)(?=.{3})")
_BEHIND = re.compile(r"(?<=.{3})(?:kan|i|an|nya|lah|kah|ku|mu|pun|ake|na|ne|e|en|keun|eun|ipun)$")


def stem(word: str) -> str:
    """What is left of a word without its Indonesian, Javanese or Sundanese affixes: a guess, the same for every form of most words."""
    return _BEHIND.sub("", _BEHIND.sub("", _BEFORE.sub("", word))) if len(word) > _SHORT and word[0].isalpha() else word
