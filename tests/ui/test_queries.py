"""No query parameter of a staff page breaks the page, whatever it holds."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from casework import add_context, add_referral
from figures import Figure
from queries import HOSTILE, parameters_of, staff_pages
from web import Site


@pytest.mark.slow
@pytest.mark.parametrize("person", ["screener", "admin"])
async def test_no_staff_page_breaks_on_what_its_address_holds(
    site: Site, person: str, monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    larkmere = site.world.larkmere
    ids = {
        "referral": (await add_referral(site.world, larkmere)).reference,
        "context": (await add_context(site.world, larkmere)).reference,
    }
    browser = await site.signed_in(larkmere, person)
    tried, broken, known = 0, [], set[str]()
    for path, typed in staff_pages(site, ids):
        if (await browser.get(path)).status_code != 200:
            continue
        names = await parameters_of(browser, path, typed, monkeypatch)
        known |= names
        for name in names:
            for value in HOSTILE:
                answer = await browser.get(f"{path}?{urlencode({name: value})}")
                tried += 1
                if answer.status_code >= 500:
                    broken.append(f"{answer.status_code} {path} {name}={value[:60]!r}")
    figure("hostile query parameters", tried)
    assert broken == []
    assert known >= ({"until", "before"} if person == "admin" else {"after", "q", "older"})
