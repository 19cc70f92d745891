"""What goes into a sign-in and what comes out of it. An e-mail address comes out; nobody is recognised by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# Signatures with a key pair only. With a shared key (HS256) a provider's public key could be used to forge.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})

JsonObject = Mapping[str, object]
"""A document as it came from outside: nothing in it has a known type until somebody looked."""


@dataclass(frozen=True)
class Provider:
    """One council's identity provider, as the council agreed it with us.

    Raises `ValueError` for a combination that must not be saved."""

    council: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    groups_claim: str = "groups"

    def __post_init__(self) -> None:
        if not (self.council and self.issuer and self.client_id):
            raise ValueError("A provider needs a council, an issuer and a client id.")
        if "?" in self.issuer or "#" in self.issuer:
            raise ValueError("An issuer has no query and no fragment.")
        if "openid" not in self.scopes:
            raise ValueError("The scopes must include openid.")
        if not self.algorithms or not ALGORITHMS.issuperset(self.algorithms):
            raise ValueError(f"The algorithms must be some of {', '.join(sorted(ALGORITHMS))}.")


@dataclass(frozen=True)
class Attempt:
    """What must be kept between sending somebody away and their coming back.

    Keep it on the server, tied to the browser, and take it out **once**: whoever completes the same attempt twice
    has replayed it."""

    council: str
    redirect_uri: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    fresh_since: int | None = None
    """The person must have signed in at the provider since this moment; None where any time will do."""


@dataclass(frozen=True)
class Begun(Attempt):
    """An attempt, and the address to send the person to."""

    url: str = field(repr=False, kw_only=True)


class IdentityKey(NamedTuple):
    """Who somebody is. The same subject from another issuer, or for another council, is somebody else."""

    council: str
    issuer: str
    subject: str


@dataclass(frozen=True)
class ProviderSession:
    """What the provider told us about its own session; each part only if it said so."""

    sid: str | None = None
    signed_in_at: int | None = None
    assurance: str | None = None
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Identified:
    """Somebody whom the provider vouched for.

    `name` is for showing only, `email` for writing to them. `groups` is None when the provider did not say (some leave
    groups out when there are too many): that is not the same as being in no group."""

    council: str
    issuer: str
    subject: str
    name: str
    groups: tuple[str, ...] | None
    session: ProviderSession
    id_token: str = field(repr=False)
    email: str | None = field(default=None, repr=False)

    @property
    def key(self) -> IdentityKey:
        return IdentityKey(self.council, self.issuer, self.subject)
