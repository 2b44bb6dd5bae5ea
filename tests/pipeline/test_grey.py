"""What is asked of a judge, and what becomes of signals by its answer: confirmed, kept, seldom dropped, never lowered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.app.policies import policy_catalog
from guardrail.audit.codes import JudgeCode
from guardrail.core.decision import Effect, Sighting
from guardrail.core.text import Finding, Leaf, LeafKind, Place, Span
from guardrail.detect.ethics.signals import DOUBT
from guardrail.pipeline.grey import JUDGED, Weighed, shown, weighed
from guardrail.pipeline.question import Question
from guardrail.policy.compile import compile_policies
from guardrail.policy.judging import UNJUDGED
from guardrail.policy.load import parse
from guardrail.policy.policy import Policy
from tests.support.canaries import CANARIES

NIK = CANARIES.add("3374011708909001")
TEXT = f"Ubah tanggal ijazah milik {NIK} supaya cocok."
AT = Span(TEXT.index("ijazah"), TEXT.index("ijazah") + 6)
NUMBER = Finding("ID_NIK", Span(TEXT.index(NIK), TEXT.index(NIK) + 16), 0.3, "uji")
FORGERY = "SIGNAL_FORGERY"
GREY = Finding(FORGERY, AT, 0.7, "EthicsClassifier")


def a_policy(judge: str = "", rules: str = "") -> Policy:
    """Blocks forgery from 0.9 on."""
    text = f"""\
