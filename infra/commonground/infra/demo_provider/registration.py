"""What the demonstration's identity provider and the councils' sign-in settings must agree on."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.platform.identity.oidc import Provider, return_address, signed_out_address
from commonground.platform.settings import Settings, SettingsError

# Not a secret: it opens invented people's accounts on this machine, and the provider refuses to start elsewhere.
_SHARED = "demonstration-only"
# One council's provider signs otherwise than the others', so that the demonstration exercises both.
_ALGORITHM = {"glanwern": "ES256"}


@dataclass(frozen=True)
class Registration:
    """One council's entry at its own issuer: which client may send people, and where they may be sent back to."""

    council: str
    issuer: str
    client_id: str
    client_secret: str
    algorithm: str
    return_address: str
    signed_out_address: str

    def provider(self) -> Provider:
        """The same agreement from the other side, as the council's sign-in settings hold it."""
        return Provider(
            council=self.council, issuer=self.issuer, client_id=self.client_id, client_secret=self.client_secret
        )


def demo_port(settings: Settings) -> int:
    """Beside the web process, one port up."""
    return int(settings.port) + 1


def registration(settings: Settings, council: str) -> Registration:
    """Raises `SettingsError` in production."""
    refuse_production(settings)
    return Registration(
        council=council,
        issuer=f"http://127.0.0.1:{demo_port(settings)}/{council}",
        client_id=f"commonground-{council}",
        client_secret=f"{_SHARED}-{council}",
        algorithm=_ALGORITHM.get(council, "RS256"),
        return_address=return_address(settings.base_url, council),
        signed_out_address=signed_out_address(settings.base_url),
    )


def refuse_production(settings: Settings) -> None:
    """Raises `SettingsError` unless this is the demonstration: here anybody can be anybody."""
    if not settings.is_demo:
        raise SettingsError("The demonstration's identity provider does not start with COMMONGROUND_MODE=production.")
