"""A small OpenID provider that does whatever a test tells it to, and the little world of councils around it.

Nothing listens on a port: an httpx2 transport answers for every host of the world."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # has no types
from authlib.oidc.core.util import create_half_hash  # type: ignore[import-untyped]  # has no types
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from commonground.platform.identity.oidc import Attempt, Begun, Identified, Provider, RelyingParty

NOW = 1_800_000_000
RETURN = "https://commonground.example/sign-in/{council}/return"
Claims = dict[str, object]


@cache
def rsa_key(name: str) -> RSAKey:
    """The same key for the same name through the whole run: making one takes long."""
    return RSAKey.generate_key(2048, {"kid": f"{name}-rsa", "use": "sig"})


@cache
def ec_key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": f"{name}-ec", "use": "sig"})


def encoded(part: bytes | Mapping[str, object]) -> str:
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def forged(header: Mapping[str, object], payload: bytes | Mapping[str, object], sign: Callable[[bytes], bytes]) -> str:
    """A token put together by hand, as no library would."""
    content = f"{encoded(header)}.{encoded(payload)}"
    return f"{content}.{encoded(sign(content.encode()))}"


def signed(header: Mapping[str, object], payload: bytes | Mapping[str, object], key: RSAKey | ECKey) -> str:
    """Properly signed, whatever it says: no check of ours or the library's stands in the way."""
    algorithm = jws.JWSRegistry.algorithms[str(header["alg"])]
    return forged(header, payload, lambda content: algorithm.sign(content, key))


def json_answer(document: object, status: int = 200) -> httpx2.Response:
    """Numbers without end included, which httpx2 itself would not write."""
    headers = {"content-type": "application/json;charset=utf-8"}
    return httpx2.Response(status, headers=headers, content=json.dumps(document).encode())


@dataclass
class HostileProvider:
    """Honest until told otherwise. Change `claims`, `header`, `discovery`, `answer`…, or put a whole `responses`
    entry in the place of an address's answer."""

    council: str
    client_secret: str = "s3cret:with%signs"
    claims: Claims = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    header: dict[str, object] = field(default_factory=dict)
    key: RSAKey | ECKey | None = None
    token: Callable[[dict[str, object], Claims], object] | None = None
    answer: dict[str, object] = field(default_factory=dict)
    userinfo: Claims = field(default_factory=dict)
    discovery: dict[str, object] = field(default_factory=dict)
    keys: list[object] | None = None
    responses: dict[str, Callable[[httpx2.Request], httpx2.Response]] = field(default_factory=dict)
    promised: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[httpx2.Request] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"https://id.{self.council}.example/tenant"

    @property
    def client_id(self) -> str:
        return f"commonground-{self.council}"

    def configured(self, **changes: object) -> Provider:
        agreed = {"council": self.council, "issuer": self.issuer, "client_id": self.client_id}
        return Provider(**{**agreed, "client_secret": self.client_secret, **changes})  # type: ignore[arg-type]  # a test's own

    def respond(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        name = request.url.path.removeprefix("/tenant")
        if name in self.responses:
            return self.responses[name](request)
        answers = {
            "/.well-known/openid-configuration": self._discovery,
            "/jwks": self._jwks,
            "/token": self._token_endpoint,
            "/userinfo": self._userinfo,
        }
        return answers[name](request)

    def authorize(self, url: str) -> list[tuple[str, str]]:
        """What the browser brings back after a person signed in at `url`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{len(self.promised)}"
        self.promised[code] = asked
        return [("code", code), ("state", asked["state"]), ("iss", self.issuer)]

    def times_asked(self, name: str) -> int:
        return sum(request.url.path == f"/tenant{name}" for request in self.asked)

    def _discovery(self, _: httpx2.Request) -> httpx2.Response:
        honest = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "response_types_supported": ["code", "id_token"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256", "RS512", "HS256", "none"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
        }
        changed = {**honest, **self.discovery}
        return json_answer({name: value for name, value in changed.items() if value is not None})

    def published_keys(self) -> list[dict[str, object]]:
        return [dict(rsa_key(self.council).as_dict(private=False)), dict(ec_key(self.council).as_dict(private=False))]

    def _jwks(self, _: httpx2.Request) -> httpx2.Response:
        return json_answer({"keys": self.published_keys() if self.keys is None else self.keys})

    def _token_endpoint(self, request: httpx2.Request) -> httpx2.Response:
        form = dict(parse_qsl(request.content.decode()))
        promised = self.promised.pop(form["code"], None)
        if promised is None or promised["redirect_uri"] != form["redirect_uri"]:
            return json_answer({"error": "invalid_grant"}, 400)
        if create_s256_code_challenge(form["code_verifier"]) != promised["code_challenge"]:
            return json_answer({"error": "invalid_grant"}, 400)
        answer = {"access_token": "access", "token_type": "Bearer", "expires_in": 300}
        answer |= {"id_token": self.id_token(promised["nonce"])} | self.answer
        return json_answer({name: value for name, value in answer.items() if value is not None})

    def id_token(self, nonce: str) -> object:
        honest: Claims = {"iss": self.issuer, "aud": self.client_id, "sub": "subject-1", "nonce": nonce}
        honest |= {"iat": NOW, "exp": NOW + 300, "name": "Amara Nwosu", "groups": ["screeners"]}
        honest["at_hash"] = create_half_hash("access", "RS256").decode()
        claims = {name: value for name, value in {**honest, **self.claims}.items() if name not in self.without}
        key = self.key or rsa_key(self.council)
        header = {"alg": "RS256", "kid": key.kid, "typ": "JWT", **self.header}
        header = {name: value for name, value in header.items() if value is not None}
        return self.token(header, claims) if self.token else signed(header, claims, key)

    def _userinfo(self, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["authorization"] == "Bearer access"
        return json_answer({"sub": "subject-1", **self.userinfo})


@dataclass
class World:
    """Two councils with a provider each, somebody in between with a third, and one of us."""

    larkmere: HostileProvider = field(default_factory=lambda: HostileProvider("larkmere"))
    hallowdene: HostileProvider = field(default_factory=lambda: HostileProvider("hallowdene"))
    attacker: HostileProvider = field(default_factory=lambda: HostileProvider("attacker"))
    now: float = NOW
    twist: Callable[[list[tuple[str, str]]], list[tuple[str, str]]] = field(default=lambda answer: answer)
    before_complete: Callable[[], None] = field(default=lambda: None)
    configured: Provider | None = None
    completed_by: Provider | None = None
    relying_party: RelyingParty = field(init=False)

    def __post_init__(self) -> None:
        self.relying_party = RelyingParty(transport=httpx2.MockTransport(self._route), now=lambda: self.now)

    def _route(self, request: httpx2.Request) -> httpx2.Response:
        for provider in (self.larkmere, self.hallowdene, self.attacker):
            if request.url.host == f"id.{provider.council}.example":
                return provider.respond(request)
        raise httpx2.ConnectError(f"nobody at {request.url.host}", request=request)

    async def begin(self) -> Begun:
        provider = self.configured or self.larkmere.configured()
        return await self.relying_party.begin(provider, RETURN.format(council=provider.council))

    async def complete(self, attempt: Attempt, answer: list[tuple[str, str]]) -> Identified:
        provider = self.completed_by or self.configured or self.larkmere.configured()
        return await self.relying_party.complete(provider, attempt, answer)

    async def sign_in(self) -> Identified:
        """The whole way, with whatever was changed on it."""
        begun = await self.begin()
        answer = self.twist(self.larkmere.authorize(begun.url))
        self.before_complete()
        return await self.complete(begun, answer)
