"""Keys come and go, and are read no more often than needed."""

from __future__ import annotations

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
    world.larkmere.keys = [dict(rsa_key("larkmere").as_dict(private=False))]
    del world.larkmere.keys[0]["kid"]
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
