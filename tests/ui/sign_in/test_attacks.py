"""What somebody could put between leaving for a provider and coming back. Nobody is signed in by any of it."""

from __future__ import annotations

# Long: a table of attacks reads best unbroken.
import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from httpx import Response

from commonground.platform.identity.oidc import Refusal
from councils import World
from hostile_provider import NOW, Claims, ec_key, forged, rsa_key, signed
from providers import CouncilProvider, SignInSite
from told import ask, tell

Answer = list[tuple[str, str]]
Arrange = Callable[[CouncilProvider], None]
Header = dict[str, object]


def _claims(**changes: object) -> Arrange:
    return lambda provider: provider.claims.update(changes)


def _without(name: str) -> Arrange:
    return lambda provider: provider.without.add(name)


def _token(make: Callable[[Header, Claims], str]) -> Arrange:
    return lambda provider: setattr(provider, "token", make)


def _unsigned(algorithm: str) -> Arrange:
    return _token(lambda header, claims: forged({**header, "alg": algorithm}, claims, lambda _: b""))


def _shared_key(secret: bytes) -> Arrange:
    def make(header: Header, claims: Claims) -> str:
        return forged({**header, "alg": "HS256"}, claims, lambda content: hmac.digest(secret, content, hashlib.sha256))

    return _token(make)


def _signed_by(key: str) -> Arrange:
    return _token(lambda header, claims: signed(header, claims, rsa_key(key)))


PUBLIC_JWK = json.dumps(rsa_key("larkmere").as_dict(private=False)).encode()

TOKENS: dict[str, tuple[Arrange, Refusal]] = {
    "issuer of another council": (_claims(iss="https://id.hallowdene.example"), Refusal.WRONG_ISSUER),
    "issuer of nobody's": (_claims(iss="https://id.attacker.example"), Refusal.WRONG_ISSUER),
    "issuer with a stroke more": (_claims(iss="https://id.larkmere.example/"), Refusal.WRONG_ISSUER),
    "no issuer": (_without("iss"), Refusal.CLAIM_MISSING),
    "audience of another council": (_claims(aud="cg-hallowdene"), Refusal.WRONG_AUDIENCE),
    "one audience more": (_claims(aud=["cg-larkmere", "cg-hallowdene"]), Refusal.WRONG_AUDIENCE),
    "party of another council": (_claims(azp="cg-hallowdene"), Refusal.WRONG_PARTY),
    "no audience": (_without("aud"), Refusal.CLAIM_MISSING),
    "nonce of another sign-in": (_claims(nonce="n" * 43), Refusal.NONCE_MISMATCH),
    "no nonce": (_without("nonce"), Refusal.NONCE_MISSING),
    "empty nonce": (_claims(nonce=""), Refusal.NONCE_MISMATCH),
    "algorithm none": (_unsigned("none"), Refusal.ALGORITHM_REFUSED),
    "algorithm nOnE": (_unsigned("nOnE"), Refusal.ALGORITHM_REFUSED),
    "signature left out": (_unsigned("RS256"), Refusal.BAD_SIGNATURE),
    "signed with our secret": (_shared_key(b"secret"), Refusal.ALGORITHM_REFUSED),
    "signed with the public key": (_shared_key(PUBLIC_JWK), Refusal.ALGORITHM_REFUSED),
    "signed by a stranger": (_signed_by("attacker"), Refusal.BAD_SIGNATURE),
    "signed by another council": (_signed_by("hallowdene"), Refusal.BAD_SIGNATURE),
    "key of the wrong kind": (
        _token(lambda header, claims: signed({**header, "alg": "ES256"}, claims, ec_key("hallowdene"))),
        Refusal.KEY_UNKNOWN,
    ),
    "expired": (_claims(exp=NOW - 600), Refusal.EXPIRED),
    "issued long ago": (_claims(iat=NOW - 90_000), Refusal.ISSUED_LONG_AGO),
    "not yet": (_claims(nbf=NOW + 3600), Refusal.NOT_YET_VALID),
    "for another access token": (_claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), Refusal.ACCESS_TOKEN_HASH),
    "subject with a line end": (_claims(sub="larkmere-screener\n"), Refusal.SUBJECT_INVALID),
    "no subject": (_without("sub"), Refusal.CLAIM_MISSING),
    "groups that are no list": (_claims(groups={"council_admin": True}), Refusal.GROUPS_INVALID),
}


