"""`commonground tenant invite`, `evidence`, `checklist` and `open`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import click
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.cli._acting import NotDoneError, as_setup, found
from commonground.infra.cli._going_live import checklist, give, invite_admin, item_of, open_door, said_of
from commonground.infra.processes.own_secret import with_kept_secret
from commonground.platform.councils.gate import Standing, council_row
from commonground.platform.councils.types import check_name
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.refusals import RefusedError
from commonground.platform.settings import settings
from commonground.tenants.going_live.items import ITEMS


def _day(_: click.Context, __: click.Parameter, typed: str | None) -> date | None:
    try:
        return None if typed is None else date.fromisoformat(typed)
    except ValueError as error:
        raise click.BadParameter("Write a day like 2026-11-21.") from error


@click.command()
@click.argument("council")
@click.option("--name", required=True, help="Whom to invite.")
@click.option("--email", required=True, help="Where the link goes. It works for seven days.")
@click.option("--language", type=click.Choice(["en", "cy"]), default="en", show_default=True)
def invite(council: str, name: str, email: str, language: str) -> None:
    """Invite a council's first administrator, who has an account of Commonground. Again: the link before is over.

    Once they have come in, everybody else is invited in their name: `commonground tenant task COUNCIL people`."""
    said, address = _named(name), _address(email)
    seals = Seals.of(with_kept_secret(settings()))

    async def write(connection: AsyncConnection) -> None:
        row = await council_row(connection, await found(connection, council))
        await invite_admin(connection, seals, row, name=said, email=address, lang=language)

    as_setup(write)
    click.echo(f"A letter to {address} is on its way. Set up continues at /council/set-up.")


@click.command()
@click.argument("council")
@click.argument("item", type=click.Choice(sorted(item.key for item in ITEMS if item.asks)))
@click.option("--who", default="", help="Who signed it, tried it, read it, or is it.")
@click.option("--on", "on_day", callback=_day, help="The day: 2026-11-21.")
@click.option("--version", default="", help="The version that was signed.")
@click.option("--note", default="", help="What was seen, or how they are reached.")
def evidence(council: str, item: str, who: str, on_day: date | None, version: str, note: str) -> None:
    """Give the evidence of one item, as a council's administrator does on its page."""
    wanted = item_of(item)

    async def add(connection: AsyncConnection) -> Sequence[Standing]:
        council_id = await found(connection, council)
        await give(connection, council_id, wanted, said_of(wanted, who, on_day, version, note))
        return await checklist(connection, council_id)

    _show(as_setup(add))


@click.command("checklist")
@click.argument("council")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a machine.")
def show_checklist(council: str, as_json: bool) -> None:
    """What a council has shown, and what is missing before its form opens. Ends with 1 while something is."""

    async def look(connection: AsyncConnection) -> Sequence[Standing]:
        return await checklist(connection, await found(connection, council))

    standings = as_setup(look)
    if as_json:
        click.echo(json.dumps({each.item.key: each.stands for each in standings}))
    else:
        _show(standings)
    if not all(each.stands for each in standings):
        raise SystemExit(1)


@click.command("open")
@click.argument("council")
def open_(council: str) -> None:
    """Open a council's form to the public, once everything has its evidence."""

    async def change(connection: AsyncConnection) -> None:
        await open_door(connection, await found(connection, council))

    as_setup(change)
    click.echo(f"The public can report at /{council}/report")


def _show(found: Sequence[Standing]) -> None:
    for each in found:
        state = "there" if each.stands else "for an earlier version" if each.outdated else "missing"
        click.echo(f"- {each.item.key}: {state}")


def _named(name: str) -> str:
    try:
        return check_name("name", "The name", name)
    except RefusedError as error:
        raise NotDoneError(str(error)) from error


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise NotDoneError(f"“{email}” is no e-mail address.") from error


GOING_LIVE = (invite, evidence, show_checklist, open_)
