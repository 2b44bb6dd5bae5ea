"""Which parts in which order are a command to the assistant, and how much each says. Data: ``evidence`` adds it up.

``<a b>`` is a word that plays one of the parts, ``~4`` up to four words of a sentence that are skipped.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from .symbols import PLAIN, symbol

__all__ = ["PHRASES", "Compiled", "Phrase", "compiled"]


class Phrase(NamedTuple):
    """``points``: 3 make a text suspicious, 6 alone are as good as certain. ``strange`` are added where a stranger speaks."""

    family: str
    pattern: str
    points: int
    strange: int = 0
    label: str = "prompt_injection"


_RULES: Final = "rules prompt guard"
_OF_IT: Final = "prior above your sys initial"
_SAYS: Final = "reveal show echo answer guess"
# "do not ignore", "those who ignore", "to ignore" are no commands; "you to ignore" is.
_COMMAND: Final = "(?:(?<=<you><to>)|(?<!<not rel to>)(?<!<not><fill>)(?<!<not><must>))"

_END: Final = r"(?:(?=<fill now line quote show echo reveal answer say do you>)|\Z)"

PHRASES: Final = (
    # -- override: forget what you were told
    Phrase("override", f"{_COMMAND}<override skip> ~2 <{_OF_IT}> <quant {_OF_IT} fill>{{0,4}} <w>{{0,1}} <{_RULES}>", 6),
    Phrase("override", f"{_COMMAND}<override> <quant fill w>{{0,3}} <{_RULES}> <fill you {_RULES} told sys w>{{0,4}} <{_OF_IT} told>", 6),
    Phrase("override", f"{_COMMAND}<override> <fill>{{0,2}} <quant> <fill w>{{0,2}} <{_RULES}> {_END}", 6, 1),
    Phrase("override", f"{_COMMAND}<override> <fill quant>{{0,3}} <w>{{0,1}} <rules guard>", 2, 1),
    Phrase("override", f"{_COMMAND}<override> <fill>{{0,2}} <prompt guard>", 4, 1),
    Phrase("override", f"{_COMMAND}<override> <fill quant>{{0,2}} <everything quant> ~3 <prior above told you your>", 5, 1),
    Phrase("override", f"{_COMMAND}<override> <fill quant>{{0,2}} <text conversation role> <fill w>{{0,2}} <prior above>", 4, 1),
    Phrase("override", f"<must you now start> <to>{{0,1}} ~1 <overriding> ~3 <{_RULES}>", 5),
    Phrase("override", f"<overriding> ~2 <{_OF_IT}> ~2 <{_RULES}>", 3, 1),
    Phrase("override", f"<not> <must fill to you>{{0,3}} <follow bound> ~2 <quant {_OF_IT}> ~3 <{_RULES} ethics>", 6),
    Phrase("override", f"<not> <must fill to you>{{0,3}} <follow> ~3 <sys> ~3 <{_RULES}>", 6),
    Phrase("override", "<now> ~2 <not> <must fill to>{0,2} <follow bound> ~3 <rules>", 5),
    Phrase("override", f"<you> ~2 <not> ~1 <bound> ~5 <{_RULES} ethics filter sys>", 6),
    Phrase("override", f"<not lack freed> ~2 <bound> ~4 <{_RULES} ethics>", 3),
    Phrase("override", "<follow> ~2 <new> <rules prompt>", 2, 1),
    Phrase("override", "<new> ~1 <rules prompt> ~6 <override prior above>", 4, 1),
    Phrase("override", "<sys> <override>", 3, 1),
    Phrase("override", f"{_COMMAND}<override> <quant fill>{{0,2}} <prior your> <quant fill>{{0,1}} <conversation text told>", 5, 1),
    Phrase("override", "<sys your prior> <rules> ~2 <not> ~1 <bound>", 5),
    Phrase("override", f"{_COMMAND}<override> ~2 <your sys> <sys fill>{{0,2}} <told>", 6),
    Phrase("override", f"{_COMMAND}<override> <fill quant>{{1,2}} <above> {_END}", 4, 1),
    Phrase("override", f"<persona you> ~2 <{_RULES}> ~6 <not> ~1 <exist>", 5),
    Phrase(
        "override",
        f"<not> <must fill to you>{{0,3}} <follow bound> <fill w>{{0,2}} <{_RULES}> <fill w>{{0,2}} <your sys conversation initial>",
        6,
    ),
    Phrase("override", "<not> <must fill to you>{0,3} <follow> <fill w>{0,2} <rules> <fill w>{0,1} <prior above>", 5),
    Phrase("override", f"<you> ~3 <lack freed> <fill>{{0,2}} <sys quant your> ~2 <{_RULES} ethics>", 5),
    Phrase("override", f"{_COMMAND}<override skip off open> ~2 <your> <fill sys>{{0,2}} <{_RULES} setup>", 6),
    Phrase("override", f"{_COMMAND}<override skip off> <quant fill w>{{0,2}} <{_RULES}> <fill w>{{0,1}} <your sys>", 6),
    Phrase("override", f"<{_RULES}> <fill w>{{0,2}} <your sys> ~4 <void>", 5),
    Phrase("override", f"<{_RULES}> <fill w>{{0,2}} <your sys> ~3 <not> ~1 <bound exist>", 5),
    Phrase("override", f"<persona> ~3 <not> ~4 <{_RULES}>", 4),
    Phrase("override", "<off skip> <fill>{0,1} <guard> <w fill>{0,2} (?:<your>|<fill>)", 4),
    Phrase("override", "<ai> ~2 <off skip override open> <fill w>{0,2} <guard filter mask>", 6),
    Phrase("override", "<follow> <quant fill>{0,1} <my user>", 2),
    Phrase("override", f"<persona> ~1 <{_RULES}> ~4 <not> ~1 <bound exist>", 5),
    Phrase("override", "<rules prompt> <sys> <new>", 3, 2),
    Phrase("override", "<new> <sys> <rules prompt>", 3, 2),
    Phrase("override", "<break> <fill your quant>{0,2} <rules>", 3),
    Phrase("override", "<overriding> <quant fill>{0,3} <ethics>", 4),
    Phrase("override", f"{_COMMAND}<override> ~2 <your sys> ~1 <setup>", 5, 1),
    Phrase("override", f"{_COMMAND}<override> <quant fill>{{0,2}} <prior above> <setup>", 5, 1),
    # -- switch the safeguards off
    Phrase("disable", "<off skip override open> <fill w>{0,2} <guard mask> ~6 <your ai conversation you sys user value>", 6),
    Phrase("disable", "<off skip override open> <fill quant>{0,2} <your ai sys> ~2 <guard filter mask prompt rules>", 6),
    Phrase("disable", "<off> ~1 <filter> ~3 <your ai conversation you ethics>", 6),
    Phrase("disable", "<off> <fill quant your>{0,2} <guard>", 4, 1),
    Phrase("disable", "<turn> <off_word> ~3 <guard filter mask ethics>", 4, 1),
    Phrase("disable", "<turn> <your fill quant>{0,2} <guard filter> <off_word>", 5),
    # -- a self that has no limits
    Phrase("limitless", f"<lack freed> <quant fill your>{{0,2}} <w ethics amoral filter text>{{0,2}} <{_RULES} ethics filter setup>", 1),
    Phrase("limitless", f"<not> <fill w>{{0,2}} <quant> <w filter amoral ethics text>{{0,1}} <{_RULES} ethics filter setup>", 1),
    Phrase("limitless", f"<lack freed not> <fill>{{0,2}} <text> <{_RULES} filter>", 2),
    Phrase("limitless", "<lack freed not> <fill quant your w>{0,3} <ethics>", 2),
    Phrase("limitless", "<limitless>", 2),
    Phrase("limitless", "<you> ~3 <persona as> ~9 <limitless>", 6),
    Phrase("limitless", f"<persona> ~9 <lack freed not> ~3 <{_RULES} ethics filter>", 6),
    Phrase("limitless", f"<you> ~4 <ai role> ~8 <lack freed> ~2 <{_RULES} ethics filter>", 6),
    Phrase("limitless", "<you> ~4 <ai role> ~5 <limitless>", 6),
    Phrase("limitless", "<now> ~2 <you> ~3 <lack freed>", 3),
    Phrase("limitless", "<ai> ~3 <limitless>", 4),
    Phrase("limitless", f"<ai role> ~6 <lack freed not> <quant fill>{{0,2}} <w>{{0,1}} <{_RULES} ethics filter>", 4),
    Phrase("limitless", "<do w fill> <everything> <now>", 5),
    Phrase("limitless", "<not> ~2 <w>{0,1} <ethics amoral> ~2 <ethics rules guard bound>", 2),
    Phrase("limitless", "<lack freed> ~2 <ethics> ~4 <ethics rules amoral>", 3),
    Phrase("limitless", "<ai bot you> <fill w now>{0,2} <freed>", 3),
    Phrase("limitless", f"<now> ~3 <you> ~6 <lack> <quant fill>{{0,1}} <{_RULES} ethics filter>", 6),
    Phrase("limitless", f"<answer follow> <quant everything fill>{{0,2}} <lack> ~1 <{_RULES} ethics filter>", 5),
    # -- around the safeguards
    Phrase("evasion", "<guard> ~4 <not> ~1 <notice see>", 5),
    Phrase("evasion", "<filter> ~4 <not> ~1 <notice>", 4),
    Phrase("evasion", "<slip> ~3 <guard>", 3),
    Phrase("evasion", "<guard> <fill your w>{0,2} <slip>", 4),
    Phrase("evasion", "<slip> ~2 <filter>", 2),
    Phrase("evasion", "<not> <filter> ~3 <filter>", 4),
    Phrase("evasion", "<off> ~2 <filter> ~4 <conversation my>", 5),
    # -- another mode
    Phrase("mode", "<mode_name limitless dan amoral> <mode> ~5 <on>", 5, 1),
    Phrase("mode", "<developer_mode> <mode> ~5 <on>", 4, 1),
    Phrase("mode", "<on persona> ~3 <developer_mode> <mode>", 4, 1),
    Phrase("mode", "<on persona> <fill>{0,2} <mode> <developer_mode>", 4, 1),
    Phrase("mode", "<you> ~3 <tech_mode> <mode>", 3),
    Phrase("mode", "<tech_mode> <mode> <on>", 2),
    Phrase("mode", "<on persona> ~3 <mode_name limitless dan amoral> <mode>", 5, 1),
    Phrase("mode", "<on persona> <fill>{0,2} <mode> <mode_name limitless dan lack freed>", 5, 1),
    Phrase("mode", "<you> ~3 <mode_name limitless dan developer_mode amoral> <mode>", 4),
    Phrase("mode", "<mode_name limitless dan developer_mode> <mode>", 2),
    Phrase("mode", "<mode> <freed>", 3),
    # -- a part to play
    Phrase("persona", "<persona> <you>{0,1} <fill to you>{0,3} <as> <fill>{0,2}", 1),
    Phrase("persona", "<you> ~2 <must now> ~3 <persona as> ", 1),
    Phrase("persona", "<now> ~3 <you> ~4 <persona as ai role>", 2),
    Phrase("persona", "<you> ~2 <now> ~3 <persona as ai role w>", 1),
    Phrase("persona", "<as> <dan>", 5),
    Phrase("persona", "<you> <fill now>{0,2} <dan>", 5),
    Phrase("persona", "<persona> ~6 <amoral>", 3),
    Phrase("persona", "<role ai> ~5 <amoral>", 2),
    Phrase("persona", "<stay> ~2 <role>", 2),
    Phrase("persona", "<not> ~1 <stay> ~2 <role>", 2),
    Phrase("persona", "<you> <fill>{0,1} <not> <fill as>{0,2} <w>{0,1} <ai language>", 3),
    Phrase("persona", "<you> <fill>{0,1} <lack freed not> <fill as w>{0,2} <ai language>", 3),
    Phrase("persona", "<not> ~3 <say follow> ~3 <you> ~2 <fill> <language ai>", 3),
    Phrase("persona", "<hypo> ~12 <lack not amoral> ~3 <rules ethics amoral filter>", 4),
    Phrase("persona", "<hypo>", 1),
    # -- no refusal
    Phrase("refusal", "<not> <must fill can>{0,3} <refuse>", 2),
    Phrase("refusal", "<you ai> ~2 <not> ~2 <refuse>", 3),
    Phrase("refusal", "<not> ~2 <refuse> ~4 <my>", 3),
    Phrase("refusal", "<lack freed> ~2 <refuse>", 1),
    Phrase("refusal", "<not> ~4 <say> ~2 <you my> <not>", 3),
    Phrase("refusal", "<not> ~3 <say answer start> ~4 <sorry>", 3),
    Phrase("refusal", "<not> ~2 <say start answer> ~5 <quote> ~1 <sorry>", 3),
    Phrase("refusal", "<not> ~2 <say start answer> ~5 <quote> (?:<as>|<my>~1<not>)", 3),
    Phrase("refusal", "<not lack freed> ~3 <warn>", 1),
    Phrase("refusal", "<not> ~2 <sorry>", 2),
    Phrase("refusal", "<must you> ~3 <answer follow> ~2 <quant everything my> ~2 <thing rules>", 2),
    Phrase("refusal", "<answer follow> ~9 <regardless> ~7 <amoral ethics rules>", 5),
    Phrase("refusal", "<regardless> ~6 <amoral ethics>", 3),
    Phrase("refusal", "<amoral> ~2 <amoral>", 1),
    Phrase("refusal", "<amoral> ~1 <amoral> ~1 <amoral>", 2),
    Phrase("refusal", "<not> ~1 <follow> ~4 <ethics amoral>", 3),
    Phrase("refusal", "<not> ~2 <can fill>{0,2} <follow w> ~3 <ethics sys> ~2 <rules>", 3),
    Phrase("refusal", "<lack> <refuse>", 1),
    Phrase("refusal", "<answer> <quant everything>", 1),
    # -- two answers, and how an answer must begin
    Phrase("answers", "<answer say> ~5 <two> ~3 <responses>", 2),
    Phrase("answers", "<two> ~2 <w>{0,1} <responses>", 1),
    Phrase("answers", "<start say answer> ~5 <quote> <fill>{0,1} <sure>", 3),
    Phrase("answers", "<start> ~3 <answer responses> ~4 <sure quote>", 2),
    Phrase("answers", "<dan> ~12 <dan>", 2),
    # -- changed for good
    Phrase("update", "<new> <fill your>{0,1} <your> <behaviour rules> ", 4),
    Phrase("update", "<follow do> ~2 <quant> ~2 <my> ~2 <rules>", 2),
    # -- what it was told
    Phrase(
        "leak", f"{_COMMAND}<reveal show echo> ~4 <sys initial> <fill initial sys w your>{{0,2}} <prompt> (?!<to>)", 6, label="prompt_leak"
    ),
    Phrase("leak", f"{_COMMAND}<reveal show echo make answer say> ~4 <your> <fill initial sys w>{{0,3}} <prompt>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<reveal show echo> ~3 <prompt> <fill>{{0,1}} <sys initial your you> (?!<to>)", 6, label="prompt_leak"),
    Phrase(
        "leak",
        f"{_COMMAND}<reveal show echo make> ~3 <your> <fill initial sys w>{{0,3}} <rules prompt guard setup>",
        6,
        label="prompt_leak",
    ),
    Phrase("leak", f"{_COMMAND}<reveal show echo make> ~4 <conversation rules prompt> <sys initial>{{0,1}} <your>", 6, label="prompt_leak"),
    Phrase(
        "leak", "<what reveal show echo make> ~2 <rules prompt> ~3 <your you> ~4 <told initial prior conversation>", 6, label="prompt_leak"
    ),
    Phrase("leak", "<what> <is fill>{0,2} <your> <initial sys>{0,2} <rules> ~1 <prior>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<echo> ~2 <text conversation> ~1 <prior above> ~2 <start initial verbatim>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<reveal show echo say> ~3 <rules> ~2 <sys initial your> ~2 <you your>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<reveal show echo say> ~3 <rules> <fill>{{0,1}} <sys>", 3, 1, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<reveal show echo say> ~4 <rules prompt> ~2 <you> ~5 <told initial prior>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<reveal> ~3 <sys initial guard> ~1 <rules guard conversation>", 5, label="prompt_leak"),
    Phrase(
        "leak",
        f"{_COMMAND}<echo reveal show> ~2 <your> <sys initial> <fill>{{0,1}} <conversation rules prompt setup>",
        6,
        label="prompt_leak",
    ),
    Phrase("leak", f"{_COMMAND}<echo reveal> ~2 <everything quant> <fill text conversation quant>{{0,4}} <above>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<echo reveal> ~2 <everything> <fill you told>{{0,4}} <prior>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<echo reveal> ~2 <quant> ~2 <text conversation> <fill you>{{0,3}} <prior>", 6, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<show> <everything> <fill>{{0,4}} <prior above>", 4, label="prompt_leak"),
    Phrase("leak", f"{_COMMAND}<echo> <fill>{{0,1}} <prior above> <text>", 4, label="prompt_leak"),
    Phrase("leak", "<see> ~2 <sys your initial> <fill initial sys>{0,2} <prompt>", 5, label="prompt_leak"),
    Phrase("leak", "<sys> <prompt> <is> ", 2, label="prompt_leak"),
    Phrase("leak", "<what> ~4 <your> <initial sys fill w>{0,3} <prompt>", 6, label="prompt_leak"),
    Phrase("leak", "<what> <is fill>{0,2} <your> <initial sys fill w>{0,3} <rules guard>", 5, label="prompt_leak"),
    Phrase("leak", "<what> <is fill>{0,2} <prompt rules> <fill>{0,1} <sys initial your> ~2 <your you>", 6, label="prompt_leak"),
    Phrase("leak", "<what> <is fill>{0,3} <you> <fill is>{0,2} <told> ~3 <prior conversation initial sys>", 6, label="prompt_leak"),
    Phrase("leak", "<cipher> ~5 <your sys> ~2 <prompt rules>", 5, label="prompt_leak"),
    Phrase("leak", "<sys> <prompt> ~3 <verbatim>", 4, label="prompt_leak"),
    Phrase("leak", "<rules prompt> ~5 <you> ~3 <told initial> ~5 <verbatim>", 4, label="prompt_leak"),
    # -- what stands behind tokens
    Phrase("vault", f"<{_SAYS} what> ~3 <map> ~3 <mask>", 6, label="prompt_leak"),
    Phrase("vault", f"<{_SAYS} what> ~4 <value> ~1 <real initial> ~5 <masked mask>", 6, label="prompt_leak"),
    Phrase("vault", f"<{_SAYS} what> ~4 <real initial> <value fill>{{1,2}} ~4 <masked mask>", 6, label="prompt_leak"),
    Phrase("vault", f"<{_SAYS} what> <fill is>{{0,2}} <real initial> ~3 <masked>", 6, label="prompt_leak"),
    Phrase("vault", "<masked> ~4 <real> ~3 <value what>", 5, label="prompt_leak"),
    Phrase("vault", "<reveal guess decode> ~3 <masked>", 5, label="prompt_leak"),
    Phrase("vault", "<reveal guess decode> ~3 <quant value map> ~2 <mask>", 5, label="prompt_leak"),
    Phrase("vault", f"<{_SAYS}> ~2 <quant> ~2 <mask> ~5 <conversation prior real value>", 5, label="prompt_leak"),
    Phrase("vault", "<rel what> <is fill real>{0,2} <masked>", 5, label="prompt_leak"),
    Phrase("vault", "<masked> ~5 <real who>", 5, label="prompt_leak"),
    Phrase("vault", "<who real> ~5 <masked>", 5, label="prompt_leak"),
    Phrase("vault", "<who real> ~4 <concealed>", 4, label="prompt_leak"),
    Phrase("vault", "<concealed> ~4 <who real>", 4, label="prompt_leak"),
    Phrase("vault", "<show reveal open guess> ~4 <concealed>", 2, label="prompt_leak"),
    Phrase("vault", "<mask map> ~3 <real>", 3, label="prompt_leak"),
    Phrase("vault", "<value> <real> ~4 <mask concealed>", 4, label="prompt_leak"),
    # -- what others said to it
    Phrase("others", "<who what> ~4 <asked> ~4 <you>", 5, label="prompt_leak"),
    Phrase("others", "<asked> ~4 <you> ~4 <show reveal open see>", 5, label="prompt_leak"),
    Phrase("leak", "<ask show reveal echo make> ~5 <rules setup> ~1 <initial>{0,1} ~1 <guard sys>", 4, label="prompt_leak"),
    Phrase("leak", "<ask reveal show echo make> ~4 <initial> <rules prompt setup> <fill>{0,1} <your>", 6, label="prompt_leak"),
    Phrase("leak", "<what ask> ~3 <rules> <initial> ~4 <sys you>", 6, label="prompt_leak"),
    Phrase("leak", "<setup rules> <real initial> <your>", 4, label="prompt_leak"),
    Phrase("leak", "<reveal> ~2 <prompt>", 5, label="prompt_leak"),
    # -- a note to the assistant among other words
    Phrase("address", "<ai> <w reading fill>{0,3} <must> ~3 <do reveal show override answer say>", 3, 3),
    Phrase("address", "<language model> <model language> ~2 <must> ~3 <do reveal show override answer say>", 3, 3),
    Phrase("address", "<ai> <quote>{0,1} <do reveal override skip off>", 1, 2),
    Phrase("address", "<ai> <guard w reading> <do skip override off>", 1, 2),
    Phrase("address", "<note rules conversation> <to make> ~1 <w fill quant>{0,2} <ai>", 1, 5),
    Phrase("address", "<if> <you> ~2 <fill> ~1 <ai language>", 3, 3),
    Phrase("address", "<if> ~2 <ai language> ~3 <reading>", 3, 3),
    Phrase("address", "<ai> <fill rel>{0,1} <reading>", 2, 3),
    Phrase("address", "<not> ~1 <inform say reveal> ~4 <user>", 2, 3),
    Phrase("address", "<silent> ~3 <do inform> ~3 <user link value conversation>", 2, 3),
    Phrase("address", "<lack freed> <inform> ~3 <user>", 2, 3),
    Phrase("address", "<must do fill> <do tool> ~1 <w>{0,1} <tool> ~8 <value conversation quant do>", 1, 1),
    Phrase("address", "<do show say make> ~4 <conversation prompt> ~6 <link>", 1, 2),
    Phrase("address", "<hail> ~1 <ai> ~3 <do answer override reveal say skip>", 1, 5),
    Phrase("address", "<you> <fill must now>{0,2} <do> ~6 <link>", 1, 2),
    Phrase("address", "<hail> ~2 <ai bot> <w fill reading>{0,2} <do answer override reveal say skip off make>", 1, 5),
    Phrase("address", "<bot> <fill rel>{0,1} <reading>", 1, 4),
    Phrase("address", "<do say show make> ~6 <conversation prompt rules> <sys>{0,1} <your>", 1, 3),
    Phrase("address", "<off> ~1 <confirm> ~4 <quant user now>", 1, 4),
    Phrase("address", "<do make answer> ~3 <score_word value> ~2 <highest>", 1, 2),
    Phrase("address", "<ai bot> ~6 <do make skip off override> ~3 <highest confirm user rules>", 1, 4),
    # -- read the hidden text and do what it says
    Phrase("hidden", "<decode> ~8 <follow carry>", 1, 2),
    Phrase("hidden", "<cipher> ~12 <follow carry>", 2, 2),
    Phrase("hidden", "<decode> ~4 <cipher text> ~8 <follow carry answer>", 4, 2),
)
"""In no order: every one is looked for."""


_PART: Final = re.compile(r"<([a-z_ ]+)>(?:\{([0-9]),([0-9])\})?")
_GAP: Final = re.compile("~([0-9]+)")
_BEHIND: Final = re.compile(r"\(\?<?[!=][^()]*\)")


class Compiled(NamedTuple):
    """A phrase as a pattern over symbols. ``needs`` are sets of which a sentence has at least one symbol each."""

    phrase: Phrase
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]


@lru_cache(maxsize=1)
def compiled() -> tuple[Compiled, ...]:
    """Every phrase, compiled."""
    return tuple(Compiled(phrase, re.compile(_expanded(phrase.pattern)), _needs(phrase.pattern)) for phrase in PHRASES)


def _symbols(names: str) -> frozenset[str]:
    return frozenset(PLAIN if name == PLAIN else symbol(name) for name in names.split())


def _expanded(pattern: str) -> str:
    """Between words a line may end."""
    line = f"{symbol('line')}?"

    def part(found: re.Match[str]) -> str:
        one = f"[{''.join(sorted(_symbols(found[1])))}]"
        return f"(?:{one}{line}){{{found[2]},{found[3]}}}" if found[2] else one + line

    behind = _BEHIND.sub(lambda found: _PART.sub(lambda of: f"[{''.join(sorted(_symbols(of[1])))}]", found[0]), pattern)
    return _GAP.sub(r"[^.]{0,\1}?", _PART.sub(part, behind)).replace(" ", "")


def _needs(pattern: str) -> tuple[frozenset[str], ...]:
    required = _PART.finditer(_BEHIND.sub("", pattern))
    return tuple({_symbols(part[1]) for part in required if part[2] != "0"})