async def _nobody_is_in(site: SignInSite, answer: Response, sessions_before: int) -> None:
    assert answer.status_code in {400, 403, 404}, answer.status_code
    assert site.session not in answer.headers.get("set-cookie", "")
    assert await _sessions(site.world) == sessions_before


async def _sessions(world: World) -> int:
    return int((await ask(world, "select count(*) from identity.sessions"))[0])


@pytest.mark.parametrize("attack", TOKENS)
async def test_a_forged_token_signs_nobody_in(site: SignInSite, attack: str) -> None:
    arrange, reason = TOKENS[attack]
    before = await _sessions(site.world)
    arrange(site.larkmere)
    answer = await site.sign_in(site.browser())
    await _nobody_is_in(site, answer, before)
    assert reason.value in answer.text


def _replaced(name: str, value: str) -> Callable[[Answer], Answer]:
    return lambda answer: [(each, value if each == name else given) for each, given in answer]


def _dropped(name: str) -> Callable[[Answer], Answer]:
    return lambda answer: [(each, given) for each, given in answer if each != name]


ANSWERS: dict[str, Callable[[Answer], Answer]] = {
    "no state": _dropped("state"),
    "empty state": _replaced("state", ""),
    "guessed state": _replaced("state", "s" * 43),
    "state of another length": _replaced("state", "s" * 42),
    "state with a zero byte": _replaced("state", "\x00"),
    "state with a zero byte after it": lambda answer: [(n, v + "\x00" if n == "state" else v) for n, v in answer],
    "state that is not text": _replaced("state", "\udcff"),
    "huge state": _replaced("state", "s" * 50_000),
    "two states, the right one first": lambda answer: [*answer, ("state", "s" * 43)],
    "two states, the right one last": lambda answer: [("state", "s" * 43), *answer],
    "two codes": lambda answer: [*answer, ("code", "another")],
    "two issuers": lambda answer: [*answer, ("iss", "https://id.attacker.example")],
    "no code": _dropped("code"),
    "guessed code": _replaced("code", "guessed"),
    "huge code": _replaced("code", "c" * 50_000),
    "code with a zero byte": _replaced("code", "\x00"),
    "answer of another provider": _replaced("iss", "https://id.attacker.example"),
    "answer of another council's provider": _replaced("iss", "https://id.hallowdene.example"),
    "answer that hides who answers": _dropped("iss"),
    "a refusal with a code beside it": lambda answer: [*answer, ("error", "access_denied")],
}


@pytest.mark.parametrize("attack", ANSWERS)
async def test_a_twisted_answer_signs_nobody_in(site: SignInSite, attack: str) -> None:
    browser = site.browser()
    answer = ANSWERS[attack](await site.leave(browser))
    before = await _sessions(site.world)
    query = urlencode(answer, errors="surrogateescape")
    await _nobody_is_in(site, await browser.get(f"/sign-in/larkmere/return?{query}"), before)


async def test_a_state_and_its_code_work_once(site: SignInSite) -> None:
    browser = site.browser()
    answer = await site.leave(browser)
    secret = browser.client.cookies["cg_sign_in"]
    assert (await site.come_back(browser, answer)).status_code == 303
    before = await _sessions(site.world)
    browser.client.cookies.set("cg_sign_in", secret)
    await _nobody_is_in(site, await site.come_back(browser, answer), before)


async def test_a_used_code_with_a_fresh_state_is_refused_by_the_provider(site: SignInSite) -> None:
    browser = site.browser()
    used = await site.leave(browser)
    await site.come_back(browser, used)
    again = await site.leave(browser)
    before = await _sessions(site.world)
    answer = await site.come_back(browser, [("code", dict(used)["code"]), *_dropped("code")(again)])
    await _nobody_is_in(site, answer, before)