apiVersion: guardrail/v1
kind: Policy
metadata: {{id: uji, version: 1, title: Uji, description: Uji, owner: uji}}
spec:
  judge: {{{judge}}}
  rules:
    - {{id: palsu, description: d, signals: [forgery], where: [user, tool_result], min_score: 0.9, action: block}}
    - {{id: injeksi, description: d, signals: [prompt_injection], where: [user], min_score: 0.6, action: warn}}
{rules}"""
    documents, complaints = parse("uji.yaml", text.encode())
    assert not complaints
    policy = compile_policies(documents, policy_catalog(), "uji").default
    assert policy is not None
    return policy


def looked(
    policy: Policy,
    opinions: Mapping[str, JudgeCode | None] | JudgeCode | None,
    *findings: Finding,
    place: Place = Place.USER,
    text: str = TEXT,
) -> Weighed:
    found = findings or (GREY, NUMBER)
    leaf = Leaf((), text, LeafKind.PROSE, place)
    sightings = [Sighting(0, place, each, at) for at, each in enumerate(found)]

    def opinion_of(question: Question) -> JudgeCode | None:
        return opinions.get(question.label) if isinstance(opinions, Mapping) else opinions

    return weighed((leaf,), {0: tuple(sorted(found, key=lambda each: each.span.start))}, sightings, policy, opinion_of)


def scores(sightings: Sequence[Sighting], entity: str = FORGERY) -> list[tuple[float, str]]:
    return [(each.finding.score, each.finding.recognizer) for each in sightings if each.finding.entity == entity]


def test_what_it_confirms_counts_as_the_end_of_the_zone() -> None:
    """So the rules that block there block, and the record says who said so."""
    policy = a_policy()
    told = looked(policy, JudgeCode.VIOLATION)
    assert scores(told.sightings) == [(0.9, JUDGED)]
    assert policy.decide(told.sightings).effect is Effect.BLOCK
    assert told.codes == {"violation": 1}


@pytest.mark.parametrize("code", [code for code in JudgeCode if code is not JudgeCode.VIOLATION])
def test_nothing_else_moves_a_signal(code: JudgeCode) -> None:
    """Harmless or failed: what the classifier said stands, where the policy says no more."""
    told = looked(a_policy(), code)
    assert scores(told.sightings) == [(0.7, "EthicsClassifier")]
    assert scores(told.sightings, UNJUDGED) == []


def test_a_question_that_was_not_asked_yet_is_open() -> None:
    """Until then everything stands as it was found."""
    told = looked(a_policy(), None)
    assert [question.label for question in told.questions] == ["forgery"]
    assert scores(told.sightings) == [(0.7, "EthicsClassifier")]


@pytest.mark.parametrize("word", ["warn", "block"])
def test_a_failure_does_what_the_policy_says(word: str) -> None:
    """By a rule of its own, beside what the classifier said; a verdict is no failure."""
    policy = a_policy(f"on_failure: {word}")
    told = looked(policy, JudgeCode.TIMEOUT, GREY)
    assert scores(told.sightings, UNJUDGED) == [(1.0, JUDGED)]
    assert policy.decide(told.sightings).effect is Effect[word.upper()]
    assert scores(looked(policy, JudgeCode.UNSURE).sightings, UNJUDGED) == []


def test_a_rule_may_be_about_failures() -> None:
    """In the words that rules have: another action, another place, another mode."""
    policy = a_policy(rules="    - {id: ragu, description: d, signals: [unjudged], action: annotate}\n")
    assert policy.decide(looked(policy, JudgeCode.CUT, GREY).sightings).effect is Effect.ANNOTATE


@pytest.mark.parametrize("score", [0.3, 0.49, 0.9, 0.95])
def test_outside_the_zone_nobody_is_asked(score: float) -> None:
    """Below: nothing to ask; above: the rules know."""
    told = looked(a_policy(), None, Finding(FORGERY, AT, score, "EthicsClassifier"))
    assert (told.questions, told.codes) == ((), {})


def test_nobody_is_asked_what_would_change_nothing() -> None:
    """Where no rule looks, where rules act already, where the same text is sure of the same, and of what is no signal."""
    policy = a_policy()
    assert not looked(policy, None, GREY, place=Place.ASSISTANT).questions
    assert not looked(policy, None, Finding("SIGNAL_PROMPT_INJECTION", AT, 0.7, "EthicsClassifier")).questions
    assert not looked(policy, None, Finding(FORGERY, Span(0, 4), 0.95, "EthicsForm"), GREY).questions
    assert not looked(policy, None, Finding("ID_NIK", AT, 0.7, "uji")).questions


def test_two_recognizers_that_doubt_ask_once() -> None:
    """One text, one concern, one question; the verdict is for both."""
    pair = [Finding(FORGERY, Span(0, 4), 0.6, "EthicsPhrases"), GREY]
    assert len(looked(a_policy(), None, *pair).questions) == 1
    assert scores(looked(a_policy(), JudgeCode.VIOLATION, *pair).sightings) == [(0.9, JUDGED)] * 2


CLEARING = "may_clear: true"


def test_what_it_calls_harmless_is_dropped_where_the_policy_lets_it() -> None:
    """And nothing beside it."""
    told = looked(a_policy(CLEARING), JudgeCode.HARMLESS)
    assert [each.finding.entity for each in told.sightings] == ["ID_NIK"]


def test_what_others_wrote_is_never_cleared() -> None:
    """A tool's result or a file is judged more strictly than the caller's own words."""
    assert scores(looked(a_policy(CLEARING), JudgeCode.HARMLESS, place=Place.TOOL_RESULT).sightings)


def test_a_text_that_talks_to_models_is_never_cleared() -> None:
    """It may have talked to the judge."""
    pair = [Finding("SIGNAL_PROMPT_INJECTION", Span(0, 4), 0.95, "EthicsForm"), GREY]
    assert scores(looked(a_policy(CLEARING), JudgeCode.HARMLESS, *pair).sightings)
    alone = Finding("SIGNAL_PROMPT_INJECTION", AT, 0.7, "EthicsClassifier")
    assert scores(looked(a_policy(CLEARING), JudgeCode.HARMLESS, alone).sightings, "SIGNAL_PROMPT_INJECTION")


def test_a_text_that_was_not_shown_whole_is_never_cleared() -> None:
    """What was cut off may be the reason; it can be confirmed all the same."""
    long = TEXT + " Terima kasih." * 400
    assert scores(looked(a_policy(CLEARING), JudgeCode.HARMLESS, GREY, text=long).sightings)
    assert scores(looked(a_policy(CLEARING), JudgeCode.VIOLATION, GREY, text=long).sightings) == [(0.9, JUDGED)]


def test_personal_data_is_shown_as_its_kind() -> None:
    """At whatever score it was found: a judge needs no value."""
    (question,) = looked(a_policy(), None).questions
    assert question.text == "Ubah tanggal ijazah milik «NIK» supaya cocok."
    both = Finding("PERSON", Span(0, 4), 0.2, "uji", also=((FORGERY, 0.7, "EthicsClassifier"),))
    assert shown(TEXT, (both, NUMBER), AT)[0] == "«PERSON» tanggal ijazah milik «NIK» supaya cocok."


def test_a_signal_is_shown_as_it_is_written() -> None:
    """It is what the judge has to see, and no data."""
    assert "ijazah" in shown(TEXT, (GREY,), AT)[0]


@given(
    st.text(max_size=60), st.sampled_from(["</data-", "<|im_start|>system", "[INST]", "«NIK»", "\u202e", "\U000e0041", "\x00", "\ud800"])
)
def test_no_text_holds_marks_of_a_chat(text: str, mark: str) -> None:
    """Neither the fence of a question, nor what templates make a turn of, nor what only machines read."""
    told, cut = shown(f"{text}{mark}{text}", (), Span(0, 1))
    assert not set(told) & set("<>[]«»\u202e\U000e0041\x00\ud800")
    assert not cut
    told.encode("utf-8")


@given(st.integers(0, 20_000), st.lists(st.integers(0, 1_250), unique=True, max_size=40))
def test_a_part_shows_its_place_and_no_part_of_a_value(at: int, values: list[int]) -> None:
    """A window of bounded size around the word that says most; a value at its edge is masked whole."""
    pieces = ["ijazah palsu yuk"] * 1_251
    for value in values:
        pieces[value] = NIK
    text = "".join(pieces)
    found = tuple(Finding("ID_NIK", Span(16 * value, 16 * value + 16), 0.9, "uji") for value in sorted(values))
    told, cut = shown(text, found, Span(at, at + 1))
    assert cut and len(told) <= 4_000 + 40
    assert not any(character.isdigit() for character in told)


def test_what_a_rule_blocks_is_never_cleared() -> None:
    """Nor what makes a rule about something else block."""
    low = "    - {id: rendah, description: d, signals: [forgery], where: [user], min_score: 0.6, action: block}\n"
    context = "    - {id: nik, description: d, entities: [ID_NIK], signals: [forgery], action: block}\n"
    for rule in (low, context):
        assert scores(looked(a_policy(CLEARING, rule), JudgeCode.HARMLESS).sightings) == [(0.7, "EthicsClassifier")]


_FOUND = st.lists(
    st.builds(
        lambda entity, score, recognizer: Finding(entity, AT, score, recognizer),
        st.sampled_from([FORGERY, "SIGNAL_BRIBERY", "SIGNAL_PROMPT_INJECTION", "ID_NIK"]),
        st.sampled_from([0.5, 0.59, 0.6, 0.7, 0.89, 0.9, 1.0]),
        st.sampled_from(["EthicsClassifier", "EthicsPhrases", "EthicsForm"]),
    ),
    min_size=1,
    max_size=4,
)
_WIDE = """\
    - {id: suap, description: d, signals: [bribery], where: [user], min_score: 0.6, action: block}
    - {id: ingat, description: d, signals: [forgery, bribery], action: warn}
    - {id: bersama, description: d, entities: [ID_NIK], signals: [bribery], action: redact}
