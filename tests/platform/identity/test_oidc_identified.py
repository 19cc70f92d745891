"""Who somebody is after an honest sign-in: (council, issuer, subject), and never an e-mail address."""

# Long: one hostile provider, each lie in its own test.

from __future__ import annotations

import base64
import dataclasses
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # has no types

from commonground.platform.identity.oidc import (
    IdentityKey,
    Provider,
    SignInRefused,
    return_address,
    signed_out_address,
)
from hostile_provider import NOW, World, json_answer


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


async def test_begin_sends_code_proof_key_nonce_and_state() -> None:
    world = World()
    begun = await world.begin()
    asked = _query(begun.url)
    assert begun.url.startswith("https://id.larkmere.example/tenant/authorize?")
    assert asked == {
        "response_type": "code",
        "client_id": "commonground-larkmere",
        "redirect_uri": "https://commonground.example/sign-in/larkmere/return",
        "scope": "openid profile email",
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": create_s256_code_challenge(begun.code_verifier),
        "code_challenge_method": "S256",
    }


async def test_every_attempt_has_secrets_of_its_own() -> None:
    world = World()
    begun = [await world.begin() for _ in range(20)]
    secrets = [secret for one in begun for secret in (one.state, one.nonce, one.code_verifier)]
    assert len(set(secrets)) == 60
    assert min(len(secret) for secret in secrets) >= 43


async def test_an_address_that_has_a_query_already_keeps_it() -> None:
    world = World()
    world.larkmere.discovery["authorization_endpoint"] = "https://id.larkmere.example/tenant/authorize?policy=staff"
    assert _query((await world.begin()).url)["policy"] == "staff"


async def test_login_hint_goes_along_when_there_is_one() -> None:
    world = World()
    provider = world.larkmere.configured()
    begun = await world.relying_party.begin(provider, "https://commonground.example/x", login_hint="amara-nwosu")
    assert _query(begun.url)["login_hint"] == "amara-nwosu"


async def test_an_honest_provider_says_who_it_is() -> None:
    world = World()
    world.larkmere.claims.update(sid="s-1", auth_time=NOW - 5, acr="urn:mfa", amr=["pwd", "otp"])
    somebody = await world.sign_in()
    assert somebody.key == IdentityKey("larkmere", "https://id.larkmere.example/tenant", "subject-1")
    assert (somebody.name, somebody.groups) == ("Amara Nwosu", ("screeners",))
    assert dataclasses.astuple(somebody.session) == ("s-1", NOW - 5, "urn:mfa", ("pwd", "otp"))
    assert world.larkmere.times_asked("/userinfo") == 0


async def test_the_same_subject_from_another_issuer_is_somebody_else() -> None:
    world, other = World(), World()
    other.larkmere = other.hallowdene
    assert (await world.sign_in()).key != (await other.sign_in()).key


async def test_the_same_person_at_two_councils_with_one_provider_is_two_identities() -> None:
    world = World()
    here = await world.sign_in()
    world.configured = world.larkmere.configured(council="hallowdene")
    there = await world.sign_in()
    assert (here.issuer, here.subject) == (there.issuer, there.subject)
    assert here.key != there.key


async def test_another_councils_email_address_changes_nothing() -> None:
    """The takeover that comes of matching by address: the provider of one council claims another's director."""
    world = World()
    world.larkmere.claims.update(
        email="director@hallowdene.example", email_verified=True, preferred_username="director@hallowdene.example"
    )
    somebody = await world.sign_in()
    assert somebody.key.subject == "subject-1"
    shown = dataclasses.replace(somebody, id_token="")
    assert "director" not in repr(shown), "it is in no log"
    assert "mail" not in "".join(somebody.key._fields)


