"""A council's provider that has turned hostile, or was put in its place: each time a plain page, and nobody is in.

What the relying party refuses is tried piece by piece under `tests/platform/identity`; here it is the whole
application, with what a person sees, what the log keeps and what stands in the database afterwards."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import httpx2
import pytest
from structlog.testing import capture_logs

from commonground.platform.identity.oidc import Refusal
from councils import World
from figures import Figure
from hostile_provider import NOW, forged, json_answer
from providers import CouncilProvider, SignInSite
from told import ask

DISCOVERY, KEYS, TOKEN, USERINFO = "/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"
Arrange = Callable[[CouncilProvider], None]
PLANTED = "<script>alert('planted')</script>"


def _claims(**changes: object) -> Arrange:
    return lambda provider: provider.claims.update(changes)


def _header(**changes: object) -> Arrange:
    return lambda provider: provider.header.update(changes)


def _says(**changes: object) -> Arrange:
    return lambda provider: provider.discovery.update(changes)


def _answers(name: str, answer: httpx2.Response) -> Arrange:
    return lambda provider: provider.responses.update({name: lambda _: answer})


def _userinfo(answer: httpx2.Response) -> Arrange:
    """Asked for only where the token says nothing of groups."""

    def arrange(provider: CouncilProvider) -> None:
        provider.without.add("groups")
        provider.responses[USERINFO] = lambda _: answer

    return arrange


def _text(content: bytes, kind: str, **headers: str) -> httpx2.Response:
    return httpx2.Response(200, headers={"content-type": kind, **headers}, content=content)


def _moved(to: str) -> httpx2.Response:
    return httpx2.Response(302, headers={"location": to})


UNSIGNED = forged({"alg": "none"}, {"sub": "larkmere-screener", "groups": ["council_admin"]}, lambda _: b"").encode()
HUGE = json.dumps({"x": "a" * 4_000_000}).encode()
DEEP = b"[" * 200_000
BOMB = gzip.compress(json.dumps({"x": "a" * 20_000_000}).encode())
# This machine and a cloud's metadata. A council's own private network is not among them: providers stand there.
INWARD = (
    "127.0.0.1", "127.1", "0x7f000001", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "localhost",
    "0.0.0.0",  # to be refused
)  # fmt: skip  # one list

HOSTILE: dict[str, tuple[Arrange, Refusal]] = {
    "audiences without us": (_claims(aud=["cg-hallowdene", "cg-other"]), Refusal.WRONG_AUDIENCE),
    "an audience that is an object": (_claims(aud={"cg-larkmere": True}), Refusal.WRONG_AUDIENCE),
    "no party but another's": (_claims(azp=""), Refusal.WRONG_PARTY),
    "issued in the far future": (_claims(iat=NOW + 10**9), Refusal.ISSUED_IN_FUTURE),
    "issued at no time": (_claims(iat=float("nan")), Refusal.CLAIM_INVALID),
    "never expiring": (_claims(exp=float("inf")), Refusal.CLAIM_INVALID),
    "expiring in words": (_claims(exp="tomorrow"), Refusal.CLAIM_INVALID),
    "not valid before the next century": (_claims(nbf=NOW + 10**10), Refusal.NOT_YET_VALID),
    "an empty subject": (_claims(sub=""), Refusal.CLAIM_INVALID),
    "a subject with spaces around it": (_claims(sub=" larkmere-screener "), Refusal.SUBJECT_INVALID),
    "a subject that is a number": (_claims(sub=7), Refusal.CLAIM_INVALID),
    "an endless subject": (_claims(sub="s" * 300), Refusal.SUBJECT_INVALID),
    "a subject in other letters": (_claims(sub="lаrkmere-screener"), Refusal.SUBJECT_INVALID),
    "groups without end": (_claims(groups=[f"g{n}" for n in range(1001)]), Refusal.GROUPS_INVALID),
    "a nonce that is a list": (_claims(nonce=["n"]), Refusal.NONCE_MISMATCH),
    "a key that nobody published": (_header(kid="of nobody"), Refusal.KEY_UNKNOWN),
    "a key at an address of its own": (_header(kid=None, jku="https://id.attacker.example/jwks", alg="RS512"),
                                       Refusal.ALGORITHM_REFUSED),
    "a logout token": (_header(typ="logout+jwt"), Refusal.TOKEN_TYPE),
    "an extension that must be understood": (_header(crit=["exp"]), Refusal.TOKEN_UNREADABLE),
    "userinfo of somebody else": (_userinfo(json_answer({"sub": "larkmere-admin", "groups": ["council_admin"]})),
                                  Refusal.USERINFO_SUBJECT),
    "userinfo of nobody": (_userinfo(json_answer({"groups": ["council_admin"]})), Refusal.USERINFO_SUBJECT),
    "userinfo as an unsigned token": (_userinfo(_text(UNSIGNED, "application/jwt")), Refusal.NOT_JSON),
    "userinfo that sends us elsewhere": (_userinfo(_moved("https://id.attacker.example/userinfo")), Refusal.REDIRECTED),
    "userinfo of four million letters": (_userinfo(_text(HUGE, "application/json")), Refusal.TOO_LARGE),
    "tokens nested without end": (_answers(TOKEN, _text(DEEP, "application/json")), Refusal.NOT_JSON),
    "tokens that unpack without end": (_answers(TOKEN, _text(BOMB, "application/json", **{"content-encoding": "gzip"})),
                                       Refusal.NOT_JSON),
    "tokens as a page": (_answers(TOKEN, _text(b"<html>", "text/html")), Refusal.NOT_JSON),
    "tokens from this machine": (_answers(TOKEN, _moved("http://127.0.0.1:5432/")), Refusal.REDIRECTED),
    "tokens in the name of the attacker": (_claims(iss="https://id.attacker.example"), Refusal.WRONG_ISSUER),
    "keys of four million letters": (_answers(KEYS, _text(HUGE, "application/json")), Refusal.TOO_LARGE),
    "keys that are a page": (_answers(KEYS, _text(b"<html>", "text/html")), Refusal.NOT_JSON),
    "keys elsewhere": (_answers(KEYS, _moved("https://id.attacker.example/jwks")), Refusal.REDIRECTED),
}  # fmt: skip  # a table

BEFORE: dict[str, tuple[Arrange, Refusal]] = {
    "discovery elsewhere": (_answers(DISCOVERY, _moved("https://id.attacker.example/")), Refusal.REDIRECTED),
    "discovery of another": (_says(issuer="https://id.attacker.example"), Refusal.DISCOVERY_ISSUER),
    "discovery of four million letters": (_answers(DISCOVERY, _text(HUGE, "application/json")), Refusal.TOO_LARGE),
    "discovery nested without end": (_answers(DISCOVERY, _text(DEEP, "application/json")), Refusal.NOT_JSON),
    **{
        f"tokens from {host}": (_says(token_endpoint=f"https://{host}/token"), Refusal.ADDRESS_REFUSED)
        for host in INWARD
    },
    "a sign-in page that is a script": (_says(authorization_endpoint=f"javascript:{PLANTED}"), Refusal.ADDRESS_REFUSED),
}


async def _sessions(world: World) -> int:
    return int((await ask(world, "select count(*) from identity.sessions"))[0])


@pytest.mark.parametrize("attack", HOSTILE)
async def test_nobody_is_in_by_what_a_hostile_provider_says(site: SignInSite, attack: str, figure: Figure) -> None:
    arrange, reason = HOSTILE[attack]
    before = await _sessions(site.world)
    arrange(site.larkmere)
    site.larkmere.claims["name"] = PLANTED
    browser = site.browser()
    with capture_logs() as logs:
        answer = await site.sign_in(browser)
    figure("hostile providers refused", 1)
    assert answer.status_code in (400, 503)
    assert f">{reason.value}<" in answer.text
    assert PLANTED not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert site.token(browser) == ""
    assert not await site.is_in(browser)
    assert await _sessions(site.world) == before
    assert [line["code"] for line in logs if line["event"] == "sign_in_refused"] == [reason.value]
    assert PLANTED not in str(logs)
    assert "larkmere-screener" not in str(logs)


@pytest.mark.parametrize("attack", BEFORE)
async def test_nobody_is_sent_to_a_provider_that_is_not_itself(site: SignInSite, attack: str, figure: Figure) -> None:
    arrange, reason = BEFORE[attack]
    arrange(site.larkmere)
    kept = "select count(*) from identity.sign_ins where slug = 'larkmere'"
    before = await ask(site.world, kept)
    browser = site.browser()
    away = await browser.get("/sign-in/larkmere/start")
    figure("hostile providers refused", 1)
    assert away.status_code in (400, 503)
    assert f">{reason.value}<" in away.text
    assert PLANTED not in away.text
    assert "location" not in away.headers
    assert await ask(site.world, kept) == before


async def test_an_address_of_another_councils_person_makes_nobody_that_person(site: SignInSite, world: World) -> None:
    """Who it is follows from issuer and subject: an e-mail, a verified one too, is anybody's to claim."""
    site.hallowdene.claims |= {"sub": "hallowdene-newcomer", "groups": ["council_admin"], "name": "Newcomer",
                               "email": "screener@larkmere.example", "email_verified": True,
                               "preferred_username": "larkmere-screener"}  # fmt: skip
    browser = site.browser()
    assert (await site.sign_in(browser, "hallowdene")).status_code == 303
    page = (await browser.get("/account")).text
    assert "Newcomer" in page
    assert "Hallowdene County Council" in page
    assert world.larkmere.people["screener"].name not in page


