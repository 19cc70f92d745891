"""`commonground tenant …`"""

from __future__ import annotations

import asyncio
from dataclasses import fields
from pathlib import Path

import click

from commonground.infra.processes.database import reachable_database
from commonground.platform.councils.onboard import (
    NewCouncil,
    NewProvider,
    acting_as_setup,
    add_council,
    add_provider,
    add_team,
)
from commonground.platform.councils.register import checked
from commonground.platform.councils.types import CouncilKind, LegalPower, Nation
from commonground.platform.refusals import RefusedError
from commonground.platform.settings import settings

LARGEST_LOGO = 200_000


@click.group("tenant")
def command() -> None:
    """Councils of this platform."""


@command.command()
@click.argument("short_name")
@click.option("--name", required=True, help="As people know it: “Larkmere Council”.")
@click.option("--name-cy", help="Its Welsh name.")
@click.option("--kind", type=click.Choice([kind.value for kind in CouncilKind]), required=True)
@click.option("--nation", type=click.Choice([nation.value for nation in Nation]), required=True)
@click.option("--power", "legal_powers", type=click.Choice([power.value for power in LegalPower]), multiple=True,
              help="A legal power; by default those of its kind and nation.")  # fmt: skip
@click.option("--area", "areas", multiple=True, required=True, help="An area it serves; may be given again.")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True)
@click.option("--colour", required=True, help="#rrggbb, at least 4.5:1 against white.")
@click.option("--front-door-phone", required=True)
@click.option("--out-of-hours-phone", required=True)
@click.option("--intro", help="Public text under the title of the report page, in English.")
@click.option("--emergency", help="Emergency text beside 999, in English.")
@click.option("--logo", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A PNG of at most 200 KB.")
@click.option("--logo-alt", help="What the logo shows, for people who can't see it.")
@click.option("--issuer", help="The council's OpenID Connect issuer.")
@click.option("--client-id")
@click.option("--client-secret-file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def create(short_name: str, intro: str | None, emergency: str | None, logo: Path | None, issuer: str | None,
           client_id: str | None, client_secret_file: Path | None, **given: str) -> None:  # fmt: skip
    """Put a council on the platform, with a front door team and a specialist team. It is shown at /SHORT_NAME."""
    own = {key: value for key, value in (("intro", intro), ("emergency", emergency)) if value}
    known = {field.name for field in fields(NewCouncil)}
    values = {key: value for key, value in given.items() if key in known}
    try:
        new = checked(NewCouncil(slug=short_name, logo=_logo(logo), texts={"en": own} if own else {}, **values))  # type: ignore[arg-type]  # click's values
    except (RefusedError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    provider = _provider(issuer, client_id, client_secret_file)
    with reachable_database(settings()) as reachable:
        asyncio.run(_create(reachable.settings.database_url, new, provider))
    click.echo(f"{new.name} is on the platform: /{new.slug}")


def _logo(path: Path | None) -> bytes | None:
    if path is None:
        return None
    picture = path.read_bytes()
    if len(picture) > LARGEST_LOGO or not picture.startswith(b"\x89PNG\r\n\x1a\n"):
        raise click.ClickException("The logo must be a PNG of at most 200 KB.")
    return picture


def _provider(issuer: str | None, client_id: str | None, secret: Path | None) -> NewProvider | None:
    if issuer is None:
        return None
    if client_id is None or secret is None:
        raise click.ClickException("--issuer needs --client-id and --client-secret-file too.")
    return NewProvider(issuer=issuer, client_id=client_id, client_secret=secret.read_text().strip())


async def _create(owner_url: str, new: NewCouncil, provider: NewProvider | None) -> None:
    async with acting_as_setup(owner_url) as connection:
        council_id = await add_council(connection, new)
        await add_team(connection, council_id, "Front door", "front_door")
        await add_team(connection, council_id, "Contextual safeguarding", "specialist")
        if provider is not None:
            await add_provider(connection, new.slug, council_id, provider)
