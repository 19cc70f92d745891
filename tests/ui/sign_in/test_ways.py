"""Sign-in leads nowhere but here: no address, host or header of a stranger's chooses where."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from commonground.ui.sign_in.ways import local_path
from councils import World
from providers import HTTPS, SignInSite, sign_in_site

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /../..//evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/\x00/evil.example",
    "http:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "evil.example/tracker",
    "@evil.example",
    "/tracker\r\nSet-Cookie: cg_session=x",
    "/tracker\r\n\r\n<script>alert(1)</script>",
    "/\u2028/evil.example",
    "/\u00a0/evil.example",
    "/\u200b/evil.example",
    "/\u202egro.live",
    "?next=//evil.example",
    "#//evil.example",
    "/" + "a" * 501,
    "/sign-in/larkmere/start",
    "/sign-in?next=//evil.example",
    "/sign-out",
    "",
]
# Odd, but they stay here.
HERE = {
    "/tracker": "/tracker",
    "/tracker?status=new&sort=-due": "/tracker?status=new&sort=-due",
    "/%2F%2Fevil.example": "/%2F%2Fevil.example",
    "/%5Cevil.example": "/%5Cevil.example",
    "/@evil.example": "/@evil.example",
    "/;@evil.example": "/;@evil.example",
    "/.evil.example": "/.evil.example",
    "/\u2044evil.example": "/%E2%81%84evil.example",
    "/\uff0f\uff0fevil.example": "/%EF%BC%8F%EF%BC%8Fevil.example",
    "/cymraeg-\u0175": "/cymraeg-%C5%B5",
    '/"><script>': "/%22%3E%3Cscript%3E",
    "/tracker#part": "/tracker%23part",
}


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_an_address_elsewhere_is_no_address(asked: str) -> None:
    assert local_path(asked) == ""


@pytest.mark.parametrize(("asked", "spelt"), HERE.items())
def test_an_address_of_ours_is_spelt_for_a_header(asked: str, spelt: str) -> None:
    assert local_path(asked) == spelt
    landed = urlsplit("http://127.0.0.1:8000" + spelt)
    assert (landed.scheme, landed.netloc) == ("http", "127.0.0.1:8000")


@pytest.mark.parametrize("asked", ELSEWHERE)
async def test_after_signing_in_one_is_at_home(site: SignInSite, asked: str) -> None:
    browser = site.browser()
    answer = await site.sign_in(browser, query=f"?{urlencode({'next': asked})}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/my-work")
    assert len(answer.headers.get_list("set-cookie")) == 3


@pytest.mark.parametrize("asked", ELSEWHERE)
async def test_the_pages_before_carry_it_nowhere(site: SignInSite, asked: str) -> None:
    browser = site.browser()
    query = urlencode({"next": asked})
    for path in (f"/sign-in?{query}", f"/sign-in/larkmere?{query}"):
        page = await browser.get(path)
        assert page.status_code == 200
        assert "next" not in page.text.replace("text", "")
    chosen = await browser.get(f"/sign-in?council=larkmere&{query}")
    assert chosen.headers["location"] == "/sign-in/larkmere"


@pytest.mark.parametrize("asked", HERE)
async def test_an_odd_address_of_ours_breaks_no_header(site: SignInSite, asked: str) -> None:
    answer = await site.sign_in(site.browser(), query=f"?{urlencode({'next': asked})}")
    assert answer.headers["location"] == HERE[asked]


@pytest.mark.parametrize(
    "query",
    [
        "next=/tracker&next=//evil.example",
        "next=//evil.example&next=/tracker",
        "next[]=//evil.example",
        "next%00=//evil.example",
        "NEXT=//evil.example",
        "return_to=//evil.example&url=//evil.example&redirect_uri=https://evil.example",
    ],
)
async def test_parameters_that_come_twice_or_in_disguise_lead_nowhere_else(site: SignInSite, query: str) -> None:
    browser = site.browser()
    away = await browser.get(f"/sign-in/larkmere/start?{query}")
    assert away.headers["location"].startswith(f"{site.larkmere.issuer}/authorize?")
    assert "evil" not in away.headers["location"]
    answer = await site.come_back(browser, site.larkmere.authorize(away.headers["location"]))
    assert answer.headers["location"] in {"/my-work", "/tracker"}


@pytest.mark.parametrize(
    "query",
    [
        "who=a&who=b",
        "who=" + "x" * 20_000,
        "who=%00",
        "who=%0d%0aSet-Cookie:x",
        "who=%ff%fe",
        "council=a&council=b",
        "council=%00",
        "council[]=larkmere",
        "&".join(f"p{n}=1" for n in range(2000)),
        "%",
        "%zz",
        "=",
        "&&&",
        "next=" + quote("/" * 3000),
    ],
)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-in/larkmere", "/sign-in/larkmere/start", "/signed-out", "/sign-in/help"]
)
async def test_odd_parameters_break_nothing(site: SignInSite, path: str, query: str) -> None:
    answer = await site.browser().get(f"{path}?{query}")
    assert answer.status_code in {200, 303, 400, 422}
    assert "\r" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1:8000.evil.example",
        "127.0.0.1:8000@evil.example",
        "127.0.0.1.evil.example",
        "evil.example/127.0.0.1:8000",
        "xlocalhost",
        "localhost.evil.example",
        "127.0.0.1:8001",
        "[::1]",
        "",
        " ",
        "commonground.example",
    ],
)
async def test_a_forged_host_is_refused(site: SignInSite, host: str) -> None:
    for path in ("/sign-in", "/sign-in/larkmere/start", "/account", "/nowhere"):
        answer = await site.browser().client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text + str(answer.headers)
        assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Server", "evil.example"),
        ("X-Host", "evil.example"),
        ("X-Original-Host", "evil.example"),
        ("Forwarded", "host=evil.example;proto=https"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Port", "1234"),
        ("X-Forwarded-Prefix", "/evil"),
        ("X-Original-URL", "/account"),
        ("X-Rewrite-URL", "/account"),
        ("X-HTTP-Method-Override", "POST"),
        ("Origin", "https://evil.example"),
        ("Referer", "https://evil.example/"),
    ],
)
async def test_no_header_chooses_where_the_provider_sends_people_back(
    site: SignInSite, header: str, value: str
) -> None:
    away = await site.browser().client.get("/sign-in/larkmere/start", headers={header: value})
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/larkmere/return"]
    assert "evil" not in away.headers["location"]
    page = await site.browser().client.get("/sign-in", headers={header: value})
    assert page.status_code == 200
    assert "evil" not in page.text


async def test_the_way_back_is_the_address_that_was_set_whatever_host_was_typed(world: World) -> None:
    async with sign_in_site(world, base_url=HTTPS) as site:
        away = await site.browser().get("/sign-in/larkmere/start")
        assert parse_qs(urlsplit(away.headers["location"]).query)["redirect_uri"] == [
            f"{HTTPS}/sign-in/larkmere/return"
        ]
        typed = await site.browser().client.get("/sign-in/larkmere/start", headers={"Host": "127.0.0.1:8000"})
    assert parse_qs(urlsplit(typed.headers["location"]).query)["redirect_uri"] == [f"{HTTPS}/sign-in/larkmere/return"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:8000", "evil.example", "x.commonground.example"])
async def test_production_answers_to_its_own_name_alone(world: World, host: str) -> None:
    async with sign_in_site(world, base_url=HTTPS, mode="production", smtp_url="smtp://x") as site:
        assert (await site.browser().client.get("/sign-in", headers={"Host": host})).status_code == 400
        assert (await site.browser().client.get("/sign-in")).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/sign-in",
        "//evil.example/",
        "/\\evil.example",
        "/%2f/evil.example/",
        "/sign-in//larkmere",
        "//sign-in",
        "/sign-in/larkmere//start",
    ],
)
async def test_no_spelling_of_a_path_is_answered_by_a_way_elsewhere(site: SignInSite, path: str) -> None:
    answer = await site.browser().client.get(f"{site.base}{path}")
    assert "evil" not in answer.headers.get("location", "")
    assert answer.status_code in {200, 303, 404}
