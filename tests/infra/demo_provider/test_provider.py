"""The demonstration's provider, met by the same relying party that meets a council's real one."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from litestar import Litestar

from commonground.infra.demo_provider import create_app, registration
from commonground.platform.access import PARTNER_ROLES, STAFF_ROLES, Role
from commonground.platform.access.roles import PLATFORM_ROLES
from commonground.platform.demo.personas import EMPLOYERS, OPERATOR, PERSONAS, Persona, personas_of
from commonground.platform.identity.oidc import Begun, Refusal, RelyingParty, SignInRefused
from commonground.platform.settings import Settings, SettingsError, read_settings

SETTINGS = read_settings({"PORT": "8000"})
PRODUCTION = Settings(
    mode="production", base_url="https://commonground.example", secret_key="x" * 40, smtp_url="smtp://mail.example"
)
Answer = list[tuple[str, str]]


class Clock:
    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def app(clock: Clock) -> Litestar:
    return create_app(SETTINGS, clock)


def _transport(app: Litestar) -> httpx2.ASGITransport:
    return httpx2.ASGITransport(app)  # type: ignore[arg-type]  # both are ASGI; each types the messages its own way


def _browser(app: Litestar) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=_transport(app), base_url="http://127.0.0.1:8001")


async def _begin(app: Litestar, clock: Clock, council: str, hint: str | None = None) -> tuple[RelyingParty, Begun]:
    relying_party = RelyingParty(plain_loopback=True, transport=_transport(app), now=clock)
    agreed = registration(SETTINGS, council)
    return relying_party, await relying_party.begin(agreed.provider(), agreed.return_address, login_hint=hint)


def _answer(response: httpx2.Response, council: str = "larkmere") -> Answer:
    assert response.status_code == 303
    where = urlsplit(response.headers["location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == f"http://127.0.0.1:8000/sign-in/{council}/return"
    return parse_qsl(where.query)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: f"{persona.council} {persona.subject}")
async def test_everybody_can_sign_in(app: Litestar, clock: Clock, persona: Persona) -> None:
    relying_party, begun = await _begin(app, clock, persona.council, persona.subject)
    async with _browser(app) as browser:
        answer = _answer(await browser.get(begun.url), persona.council)
    agreed = registration(SETTINGS, persona.council)
    somebody = await relying_party.complete(agreed.provider(), begun, answer)
    assert somebody.key == (persona.council, agreed.issuer, persona.subject)
    assert (somebody.name, somebody.groups) == (persona.name, persona.groups)


async def test_the_page_offers_this_councils_people_and_nobody_elses(app: Litestar, clock: Clock) -> None:
    _, begun = await _begin(app, clock, "larkmere")
    async with _browser(app) as browser:
        page = html.unescape((await browser.get(begun.url)).text)
    offered = re.findall(r'<button name="subject" value="([^"]+)">', page)
    assert sorted(offered) == sorted(persona.subject for persona in personas_of("larkmere"))
    for persona in PERSONAS:
        assert (persona.name in page) == (persona.council == "larkmere")
    assert "<script" not in page
    assert "style=" not in page


async def test_the_button_signs_in_as_the_person_beside_it(app: Litestar, clock: Clock) -> None:
    relying_party, begun = await _begin(app, clock, "glanwern")
    async with _browser(app) as browser:
        answer = _answer(await browser.post(begun.url, data={"subject": "delyth-morgan"}), "glanwern")
    somebody = await relying_party.complete(registration(SETTINGS, "glanwern").provider(), begun, answer)
    assert somebody.subject == "delyth-morgan"


@pytest.mark.parametrize("subject", ["", "bev-tranter", "nobody"])
async def test_going_back_or_asking_for_another_councils_person_is_declined(
    app: Litestar, clock: Clock, subject: str
) -> None:
    relying_party, begun = await _begin(app, clock, "larkmere")
    async with _browser(app) as browser:
        answer = _answer(await browser.post(begun.url, data={"subject": subject}))
    with pytest.raises(SignInRefused) as refused:
        await relying_party.complete(registration(SETTINGS, "larkmere").provider(), begun, answer)
    assert refused.value.reason is Refusal.DECLINED


async def test_a_hint_for_another_councils_person_shows_the_page(app: Litestar, clock: Clock) -> None:
    _, begun = await _begin(app, clock, "larkmere", "bev-tranter")
    async with _browser(app) as browser:
        assert (await browser.get(begun.url)).status_code == 200


@pytest.mark.parametrize("change", [("client_id", "stranger"), ("redirect_uri", "https://evil.example/")])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_stranger_is_shown_a_page_and_sent_nowhere(
    app: Litestar, clock: Clock, method: str, change: tuple[str, str]
) -> None:
    _, begun = await _begin(app, clock, "larkmere", "amara-nwosu")
    changed = dict(parse_qsl(urlsplit(begun.url).query)) | dict([change])
    async with _browser(app) as browser:
        response = await browser.request(method, "/larkmere/authorize", params=changed)
    assert response.status_code == 400
    assert "location" not in response.headers
    assert "evil.example" not in response.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
    ],
)
async def test_a_request_that_is_less_than_safe_is_sent_back(
    app: Litestar, clock: Clock, change: dict[str, str], error: str
) -> None:
    _, begun = await _begin(app, clock, "larkmere", "amara-nwosu")
    changed = dict(parse_qsl(urlsplit(begun.url).query)) | change
    async with _browser(app) as browser:
        answer = dict(_answer(await browser.get("/larkmere/authorize", params=changed)))
    assert answer["error"] == error
    assert answer["iss"] == "http://127.0.0.1:8001/larkmere"
    assert "code" not in answer


async def _code(app: Litestar, begun: Begun) -> str:
    async with _browser(app) as browser:
        return dict(_answer(await browser.get(begun.url)))["code"]


def _exchange(begun: Begun, code: str, /, **changes: str) -> dict[str, str]:
    agreed = registration(SETTINGS, "larkmere")
    honest = {"grant_type": "authorization_code", "code": code, "redirect_uri": begun.redirect_uri}
    honest |= {"code_verifier": begun.code_verifier, "client_id": agreed.client_id}
    return honest | {"client_secret": agreed.client_secret} | changes


async def test_a_code_used_twice_also_ends_what_it_gave(app: Litestar, clock: Clock) -> None:
    _, begun = await _begin(app, clock, "larkmere", "amara-nwosu")
    form = _exchange(begun, await _code(app, begun))
    async with _browser(app) as browser:
        token = (await browser.post("/larkmere/token", data=form)).json()["access_token"]
        bearer = {"authorization": f"Bearer {token}"}
        first = await browser.get("/larkmere/userinfo", headers=bearer)
        foreign = await browser.get("/hallowdene/userinfo", headers=bearer)
        again = await browser.post("/larkmere/token", data=form)
        afterwards = await browser.get("/larkmere/userinfo", headers=bearer)
    assert first.json()["sub"] == "amara-nwosu"
    assert foreign.status_code == afterwards.status_code == 401
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code": "guessed"}, 400, "invalid_grant"),
        ({"code_verifier": "x" * 64}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8000/"}, 400, "invalid_grant"),
        ({"client_secret": "guessed"}, 401, "invalid_client"),
        ({"client_id": "commonground-hallowdene"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_wrong_exchange_gets_nothing(
    app: Litestar, clock: Clock, changes: dict[str, str], status: int, error: str
) -> None:
    _, begun = await _begin(app, clock, "larkmere", "amara-nwosu")
    form = _exchange(begun, await _code(app, begun), **changes)
    async with _browser(app) as browser:
        response = await browser.post("/larkmere/token", data=form)
    assert (response.status_code, response.json()) == (status, {"error": error})


async def test_a_code_is_good_for_a_minute_and_at_its_own_issuer(app: Litestar, clock: Clock) -> None:
    _, begun = await _begin(app, clock, "larkmere", "amara-nwosu")
    early, late = await _code(app, begun), await _code(app, begun)
    theirs = registration(SETTINGS, "hallowdene")
    carried = _exchange(begun, early, client_id=theirs.client_id, client_secret=theirs.client_secret)
    async with _browser(app) as browser:
        elsewhere = await browser.post("/hallowdene/token", data=carried)
        clock.time += 61
        expired = await browser.post("/larkmere/token", data=_exchange(begun, late))
    assert elsewhere.json() == expired.json() == {"error": "invalid_grant"}


async def test_signing_out_leads_back_to_us_and_nowhere_else(app: Litestar, clock: Clock) -> None:
    relying_party, begun = await _begin(app, clock, "larkmere", "amara-nwosu")
    agreed = registration(SETTINGS, "larkmere")
    async with _browser(app) as browser:
        answer = _answer(await browser.get(begun.url))
        somebody = await relying_party.complete(agreed.provider(), begun, answer)
        url = await relying_party.logout_url(
            agreed.provider(), agreed.signed_out_address, id_token=somebody.id_token, state="s"
        )
        back = await browser.get(str(url))
        strayed = await browser.get(
            "/larkmere/end-session", params={"post_logout_redirect_uri": "https://evil.example"}
        )
        forged = await browser.get("/larkmere/end-session", params={"id_token_hint": "a.b.c"})
    assert back.headers["location"] == f"{agreed.signed_out_address}?state=s"
    assert (strayed.status_code, forged.status_code) == (200, 400)


@pytest.mark.parametrize("path", ["/nowhere/jwks.json", "/nowhere/authorize", "/larkmere/authorize", "/larkmere", "/"])
async def test_every_answer_carries_its_policy(app: Litestar, path: str) -> None:
    async with _browser(app) as browser:
        response = await browser.get(path)
    assert response.status_code in {200, 400, 404}
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"


async def test_the_page_asks_nobody_else_for_anything(app: Litestar) -> None:
    async with _browser(app) as browser:
        sheet = (await browser.get("/assets/provider.css")).text
        for address in re.findall(r"url\(([^)]+)\)", sheet):
            assert (await browser.get(address)).status_code == 200
        for employer in EMPLOYERS:
            assert employer.colour in (await browser.get(f"/{employer.code}/council.css")).text


def test_it_does_not_start_in_production() -> None:
    with pytest.raises(SettingsError, match="production"):
        create_app(PRODUCTION)
    with pytest.raises(SettingsError, match="production"):
        registration(PRODUCTION, "larkmere")


EVERYWHERE = {Role.FRONT_DOOR_SCREENER, Role.PRACTITIONER, Role.TEAM_MANAGER, Role.COUNCIL_ADMIN}


def test_every_role_can_be_looked_at_and_every_council_has_its_usual_ones() -> None:
    for employer in EMPLOYERS:
        roles = {role for persona in personas_of(employer.code) for role in persona.roles}
        every = {*STAFF_ROLES, *PARTNER_ROLES}
        expected = {
            OPERATOR: set(PLATFORM_ROLES),
            "larkmere": every,
            "glanwern": {*EVERYWHERE, Role.IG_LEAD, Role.PARTNER},
        }
        assert roles == expected.get(employer.code, EVERYWHERE)


def test_nobody_has_two_lives() -> None:
    for names in ([persona.subject for persona in PERSONAS], [persona.name for persona in PERSONAS]):
        assert len(set(names)) == len(names)
