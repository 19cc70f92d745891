"""A provider that misbehaves in what it publishes or answers is refused by name, quickly and without harm."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import httpx2
import pytest

from commonground.platform.identity.oidc import Refusal, SignInRefused
from commonground.platform.identity.oidc.back_channel import MOST_BYTES
from hostile_provider import HostileProvider, World, ec_key, encoded, json_answer, rsa_key

Arrange = Callable[[HostileProvider], None]
DISCOVERY, KEYS, TOKEN, USERINFO = "/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"


def _says(**changes: object) -> Arrange:
    return lambda provider: provider.discovery.update(changes)


def _answers(place: str, make: Callable[[], httpx2.Response]) -> Arrange:
    def arrange(provider: HostileProvider) -> None:
        provider.responses[place] = lambda _: make()

    return arrange


def _publishes(*keys: object) -> Arrange:
    def arrange(provider: HostileProvider) -> None:
        provider.keys = list(keys)

    return arrange


def _token_answer(**changes: object) -> Arrange:
    return lambda provider: provider.answer.update(changes)


def _userinfo(**changes: object) -> Arrange:
    def arrange(provider: HostileProvider) -> None:
        provider.without |= {"name", "groups"}
        provider.userinfo.update(changes)

    return arrange


def _both(*steps: Arrange) -> Arrange:
    def arrange(provider: HostileProvider) -> None:
        for step in steps:
            step(provider)

    return arrange


def _moved(status: int) -> Callable[[], httpx2.Response]:
    where = {"location": "https://id.attacker.example/tenant/token"}
    return lambda: httpx2.Response(status, headers=where, json={"issuer": "https://id.larkmere.example/tenant"})


def _page() -> httpx2.Response:
    return httpx2.Response(200, html="<h1>Maintenance</h1>")


def _mislabelled() -> httpx2.Response:
    return httpx2.Response(200, headers={"content-type": "text/html"}, content=b'{"keys":[]}')


def _said_to_be_packed() -> httpx2.Response:
    headers = {"content-encoding": "br", "content-type": "application/json"}
    return httpx2.Response(200, headers=headers, stream=httpx2.ByteStream(b'{"keys":[]}'))


def _broken() -> httpx2.Response:
    return httpx2.Response(503, html="<h1>Down</h1>")


def _huge() -> httpx2.Response:
    return json_answer({"filler": "x" * MOST_BYTES})


def _bomb() -> httpx2.Response:
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    return httpx2.Response(200, headers=headers, content=gzip.compress(b'{"a":"' + b"x" * 10_000_000))


def _deep() -> httpx2.Response:
    return httpx2.Response(200, headers={"content-type": "application/json"}, content=b'{"a":' + b"[" * 200_000)


def _list() -> httpx2.Response:
    return json_answer([{"issuer": "https://id.larkmere.example/tenant"}])


def _public(name: str, **changes: object) -> dict[str, object]:
    return {**rsa_key(name).as_dict(private=False), **changes}


MISBEHAVIOURS: dict[str, tuple[Arrange, Refusal]] = {
    # discovery
    "another issuer": (_says(issuer="https://id.hallowdene.example/tenant"), Refusal.DISCOVERY_ISSUER),
    "the issuer and a slash": (_says(issuer="https://id.larkmere.example/tenant/"), Refusal.DISCOVERY_ISSUER),
    "no issuer": (_says(issuer=None), Refusal.DISCOVERY_ISSUER),
    "no token endpoint": (_says(token_endpoint=None), Refusal.DISCOVERY_INCOMPLETE),
    "no keys": (_says(jwks_uri=None), Refusal.DISCOVERY_INCOMPLETE),
    "token endpoint without TLS": (_says(token_endpoint="http://id.larkmere.example/token"), Refusal.ADDRESS_REFUSED),
    "keys on this machine": (_says(jwks_uri="https://127.0.0.1/jwks"), Refusal.ADDRESS_REFUSED),
    "keys on this machine by name": (_says(jwks_uri="https://localhost:5432/"), Refusal.ADDRESS_REFUSED),
    "keys on this machine, shortened": (_says(jwks_uri="https://[::1]/jwks"), Refusal.ADDRESS_REFUSED),
    "keys at a cloud's metadata": (_says(jwks_uri="https://169.254.169.254/latest"), Refusal.ADDRESS_REFUSED),
    "keys in a file": (_says(jwks_uri="file:///etc/passwd"), Refusal.ADDRESS_REFUSED),
    "sign-in page that is a script": (_says(authorization_endpoint="javascript:alert(1)"), Refusal.ADDRESS_REFUSED),
    "sign-in page with a password": (
        _says(authorization_endpoint="https://id.larkmere.example@evil.example/"),
        Refusal.ADDRESS_REFUSED,
    ),
    "sign-in page with a line break": (
        _says(authorization_endpoint="https://id.larkmere.example/\r\nSet-Cookie: a=b"),
        Refusal.ADDRESS_REFUSED,
    ),
    "sign-in page at no port": (_says(authorization_endpoint="https://id.example:99999/"), Refusal.ADDRESS_REFUSED),
    "sign-out page that is a script": (_says(end_session_endpoint="data:text/html,x"), Refusal.ADDRESS_REFUSED),
    "an address that is a number": (_says(userinfo_endpoint=7), Refusal.ADDRESS_REFUSED),
    "tokens through the browser only": (_says(response_types_supported=["id_token"]), Refusal.NO_CODE_FLOW),
    "proof key in plain text only": (_says(code_challenge_methods_supported=["plain"]), Refusal.NO_PKCE),
    "no algorithm but weak ones": (
        _says(id_token_signing_alg_values_supported=["none", "HS256"]),
        Refusal.NO_COMMON_ALGORITHM,
    ),
    "algorithms in one word": (_says(id_token_signing_alg_values_supported="RS256"), Refusal.DISCOVERY_INCOMPLETE),
    "no way to prove ourselves": (
        _says(token_endpoint_auth_methods_supported=["private_key_jwt"]),
        Refusal.NO_CLIENT_AUTHENTICATION,
    ),
    "discovery moved": (_answers(DISCOVERY, _moved(302)), Refusal.REDIRECTED),
    "discovery as a page": (_answers(DISCOVERY, _page), Refusal.NOT_JSON),
    "discovery as a list": (_answers(DISCOVERY, _list), Refusal.NOT_JSON),
    "discovery without end": (_answers(DISCOVERY, _deep), Refusal.NOT_JSON),
    "discovery too large": (_answers(DISCOVERY, _huge), Refusal.TOO_LARGE),
    "discovery that unpacks to ten million": (_answers(DISCOVERY, _bomb), Refusal.NOT_JSON),
    "discovery down": (_answers(DISCOVERY, _broken), Refusal.BAD_STATUS),
    # keys
    "keys of another council": (_publishes(_public("hallowdene")), Refusal.KEY_UNKNOWN),
    "keys of another council under our key's name": (
        _publishes(_public("hallowdene", kid="larkmere-rsa")),
        Refusal.BAD_SIGNATURE,
    ),
    "two keys of one name": (
        _publishes(_public("attacker", kid="larkmere-rsa"), _public("larkmere")),
        Refusal.KEY_UNKNOWN,
    ),
    "two keys and a token that names none": (
        _both(_publishes(_public("attacker"), _public("larkmere")), lambda provider: provider.header.update(kid=None)),
        Refusal.KEY_UNKNOWN,
    ),
    "a key for encrypting": (_publishes(_public("larkmere", use="enc")), Refusal.KEY_UNKNOWN),
    "a key for signing only": (_publishes(_public("larkmere", key_ops=["sign"])), Refusal.KEY_UNKNOWN),
    "a key for another algorithm": (_publishes(_public("larkmere", alg="PS256")), Refusal.KEY_UNKNOWN),
    "a shared key": (_publishes({"kty": "oct", "k": "c2VjcmV0", "kid": "larkmere-rsa"}), Refusal.KEY_UNKNOWN),
    "a key of no kind": (_publishes({"kid": "larkmere-rsa"}), Refusal.KEY_UNKNOWN),
    "a key of two kinds": (_publishes(_public("larkmere", kty=["RSA"])), Refusal.KEY_UNKNOWN),
    "a key of a kind to come": (_publishes(_public("larkmere", kty="AKP")), Refusal.KEY_UNKNOWN),
    "a key whose name is a number": (
        _both(_publishes(_public("larkmere", kid=7)), lambda provider: provider.header.update(kid=None)),
        Refusal.KEY_UNKNOWN,
    ),
    "a key whose algorithm is a list": (_publishes(_public("larkmere", alg=["RS256"])), Refusal.KEY_UNKNOWN),
    "a key whose uses are a word": (_publishes(_public("larkmere", key_ops="verify")), Refusal.KEY_UNKNOWN),
    "a key of nothing": (_publishes({"kty": "RSA", "kid": "larkmere-rsa"}), Refusal.KEY_UNKNOWN),
    "keys that are no keys": (_publishes("larkmere", 7), Refusal.KEY_UNKNOWN),
    "a key that is broken": (_publishes(_public("larkmere", n="AQAB", e="AQAB")), Refusal.KEY_UNKNOWN),
    "a key that is no point": (
        _publishes({**ec_key("larkmere").as_dict(private=False), "x": "AAAA", "kid": "larkmere-rsa"}),
        Refusal.KEY_UNKNOWN,
    ),
    "its private key": (
        _publishes(dict(rsa_key("larkmere").as_dict(private=True))),
        Refusal.PRIVATE_KEY_PUBLISHED,
    ),
    "keys as an object": (_answers(KEYS, lambda: json_answer({"keys": {"a": 1}})), Refusal.KEYS_INVALID),
    "keys without end": (_publishes(*[_public("attacker")] * 51), Refusal.KEYS_INVALID),
    "no key at all": (_publishes(), Refusal.KEY_UNKNOWN),
    "keys that call themselves a page": (_answers(KEYS, _mislabelled), Refusal.NOT_JSON),
    "keys that call themselves packed": (_answers(KEYS, _said_to_be_packed), Refusal.NOT_JSON),
    "keys moved": (_answers(KEYS, _moved(301)), Refusal.REDIRECTED),
    "keys too large": (_answers(KEYS, _huge), Refusal.TOO_LARGE),
    "keys down": (_answers(KEYS, _broken), Refusal.BAD_STATUS),
    # the token endpoint
    "token endpoint moved": (_answers(TOKEN, _moved(302)), Refusal.REDIRECTED),
    "token endpoint moved with the secret": (_answers(TOKEN, _moved(307)), Refusal.REDIRECTED),
    "token endpoint as a page": (_answers(TOKEN, _page), Refusal.NOT_JSON),
    "token endpoint down": (_answers(TOKEN, _broken), Refusal.BAD_STATUS),
    "tokens too large": (_answers(TOKEN, _huge), Refusal.TOO_LARGE),
    "tokens that unpack to ten million": (_answers(TOKEN, _bomb), Refusal.NOT_JSON),
    "tokens without end": (_answers(TOKEN, _deep), Refusal.NOT_JSON),
    "tokens as a list": (_answers(TOKEN, _list), Refusal.NOT_JSON),
    "tokens and a bad status": (
        _answers(TOKEN, lambda: json_answer({"access_token": "a", "id_token": "b"}, 418)),
        Refusal.BAD_STATUS,
    ),
    "our secret refused": (
        _answers(TOKEN, lambda: json_answer({"error": "invalid_client"}, 401)),
        Refusal.CLIENT_REFUSED,
    ),
    "an error of its own": (
        _answers(TOKEN, lambda: json_answer({"error": "x\r\ny<script>"}, 400)),
        Refusal.PROVIDER_ERROR,
    ),
    "an error that is an object": (
        _answers(TOKEN, lambda: json_answer({"error": {"a": 1}}, 400)),
        Refusal.PROVIDER_ERROR,
    ),
    "an error dressed as success": (
        _answers(TOKEN, lambda: json_answer({"error": "invalid_grant"})),
        Refusal.CODE_REFUSED,
    ),
    "no ID token": (_token_answer(id_token=None), Refusal.TOKEN_ANSWER_INVALID),
    "no access token": (_token_answer(access_token=None), Refusal.TOKEN_ANSWER_INVALID),
    "access token with a line break": (_token_answer(access_token="a\r\nHost: evil"), Refusal.TOKEN_ANSWER_INVALID),
    "access token that is a list": (_token_answer(access_token=["access"]), Refusal.TOKEN_ANSWER_INVALID),
    "another kind of token": (_token_answer(token_type="mac"), Refusal.TOKEN_ANSWER_INVALID),
    "a lifetime in words": (_token_answer(expires_in="soon"), Refusal.TOKEN_ANSWER_INVALID),
    "an endless lifetime": (_token_answer(expires_in=float("inf")), Refusal.TOKEN_ANSWER_INVALID),
    # who it is, asked separately
    "somebody else's name": (_userinfo(sub="subject-2", name="The Director"), Refusal.USERINFO_SUBJECT),
    "nobody's name": (_userinfo(sub=None, name="The Director"), Refusal.USERINFO_SUBJECT),
    "groups of the wrong kind": (_userinfo(groups={"admins": True}), Refusal.GROUPS_INVALID),
    "userinfo as a page": (_both(_userinfo(), _answers(USERINFO, _page)), Refusal.NOT_JSON),
    "userinfo moved": (_both(_userinfo(), _answers(USERINFO, _moved(302))), Refusal.REDIRECTED),
    "userinfo too large": (_both(_userinfo(), _answers(USERINFO, _huge)), Refusal.TOO_LARGE),
}


@pytest.mark.parametrize("name", MISBEHAVIOURS)
async def test_a_misbehaving_provider_signs_nobody_in(name: str) -> None:
    arrange, reason = MISBEHAVIOURS[name]
    world = World()
    arrange(world.larkmere)
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is reason
    assert world.attacker.asked == []


def test_there_are_at_least_thirty_misbehaviours() -> None:
    assert len(MISBEHAVIOURS) >= 30


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.larkmere.example/tenant",
        "http://127.0.0.1:8001/larkmere",
        "https://127.0.0.1/larkmere",
        "https://user@id.larkmere.example/tenant",
        "ftp://id.larkmere.example",
        "https://",
        "id.larkmere.example",
    ],
)
async def test_an_issuer_of_the_wrong_kind_is_never_called(issuer: str) -> None:
    world = World()
    world.configured = world.larkmere.configured(issuer=issuer)
    with pytest.raises(SignInRefused) as refused:
        await world.begin()
    assert refused.value.reason is Refusal.ADDRESS_REFUSED
    assert world.larkmere.asked == []


async def test_a_weak_short_key_is_not_used() -> None:
    world = World()
    world.larkmere.keys = [_public("larkmere", n=encoded(b"\xff" * 128))]
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is Refusal.KEY_UNKNOWN


async def test_nobody_at_home_is_said_to_be_nobody_at_home() -> None:
    world = World()
    world.configured = world.larkmere.configured(issuer="https://id.nowhere.example")
    with pytest.raises(SignInRefused) as refused:
        await world.begin()
    assert refused.value.reason is Refusal.UNREACHABLE
    assert refused.value.status == 503
