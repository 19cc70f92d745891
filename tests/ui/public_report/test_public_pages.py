"""Pages around the report: council, privacy, accessibility, contact, support; in both languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from commonground.ui.public_report.views import When
from commonground.ui.shell.i18n import speaking
from councils import World
from told import tell
from web import Site

AROUND = (
    "",
    "/privacy",
    "/accessibility",
    "/contact",
    "/report",
    "/report/one-child",
    "/report/support",
    "/report/return",
)

# A link; where something may have been typed, a button that takes it along.
OTHER_LANGUAGE = r'href="\?lang={lang}"[^>]*hreflang="{lang}"|name="_lang" value="{lang}" lang="{lang}"'


@pytest.mark.parametrize("path", AROUND)
async def test_every_page_stands_in_both_languages_and_links_to_its_counterpart(site: Site, path: str) -> None:
    english = (await site.browser().get(f"/larkmere{path}?lang=en")).text
    welsh = (await site.browser().get(f"/larkmere{path}?lang=cy")).text
    assert '<html lang="en"' in english
    assert '<html lang="cy"' in welsh
    assert re.search(OTHER_LANGUAGE.format(lang="cy"), english)
    assert re.search(OTHER_LANGUAGE.format(lang="en"), welsh)
    heading = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
    assert len(heading.findall(english)) == len(heading.findall(welsh)) == 1
    assert heading.findall(english) != heading.findall(welsh)


@pytest.mark.parametrize("path", AROUND)
async def test_no_page_points_elsewhere(site: Site, path: str) -> None:
    page = (await site.browser().get(f"/larkmere{path}")).text
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert [address for address in addresses if address.startswith(("http:", "https:", "//"))] == []


async def test_the_council_page_leads_to_the_report_and_to_sign_in(site: Site) -> None:
    page = (await site.browser().get("/larkmere")).text
    assert 'href="/larkmere/report"' in page
    assert 'href="/sign-in/larkmere"' in page


async def test_the_contact_page_says_when_somebody_answers(site: Site) -> None:
    page = (await site.browser().get("/larkmere/contact")).text
    assert "Working days, 8:30am to 5pm" in page
    assert 'href="tel:02079460143"' in page


async def test_the_privacy_page_names_the_law(site: Site) -> None:
    assert "the Children Act 1989 and the Children Act 2004" in (await site.browser().get("/larkmere/privacy")).text


async def test_a_council_says_things_in_its_own_words(site: Site, world: World) -> None:
    words = {"intro": "Tell us <i>anything</i>.", "emergency": "In danger? Ring 999.", "child_front_door": "Ask Joan."}
    own = json.dumps({"en": words})
    await tell(world, "update commons.councils set texts = cast(:t as jsonb) where slug = 'hallowdene'", t=own)
    start = (await site.browser().get("/hallowdene/report")).text
    assert "Tell us &lt;i&gt;anything&lt;/i&gt;." in start
    assert "<b>In danger?</b><br>Ring 999." in start
    assert "Ask Joan." in (await site.browser().get("/hallowdene/report/one-child")).text
    welsh = (await site.browser().get("/hallowdene/report?lang=cy")).text
    assert "Parc, siop, safle bws" in welsh


@pytest.mark.parametrize(
    ("logo", "kind"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xffrest", "image/jpeg"),
        (b"<svg/>", "image/svg+xml"),
        (b"text", ""),
    ],
)
async def test_the_logo_is_a_picture_and_nothing_else(site: Site, world: World, logo: bytes, kind: str) -> None:
    await tell(world, "update commons.councils set logo = :logo where slug = 'larkmere'", logo=logo)
    shown = await site.browser().get("/larkmere/logo")
    assert shown.status_code == (200 if kind else 404)
    assert shown.headers["content-type"].startswith(kind or "text/html")
    if kind:
        assert "sandbox" in shown.headers["content-security-policy"]
        assert shown.headers["x-content-type-options"] == "nosniff"
    await tell(world, "update commons.councils set logo = null where slug = 'larkmere'")
    assert (await site.browser().get("/larkmere/logo")).status_code == 404


def test_days_are_said_as_the_language_wants() -> None:
    friday, monday = datetime(2026, 11, 20, 20, 0, tzinfo=UTC), datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    when = When(monday, friday)
    assert (when.on_day, when.by_day, when.time) == ("Monday 23 November", "Monday 23 November", "8:30am")
    with speaking("cy"):
        assert (when.on_day, when.by_day) == ("ddydd Llun 23 Tachwedd", "dydd Llun 23 Tachwedd")
    assert not when.is_today
    assert When(monday, monday.replace(hour=7)).is_today


async def test_a_mistyped_address_keeps_the_councils_frame(site: Site) -> None:
    for path in (
        "/larkmere/report/nowhere",
        "/larkmere/report/no/where",
        "/larkmere/report/a%00b",
        "/larkmere/nope",
        "/larkmere/no/pe",
    ):
        lost = await site.browser().get(f"{path}?lang=cy")
        assert lost.status_code == 404
        assert '<html lang="cy"' in lost.text
        assert "020 7946 0142" in lost.text