@pytest.mark.parametrize(
    ("claims", "kept"),
    [
        ({"email": "amara@larkmere.example"}, "amara@larkmere.example"),
        ({"email": "amara@larkmere.example", "email_verified": True}, "amara@larkmere.example"),
        ({"email": "amara@larkmere.example", "email_verified": "true"}, "amara@larkmere.example"),
        ({"email": "amara@larkmere.example", "email_verified": False}, None),
        ({"email": "amara@larkmere.example", "email_verified": "false"}, None),
        ({"email": "amara@larkmere.example", "email_verified": None}, None),
        ({"email": "amara@larkmere.example\r\nBcc: all@larkmere.example"}, None),
        ({"email": "amara@larkmere.example, other@larkmere.example"}, None),
        ({"email": "Amara <amara@larkmere.example>"}, None),
        ({"email": "amara"}, None),
        ({"email": "a" * 300 + "@larkmere.example"}, None),
        ({"email": "аmara@larkmere.example"}, None),
        ({"email": ["amara@larkmere.example"]}, None),
        ({}, None),
    ],
)
async def test_an_address_is_where_to_write_and_never_mended(claims: dict[str, object], kept: str | None) -> None:
    world = World()
    world.larkmere.claims.update(claims)
    assert (await world.sign_in()).email == kept


async def test_an_address_that_stands_with_the_groups_is_taken_from_there() -> None:
    world = World()
    world.larkmere.without.add("groups")
    world.larkmere.userinfo.update(email="amara@larkmere.example")
    assert (await world.sign_in()).email == "amara@larkmere.example"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Amara\r\nSet-Cookie: a=b", "Amara Set-Cookie: a=b"),
        ("Ama\0ra\x1b[31m", "Amara[31m"),
        ("\u202eosuwN aramA", "osuwN aramA"),
        ("A\u200bm\ufeffara", "Amara"),
        ("half \ud800 pair", "half pair"),
        ("  many\u2028lines\u00a0and   spaces ", "many lines and spaces"),
        ("Gŵenllïan Pughe", "Gŵenllïan Pughe"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("x" * 5000, "x" * 120),
        ("<b>Amara</b>", "<b>Amara</b>"),
    ],
)
async def test_a_name_is_made_fit_for_one_line_of_a_page(given: str, shown: str) -> None:
    world = World()
    world.larkmere.claims["name"] = given
    assert (await world.sign_in()).name == shown


@pytest.mark.parametrize("name", [7, ["Amara"], {"first": "Amara"}, True, None, "", "\0\u200b"])
async def test_a_name_of_the_wrong_kind_gives_way_to_its_parts(name: object) -> None:
    world = World()
    world.larkmere.claims.update(name=name, given_name="Amara", family_name="Nwosu")
    assert (await world.sign_in()).name == "Amara Nwosu"


async def test_a_user_name_is_better_than_no_name() -> None:
    world = World()
    world.larkmere.claims.update(name="", preferred_username="anwosu")
    assert (await world.sign_in()).name == "anwosu"


async def test_a_strange_account_of_the_providers_session_is_left_out() -> None:
    world = World()
    world.larkmere.claims.update(sid="a\nb", auth_time=True, acr="x" * 300, amr=["otp", 7, ""])
    assert dataclasses.astuple((await world.sign_in()).session) == (None, None, None, ("otp",))
    world.larkmere.claims.update(sid=7, auth_time="today", acr="", amr="otp")
    assert dataclasses.astuple((await world.sign_in()).session) == (None, None, None, ())


async def test_a_token_may_name_us_as_the_party_and_count_in_fractions() -> None:
    world = World()
    world.larkmere.claims.update(azp="commonground-larkmere", aud=["commonground-larkmere"], exp=NOW + 299.5)
    assert (await world.sign_in()).subject == "subject-1"


async def test_one_group_in_plain_text_is_one_group_and_never_split() -> None:
    world = World()
    world.larkmere.claims["groups"] = "screeners,admins admins"
    assert (await world.sign_in()).groups == ("screeners,admins admins",)


async def test_groups_left_out_are_not_the_same_as_no_groups() -> None:
    world = World()
    world.larkmere.without.add("groups")
    world.larkmere.claims["_claim_names"] = {"groups": "src1"}  # said by a provider when there are too many to list
    assert (await world.sign_in()).groups is None
    world.larkmere.without.clear()
    world.larkmere.claims["groups"] = []
    assert (await world.sign_in()).groups == ()


async def test_groups_can_have_another_claim() -> None:
    world = World()
    world.configured = world.larkmere.configured(groups_claim="roles")
    world.larkmere.claims["roles"] = ["managers", "managers", "screeners"]
    assert (await world.sign_in()).groups == ("managers", "screeners")


async def test_name_and_groups_are_asked_for_when_the_token_has_neither() -> None:
    world = World()
    world.larkmere.without |= {"name", "groups"}
    world.larkmere.userinfo.update(name="Dayo Okoro", groups=["managers"])
    somebody = await world.sign_in()
    assert (somebody.name, somebody.groups) == ("Dayo Okoro", ("managers",))


