"""HEAD, which link checkers and messengers send; and methods that an address does not have."""

from __future__ import annotations

import pytest

from commonground.ui.declare import Door, Effect, declared_routes
from resident import Resident
from web import Site

READ_BY_NOBODY = {"/{council:str}/report/reply"}
"""The council sees that this one was read, and HEAD reads nothing."""


def pages(site: Site) -> dict[str, bool]:
    """Every address of the public report that GET reads, and whether HEAD may."""
    found = {}
    for route, handler, declared in declared_routes(site.app):
        public = route.path.startswith(("/{council:str}", "/councils"))
        if public and "GET" in handler.http_methods:  # type: ignore[attr-defined]  # HTTP handlers have them
            path = route.path.replace("{council:str}", "larkmere").replace("{page:path}", "nowhere")
            found[path] = declared.effect is Effect.READ and route.path not in READ_BY_NOBODY
    return found


async def test_head_says_what_get_would_without_the_page(site: Site, resident: Resident) -> None:
    await resident.fill_in()
    client = resident.browser.client
    for path, answers in pages(site).items():
        told = await client.head(path, follow_redirects=False)
        assert told.content == b"", path
        assert "set-cookie" not in told.headers, path
        if not answers:
            assert told.status_code == 405, path
            continue
        read = await site.browser().client.get(path) if path.endswith("/sent") else await client.get(path)
        assert told.status_code == read.status_code, path
        for name in ("content-type", "location", "cache-control", "x-frame-options"):
            assert told.headers.get(name) == read.headers.get(name), (path, name)
    assert sum(pages(site).values()) > 15


@pytest.mark.usefixtures("hurried")
async def test_head_shows_no_code_and_leaves_it_to_be_shown(resident: Resident) -> None:
    await resident.fill_in()
    await resident.post("check", {})
    assert (await resident.browser.client.head(resident.path("sent"))).status_code == 200
    assert 'name="code" value="' in (await resident.get("sent")).text


async def test_head_of_the_exit_deletes_nothing(resident: Resident) -> None:
    await resident.fill_in("kind", "where")
    left = await resident.browser.client.head(resident.path("exit"), headers={"Sec-Fetch-Site": "same-origin"})
    assert left.status_code == 405
    assert "Bandstand" in (await resident.get("where")).text


async def test_head_gives_staff_pages_away_to_nobody(site: Site) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    closed = {route.path for route, _, declared in declared_routes(site.app) if declared.door is Door.STAFF}
    for path in sorted(path for path in closed if "{" not in path):
        told = await screener.client.head(path)
        assert (told.status_code, told.content) == (405, b""), path
        assert "location" not in told.headers


async def test_head_of_an_address_of_a_form_leads_nowhere(resident: Resident) -> None:
    told = await resident.browser.client.head(resident.path("delete"))
    assert told.status_code == 405
    assert "location" not in told.headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("page", ["", "kind", "keep"])
async def test_a_method_that_is_not_there_is_refused_in_the_council_s_frame(
    resident: Resident, method: str, page: str
) -> None:
    refused = await resident.browser.client.request(method, resident.path(page))
    assert refused.status_code == 405
    assert "GET" in refused.headers["allow"] or page == "keep"
    assert "Larkmere Council" in refused.text
    assert "020 7946 0142" in refused.text
    assert "Ring 999" in refused.text
    assert "/larkmere/privacy" in refused.text


async def test_it_is_refused_in_the_reader_s_language(resident: Resident) -> None:
    await resident.browser.get(resident.path("kind?lang=cy"))
    refused = await resident.browser.client.post("/larkmere/contact")
    assert refused.status_code == 405
    assert '<html lang="cy"' in refused.text
    assert "Ni allem wneud hynny" in refused.text
    assert "/larkmere/privacy" in refused.text


@pytest.mark.parametrize("path", ["/nowhere/report", "/account", "/councils", "/larkmere2"])
async def test_where_there_is_no_council_the_frame_is_nobody_s(site: Site, path: str) -> None:
    refused = await site.browser().client.request("DELETE", path)
    assert refused.status_code == 405
    assert "Larkmere" not in refused.text
    assert refused.headers["x-frame-options"] == "DENY"
