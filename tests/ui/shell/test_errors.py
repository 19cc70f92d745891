"""Pages for when something is refused or broken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import unquote

import pytest
from httpx import AsyncClient
from litestar.exceptions import NotAuthorizedException
from sqlalchemy.exc import OperationalError

import gallery
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import RefusedError
from shell_client import gallery_client, token_from

STATUSES = (401, 403, 404, 419, 422, 429, 500, 503)
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with gallery_client() as opened:
        yield opened


@pytest.mark.parametrize("who", ["staff", "public", "nobody"])
@pytest.mark.parametrize("status", [status for status in STATUSES if status != 401])
async def test_each_has_a_page_that_helps(client: AsyncClient, who: str, status: int) -> None:
    answer = await client.get(f"/broken/{who}/{status}")
    assert answer.status_code == status
    assert answer.text.count("<h1") == 1
    assert ("Ring 999" in answer.text) == (who == "public")
    assert answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("status", [403, 404, 422, 429, 500, 503])
async def test_htmx_is_told_one_sentence(client: AsyncClient, status: int) -> None:
    answer = await client.get(f"/broken/staff/{status}", headers=HTMX)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(unquote(answer.headers["cg-problem"])) > 20


async def test_a_bug_shows_a_number_and_never_a_trace(client: AsyncClient) -> None:
    answer = await client.get("/broken/public/500")
    assert "a secret in the trace" not in answer.text
    assert "Traceback" not in answer.text
    assert "the number is" in answer.text


async def test_waiting_is_said_in_minutes(client: AsyncClient) -> None:
    assert "wait 5 minutes" in (await client.get("/broken/public/429")).text


async def test_an_address_that_nobody_answers_is_dressed_like_the_rest(client: AsyncClient) -> None:
    answer = await client.get("/no/such/address")
    assert answer.status_code == 404
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "There is nothing here that we can show you" in answer.text


async def test_missing_and_forbidden_are_one_page(client: AsyncClient) -> None:
    gallery.RAISES["one"] = NotFoundHereError()
    gallery.RAISES["two"] = type("Hidden", (RefusedError,), {"status": 404})("CR-7K3F-29M belongs to Hallowdene")
    one, two = [await client.get(f"/raises/{name}") for name in ("one", "two")]
    assert one.status_code == two.status_code == 404
    assert "Hallowdene" not in two.text
    assert masked(one.text) == masked(two.text)


def masked(page: str) -> list[str]:
    return [line for line in page.splitlines() if "nonce=" not in line and "_token" not in line]


async def test_a_refusal_says_its_sentence(client: AsyncClient) -> None:
    gallery.RAISES["refused"] = RefusedError("Give it a lead first.")
    answer = await client.get("/raises/refused")
    assert answer.status_code == 422
    assert "Give it a lead first." in answer.text


async def test_a_database_that_does_not_answer_is_503(client: AsyncClient) -> None:
    gallery.RAISES["away"] = OperationalError("select", {}, Exception("connection refused"))
    answer = await client.get("/raises/away")
    assert answer.status_code == 503
    assert "select" not in answer.text


async def test_without_a_session_one_is_sent_to_sign_in_and_back(client: AsyncClient) -> None:
    gallery.RAISES["out"] = NotAuthorizedException()
    answer = await client.get("/raises/out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/raises/out")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("?view=overdue&harm=weapons", "%3Fview%3Doverdue%26harm%3Dweapons"),
        ("?view=overdue&words=Jamie+Smith&q=Jamie&reference=CR-7K3F-29M", "%3Fview%3Doverdue"),
        ("?words=Jamie", ""),
        ("?with=019aa000-0000-7000-8000-5a5a5a5a5a5a", "%3Fwith%3D019aa000-0000-7000-8000-5a5a5a5a5a5a"),
        ("?view=Jamie+Smith&harm=&type=%0d%0a&sort=a%26b", ""),
        ("?since=2026-11-01&did=read_referral", "%3Fsince%3D2026-11-01%26did%3Dread_referral"),
    ],
)
async def test_the_view_comes_back_after_signing_in_and_no_words_travel(
    client: AsyncClient, asked: str, kept: str
) -> None:
    gallery.RAISES["out"] = NotAuthorizedException()
    answer = await client.get(f"/raises/out{asked}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next=/raises/out{kept}")


async def test_htmx_goes_to_sign_in_as_a_page(client: AsyncClient) -> None:
    gallery.RAISES["out"] = NotAuthorizedException()
    answer = await client.get("/raises/out", headers=HTMX)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


async def test_a_poll_carries_nobody_away_from_what_they_type(client: AsyncClient) -> None:
    gallery.RAISES["out"] = NotAuthorizedException()
    answer = await client.get("/raises/out", headers={**HTMX, "Cg-Poll": "1"})
    assert answer.status_code == 401
    assert "hx-redirect" not in answer.headers
    assert "You are signed out" in unquote(answer.headers["cg-problem"])


async def test_what_was_typed_outlives_the_session(client: AsyncClient) -> None:
    gallery.RAISES["out"] = NotAuthorizedException()
    token = await token_from(client, "/larkmere/report")
    typed = "Two sentences that took ten minutes"
    answer = await client.post("/raises/out", data={"_token": token, "why": typed})
    assert answer.status_code == 401
    assert f'name="why" value="{typed}"' in answer.text
    assert 'href="/sign-in" target="_blank"' in answer.text


async def test_a_failure_in_the_layout_itself_still_says_something(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonground.ui.shell.page.Page.text", lambda *_: 1 / 0)
    answer = await client.get("/broken/public/500")
    assert answer.status_code == 500
    assert "The number of this failure is" in answer.text
    assert "ZeroDivision" not in answer.text