async def test_what_the_token_says_is_not_overruled_afterwards() -> None:
    world = World()
    world.larkmere.without.add("name")
    world.larkmere.userinfo.update(name="Dayo Okoro", groups=["admins"])
    assert (await world.sign_in()).groups == ("screeners",)


async def test_id_and_secret_are_encoded_before_they_are_joined() -> None:
    """RFC 6749, 2.3.1: a colon or a percent sign in a secret would otherwise be read as something else."""
    world = World()
    await world.sign_in()
    sent = next(one for one in world.larkmere.asked if one.url.path.endswith("/token"))
    pair = base64.b64decode(sent.headers["authorization"].removeprefix("Basic ")).decode()
    assert pair == "commonground-larkmere:s3cret%3Awith%25signs"
    assert b"s3cret" not in sent.content


async def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there() -> None:
    world = World()
    world.larkmere.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    await world.sign_in()
    sent = next(one for one in world.larkmere.asked if one.url.path.endswith("/token"))
    assert b"client_secret=s3cret%3Awith%25signs" in sent.content
    assert "authorization" not in sent.headers


async def test_a_client_without_a_secret_sends_its_name_and_the_proof_alone() -> None:
    world = World()
    world.configured = world.larkmere.configured(client_secret="")
    await world.sign_in()
    sent = next(one for one in world.larkmere.asked if one.url.path.endswith("/token"))
    assert "authorization" not in sent.headers
    assert b"client_id=commonground-larkmere" in sent.content
    assert b"client_secret" not in sent.content


async def test_the_provider_of_one_council_gets_nothing_meant_for_another() -> None:
    world = World()
    await world.sign_in()
    assert world.hallowdene.asked == []
    assert all("cookie" not in request.headers for request in world.larkmere.asked)


async def test_secrets_do_not_show_when_things_are_printed() -> None:
    world = World()
    begun, somebody = await world.begin(), await world.sign_in()
    printed = repr((begun, somebody, world.larkmere.configured()))
    for secret in (begun.state, begun.nonce, begun.code_verifier, somebody.id_token, "s3cret"):
        assert secret not in printed


async def test_signing_out_goes_by_the_provider() -> None:
    world = World()
    provider = world.larkmere.configured()
    back = signed_out_address("https://commonground.example/")
    url = await world.relying_party.logout_url(provider, back, id_token="a.b.c", state="s")
    assert url is not None
    assert url.startswith("https://id.larkmere.example/tenant/logout?")
    assert _query(url) == {
        "client_id": "commonground-larkmere",
        "post_logout_redirect_uri": "https://commonground.example/signed-out",
        "id_token_hint": "a.b.c",
        "state": "s",
    }


async def test_a_provider_without_a_sign_out_page_is_left_alone() -> None:
    world = World()
    world.larkmere.discovery["end_session_endpoint"] = None
    assert await world.relying_party.logout_url(world.larkmere.configured(), "https://commonground.example/") is None


@pytest.mark.parametrize(
    "change",
    [
        {"council": ""},
        {"issuer": ""},
        {"issuer": "https://id.example/?tenant=1"},
        {"issuer": "https://id.example/#a"},
        {"client_id": ""},
        {"scopes": ("profile",)},
        {"algorithms": ()},
    ],
)
def test_settings_that_must_not_be_saved_are_refused(change: dict[str, object]) -> None:
    agreed = {"council": "larkmere", "issuer": "https://id.example", "client_id": "c", "client_secret": "s"}
    with pytest.raises(ValueError, match=r"\."):
        Provider(**{**agreed, **change})  # type: ignore[arg-type]  # a test's own


def test_each_council_has_a_way_back_of_its_own() -> None:
    assert return_address("https://commonground.example/", "larkmere") == (
        "https://commonground.example/sign-in/larkmere/return"
    )


async def test_a_broken_answer_does_not_spoil_the_next_one() -> None:
    world = World()
    world.larkmere.responses["/token"] = lambda _: json_answer({"error": "server_error"}, 400)
    with pytest.raises(SignInRefused):
        await world.sign_in()
    del world.larkmere.responses["/token"]
    assert (await world.sign_in()).subject == "subject-1"
