"""Whoever asks in Welsh is answered in Welsh: no fixed word of the bundle is left in English."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from access_pages import decide_all, form
from casework import add_referral
from commonground.tenants.subject_access.models import AccessRequest
from commonground.tenants.subject_access.places import LABELS
from commonground.tenants.subject_access.queries import Mention
from commonground.tenants.subject_access.redaction import HIDDEN
from commonground.tenants.subject_access.types import AskedBy, MentionDecision, Span
from commonground.ui.shell.i18n import translations
from commonground.ui.subject_access.bundle import bundle
from commonground.ui.subject_access.bundle_words import SAID
from councils import World
from told import ask, tell
from web import Site

NAME, REFERENCE, SAYS = "Nesta Corbett", "CR-7K3F-29M", "Gwelwyd Nesta gydag Ayesha."


def mention(place: str, *, hidden: bool) -> Mention:
    return Mention(
        id=uuid4(), place=place, record_kind="referral", record_id=uuid4(), reference=REFERENCE,
        at=datetime(2026, 11, 20, 21, tzinfo=UTC), likely=True, decision=MentionDecision.GIVE,
        hidden=(Span(20, 26),) if hidden else (), ground=None, reason="", words=SAYS, stale=False,
    )  # fmt: skip  # one text's facts


def texts(lang: str) -> set[str]:
    """Whatever stands between tags, and in the cells of the table, where every place gives something."""
    request = AccessRequest(name=NAME, aliases=[], asked_by=AskedBy.THEMSELVES, lang=lang, whole_names=True,
                            received_on=date(2026, 11, 19))  # fmt: skip  # one request
    mentions = [mention(place, hidden=bool(number % 2)) for number, place in enumerate(LABELS)]
    packed = bundle(request, mentions, "Cyngor Glanwern", datetime(2026, 11, 21, 9, 12, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        page, table = (files.read(name).decode("utf-8-sig") for name in ("index.html", "index.csv"))
    assert f'<html lang="{lang}">' in page
    shown = page.partition("<title>")[2]
    shown = shown.partition("<style>")[0] + shown.partition("</style>")[2]
    found = re.findall(r">([^<]+)<", f">{shown}") + re.split(r'[,"\r\n]+', table)
    return {html.unescape(each).strip(" .") for each in found} - {""}


def test_no_fixed_word_of_a_welsh_bundle_is_english() -> None:
    english, welsh = texts("en"), texts("cy")
    same = {each for each in english & welsh if not each.isdecimal() and each not in SAYS}
    assert same <= {NAME, REFERENCE}
    assert any("21 Tachwedd 2026, 9:12yb" in each for each in welsh)
    assert any("[manylion rhywun arall]" in each for each in welsh)
    assert not any("somebody else" in each for each in welsh)
    assert "In part" in english
    assert "Yn rhannol" in welsh


def test_every_label_of_a_place_has_its_welsh() -> None:
    assert set(SAID) == {*LABELS.values(), HIDDEN}
    assert [words for words in SAID if translations("cy").gettext(words) == words] == []


async def test_it_is_asked_where_the_council_writes_in_both(site: Site, world: World) -> None:
    """And given so, under the council's Welsh name; a council with English alone is asked nothing."""
    larkmere, hallowdene, asks = world.larkmere, world.hallowdene, "In which language do they want the answer?"
    await tell(world, "update commons.councils set languages = '{en}' where id = :id", id=hallowdene.id)
    await tell(world, "update commons.councils set name_cy = 'Cyngor Llyn yr Ehedydd' where id = :id", id=larkmere.id)
    for council in (larkmere, hallowdene):
        await add_referral(world, council, what=f"{NAME} was there.")
    theirs = await site.signed_in(hallowdene, "ig_lead")
    assert asks not in html.unescape((await theirs.get("/subject-access/new")).text)
    await theirs.submit("/subject-access/new", form(NAME, lang="cy"))
    lang = "select lang from tenants.access_requests where tenant_id = :id"
    assert await ask(world, lang, id=hallowdene.id) == ("en",)
    browser = await site.signed_in(larkmere, "ig_lead")
    assert asks in html.unescape((await browser.get("/subject-access/new")).text)
    here = str((await browser.submit("/subject-access/new", form(NAME, lang="cy"))).headers["location"])
    await browser.submit(here, {}, to=f"{here}/search")
    assert await decide_all(browser, here) == 1
    assert "Cymraeg" in (await browser.get(here)).text
    taken = await browser.submit(here, {}, to=f"{here}/bundle")
    assert "cais-gwrthrych-am-wybodaeth.zip" in taken.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(taken.content)) as files:
        page = html.unescape(files.read("index.html").decode())
    assert f"Yr hyn y mae Cyngor Llyn yr Ehedydd yn ei ddal am {NAME}" in page


@pytest.mark.parametrize("lang", ["", "xx"])
async def test_what_is_no_language_of_ours_is_refused_or_english(site: Site, world: World, lang: str) -> None:
    browser = await site.signed_in(world.larkmere, "ig_lead")
    answer = await browser.submit("/subject-access/new", form("Wilfred Otway", lang=lang))
    assert answer.status_code == (303 if not lang else 422)
