"""Questions: drawn, read, refused with all that is wrong at once, and shown again as typed."""

# Long: each kind of question, and what becomes of each kind of answer, over one small form.
from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.ui.shell.forms import (
    Checkboxes,
    Choice,
    DateParts,
    Email,
    Form,
    Hidden,
    Radios,
    Select,
    Sent,
    Telephone,
    TextArea,
    TextField,
)
from commonground.ui.shell.forms.cleaning import clean
from commonground.ui.shell.i18n import lazy, speaking
from shell_client import gallery_client, token_from

UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u206a\u3164\ufeff\U000e0041"
)
KINDS = (Choice("place", "A place", "For example a park"), Choice("school", "A school", reveals="school"),
         Choice("unsure", "I am not sure", before="or"))  # fmt: skip


class Everything(Form):
    kind = Radios("What kind?", KINDS, required="Choose what kind it is")
    school = TextField("Which school?", required="Say which school", most=20)
    harms = Checkboxes("Which harms?", (Choice("cce", "Exploitation"), Choice("arms", "Weapons")))
    lead = Select("Who leads?", (Choice("p", "Priya"),), empty="Nobody")
    seen = DateParts("When?", required="Say when")
    email = Email("E-mail")
    phone = Telephone("Telephone")
    why = TextArea("Why?", required=lazy("Choose one of the answers on this page"), most=50)
    which = Hidden()


GOOD = {"kind": "place", "seen-day": "7", "seen-month": "March", "seen-year": "2026", "why": "Because"}


def sent(**values: str | list[str]) -> Everything:
    pairs: dict[str, str | list[str]] = {name.replace("__", "-"): value for name, value in values.items()}
    return Everything(Sent((name, one) for name, value in pairs.items() for one in _each(value)))


def _each(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def good(**changed: str | list[str]) -> Everything:
    return sent(**{**{name.replace("-", "__"): value for name, value in GOOD.items()}, **changed})


def wrong(form: Form) -> dict[str, list[str]]:
    form.validate()
    return {name: [str(message) for message in messages] for name, messages in form.errors.items() if name}


def test_a_good_form_is_read() -> None:
    form = good(harms=["cce", "arms"], lead="p", email="a@example.com", phone="020 7946 0143", which="x")
    assert form.validate()
    assert (form.kind.data, form.seen.data, form.harms.data) == ("place", date(2026, 3, 7), ["cce", "arms"])
    assert (form.lead.data, form.why.data, form.which.data) == ("p", "Because", "x")


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_page() -> None:
    form = sent()
    assert not form.validate()
    assert [(problem.message, problem.href) for problem in form.problems] == [
        ("Choose what kind it is", "#kind"),
        ("Say when", "#seen-day"),
        ("Choose one of the answers on this page", "#why"),
    ]


def test_messages_are_in_the_readers_language() -> None:
    form = sent()
    form.validate()
    with speaking("cy"):
        assert form.problems[-1].message == "Dewiswch un o’r atebion ar y dudalen hon"
        assert "Gwall" in str(form.why())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "castle"}, "kind"),
        ({"harms": ["cce", "other"]}, "harms"),
        ({"lead": "nobody-known"}, "lead"),
        ({"email": "not an address"}, "email"),
        ({"phone": "a while ago"}, "phone"),
        ({"why": "x" * 51}, "why"),
        ({"why": "hidden\x00here"}, "why"),
        ({"why": "lone \ud800 surrogate"}, "why"),
        ({"why": "turned \u202e round"}, "why"),
        ({"seen__day": "31", "seen__month": "2"}, "seen"),
        ({"seen__year": "26"}, "seen"),
        ({"seen__day": "٣"}, "seen"),
        ({"seen__month": "1" * 5000}, "seen"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_question(changed: dict[str, Any], field: str) -> None:
    assert list(wrong(good(**changed))) == [field]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *((f"Jayden{unseen}Brown", "JaydenBrown") for unseen in UNSEEN),
        *((unseen, "") for unseen in f"{UNSEEN}\ufe0f\u2800\u115f\u0301"),
        ("\u200b \u2800\u200d\ufe0f\u2060", ""),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f\u200d\U0001f525", None),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", None),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937", None),
        ("Sio\u0302n", "Siôn"),
    ],
)
def test_what_has_no_shape_goes_without_a_word(typed: str, kept: str | None) -> None:
    """Who pasted it saw nothing of it, so there is nothing to read once more. Pictures and scripts keep what they
    need."""
    form = good(school=typed, kind="school", why=typed)
    assert form.validate() is bool(kept != "")
    assert form.why.data == form.school.data == (typed if kept is None else kept)


@given(st.text(max_size=50))
def test_what_was_cleaned_once_is_clean(text: str) -> None:
    once = clean(text, lines=True)
    assert clean(once.text, lines=True) == (once.text, False)


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march", "Mawrth"])
def test_months_may_be_named(month: str) -> None:
    form = good(seen__month=month)
    assert form.validate()
    assert form.seen.data == date(2026, 3, 7)


def test_the_error_of_a_date_leads_to_the_part_that_is_missing() -> None:
    form = good(seen__month="")
    form.validate()
    assert form.problems[0].href == "#seen-month"


def test_a_question_folded_away_is_not_asked_and_not_answered() -> None:
    form = good(kind="place", school="x" * 500)
    assert form.validate()
    assert form.school.data is None


def test_a_question_unfolded_is_asked() -> None:
    assert wrong(good(kind="school")) == {"school": ["Say which school"]}
    unfolded = str(good(kind="school", school="Brook Lane").kind())
    assert re.search(r'id="school" name="school"[^>]*value="Brook Lane"', unfolded)


