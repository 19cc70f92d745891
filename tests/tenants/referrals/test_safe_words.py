"""Replies never say that a child or a concern is known; the ready-made ones pass their own check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.referrals.own_words import own_words
from commonground.tenants.referrals.safe_replies import SAFE_REPLIES, THANKS, ready_replies, safe_reply
from commonground.tenants.referrals.safe_rules import RULES_EN, Weight
from commonground.tenants.referrals.safe_rules_cy import RULES_CY
from commonground.tenants.referrals.safe_words import check_reply, refused
from commonground.tenants.referrals.types import Outcome


def corpus() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    part = ""
    for line in Path(__file__).with_name("replies.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# --"):
            part = line.removeprefix("# -- ")
        elif not line.startswith("#"):
            parts.setdefault(part, []).append(line)
    return parts


CORPUS = corpus()
READY = sorted(set(ready_replies()) | set(THANKS))
REFUSED = [*CORPUS["unsafe en"], *CORPUS["unsafe cy"]]
SAFE = [*CORPUS["safe en"], *CORPUS["safe cy"]]
JOINERS = (". ", ", ", "; ", " and ", ", and ", ", but ", " but ", " because ", "\n", " – ", ": ", " (")

KIN = """daughter daughters son sons stepson step-daughter stepdad child kid brother half-sister mother mum dad parents
    nephew nephews niece nieces cousin cousins grandson granddaughter grandchildren grandad gran nan aunt uncle sibling
    twins baby husband wife partner boyfriend girlfriend fiancée mother-in-law"""
ABOUT_KIN = (
    "Your {} is safe.",
    "We have spoken to your {}.",
    "We have met his {} twice.",
    "Your {} has been moved to foster parents.",
    "Her older {} has a mentor now.",
    "Your own {} came home.",
)
KIN_CY = """mab fab mhab meibion feibion llysfab lysferch merch ferch merched wyres hwyres ŵyr wyrion nai neiaint nith
    nithoedd cefnder gefnder chefnder cefndryd cyfnither gyfnither chyfnither plentyn phlentyn mhlant brawd frodyr
    chwiorydd mam fam-gu nain tad thad-cu taid ewythr modryb fodryb gŵr gwraig wraig partner bartner cariad"""
ABOUT_KIN_CY = (
    "Mae eich {} yn ddiogel.",
    "Rydym wedi siarad â’ch {}.",
    "Mae ei {} yn yr ysbyty.",
    "Cafodd eu {} help.",
    "Mae gan dy {} fentor nawr.",
    "Rydym wedi cwrdd â'i {} ddwywaith.",
)

WARNED = [
    "We thought about the 14-year-old.",
    "For those aged 13 there is a club.",
    "Year 9 has an assembly.",
    "Mae clwb i blant 13 oed.",
    "We hope she feels better.",
    "No gang is welcome in a library.",
    "We will ring Kayden.",
    "Ring 07700 900123.",
    "Quote 40012345.",
]


@pytest.mark.parametrize("words", REFUSED)
def test_phrases_that_confirm_are_refused(words: str) -> None:
    findings = refused(check_reply(words))
    assert findings
    for finding in findings:
        assert words[finding.start : finding.end] == finding.phrase
        assert finding.why.endswith(".")
        assert finding.instead


@pytest.mark.parametrize("words", WARNED)
def test_phrases_that_may_tell_who_it_is_are_pointed_at(words: str) -> None:
    findings = check_reply(words)
    assert findings
    assert not refused(findings)


@pytest.mark.parametrize("words", [*SAFE, *READY])
def test_safe_words_stay(words: str) -> None:
    assert check_reply(words) == ()


@pytest.mark.parametrize(
    ("kin", "sentences"), [*((kin, ABOUT_KIN) for kin in KIN.split()), *((kin, ABOUT_KIN_CY) for kin in KIN_CY.split())]
)
def test_whoever_is_kin_is_never_spoken_of(kin: str, sentences: tuple[str, ...]) -> None:
    for sentence in sentences:
        for words in (sentence.format(kin), sentence.format(kin).upper(), sentence.format(kin).replace("’", "'")):
            assert refused(check_reply(words)), words


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS["unsafe en"]) >= 80
    assert len(CORPUS["unsafe cy"]) >= 30
    assert len([*SAFE, *READY]) >= 60
    assert len(REFUSED) == len(set(REFUSED))


@pytest.mark.parametrize("words", READY)
def test_ready_words_keep_every_rule_though_they_need_not(words: str) -> None:
    assert not refused(check_reply(words.replace("Thank you.", "Thanks!").replace(".", " here.")))


@pytest.mark.parametrize("instead", sorted({rule.instead for rule in (*RULES_EN, *RULES_CY)}))
def test_what_is_advised_instead_may_be_written(instead: str) -> None:
    assert not refused(check_reply(instead))


@settings(max_examples=600)
@given(st.sampled_from(REFUSED), st.sampled_from([*SAFE, *READY]), st.sampled_from(JOINERS), st.booleans())
def test_nothing_unsafe_hides_beside_safe_words(unsafe: str, safe: str, joiner: str, first: bool) -> None:
    one, other = (unsafe, safe) if first else (safe, unsafe)
    assert refused(check_reply(one.rstrip(".") + joiner + other))


def test_what_waives_is_one_clause_and_no_more() -> None:
    unsafe = "We cannot say whether a child is known to us"
    assert not refused(check_reply(unsafe))
    for more in (" and the boy is in care", ", but she is known to us", ": we know the family", " – they are safe now"):
        assert refused(check_reply(unsafe + more)), more
    assert refused(check_reply("I do not know whether it helps that the girl you mention is in care"))


@pytest.mark.parametrize("words", READY)
def test_ready_words_are_nobodys_own(words: str) -> None:
    assert own_words(words) == ""
    assert own_words(f"  {words}  ") == ""
    assert check_reply(words, masked=["Will", "town", "somebody"]) == ()


def test_what_is_ones_own_stands_beside_ready_words() -> None:
    reply = "Thank you. They were there on Friday. You can add more at any time. Ask for Sam"
    assert own_words(reply) == "They were there on Friday. Ask for Sam"
    assert own_words("Thank you for that. We have read what you told us and we know them.") != ""
    assert own_words("") == own_words(" .\n") == ""


def test_masked_words_never_come_back() -> None:
    findings = refused(check_reply("We talked with tezza and BROWN.", masked=["Kayden Brown", "Tezza"]))
    assert [finding.phrase for finding in findings] == ["tezza", "BROWN"]
    assert not refused(check_reply("The brownfield site", masked=["Brown"]))


def test_references_of_ours_are_refused() -> None:
    for kind in ReferenceKind:
        reference = new_reference(kind)
        assert refused(check_reply(f"It is {reference} here."))
        assert refused(check_reply(f"It is {reference.lower().replace('-', ' ')} here."))
    assert not refused(check_reply("Bus CR-7K3F-29N is late"))


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("lang", ["en", "cy"])
def test_every_ready_made_reply_passes_the_check(outcome: Outcome, lang: str) -> None:
    reply = safe_reply(outcome, lang)
    assert check_reply(reply) == ()
    assert ("Diolch" in reply) is (lang == "cy")
    assert len(reply) < 600


@pytest.mark.parametrize("words", [*READY, *(rule.instead for rule in (*RULES_EN, *RULES_CY))])
def test_nothing_says_that_somebody_looks_at_it_now(words: str) -> None:
    """It is sent with the decision, when often nobody leads it yet."""
    assert not re.search(r"\bis (now )?looking\b|\bnow\b.*\blook|\bnawr\b", words)


def test_nobody_reads_the_gravity_off_a_reply() -> None:
    assert SAFE_REPLIES[Outcome.STRATEGY_DISCUSSION] == SAFE_REPLIES[Outcome.CONSULTATION]
    assert SAFE_REPLIES[Outcome.LEVEL_1] == SAFE_REPLIES[Outcome.CONTEXT_ASSESSMENT]


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_findings_stand_apart_and_in_order(words: str, masked: list[str]) -> None:
    place = 0
    for finding in check_reply(words, masked=masked):
        assert place <= finding.start < finding.end <= len(words)
        assert finding.weight in Weight
        place = finding.end


@pytest.mark.parametrize("piece", ["we ", "known to ", "the ", "we have spoken ", "mae ", "a ", "social worker is "])
def test_hostile_text_is_checked_quickly(piece: str) -> None:
    check_reply(piece * (2_000 // len(piece)))
