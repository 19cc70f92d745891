"""ID tokens that must not sign anybody in: each forgery is refused by its own name."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from collections.abc import Callable

import pytest

from commonground.platform.identity.oidc import Refusal, SignInRefused
from hostile_provider import NOW, Claims, HostileProvider, World, ec_key, encoded, forged, rsa_key, signed

Arrange = Callable[[HostileProvider], None]
Header = dict[str, object]


def _claims(**changes: object) -> Arrange:
    return lambda provider: provider.claims.update(changes)


def _without(*names: str) -> Arrange:
    return lambda provider: provider.without.update(names)


def _header(**changes: object) -> Arrange:
    return lambda provider: provider.header.update(changes)


def _token(make: Callable[[Header, Claims], object]) -> Arrange:
    def arrange(provider: HostileProvider) -> None:
        provider.token = make

    return arrange


def _unsigned(algorithm: str) -> Arrange:
    return _token(lambda header, claims: forged({**header, "alg": algorithm}, claims, lambda _: b""))


def _shared_key(secret: bytes) -> Arrange:
    def make(header: Header, claims: Claims) -> str:
        return forged({**header, "alg": "HS256"}, claims, lambda text: hmac.digest(secret, text, hashlib.sha256))

    return _token(make)


def _signed_by(key: str, **header_changes: object) -> Arrange:
    return _token(lambda header, claims: signed({**header, **header_changes}, claims, rsa_key(key)))


def _payload(content: bytes) -> Arrange:
    return _token(lambda header, _: signed(header, content, rsa_key("larkmere")))


def _swapped_payload(header: Header, claims: Claims) -> str:
    start, _, signature = signed(header, claims, rsa_key("larkmere")).split(".")
    return f"{start}.{encoded({**claims, 'sub': 'the-director'})}.{signature}"


PUBLIC_PEM = rsa_key("larkmere").as_pem(private=False)
PUBLIC_JWK = json.dumps(rsa_key("larkmere").as_dict(private=False)).encode()
FOREIGN_JWK = rsa_key("attacker").as_dict(private=False)

FORGERIES: dict[str, tuple[Arrange, Refusal]] = {
    # who says so
    "issuer of another council": (_claims(iss="https://id.hallowdene.example/tenant"), Refusal.WRONG_ISSUER),
    "issuer with a slash more": (_claims(iss="https://id.larkmere.example/tenant/"), Refusal.WRONG_ISSUER),
    "issuer in capitals": (_claims(iss="HTTPS://ID.LARKMERE.EXAMPLE/tenant"), Refusal.WRONG_ISSUER),
    "two issuers": (_claims(iss=["https://id.larkmere.example/tenant", "x"]), Refusal.WRONG_ISSUER),
    "no issuer": (_without("iss"), Refusal.CLAIM_MISSING),
    # for whom
    "audience of another council": (_claims(aud="commonground-hallowdene"), Refusal.WRONG_AUDIENCE),
    "audience that begins like ours": (_claims(aud="commonground-larkmere-2"), Refusal.WRONG_AUDIENCE),
    "one audience more": (_claims(aud=["commonground-larkmere", "another"]), Refusal.WRONG_AUDIENCE),
    "one audience more, for us": (
        _claims(aud=["commonground-larkmere", "another"], azp="commonground-larkmere"),
        Refusal.WRONG_AUDIENCE,
    ),
    "empty audience": (_claims(aud=[]), Refusal.WRONG_AUDIENCE),
    "audience as an object": (_claims(aud={"commonground-larkmere": True}), Refusal.WRONG_AUDIENCE),
    "no audience": (_without("aud"), Refusal.CLAIM_MISSING),
    "issued to another party": (_claims(azp="another"), Refusal.WRONG_PARTY),
    "issued to a list of parties": (_claims(azp=["commonground-larkmere"]), Refusal.WRONG_PARTY),
    # in answer to what
    "nonce of another attempt": (_claims(nonce="of another attempt"), Refusal.NONCE_MISMATCH),
    "no nonce": (_without("nonce"), Refusal.NONCE_MISSING),
    "empty nonce": (_claims(nonce=""), Refusal.NONCE_MISMATCH),
    "nonce that is null": (_claims(nonce=None), Refusal.NONCE_MISSING),
    "nonce in a list": (
        _token(lambda header, claims: signed(header, {**claims, "nonce": [claims["nonce"]]}, rsa_key("larkmere"))),
        Refusal.NONCE_MISMATCH,
    ),
    "nonce that is not text": (_claims(nonce="\ud800"), Refusal.NONCE_MISMATCH),
    # when
    "expired": (_claims(exp=NOW - 61), Refusal.EXPIRED),
    "expiring never": (_claims(exp=math.nan), Refusal.CLAIM_INVALID),
    "expiring at infinity": (_claims(exp=math.inf), Refusal.CLAIM_INVALID),
    "expiring true": (_claims(exp=True), Refusal.CLAIM_INVALID),
    "expiring in words": (_claims(exp="2099-01-01"), Refusal.CLAIM_INVALID),
    "no expiry": (_without("exp"), Refusal.CLAIM_MISSING),
    "not yet valid": (_claims(nbf=NOW + 61), Refusal.NOT_YET_VALID),
    "issued in the future": (_claims(iat=NOW + 61), Refusal.ISSUED_IN_FUTURE),
    "issued long ago": (_claims(iat=NOW - 661), Refusal.ISSUED_LONG_AGO),
    "issued in words": (_claims(iat="now"), Refusal.CLAIM_INVALID),
    "no time of issue": (_without("iat"), Refusal.CLAIM_MISSING),
    # signed by whom
    "not signed": (_unsigned("none"), Refusal.ALGORITHM_REFUSED),
    "not signed, in other letters": (_unsigned("nOnE"), Refusal.ALGORITHM_REFUSED),
    "not signed, and no algorithm": (_unsigned(""), Refusal.ALGORITHM_REFUSED),
    "algorithm that is a list": (
        _token(lambda header, claims: forged({**header, "alg": ["RS256"]}, claims, lambda _: b"x")),
        Refusal.ALGORITHM_REFUSED,
    ),
    "public key as shared key": (_shared_key(PUBLIC_PEM), Refusal.ALGORITHM_REFUSED),
    "published key as shared key": (_shared_key(PUBLIC_JWK), Refusal.ALGORITHM_REFUSED),
    "client secret as shared key": (_shared_key(b"s3cret:with%signs"), Refusal.ALGORITHM_REFUSED),
    "algorithm that was not agreed": (_header(alg="RS512"), Refusal.ALGORITHM_REFUSED),
    "algorithm of another kind of key": (
        _token(lambda header, claims: forged({**header, "alg": "ES256"}, claims, lambda _: b"x" * 64)),
        Refusal.KEY_UNKNOWN,
    ),
    "elliptic signature of zeroes": (
        _token(lambda _, claims: forged({"alg": "ES256", "kid": "larkmere-ec"}, claims, lambda _: b"\0" * 64)),
        Refusal.BAD_SIGNATURE,
    ),
    "unknown key": (_header(kid="never heard of"), Refusal.KEY_UNKNOWN),
    "key id that is a number": (_token(lambda header, claims: forged({**header, "kid": 7}, claims, lambda _: b"x")),
                                Refusal.TOKEN_UNREADABLE),
    "key of another council": (_signed_by("hallowdene", kid="hallowdene-rsa"), Refusal.KEY_UNKNOWN),
    "key of another council under our key's name": (_signed_by("hallowdene"), Refusal.BAD_SIGNATURE),
    "key in the token itself": (_signed_by("attacker", jwk=FOREIGN_JWK), Refusal.BAD_SIGNATURE),
    "key at an address in the token": (
        _signed_by("attacker", jku="https://id.attacker.example/tenant/jwks"),
        Refusal.BAD_SIGNATURE,
    ),
    "other words under a good signature": (_token(_swapped_payload), Refusal.BAD_SIGNATURE),
    "signature cut off": (
        _token(lambda header, claims: signed(header, claims, rsa_key("larkmere")).rpartition(".")[0] + "."),
        Refusal.BAD_SIGNATURE,
    ),
    # what it is
    "extension that must be understood": (_header(crit=["exp"], exp=1), Refusal.TOKEN_UNREADABLE),
    "unencoded payload": (
        _token(lambda header, claims: forged({**header, "b64": False, "crit": ["b64"]}, claims, lambda _: b"x")),
        Refusal.TOKEN_UNREADABLE,
    ),
    "access token in its place": (_header(typ="at+jwt"), Refusal.TOKEN_TYPE),
    "logout token in its place": (_header(typ="logout+jwt"), Refusal.TOKEN_TYPE),
    "encrypted": (_token(lambda *_: "a.b.c.d.e"), Refusal.TOKEN_UNREADABLE),
    "not a token": (_token(lambda *_: "hello"), Refusal.TOKEN_UNREADABLE),
    "header that is a list": (_token(lambda *_: f"{encoded(b'[]')}.e30.x"), Refusal.TOKEN_UNREADABLE),
    "header that is a number": (_token(lambda *_: f"{encoded(b'1')}.e30.x"), Refusal.TOKEN_UNREADABLE),
    "header without end": (_token(lambda *_: f"{encoded(b'[' * 6000)}.e30.x"), Refusal.TOKEN_UNREADABLE),
    "claims that are a list": (_payload(b"[]"), Refusal.TOKEN_UNREADABLE),
    "claims that are no JSON": (_payload(b"{'iss'"), Refusal.TOKEN_UNREADABLE),
    "claims nested without end": (_payload(b'{"a":' + b"[" * 9000), Refusal.TOKEN_UNREADABLE),
    "token of sixteen thousand letters": (_claims(filler="x" * 20_000), Refusal.TOKEN_ANSWER_INVALID),
    "token that is a number": (_token(lambda *_: 7), Refusal.TOKEN_ANSWER_INVALID),
    "token with a line break": (_token(lambda *_: "a.b\n.c"), Refusal.TOKEN_ANSWER_INVALID),
    "made for another access token": (_claims(at_hash="bm90IGl0cyBoYXNo"), Refusal.ACCESS_TOKEN_HASH),
    "hash that is a list": (_claims(at_hash=["x"]), Refusal.ACCESS_TOKEN_HASH),
    # who it is
    "nobody": (_without("sub"), Refusal.CLAIM_MISSING),
    "nobody at all": (_claims(sub=""), Refusal.CLAIM_INVALID),
    "a number": (_claims(sub=1), Refusal.CLAIM_INVALID),
    "two people": (_claims(sub=["subject-1", "subject-2"]), Refusal.CLAIM_INVALID),
    "endless subject": (_claims(sub="x" * 256), Refusal.SUBJECT_INVALID),
    "subject with a null byte": (_claims(sub="subject-1\0"), Refusal.SUBJECT_INVALID),
    "subject with a space behind": (_claims(sub="subject-1 "), Refusal.SUBJECT_INVALID),
    "subject in look-alike letters": (_claims(sub="subjеct-1"), Refusal.SUBJECT_INVALID),
    # what they may
    "groups as a number": (_claims(groups=7), Refusal.GROUPS_INVALID),
    "groups as an object": (_claims(groups={"admins": True}), Refusal.GROUPS_INVALID),
    "groups within groups": (_claims(groups=[["admins"]]), Refusal.GROUPS_INVALID),
    "a group that is a number": (_claims(groups=["screeners", 7]), Refusal.GROUPS_INVALID),
    "a group with a line break": (_claims(groups=["screeners\nadmins"]), Refusal.GROUPS_INVALID),
    "a group without a name": (_claims(groups=[""]), Refusal.GROUPS_INVALID),
    "groups without end": (_claims(groups=[str(number) for number in range(1001)]), Refusal.GROUPS_INVALID),
}  # fmt: skip  # a table


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_token_signs_nobody_in(name: str) -> None:
    arrange, reason = FORGERIES[name]
    world = World()
    arrange(world.larkmere)
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is reason


def test_there_are_at_least_thirty_forgeries() -> None:
    assert len(FORGERIES) >= 30


@pytest.mark.parametrize("name", ["public key as shared key", "not signed"])
async def test_a_weak_algorithm_cannot_even_be_agreed(name: str) -> None:
    """Whatever the provider offers: a council's settings hold none of the weak ones."""
    world = World()
    for algorithm in ("HS256", "none", "HS512"):
        with pytest.raises(ValueError, match="algorithms"):
            world.larkmere.configured(algorithms=("RS256", algorithm))


async def test_an_elliptic_key_without_a_name_does_not_check_an_rsa_token() -> None:
    world = World()
    world.larkmere.keys = [dict(ec_key("larkmere").as_dict(private=False))]
    world.larkmere.header["kid"] = None
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is Refusal.KEY_UNKNOWN


async def test_a_token_for_the_neighbouring_council_cannot_be_carried_over() -> None:
    """Mix-up: Hallowdene's provider hands a genuine token of its own to somebody signing in at Larkmere."""
    world = World()
    world.larkmere.token = lambda _, claims: world.hallowdene.id_token(str(claims["nonce"]))
    with pytest.raises(SignInRefused) as refused:
        await world.sign_in()
    assert refused.value.reason is Refusal.KEY_UNKNOWN
