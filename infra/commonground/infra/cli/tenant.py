"""`commonground tenant …`"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, time
from pathlib import Path
from uuid import uuid4

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.cli._acting import NotDoneError, as_setup, found, note
from commonground.infra.cli._going_live_commands import GOING_LIVE
from commonground.infra.cli._providers import provider_named, provider_of, provider_options
from commonground.infra.cli._task_command import task
from commonground.infra.cli._trying_commands import TRYING
from commonground.infra.cli._way_back import let_back_in
from commonground.platform.access import Action
from commonground.platform.access.features import START_SIMPLE
from commonground.platform.access.roles import STAFF_ROLES, Role
from commonground.platform.councils.logo import redrawn
from commonground.platform.councils.onboard import (
    Lack,
    NewCouncil,
    NewProvider,
    add_council,
    add_provider,
    add_team,
    council_of,
    lacking,
    map_group,
    team_of,
)
from commonground.platform.councils.own_sign_in import GroupLine
from commonground.platform.councils.register import checked
from commonground.platform.councils.types import CouncilKind, LegalPower, Nation
from commonground.platform.refusals import RefusedError

FRONT_DOOR = "Front door"
STILL = {
    Lack.PROVIDER: "Nobody can sign in but by invitation (`commonground tenant invite {slug}`) before it has a "
    "provider: `commonground tenant provider {slug} --issuer … --client-id … --client-secret-file …`",
    Lack.GROUPS: "No group of its provider reads reports: `commonground tenant group {slug} GROUP "
    '--role front_door_screener --team "Front door"`',
    Lack.READER: "Its report form is closed until a screener or manager of its front door has signed in once. Its "
    "administrator invites one: `commonground tenant task {slug} people --by …`",
    Lack.EVIDENCE: "Its report form is closed until all its evidence is there: `commonground tenant checklist {slug}`",
}


@click.group("tenant")
def command() -> None:
    """Councils of this platform."""


for each in (*GOING_LIVE, *TRYING, task, let_back_in):
    command.add_command(each)


def _hour(_: click.Context, __: click.Parameter, typed: str | None) -> time | None:
    try:
        return None if typed is None else datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007  # an hour of the day
    except ValueError as error:
        raise click.BadParameter("Write an hour of the day like 08:30.") from error


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
@click.option("--reads-from", callback=_hour, help="When reports are first read on a working day: 08:30.")
@click.option("--reads-until", callback=_hour, help="Until when: 17:00.")
@click.option("--intro", help="Public text under the title of the report page, in English.")
@click.option("--intro-cy", help="The same in Welsh.")
@click.option("--emergency", help="Emergency text beside 999, in English.")
@click.option("--emergency-cy", help="The same in Welsh.")
@click.option("--privacy", help="What becomes of a report, in English.")
@click.option("--privacy-cy", help="The same in Welsh.")
@click.option("--logo", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A PNG of at most 200 KB.")
@click.option("--logo-alt", help="What the logo shows, for people who can't see it.")
@provider_options
def create(short_name: str, logo: Path | None, issuer: str | None, client_id: str | None,
           client_secret_file: Path | None, **given: object) -> None:  # fmt: skip
    """Put a council on the platform, with a front door team and a specialist team. It is shown at /SHORT_NAME."""
    known = {field.name for field in fields(NewCouncil)}
    values = {key: value for key, value in given.items() if key in known and value is not None}
    try:
        bare = NewCouncil(slug=short_name, logo=_logo(logo), texts=_texts(given), **values)  # type: ignore[arg-type]  # click's values
        new = checked(replace(bare, switched_off=START_SIMPLE))
    except (RefusedError, ValueError) as error:
        raise NotDoneError(str(error)) from error
    provider = provider_of(issuer, client_id, client_secret_file)
    still = as_setup(lambda connection: _create(connection, new, provider))
    click.echo(f"{new.name} is on the platform: /{new.slug}")
    _tell(new.slug, still)


@command.command()
@click.argument("council")
@provider_options
def provider(council: str, issuer: str | None, client_id: str | None, client_secret_file: Path | None) -> None:
    """Let a council's people sign in through their own provider."""
    new = provider_named(issuer, client_id, client_secret_file)

    async def add(connection: AsyncConnection) -> list[Lack]:
        council_id = await found(connection, council)
        if Lack.PROVIDER not in await lacking(connection, council_id):
            raise NotDoneError(f"{council} has a provider already.")
        await add_provider(connection, council, council_id, new)
        await note(connection, council_id, Action.SET_UP_COUNCIL, "Changed how its people sign in")
        return await lacking(connection, council_id)

    still = as_setup(add)
    click.echo(f"People of {council} sign in at /sign-in/{council}")
    _tell(council, still)


@command.command()
@click.argument("council")
@click.argument("group")
@click.option("--role", type=click.Choice([role.value for role in STAFF_ROLES]))
@click.option("--team", "team_name", help="A team of the council that this group is in.")
def group(council: str, group: str, role: str | None, team_name: str | None) -> None:
    """Say what a group of the council's provider gives here: a role, a team, or both."""
    if not group.strip() or (role is None and team_name is None):
        raise NotDoneError("Name the group, and a --role, a --team or both.")

    async def add(connection: AsyncConnection) -> list[Lack]:
        council_id = await found(connection, council)
        team_id = await team_of(connection, council_id, team_name) if team_name else None
        if team_name and team_id is None:
            raise NotDoneError(f"{council} has no team “{team_name}”.")
        await map_group(connection, council_id, group, role=Role(role) if role else None, team_id=team_id)
        gives = GroupLine(uuid4(), group, role, team_name)
        await note(connection, council_id, Action.SET_UP_COUNCIL, f"{gives} from now on")
        return await lacking(connection, council_id)

    still = as_setup(add)
    click.echo(f"Whoever is in “{group}” gets it when they sign in.")
    _tell(council, still)


def _tell(slug: str, still: list[Lack]) -> None:
    """What is missing before the public can report."""
    if still:
        click.echo("Still missing:")
    for lack in still:
        click.echo(f"- {STILL[lack].format(slug=slug)}")


def _texts(given: dict[str, object]) -> dict[str, dict[str, str]]:
    """The council's own words by language, of the options that were given."""
    kinds = ("intro", "emergency", "privacy")
    found = {
        lang: {kind: str(given[kind + end]) for kind in kinds if given[kind + end] is not None}
        for lang, end in (("en", ""), ("cy", "_cy"))
    }
    return {lang: own for lang, own in found.items() if own}


def _logo(path: Path | None) -> bytes | None:
    return None if path is None else redrawn(path.read_bytes())


async def _create(connection: AsyncConnection, new: NewCouncil, provider: NewProvider | None) -> list[Lack]:
    if await council_of(connection, new.slug) is not None:
        raise NotDoneError(f"“{new.slug}” is the short name of a council that is on the platform already.")
    council_id = await add_council(connection, new, opened=False)
    await note(connection, council_id, Action.BRING_ON_COUNCIL, "Put it on the platform")
    await add_team(connection, council_id, FRONT_DOOR, "front_door")
    await add_team(connection, council_id, "Contextual safeguarding", "specialist")
    if provider is not None:
        await add_provider(connection, new.slug, council_id, provider)
    return await lacking(connection, council_id)