async def test_a_code_of_another_sign_in_lacks_its_verifier(site: SignInSite) -> None:
    """Somebody's code put into another's answer: the proof key of the browser that came back does not fit it."""
    victim, thief = site.browser(), site.browser()
    stolen = dict(await site.leave(victim))["code"]
    mine = await site.leave(thief)
    before = await _sessions(site.world)
    answer = await site.come_back(thief, _replaced("code", stolen)(mine))
    await _nobody_is_in(site, answer, before)
    assert Refusal.CODE_REFUSED.value in answer.text


async def test_an_answer_that_was_begun_in_another_browser_is_refused(site: SignInSite) -> None:
    """Otherwise a link could sign somebody in as another, who then reads what they type."""
    attacker, victim = site.browser(), site.browser()
    answer = await site.leave(attacker)
    await site.leave(victim)
    before = await _sessions(site.world)
    await _nobody_is_in(site, await site.come_back(victim, answer), before)
    await _nobody_is_in(site, await site.come_back(site.browser(), answer), before)


async def test_a_refused_answer_does_not_spoil_the_sign_in_under_way(site: SignInSite) -> None:
    browser = site.browser()
    answer = await site.leave(browser)
    await site.come_back(browser, _replaced("state", "s" * 43)(answer))
    assert (await site.come_back(browser, answer)).status_code == 303


async def test_an_answer_is_good_for_ten_minutes(site: SignInSite, world: World) -> None:
    browser = site.browser()
    answer = await site.leave(browser)
    await tell(world, "update identity.sign_ins set created_at = now() - interval '11 minutes'")
    before = await _sessions(site.world)
    await _nobody_is_in(site, await site.come_back(browser, answer), before)


async def test_the_state_of_one_council_opens_nothing_at_another(site: SignInSite) -> None:
    browser = site.browser()
    answer = await site.leave(browser, "larkmere")
    before = await _sessions(site.world)
    await _nobody_is_in(site, await site.come_back(browser, answer, "hallowdene"), before)


async def test_a_browser_that_left_for_one_council_cannot_come_back_from_another(site: SignInSite) -> None:
    """The mix-up: Hallowdene's provider answers a sign-in that was begun at Larkmere, with a code of its own."""
    browser = site.browser()
    to_larkmere = dict(await site.leave(browser, "larkmere"))
    kept = browser.client.cookies["cg_sign_in"]
    of_hallowdene = dict(await site.leave(site.browser(), "hallowdene"))
    browser.client.cookies.set("cg_sign_in", kept)
    before = await _sessions(site.world)
    for council in ("larkmere", "hallowdene"):
        for iss in (site.larkmere.issuer, site.hallowdene.issuer):
            answer = [("code", of_hallowdene["code"]), ("state", to_larkmere["state"]), ("iss", iss)]
            await _nobody_is_in(site, await site.come_back(browser, answer, council), before)


@pytest.mark.parametrize("slug", ["%00", "larkmere%00", "LARKMERE", "larkmere ", "%2e%2e", "l" * 5000, "ŵ", "'--"])
@pytest.mark.parametrize("then", ["", "/start", "/return?state=x&code=y"])
async def test_a_council_that_is_none_is_not_there(site: SignInSite, slug: str, then: str) -> None:
    path = f"/sign-in/{slug if '%' in slug else quote(slug)}{then}"
    assert (await site.browser().get(path)).status_code == 404


@pytest.mark.parametrize("cookie", ["%00", "x", "x" * 5000, '"\\000"', "a%ffb", "{}", "s" * 43])
@pytest.mark.parametrize("name", ["cg_session", "cg_sign_in", "cg_visit", "cg_notice", "cg_lang"])
async def test_a_nonsense_cookie_is_no_cookie(site: SignInSite, name: str, cookie: str) -> None:
    browser = site.browser()
    headers = {"cookie": f"{name}={cookie}"}
    assert (await browser.client.get("/sign-in?lang=en", headers=headers)).status_code == 200
    assert (await browser.client.get("/account", headers=headers)).status_code == 303
    back = await browser.client.get(f"/sign-in/larkmere/return?state={'s' * 43}&code=c", headers=headers)
    assert back.status_code == 400
    out = await browser.client.post("/sign-out", headers=headers)
    assert out.status_code == 303
    assert (await browser.client.post("/account/sessions/x/end", headers=headers)).status_code in {401, 404}
