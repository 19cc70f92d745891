"""Replies never say that a child or a concern is known; the ready-made ones pass their own check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.referrals.safe_replies import SAFE_REPLIES, safe_reply
from commonground.tenants.referrals.safe_words import Weight, check_reply, refused
from commonground.tenants.referrals.types import Outcome

REFUSED = [
    "We already know about this.",
    "We know him.",
    "We know the family well.",
    "I know who you mean.",
    "We’re aware of the group.",
    "We were already aware.",
    "We have known about this boy for a while.",
    "He is known to us.",
    "This child is already known to social care.",
    "The group is well known to the police.",
    "They are already open to us.",
    "They are on our radar.",
    "There is an open case.",
    "Our records show that it happened before.",
    "Other people have reported this.",
    "We have had several reports about the shop.",
    "You are not the first to tell us.",
    "Neighbours have told us before.",
    "A social worker is involved.",
    "The social worker has already visited.",
    "The family has a social worker.",
    "There is a child protection plan.",
    "The child is looked after.",
    "She is in care.",
    "We will hold a strategy discussion.",
    "This is a section 47 enquiry.",
    "The police are already investigating.",
    "A man was arrested.",
    "He is under investigation.",
    "We have spoken to her mother.",
    "We’ve visited the family.",
    "The police have been told about the girl you mentioned.",
    "A social worker has seen the boy.",
    "The school is looking after that pupil.",
    "We have told the police about him.",
    "The young person was taken somewhere safe.",
    "She has been moved.",
    "They have been spoken to.",
    "The boys were arrested on Friday.",
    "The child you told us about is now with a social worker.",
    "The people you mentioned were spoken to by officers.",
    "Mae’r ysgol yn gofalu am y ferch.",
    "Mae’r bachgen wedi cael ei symud.",
    "Cafodd yr heddlu wybod am y plentyn.",
    "Rydym eisoes yn gwybod am hyn.",
    "Mae’r plentyn yn hysbys i ni.",
    "Mae gweithiwr cymdeithasol ganddo.",
    "Mae’r heddlu yn ymchwilio.",
    "Rydym wedi cael adroddiadau eraill.",
]

WARNED = [
    "We thought about the 14-year-old.",
    "For those aged 13 there is a club.",
    "Year 9 has an assembly.",
    "Mae clwb i blant 13 oed.",
    "We hope she feels better.",
    "The gang will be looked at.",
    "We will ring Kayden.",
    "Ring 07700 900123.",
    "Quote 40012345.",
]

SAFE = [
    "Thank you. We have read what you told us and somebody whose job is that part of town is now looking at it.",
    "We can never say whether a child is known to us.",
    "We are not able to tell you whether a social worker is involved, and that is the same for everybody.",
    "We cannot say if anybody was arrested.",
    "You know the place best. If it happens again, tell us.",
    "The youth club on Mill Lane is open on Fridays.",
    "If someone is in danger, ring 999.",
    "If a child is in danger now, ring 999 or the police.",
    "Young people can talk to the school nurse or to the police.",
    "The school has better lights now, where young people wait.",
    "We cannot say whether the police have spoken to the girl you mentioned.",
    "The bins have been moved and the benches taken away.",
    "Os yw plentyn mewn perygl, ffoniwch yr heddlu ar 999.",
    "Diolch am ddweud wrthym.",
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


@pytest.mark.parametrize("words", SAFE)
def test_safe_words_stay(words: str) -> None:
    assert check_reply(words) == ()


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
