"""A letter says that something waits and where, in the reader's language, and holds nothing that could tell more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID, uuid4

import pytest

from commonground.infra.checks import mail_texts
from commonground.platform.mail.letters import House, Line, addressed, digest, notice, onward, onward_words
from commonground.platform.notifications.links import PLACES, path_of
from commonground.platform.notifications.types import (
    URGENT,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.settings import Settings

HOUSE = House("https://cg.example", "no-reply@mail.cg.example", "Glanwern Council", "Cyngor Glanwern", "#8a3a12")
REFERENCE = Reference(new_reference(ReferenceKind.REFERRAL))
SUBJECT = SubjectRef(RecordKind.REFERRAL, uuid4(), REFERENCE)
NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
KINDS = pytest.mark.parametrize("kind", NotificationKind, ids=str)
LANGS = pytest.mark.parametrize("lang", ["en", "cy"])


def parsed(letter: bytes, *to: str) -> EmailMessage:
    whole = addressed(letter, HOUSE, UUID(int=7), to or ("a@x.example",), NOW)
    return message_from_bytes(whole, policy=default)


def bodies(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


@KINDS
@LANGS
def test_text_first_and_html_second_with_the_same_link(kind: NotificationKind, lang: str) -> None:
    message = parsed(notice(HOUSE, lang, kind, SUBJECT))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for body in bodies(message):
        assert f"https://cg.example/referrals/{REFERENCE}" in body
        assert ("Cyngor Glanwern" if lang == "cy" else "Glanwern Council") in body


@KINDS
def test_the_subject_does_not_say_what_it_is_about(kind: NotificationKind) -> None:
    subject = parsed(notice(HOUSE, "en", kind, SUBJECT))["Subject"]
    need = "needs you today" if kind in URGENT else "waits for you"
    assert subject == f"Glanwern Council: something {need}"


@KINDS
@LANGS
def test_nothing_is_fetched_and_nothing_tells_on_the_reader(kind: NotificationKind, lang: str) -> None:
    _, html = bodies(parsed(notice(HOUSE, lang, kind, SUBJECT)))
    addresses = re.findall(r"https?://[^\s\"'<]+", html)
    assert {re.sub(r"(?<=cg\.example)/.*", "", each) for each in addresses} == {"https://cg.example"}
    assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import|\?", html.replace("<!DOCTYPE", ""))


@KINDS
def test_every_kind_is_said_in_welsh(kind: NotificationKind) -> None:
    english, welsh = (bodies(parsed(notice(HOUSE, lang, kind, SUBJECT)))[0] for lang in ("en", "cy"))
    assert not set(filter(None, english.splitlines())) & set(filter(None, welsh.splitlines())) - {
        "--", f"https://cg.example{path_of(SUBJECT, kind)}", "https://cg.example/account/notices",
    }  # fmt: skip


@pytest.mark.parametrize(("lang", "words"), [("en", "because you cover for"), ("cy", "cyflenwi dros gydweithiwr")])
def test_what_comes_by_cover_says_so_in_the_readers_language(lang: str, words: str) -> None:
    for by_cover in (True, False):
        letter = parsed(notice(HOUSE, lang, NotificationKind.REFERRAL_DECIDED, SUBJECT, by_cover=by_cover))
        assert [words in " ".join(body.split()) for body in bodies(letter)] == [by_cover, by_cover]


def test_every_text_has_welsh() -> None:
    assert mail_texts.check() == []


def test_the_council_sends_from_the_platforms_address() -> None:
    house = House.of(Settings(mail_from="Commonground <no-reply@cg.example>"), "Larkmere Council", None, "#24478f")
    message = message_from_bytes(notice(house, "cy", NotificationKind.DANGER_NOW, SUBJECT), policy=default)
    assert message["From"] == "Larkmere Council <no-reply@cg.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_its_message_id_is_the_effects_key_at_the_senders_domain() -> None:
    letter = notice(HOUSE, "en", NotificationKind.DANGER_NOW, SUBJECT)
    once, again = parsed(letter, "a@x.example"), parsed(letter, "b@x.example")
    assert once["Message-ID"] == again["Message-ID"] == f"<{UUID(int=7)}@mail.cg.example>"
    assert once["Date"].datetime == NOW


def test_one_reads_ones_own_address_and_several_nobodys() -> None:
    letter = notice(HOUSE, "en", NotificationKind.DANGER_NOW, SUBJECT)
    assert parsed(letter, "a@x.example")["To"] == "a@x.example"
    together = addressed(letter, HOUSE, uuid4(), ("a@x.example", "b@x.example"), NOW)
    assert b"x.example" not in together


@LANGS
def test_a_digest_counts_and_names_no_record(lang: str) -> None:
    lines = (Line(NotificationKind.REFERRAL_RECEIVED, 12), Line(NotificationKind.REFERRAL_DECIDED, 1))
    message = parsed(digest(HOUSE, lang, lines))
    for body in bodies(message):
        assert "12 ×" in body
        assert "1 ×" in body
        assert "https://cg.example/notifications" in body
        assert not re.search(r"CR-|CX-", body)
    assert "12" not in message["Subject"]


def test_a_council_with_a_name_that_means_something_to_html_or_headers() -> None:
    house = House("https://cg.example", "no-reply@cg.example", 'Ynys Môn <b>"& Co"</b>, Council')
    message = message_from_bytes(notice(house, "en", NotificationKind.DANGER_NOW, SUBJECT), policy=default)
    assert message["From"].addresses[0].display_name == house.council
    assert "<b>&#34;" not in bodies(message)[0]
    assert "&lt;b&gt;" in bodies(message)[1]


@KINDS
def test_lines_are_ascii_and_not_too_long_for_any_server(kind: NotificationKind) -> None:
    letter = notice(HOUSE, "cy", kind, SUBJECT)
    assert letter.isascii()
    assert max(map(len, letter.split(b"\r\n"))) < 998


def test_every_record_has_a_place() -> None:
    assert set(PLACES) == set(RecordKind)


def test_a_letter_says_because_of_which_request() -> None:
    kind, request = NotificationKind.ASKED_ABOUT_YOURS, UUID("01890000-0000-7000-8000-0000ab12cd34")
    text, html = bodies(parsed(notice(HOUSE, "en", kind, SUBJECT, fact_id=request)))
    for body in (text, html):
        assert "AB12-CD34" in body
    assert "cais AB12-CD34" in bodies(parsed(notice(HOUSE, "cy", kind, SUBJECT, fact_id=request)))[0]


DESK = replace(HOUSE, phone="020 7946 0142", out_of_hours="020 7946 0143")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Outside office hours: 020 7946 0143"), ("cy", "Y tu allan i oriau swyddfa: 020 7946 0143")],
)
def test_who_is_asked_to_ring_is_told_where_when_the_desk_is_closed(lang: str, said: str) -> None:
    bodies_sent = bodies(parsed(onward(DESK, lang, REFERENCE)))
    assert all("020 7946 0142" in body and said in body for body in bodies_sent)
    assert onward_words(DESK, lang, REFERENCE)[1].split() == bodies_sent[0].split(), "what is shown is what goes"


@LANGS
def test_without_such_a_number_nothing_is_said_of_it(lang: str) -> None:
    house = replace(DESK, out_of_hours="")
    text, html = bodies(parsed(onward(house, lang, REFERENCE)))
    for body in (text, html, onward_words(house, lang, REFERENCE)[1]):
        assert "office" not in body
        assert "swyddfa" not in body
    assert "\n\n\n" not in text.replace("\r", "")