"""


@given(_FOUND, st.dictionaries(st.sampled_from(["forgery", "bribery", "prompt_injection"]), st.sampled_from(JudgeCode)), st.booleans())
def test_no_judge_makes_a_decision_looser(found: list[Finding], codes: dict[str, JudgeCode], clears: bool) -> None:
    """Whatever it says of whatever was found: what was decided is decided, or more. One that may clear clears no block."""
    policy = _CLEARING if clears else _CONFIRMING
    before = policy.decide([Sighting(0, Place.USER, each, at) for at, each in enumerate(found)]).effect
    after = policy.decide(looked(policy, {label: codes.get(label, JudgeCode.UNSURE) for label in _LABELS}, *found).sightings).effect
    assert after >= before or (clears and before is not Effect.BLOCK)


_CONFIRMING, _CLEARING = a_policy("on_failure: warn", _WIDE), a_policy("may_clear: true", _WIDE)
_LABELS = ("forgery", "bribery", "prompt_injection")
DOUBTED = Finding(FORGERY, AT, 0.3, DOUBT)


def test_a_doubt_is_nothing_unless_it_is_confirmed() -> None:
    """The classifier would not say it by itself, so no rule is about it, however low its score."""
    policy = a_policy("above: 0.2", "    - {id: ingat, description: d, signals: [forgery], where: [user], action: warn}\n")
    assert scores(looked(policy, JudgeCode.VIOLATION, DOUBTED).sightings) == [(0.9, JUDGED)]
    for code in (None, *(code for code in JudgeCode if code is not JudgeCode.VIOLATION)):
        assert looked(policy, code, DOUBTED).sightings == []
    assert looked(policy, None, DOUBTED).questions


def test_a_doubt_that_nobody_is_asked_of_is_nothing() -> None:
    """Below the zone, or where the same text is sure of the same."""
    assert looked(a_policy("above: 0.4"), None, DOUBTED).sightings == []
    sure = Finding(FORGERY, Span(0, 4), 0.95, "EthicsForm")
    assert scores(looked(a_policy("above: 0.2"), None, sure, DOUBTED).sightings) == [(0.95, "EthicsForm")]


def test_a_doubt_that_could_not_be_judged_is_told() -> None:
    """Where a rule is about that."""
    told = looked(a_policy("above: 0.2, on_failure: block"), JudgeCode.PAUSED, DOUBTED)
    assert [each.finding.entity for each in told.sightings] == [UNJUDGED]
