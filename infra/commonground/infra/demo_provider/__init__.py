"""The demonstration's identity provider: one OpenID Connect issuer for each invented council, on this machine only.

Sign-in in the demonstration runs the same code as with a council's real provider; there is no bypass."""

from __future__ import annotations

from commonground.infra.demo_provider.app import create_app
from commonground.infra.demo_provider.registration import Registration, demo_port, registration

__all__ = ["Registration", "create_app", "demo_port", "registration"]
