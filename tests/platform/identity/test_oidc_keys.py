"""Keys come and go, and are read no more often than needed."""

from __future__ import annotations

import json

import httpx2
import pytest

from commonground.platform.identity.oidc import Refusal, SignInRefused
from hostile_provider import NOW, World, ec_key, rsa_key


@pytest.mark.parametrize("algorithm", ["PS256", "RS512"])
async def test_a_council_can_agree_another_strong_algorithm(algorithm: str) -> None:
    world = World()
    world.configured = world.larkmere.configured(algorithms=(algorithm,))
    world.larkmere.header["alg"] = algorithm
    world.larkmere.without.add("at_hash")
    assert (await world.sign_in()).subject == "subject-1"


async def test_an_elliptic_key_serves_as_well() -> None:
    world = World()
    world.larkmere.key = ec_key("larkmere")
    world.larkmere.header["alg"] = "ES256"
    assert (await world.sign_in()).subject == "subject-1"


async def test_a_minute_between_two_clocks_does_no_harm() -> None:
    world = World()
    world.larkmere.claims.update(iat=NOW + 59, nbf=NOW + 59, exp=NOW - 59)
    assert (await world.sign_in()).subject == "subject-1"


async def test_a_lone_key_without_a_name_is_enough() -> None:
    world = World()
    nameless = dict(rsa_key("larkmere").as_dict(private=False))
    del nameless["kid"]
    world.larkmere.keys = [nameless]
    world.larkmere.header["kid"] = None
    assert (await world.sign_in()).subject == "subject-1"


async def test_a_provider_may_change_its_keys() -> None:
    world = World()
    await world.sign_in()
    world.larkmere.key = rsa_key("larkmere-new")
    world.larkmere.keys = [dict(rsa_key("larkmere-new").as_dict(private=False))]
    with pytest.raises(SignInRefused) as refused:  # asked a moment ago
        await world.sign_in()
    assert refused.value.reason is Refusal.KEY_UNKNOWN
    world.now += 61
    assert (await world.sign_in()).subject == "subject-1"
    assert world.larkmere.times_asked("/jwks") == 2


async def test_tokens_with_unknown_keys_do_not_make_us_call_again_and_again() -> None:
    world = World()
    await world.sign_in()
    world.now += 61
    world.larkmere.header["kid"] = "never heard of"
    for _ in range(10):
        with pytest.raises(SignInRefused):
            await world.sign_in()
    assert world.larkmere.times_asked("/jwks") == 2


async def test_documents_are_read_once_an_hour() -> None:
    world = World()
    for _ in range(5):
        await world.sign_in()
    world.now += 3601
    world.larkmere.claims.update(iat=world.now, exp=world.now + 300)
    await world.sign_in()
    assert world.larkmere.times_asked("/.well-known/openid-configuration") == 2
    assert world.larkmere.times_asked("/jwks") == 2


async def test_keys_may_come_under_their_own_media_type() -> None:
    world = World()
    content = json.dumps({"keys": world.larkmere.published_keys()}).encode()
    headers = {"content-type": "application/jwk-set+json"}
    world.larkmere.responses["/jwks"] = lambda _: httpx2.Response(200, headers=headers, content=content)
    assert (await world.sign_in()).subject == "subject-1"


async def test_nobody_is_sent_a_token_that_is_not_theirs_to_see() -> None:
    world = World()
    await world.sign_in()
    for asked in world.larkmere.asked:
        if not asked.url.path.endswith("/token"):
            assert "authorization" not in asked.headers


async def test_a_key_may_say_that_it_verifies() -> None:
    world = World()
    world.larkmere.keys = [{**rsa_key("larkmere").as_dict(private=False), "key_ops": ["verify"], "alg": "RS256"}]
    assert (await world.sign_in()).subject == "subject-1"


async def test_what_a_provider_leaves_unsaid_is_what_the_standard_says() -> None:
    world = World()
    for name in (
        "response_types_supported",
        "id_token_signing_alg_values_supported",
        "code_challenge_methods_supported",
        "token_endpoint_auth_methods_supported",
        "userinfo_endpoint",
        "end_session_endpoint",
    ):
        world.larkmere.discovery[name] = None
    world.larkmere.without |= {"name", "groups"}
    somebody = await world.sign_in()
    assert (somebody.name, somebody.groups) == ("", None)
