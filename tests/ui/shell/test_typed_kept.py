"""Whatever refuses a form: what was typed is shown again, to whoever sent it from a page of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from urllib.parse import unquote

import pytest
from httpx import AsyncClient, Response

import gallery
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import RefusedError
from commonground.ui.shell.csrf import SECRETS
from commonground.ui.shell.errors import MOST_SHOWN
from commonground.ui.shell.forms.base import Form
from commonground.ui.shell.forms.fields import Password
from commonground.ui.shell.forms.written import NEVER, _forms
from shell_client import gallery_client, token_from

WORDS = "Two sentences that took ten minutes"
STATUSES = (403, 404, 409, 422, 429, 500, 503)
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with gallery_client() as opened:
        yield opened


async def sent(
    client: AsyncClient,
    status: int,
    *,
    token: str = "",
    data: Mapping[str, str] = MappingProxyType({}),
    headers: Mapping[str, str] = MappingProxyType({}),
    files: Mapping[str, tuple[str, bytes, str]] | None = None,
) -> Response:
    gallery.RAISES["it"] = type("Refused", (RefusedError,), {"status": status})("It went otherwise.")
    form = {"_token": token or await token_from(client, "/larkmere/report"), "version": "1", "words": WORDS, **data}
    return await client.post("/raises/it", data=form, headers=headers, files=files)


@pytest.mark.parametrize("status", STATUSES)
async def test_it_comes_back_to_be_read_and_sent_again(client: AsyncClient, status: int) -> None:
    page = await sent(client, status)
    assert page.status_code == status
    assert f'<p class="cg-typed">{WORDS}</p>' in page.text
    assert f'name="words" value="{WORDS}"' in page.text
    assert 'action="/raises/it"' in page.text
    assert page.text.count("<h1") == 1
    assert "browsers keep" not in page.text


@pytest.mark.parametrize("status", [404, 500])
async def test_nothing_comes_back_of_a_form_that_another_page_sent(client: AsyncClient, status: int) -> None:
    token = await token_from(client, "/larkmere/report")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert WORDS not in (await sent(client, status, token=token, headers=headers)).text
    old = await sent(client, status, token="old")
    assert old.status_code == 419, "without a token of ours, nothing is tried at all"


@pytest.mark.parametrize("status", STATUSES)
async def test_no_password_code_or_file_comes_back(client: AsyncClient, status: int) -> None:
    hidden = dict.fromkeys((*SECRETS, *NEVER), "7KQ2MX-hidden")
    page = await sent(client, status, data=hidden, files={"photo": ("yard.png", b"not-to-be-shown", "image/png")})
    assert "7KQ2MX" not in page.text
    assert "not-to-be-shown" not in page.text
    assert WORDS in page.text
    assert "Choose the files again" in page.text


def test_every_question_for_a_secret_is_known_as_one() -> None:
    asked = {
        name
        for form in _forms(Form)
        if form.__module__.startswith("commonground.")  # tests make forms too
        for name, field in vars(form).items()
        if (kind := getattr(field, "field_class", None)) and isinstance(kind, type)
        and (issubclass(kind, Password) or getattr(field, "kwargs", {}).get("autocomplete") == "one-time-code")
    }  # fmt: skip  # one to a form
    assert asked <= SECRETS | NEVER


async def test_more_than_any_form_of_ours_holds_is_not_shown(client: AsyncClient) -> None:
    page = await sent(client, 404, data={"words": "x" * (MOST_SHOWN + 1)})
    assert page.status_code == 404
    assert "xxxx" not in page.text


async def test_missing_and_hidden_are_one_page_still(client: AsyncClient) -> None:
    token = await token_from(client, "/larkmere/report")
    gallery.RAISES["one"] = NotFoundHereError()
    gallery.RAISES["two"] = type("Hidden", (RefusedError,), {"status": 404})("It belongs to Hallowdene")
    one, two = [
        (await client.post(f"/raises/{name}", data={"_token": token, "words": WORDS})).text for name in ("one", "two")
    ]
    assert WORDS in one
    assert masked(one) == masked(two.replace("/raises/two", "/raises/one"))


def masked(page: str) -> list[str]:
    return [line for line in page.splitlines() if "nonce=" not in line and "_token" not in line]


@pytest.mark.parametrize("status", STATUSES)
async def test_a_script_says_that_it_is_on_the_page_still(client: AsyncClient, status: int) -> None:
    answer = await sent(client, status, headers=HTMX)
    assert answer.headers["content-type"].startswith("text/plain")
    assert ("What you typed is still here" in unquote(answer.headers["cg-problem"])) is (status != 409)


async def test_a_button_without_words_is_not_made_much_of(client: AsyncClient) -> None:
    page = await sent(client, 404, data={"words": ""})
    assert "Send it again" not in page.text
