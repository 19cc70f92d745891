"""The whole way against the certified `oidc-provider` on real sockets, and the attacks that need a real one."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
import pytest

from certified_provider import Account, CertifiedCouncil, certified_provider
from commonground.platform.identity.oidc import (
    Begun,
    Identified,
    Provider,
    Refusal,
    RelyingParty,
    SignInRefused,
    return_address,
    signed_out_address,
)

BASE = "http://127.0.0.1:8000"
AMARA = Account("amara-nwosu", "Amara Nwosu", ("commonground-front-door-screener",))
BEV = Account("bev-tranter", "Bev Tranter", ("commonground-front-door-screener",))
DELYTH = Account("delyth-morgan", "Delyth Morgan", ())


def _council(code: str, account: Account, **changes: object) -> CertifiedCouncil:
    plain = CertifiedCouncil(
        code=code,
        client_id=f"commonground-{code}",
        client_secret="a:long%secret with/everything+in=it",
        redirect_uris=(return_address(BASE, code),),
        accounts=(account,),
        post_logout_redirect_uris=(signed_out_address(BASE),),
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]  # a test's own


COUNCILS = {
    council.code: council
    for council in (
        _council("larkmere", AMARA),
        _council("hallowdene", BEV, authentication="client_secret_post"),
        _council("glanwern", DELYTH, algorithm="ES256", claims_in_id_token=True),
    )
}


@pytest.fixture(scope="module")
def issuers() -> Iterator[dict[str, str]]:
    with certified_provider(list(COUNCILS.values())) as addresses:
        yield addresses


def _agreed(issuers: dict[str, str], code: str) -> Provider:
    council = COUNCILS[code]
    return Provider(code, issuers[code], council.client_id, council.client_secret)


@asynccontextmanager
async def _relying_party() -> AsyncIterator[RelyingParty]:
    relying_party = RelyingParty(plain_loopback=True)
    try:
        yield relying_party
    finally:
        await relying_party.close()


async def _browse(url: str, until: str) -> list[tuple[str, str]]:
    """A browser without JavaScript: follows redirects, keeps cookies, stops at our door."""
    async with httpx2.AsyncClient(trust_env=False) as browser:
        for _ in range(10):
            response = await browser.get(url)
            assert response.status_code in {302, 303}, response.text
            url = urljoin(url, response.headers["location"])
            if url.startswith(until):
                return parse_qsl(urlsplit(url).query)
    raise AssertionError("sent from door to door")


async def _signed_in_at_provider(
    relying_party: RelyingParty, provider: Provider, hint: str
) -> tuple[Begun, list[tuple[str, str]]]:
    back = return_address(BASE, provider.council)
    begun = await relying_party.begin(provider, back, login_hint=hint)
    return begun, await _browse(begun.url, back)


async def _sign_in(issuers: dict[str, str], code: str, account: Account) -> Identified:
    provider = _agreed(issuers, code)
    async with _relying_party() as relying_party:
        begun, answer = await _signed_in_at_provider(relying_party, provider, account.sub)
        return await relying_party.complete(provider, begun, answer)


@pytest.mark.parametrize(("code", "account"), [("larkmere", AMARA), ("hallowdene", BEV), ("glanwern", DELYTH)])
async def test_somebody_signs_in(issuers: dict[str, str], code: str, account: Account) -> None:
    somebody = await _sign_in(issuers, code, account)
    assert somebody.key == (code, issuers[code], account.sub)
    assert (somebody.name, somebody.groups) == (account.name, account.groups)


async def test_a_code_works_once(issuers: dict[str, str]) -> None:
    provider = _agreed(issuers, "larkmere")
    async with _relying_party() as relying_party:
        begun, answer = await _signed_in_at_provider(relying_party, provider, AMARA.sub)
        await relying_party.complete(provider, begun, answer)
        with pytest.raises(SignInRefused) as refused:
            await relying_party.complete(provider, begun, answer)
    assert refused.value.reason is Refusal.CODE_REFUSED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"nonce": "of another attempt"}, Refusal.NONCE_MISMATCH),
        ({"state": "of another attempt"}, Refusal.STATE_MISMATCH),
        ({"code_verifier": "x" * 64}, Refusal.CODE_REFUSED),
        ({"redirect_uri": return_address(BASE, "hallowdene")}, Refusal.CODE_REFUSED),
        ({"council": "hallowdene"}, Refusal.ANOTHER_COUNCIL),
    ],
)
async def test_an_answer_to_another_attempt_is_refused(
    issuers: dict[str, str], changes: dict[str, str], reason: Refusal
) -> None:
    provider = _agreed(issuers, "larkmere")
    async with _relying_party() as relying_party:
        begun, answer = await _signed_in_at_provider(relying_party, provider, AMARA.sub)
        another = dataclasses.replace(begun, **changes)  # type: ignore[arg-type]  # texts, each of a text
        with pytest.raises(SignInRefused) as refused:
            await relying_party.complete(provider, another, answer)
    assert refused.value.reason is reason


async def test_a_wrong_secret_is_the_councils_setting_and_said_so(issuers: dict[str, str]) -> None:
    provider = dataclasses.replace(_agreed(issuers, "larkmere"), client_secret="another")
    async with _relying_party() as relying_party:
        begun, answer = await _signed_in_at_provider(relying_party, provider, AMARA.sub)
        with pytest.raises(SignInRefused) as refused:
            await relying_party.complete(provider, begun, answer)
    assert refused.value.reason is Refusal.CLIENT_REFUSED


async def test_somebody_whom_the_provider_does_not_know_is_declined(issuers: dict[str, str]) -> None:
    with pytest.raises(SignInRefused) as refused:
        await _sign_in(issuers, "larkmere", BEV)
    assert refused.value.reason is Refusal.DECLINED


async def test_a_genuine_code_of_the_neighbours_opens_nothing_here(issuers: dict[str, str]) -> None:
    """Mix-up: somebody of Hallowdene's brings a real code to Larkmere's door, with and without saying whose it is."""
    here, there = _agreed(issuers, "larkmere"), _agreed(issuers, "hallowdene")
    async with _relying_party() as relying_party:
        begun = await relying_party.begin(here, return_address(BASE, "larkmere"))
        for issuer, reason in [
            (there.issuer, Refusal.RESPONSE_ISSUER_WRONG),
            (None, Refusal.RESPONSE_ISSUER_MISSING),
            (here.issuer, Refusal.CODE_REFUSED),
        ]:
            _, foreign = await _signed_in_at_provider(relying_party, there, BEV.sub)
            brought = [("code", dict(foreign)["code"]), ("state", begun.state)]
            brought += [("iss", issuer)] if issuer else []
            with pytest.raises(SignInRefused) as refused:
                await relying_party.complete(here, begun, brought)
            assert refused.value.reason is reason


async def test_the_provider_takes_our_sign_out(issuers: dict[str, str]) -> None:
    provider = _agreed(issuers, "larkmere")
    somebody = await _sign_in(issuers, "larkmere", AMARA)
    async with _relying_party() as relying_party:
        url = await relying_party.logout_url(provider, signed_out_address(BASE), id_token=somebody.id_token, state="s")
        refused_url = await relying_party.logout_url(provider, "https://evil.example/")
    assert url is not None
    assert refused_url is not None
    async with httpx2.AsyncClient(trust_env=False) as browser:
        asked = await browser.get(url)
        turned_away = await browser.get(refused_url)
    assert asked.status_code == 200
    assert "<form" in asked.text
    assert turned_away.status_code == 400


async def test_plain_http_on_this_machine_is_for_the_demonstration_alone(issuers: dict[str, str]) -> None:
    relying_party = RelyingParty()
    with pytest.raises(SignInRefused) as refused:
        await relying_party.begin(_agreed(issuers, "larkmere"), return_address(BASE, "larkmere"))
    await relying_party.close()
    assert refused.value.reason is Refusal.ADDRESS_REFUSED