async def test_the_same_subject_of_another_councils_provider_is_somebody_else(site: SignInSite, world: World) -> None:
    subject = world.larkmere.people["admin"].subject
    site.hallowdene.claims |= {"sub": subject, "groups": ["practitioner"], "name": "Same subject"}
    browser = site.browser()
    await site.sign_in(browser, "hallowdene")
    page = (await browser.get("/account")).text
    assert "Same subject" in page
    assert "Council administrator" not in page
    assert (await browser.get("/audit")).status_code == 403


async def test_a_subject_that_changed_is_somebody_new(site: SignInSite, world: World) -> None:
    """A provider that renames its people makes new ones of them: nobody inherits by a name."""
    who = world.larkmere.people["manager"]
    site.larkmere.claims |= {"sub": "renamed-manager", "name": who.name, "groups": ["practitioner"]}
    browser = site.browser()
    await site.sign_in(browser)
    assert (await browser.get("/team")).status_code == 403
    same = await ask(world, "select count(*) from council.staff where display_name = :name", name=who.name)
    assert same[0] == 2


async def test_a_nonce_that_was_used_before_signs_nobody_in(site: SignInSite) -> None:
    """A token of an earlier sign-in, kept by somebody, in the answer to a later one."""
    first = site.browser()
    await site.sign_in(first)
    kept = site.larkmere.id_token("n" * 43)
    site.larkmere.answer["id_token"] = kept
    before = await _sessions(site.world)
    answer = await site.sign_in(site.browser())
    assert Refusal.NONCE_MISMATCH.value in answer.text
    assert await _sessions(site.world) == before


async def test_a_provider_that_takes_its_time_is_given_up(site: SignInSite) -> None:
    def late(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("too late")

    site.larkmere.responses[TOKEN] = late
    answer = await site.sign_in(site.browser())
    assert (answer.status_code, Refusal.UNREACHABLE.value in answer.text) == (503, True)


def test_there_are_at_least_thirty() -> None:
    assert len(HOSTILE) + len(BEFORE) + 5 >= 30