def test_optional_questions_may_stay_empty() -> None:
    assert good(email="", phone="  ", lead="").validate()


def test_newlines_and_letters_are_made_one_kind() -> None:
    form = good(why=" a\r\nb\rc cafe\u0301 \t")
    assert form.validate()
    assert form.why.data == "a\nb\nc café"


def test_one_line_stays_one_line() -> None:
    form = good(kind="school", school="a\nb")
    assert form.validate()
    assert form.school.data == "a b"


def test_several_lines_come_back_exactly_even_from_a_folded_question() -> None:
    class Nested(Form):
        kind = Radios("?", (Choice("other", "Other", reveals="words"),))
        words = TextArea("Words", count=False)

    typed = 'one\n  two\n\nthree <b> & "four"'
    form = Nested(Sent([("kind", "other"), ("words", typed)]))
    form.validate()
    assert typed_in(str(form.kind())) == typed


def typed_in(markup: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", markup, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_drawn_as_the_design_system_draws_it() -> None:
    form = sent()
    form.validate()
    drawn = str(form.kind())
    assert 'class="govuk-form-group govuk-form-group--error"' in drawn
    assert 'aria-describedby="kind-error"' in drawn
    assert '<div class="govuk-radios__divider">or</div>' in drawn
    assert 'data-aria-controls="conditional-kind-2"' in drawn
    assert 'type="email"' in str(form.email())
    assert 'inputmode="tel"' in str(form.phone())
    assert 'data-maxlength="50"' in str(form.why())


def test_a_heading_may_be_the_label() -> None:
    class One(Form):
        kind = Radios("What kind?", KINDS, size="l", heading=True)
        school = TextField("Which school?")

    assert '<h1 class="govuk-fieldset__heading">' in str(One().kind())


def test_start_values_are_shown() -> None:
    form = Everything(None, {"kind": "unsure", "harms": ["arms"], "seen": date(2026, 11, 20), "why": "So"})
    assert re.search(r'value="unsure"\s+checked', str(form.kind()))
    assert re.search(r'value="arms"\s+checked', str(form.harms()))
    assert [form.seen.parts[part] for part in ("day", "month", "year")] == ["20", "11", "2026"]
    assert typed_in(str(form.why())) == "So"


def test_a_refusal_stands_beside_the_questions_it_names() -> None:
    form = good()
    form.validate()
    form.refuse(IncompleteError((Problem("why", "Say more."), Problem("elsewhere", "And this."))))
    assert [tuple(problem) for problem in form.problems] == [("And this.", ""), ("Say more.", "#why")]
    assert "Say more." in str(form.why())


def test_a_refusal_that_names_no_question_stands_above_them() -> None:
    form = good()
    form.validate()
    form.refuse(RefusedError("Somebody else decided this while you were typing."))
    assert [problem.message for problem in form.problems] == ["Somebody else decided this while you were typing."]
    assert form.errors


def test_files_where_text_belongs_count_as_nothing() -> None:
    form = Everything(Sent([("why", b"bytes"), ("kind", 7), ("kind", "place")]))
    assert form.kind.data == "place"
    assert form.why.data == ""


NASTY = st.text(st.characters(exclude_categories=()), max_size=80)
"""Any characters at all, lone surrogates too."""


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*GOOD, "school", "harms", "lead", "email", "phone", "which", "extra"]), NASTY))
def test_nothing_that_is_typed_breaks_a_form_or_gets_out_of_it(values: dict[str, str]) -> None:
    form = Everything(Sent(values.items()))
    form.validate()
    for field in form:
        drawn = str(field())
        drawn.encode()
        assert "<script" not in drawn
    assert typed_in(str(form.why())) == (form.why.data or "")


@settings(deadline=None)
@given(NASTY)
def test_text_that_is_kept_is_fit_to_keep(typed: str) -> None:
    form = good(why=typed)
    if form.validate():
        kept = form.why.data or ""
        kept.encode()
        assert "\x00" not in kept
        assert len(kept) <= 50


@pytest.mark.parametrize(
    "body",
    [
        b"kind=%00&why=%ff%fe",
        b"kind=place&kind=school&why=" + b"x" * 200_000,
        b"%%%=&&&;;==",
        b"kind[]=a&kind.b=c",
        "why=\u0175\u202e".encode(),
        b"",
    ],
)
async def test_malformed_posts_are_answered_with_the_form(body: bytes) -> None:
    async with gallery_client() as client:
        token = await token_from(client, "/screening")
        headers = {"X-CSRF-Token": token, "Content-Type": "application/x-www-form-urlencoded"}
        answer = await client.post("/screening", content=body, headers=headers)
    assert answer.status_code == 422
    assert 'id="decide-form"' in answer.text


async def test_a_broken_multipart_body_is_not_our_failure() -> None:
    async with gallery_client() as client:
        token = await token_from(client, "/screening")
        for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain"):
            headers = {"X-CSRF-Token": token, "Content-Type": kind}
            answer = await client.post("/screening", content=b"--x\r\nnonsense", headers=headers)
            assert 400 <= answer.status_code < 500, kind


async def test_what_was_typed_is_shown_again_over_http() -> None:
    async with gallery_client() as client:
        token = await token_from(client, "/screening")
        typed = {"_token": token, "context": "new", "name": "", "harms": ["cce"], "review-day": "40", "why": "a\nb"}
        answer = await client.post("/screening", data=typed)
    assert answer.status_code == 422
    assert "<title>Error: Takeaway" in answer.text
    assert "2 things to put right" in answer.text
    assert '<a href="#name">Give the new context a name</a>' in answer.text
    assert typed_in(answer.text) == "a\nb"
    assert re.search(r'value="40"', answer.text)
