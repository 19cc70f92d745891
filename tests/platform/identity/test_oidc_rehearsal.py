"""Trying a provider out says, step by step and in plain words, what is right and what to mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx2
import pytest

from commonground.platform.identity.oidc.rehearsal import Step, rehearse
from hostile_provider import HostileProvider, json_answer

BACK = "https://commonground.example/sign-in/larkmere/return"
DISCOVERY, KEYS, TOKEN = "/.well-known/openid-configuration", "/jwks", "/token"
Arrange = Callable[[HostileProvider], None]


def _answers(place: str, make: Callable[[], httpx2.Response]) -> Arrange:
    def arrange(provider: HostileProvider) -> None:
        provider.responses[place] = lambda _: make()

    return arrange


def _refuses(code: str) -> Arrange:
    return _answers(TOKEN, lambda: json_answer({"error": code}, 400))


async def tried(arrange: Arrange) -> Sequence[Step]:
    """The hostile provider refuses a code that it never gave, as an honest one does."""
    provider = HostileProvider("larkmere")
    arrange(provider)
    line = httpx2.MockTransport(provider.respond)
    return await rehearse(provider.configured(), BACK, plain_loopback=False, transport=line)


async def test_a_provider_that_knows_us_does_well_in_everything() -> None:
    steps = await tried(lambda _: None)
    assert [step.went_well for step in steps] == [True] * 4
    assert steps[-1].words == "The provider knows us."


@pytest.mark.parametrize(
    ("arrange", "well", "words"),
    [
        (_answers(DISCOVERY, lambda: httpx2.Response(404)), 1, "there is no document at this address"),
        (_answers(DISCOVERY, lambda: httpx2.Response(200, html="<p>Hello</p>")), 1, "a web page and not"),
        (
            _answers(DISCOVERY, lambda: httpx2.Response(302, headers={"location": "https://x.example"})),
            1,
            "sends us on",
        ),
        (lambda p: p.discovery.update(issuer="https://other.example"), 1, "calls itself by another address"),
        (lambda p: p.discovery.update(code_challenge_methods_supported=["plain"]), 1, "PKCE with S256"),
        (lambda p: p.discovery.update(response_types_supported=["token"]), 1, "authorization code"),
        (lambda p: p.discovery.update(id_token_signing_alg_values_supported=["HS256"]), 1, "RS256 or ES256"),
        (_answers(KEYS, lambda: json_answer({"keys": "none"})), 2, "keys that it publishes"),
        (_refuses("invalid_client"), 3, "does not know this client id"),
        (_refuses("unauthorized_client"), 3, "does not know this client id"),
        (_refuses("server_error"), 3, "Ask whoever looks after your provider"),
    ],
)
async def test_the_first_thing_that_is_wrong_is_named_with_its_cure(arrange: Arrange, well: int, words: str) -> None:
    steps = await tried(arrange)
    assert [step.went_well for step in steps] == [True] * well + [False]
    assert words in steps[-1].words


async def test_an_address_that_may_not_be_called_is_not_called() -> None:
    called: list[str] = []

    def never(request: httpx2.Request) -> httpx2.Response:
        called.append(str(request.url))
        return httpx2.Response(200)

    provider = HostileProvider("larkmere").configured(issuer="https://169.254.169.254/latest")
    steps = await rehearse(provider, BACK, plain_loopback=False, transport=httpx2.MockTransport(never))
    assert ([step.went_well for step in steps], called) == ([False], [])


async def test_nobody_there_is_said_so() -> None:
    def nobody(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route", request=request)

    steps = await rehearse(
        HostileProvider("larkmere").configured(), BACK, plain_loopback=False, transport=httpx2.MockTransport(nobody)
    )
    assert "Nobody answers at this address" in steps[-1].words
    assert "no route" not in steps[-1].words
