"""`commonground platform …`: who runs the platform itself, and where they sign in."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.cli._acting import NotDoneError, as_setup
from commonground.infra.cli._providers import provider_named, provider_options
from commonground.platform.access.roles import PLATFORM_ROLES, ROLES, Role
from commonground.platform.councils.onboard import add_provider
from commonground.platform.councils.types import check_name
from commonground.platform.identity import platform_people
from commonground.platform.identity.platform_people import PLATFORM, PlatformPerson
from commonground.platform.refusals import RefusedError


@click.group("platform")
def command() -> None:
    """The platform's own people: those who run it, and those who look after what councils share."""


@command.command()
@provider_options
def provider(issuer: str | None, client_id: str | None, client_secret_file: Path | None) -> None:
    """Let them sign in, at /sign-in/operator, through the platform's own provider."""
    new = provider_named(issuer, client_id, client_secret_file)

    async def add(connection: AsyncConnection) -> None:
        if await platform_people.has_provider(connection):
            raise NotDoneError("The platform has a provider already.")
        await add_provider(connection, PLATFORM, None, new)

    as_setup(add)
    click.echo(f"The platform's own people sign in at /sign-in/{PLATFORM}")


@command.command()
@click.argument("subject")
@click.option("--name", required=True, help="As councils read it where this person did something for them.")
@click.option("--role", type=click.Choice([role.value for role in PLATFORM_ROLES]), required=True)
def person(subject: str, name: str, role: str) -> None:
    """Let in somebody whom the platform's provider calls SUBJECT (its `sub`, never an e-mail address)."""
    try:
        said = check_name("name", "The person’s name", name)
    except RefusedError as error:
        raise NotDoneError(str(error)) from error

    async def add(connection: AsyncConnection) -> None:
        if not await platform_people.has_provider(connection):
            raise NotDoneError("The platform has no provider yet: `commonground platform provider`.")
        if any(subject == each.subject for each in await platform_people.at_work(connection)):
            raise NotDoneError(f"“{subject}” works for the platform already.")
        await platform_people.let_in(connection, PlatformPerson(subject, said, Role(role)))

    as_setup(add)
    click.echo(f"{said} can sign in at /sign-in/{PLATFORM}. {ROLES[Role(role)].sentence}")


@command.command()
def people() -> None:
    """Who works for the platform now."""
    for each in as_setup(platform_people.at_work):
        click.echo(f"{each.subject}\t{each.name}\t{ROLES[each.role].name}")


@command.command()
@click.argument("subject")
def end(subject: str) -> None:
    """From their next request on, SUBJECT opens nothing."""

    async def over(connection: AsyncConnection) -> None:
        if not await platform_people.end(connection, subject):
            raise NotDoneError(f"Nobody whom the provider calls “{subject}” works for the platform.")

    as_setup(over)
    click.echo("They open nothing any more.")
