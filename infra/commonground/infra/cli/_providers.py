"""Naming an OpenID provider on the command line: a council's, or the platform's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from commonground.infra.cli._acting import NotDoneError
from commonground.platform.councils.onboard import NewProvider
from commonground.platform.councils.own_sign_in import ISSUER_WORDS
from commonground.platform.identity.oidc.addresses import checked_issuer
from commonground.platform.identity.oidc.errors import SignInRefused
from commonground.platform.settings import settings


def provider_options(function: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--client-secret-file", type=click.Path(path_type=Path, exists=True, dir_okay=False)),
        click.option("--client-id"),
        click.option("--issuer", help="The provider's OpenID Connect issuer."),
    ):
        function = option(function)
    return function


def provider_named(issuer: str | None, client_id: str | None, secret: Path | None) -> NewProvider:
    """Where it must be named. Raises `NotDoneError`."""
    new = provider_of(issuer, client_id, secret)
    if new is None:
        raise NotDoneError("Name the provider with --issuer, --client-id and --client-secret-file.")
    return new


def provider_of(issuer: str | None, client_id: str | None, secret: Path | None) -> NewProvider | None:
    if issuer is None:
        return None
    if client_id is None or secret is None:
        raise NotDoneError("--issuer needs --client-id and --client-secret-file too.")
    try:
        checked_issuer(issuer, plain_loopback=settings().is_demo)
    except SignInRefused as refused:
        raise NotDoneError(ISSUER_WORDS) from refused
    return NewProvider(issuer=issuer, client_id=client_id, client_secret=secret.read_text().strip())
