"""Which words of a report may not come back in a reply: all that masking hid, wherever the reporter wrote it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from commonground.tenants.intake.models import Report
from commonground.tenants.intake.receiving import SAID, masked
from commonground.tenants.intake.types import ReportSubject
from commonground.tenants.referrals.hidden_words import hidden_words
from commonground.tenants.referrals.safe_words import check_reply, refused

NOTHING = dict.fromkeys(SAID, "") | {"contact_name": "", "contact_value": "", "lang": "en", "subject": "place"}


def report(**said: Any) -> Report:
    return Report(**(NOTHING | {"sent_at": datetime(2026, 3, 2, tzinfo=UTC)} | said))


@pytest.mark.parametrize("subject", ReportSubject)
@pytest.mark.parametrize("column", SAID)
def test_what_is_masked_may_not_come_back(subject: ReportSubject, column: str) -> None:
    said = dict.fromkeys(SAID, "") | {column: "We met Prilow Tander and Kayden there."}
    shown = masked(said, subject)[column]
    hidden = hidden_words(report(subject=subject, **said))
    assert hidden == shown.hidden_words(said[column])
    assert hidden, "Kayden at the least is hidden everywhere"
    for name in hidden:
        assert refused(check_reply(f"Somebody has seen to {name} there.", masked=hidden))


@pytest.mark.parametrize("subject", ["group", "unsure"])
def test_a_group_is_described_by_its_people(subject: str) -> None:
    hidden = hidden_words(report(subject=subject, where_said="Prilow Tander and her friends"))
    assert refused(check_reply("Somebody has talked with Prilow Tander", masked=hidden))
    assert refused(check_reply("Somebody has thought of tander.", masked=hidden))


def test_news_hides_what_it_hid_when_it_was_read() -> None:
    told = report(where_said="Victoria Park")
    by_hand = ("Quibble was there", "[child’s name hidden] was there")
    unseen = ("ring 07700 900123", "ring [contact hidden]")
    hidden = hidden_words(told, [("we were in Victoria Park and there was Tezza", "not a copy"), unseen, by_hand])
    assert hidden == ("Tezza", "07700 900123", "Quibble")


def test_the_reporter_is_not_named_either() -> None:
    hidden = hidden_words(report(contact_name="Neighbour, Mrs Prilow Tander", contact_value="p.tander@example.com"))
    assert {"prilow", "tander", "p.tander@example.com"} <= set(hidden)
    assert "neighbour" not in hidden
    for words in ("Dear Prilow, thank you.", "Thank you, Mrs Tander.", "We wrote to p.tander@example.com."):
        assert refused(check_reply(words, masked=hidden)), words
    assert not refused(check_reply("Thank you. A neighbour helps most.", masked=hidden))


def test_a_name_that_every_reply_needs_as_a_word_is_one_with_a_capital_only() -> None:
    hidden = hidden_words(report(contact_name="Will Hope"))
    assert refused(check_reply("Thank you, Will.", masked=hidden))
    assert not refused(check_reply("We will not do more for now. We hope it helps.", masked=hidden))


@pytest.mark.parametrize("written", ["Tànder", "Tan\u200bder", "TANDER’s", "tander-like"])
def test_other_ways_to_write_it_are_the_same_name(written: str) -> None:
    assert refused(check_reply(f"Ask {written} about it.", masked=("Prilow-Tander",)))


def test_no_report_hides_nothing() -> None:
    assert hidden_words(None, [("Kayden", "Kayden")]) == ()
