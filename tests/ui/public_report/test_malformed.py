"""Thousands of form posts that no browser would send: none breaks a page, and what was typed is shown again.

`MALFORMED_POSTS=10000 pytest tests/ui/public_report/test_malformed.py` is the long form of it, `MALFORMED_SEED` another
stream."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.platform.reference import FREQUENCIES, GROUP_SIZES, PUBLIC_HARMS
from commonground.platform.throttle import THROTTLES
from commonground.ui.public_report import questions
from commonground.ui.public_report.answers import answers_of
from councils import World
from figures import Figure
from malformed import Post, Question, malformed
from resident import Resident
from throttling import allow
from web import Site, token_in

POSTS = int(os.environ.get("MALFORMED_POSTS", "1500"))
SEED = int(os.environ.get("MALFORMED_SEED", "20261121"))
FORMS: dict[str, tuple[Question, ...]] = {
    "kind": (Question("subject", ("place", "group", "school", "online", "unsure", "one_child")), Question("page")),
    "where": (
        Question("where", reshown=True),
        Question("address"),
        Question("postcode", ("LK4 2AA",)),
        Question("venue", ("park", "school", "online_chat")),
        Question("online_handle"),
        Question("group_size", GROUP_SIZES.codes),
        Question("ages", ("under_10", "18_over")),
        Question("_lang", ("en", "cy")),
    ),
    "what": (
        Question("danger", ("yes", "no", "not_sure")),
        Question("harms", tuple(harm.code for harm in PUBLIC_HARMS)),
        Question("what", reshown=True),
        Question("when"),
        Question("how_often", FREQUENCIES.codes),
        Question("children", ("1_2",)),
        Question("helps", reshown=True),
    ),
    "you": (
        Question("contact", ("unknown", "email", "phone", "text")),
        Question("contact_email", ("a@example.com",)),
        Question("contact_phone", ("07700 900982",)),
        Question("contact_text"),
        Question("contact_name", reshown=True),
        Question("contact_safe", reshown=True),
        Question("connection", ("young_person",)),
    ),
    "keep": (Question("page", ("kind", "where", "what", "you")), Question("what"), Question("where")),
    "danger": (Question("danger_page_seen"),),
    "check": (Question("website"), Question("_token")),
    "note": (Question("code", ("7KM2-49TX-3QRD-8FJ2-WN5P",)),),
    "return": (Question("code", ("7KM2-49TX-3QRD-8FJ2-WN5P", "0" * 20)), Question("news")),
    "reply": (Question("news", reshown=True), Question("_lang", ("en", "cy"))),
    "withdraw": (Question("why"), Question("_lang", ("en", "cy"))),
    "forget": (Question("code"),),
    "delete": (Question("page"),),
}


@pytest.fixture
async def unthrottled(site: Site, world: World) -> None:  # the site begins with the limits as declared
    """The throttles would answer for the forms after the first few posts."""
    for throttle in THROTTLES:
        await allow(world, throttle, 1_000_000)


async def post(resident: Resident, page: str, sent: Post) -> tuple[int, str]:
    headers = dict(sent.headers) | ({"Content-Type": sent.content_type} if sent.content_type is not None else {})
    client = resident.browser.client
    answered = await client.post(resident.path(page), content=sent.body, headers=headers)
    if "again=1" in answered.headers.get("location", ""):
        answered = await client.get(answered.headers["location"])
    return answered.status_code, answered.text


def streams(token: str) -> dict[str, Iterator[Post]]:
    return {page: malformed(SEED + number, form, token) for number, (page, form) in enumerate(FORMS.items())}


@pytest.mark.slow
async def test_no_malformed_post_breaks_a_page(
    site: Site, resident: Resident, hurried: None, unthrottled: None, figure: Figure
) -> None:
    await resident.open(await resident.report())
    token = token_in((await resident.get("return")).text)
    posts = streams(token)
    statuses: Counter[int] = Counter()
    lost: list[str] = []
    broken: list[str] = []
    for number in range(POSTS):
        page = list(FORMS)[number % len(FORMS)]
        sent = next(posts[page])
        status, text = await post(resident, page, sent)
        statuses[status] += 1
        if status >= 500:
            broken.append(f"post {number} to {page} ({sent.what}): {status}\n{sent.body[:400]!r}\n{text[:2000]}")
        if status == 422 and sent.shown not in text:
            lost.append(f"{number} {page}: {sent.shown}")
    figure("malformed form posts", POSTS)
    figure("malformed form posts answered by 5xx", len(broken))
    figure("malformed form posts refused at the form", statuses[422])
    figure("malformed form posts whose words were lost", len(lost))
    assert broken == []
    assert lost == []
    assert statuses[422] > POSTS / 10, f"the forms themselves were hardly reached: {statuses}"


async def test_what_was_typed_is_shown_again_whatever_else_was_wrong(
    resident: Resident, hurried: None, unthrottled: None
) -> None:
    await resident.fill_in("kind", "where")
    typed = "zqx typed with care"
    for other in (
        {"danger": "perhaps"},
        {"harms": ["cce", "made_up"]},
        {"how_often": "x" * 9000},
        {"when": "\x00\u202e"},
    ):
        form = resident.answers["what"] | {"what": typed} | other
        refused = await resident.post("what", form, follow=True)
        assert refused.status_code == 422, other
        assert f"{typed}</textarea>" in refused.text, other
        assert f"{typed}</textarea>" in (await resident.get("what")).text, "and it is kept"


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted({q.name for form in FORMS.values() for q in form})), st.lists(st.text())))
def test_any_draft_can_be_read(kept: dict[str, list[str]]) -> None:
    """A draft holds what a stranger typed: nothing in it may stop a page."""
    answers = answers_of(kept, "en")
    questions.next_page(kept, "en")
    assert len(answers.where) <= 200
    assert len(answers.what) <= 5000


def test_the_stream_can_be_run_again() -> None:
    first, second = (list(islice(malformed(7, FORMS["what"], "t"), 200)) for _ in range(2))
    assert first == second
    assert len({sent.what for sent in first}) > 10
