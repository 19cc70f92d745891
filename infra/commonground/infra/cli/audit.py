"""`commonground audit …`"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import click
import psycopg

from commonground.infra.processes.database import reachable_database
from commonground.infra.trail import rows
from commonground.infra.trail.export import exported
from commonground.infra.trail.trusted import trusted_keys
from commonground.infra.trail.verify import Exported, Trust, strangers, unreadable, verify
from commonground.platform.audit.keys import new_key, signing_key
from commonground.platform.audit.verifying import Report
from commonground.platform.settings import Settings, settings

WRONG, NOT_DONE = 1, 2
VERIFIER = Path(rows.__file__).with_name("verify.mjs")
_TENANT = click.option("--tenant", "name", help="A council’s short name or id.")
_HEADS = click.option(
    "--heads",
    type=click.Path(path_type=Path, exists=True),
    help="A file or folder of exported heads; the export’s own.",
)
_KEY = click.option("--key", "key_texts", multiple=True, help="A public key to believe, and no other; several may be.")


class CannotVerifyError(click.ClickException):
    """Nothing was looked at."""

    exit_code = NOT_DONE


@click.group("audit")
def command() -> None:
    """The councils' trails: verified, taken out, and the key that their heads are signed with."""


@command.command("verify")
@_TENANT
@click.option("--all", "everybody", is_flag=True, help="Every council.")
@_HEADS
@_KEY
@click.option("--json", "as_json", is_flag=True, help="One JSON line to a council.")
def verify_command(
    name: str | None, everybody: bool, heads: Path | None, key_texts: tuple[str, ...], as_json: bool
) -> None:
    """Find every edit, deletion, reordering and splice in a trail, and what was cut off behind an exported head.

    Ends with 0 when everything fits, with 1 when something does not, with 2 when nothing could be looked at."""
    if bool(name) is everybody:
        raise CannotVerifyError("Say whose trail: --tenant NAME, or --all.")
    chosen, wrong = settings(), False
    trust = _trust(chosen, heads, key_texts)
    with reachable_database(chosen) as reachable, rows.looking(reachable.settings.database_url) as connection:
        names = dict(connection.execute("select id, slug from commons.councils").fetchall())
        councils = [_found(connection, name)] if name else rows.every_council(connection)
        for report, seconds in _reports(connection, councils, trust, everybody=everybody):
            wrong = wrong or bool(report.found)
            _say(report, names.get(report.council, ""), seconds, as_json=as_json)
    for finding in unreadable(trust):
        wrong = True
        click.echo(json.dumps(asdict(finding)) if as_json else finding.sentence)
    sys.exit(WRONG if wrong else 0)


@command.command("export")
@_TENANT
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@_HEADS
def export_command(name: str | None, out: Path, heads: Path | None) -> None:
    """Write a council’s whole chain as lines of JSON, with its heads and the public keys, for a verifier of your own.

    `commonground audit verifier` says where one in another language lies."""
    if not name:
        raise CannotVerifyError("Say whose trail: --tenant NAME.")
    chosen = settings()
    place = _place(chosen, heads)
    with reachable_database(chosen) as reachable, rows.looking(reachable.settings.database_url) as connection:
        council = _found(connection, name)
        more = [head for _, head in Exported.read(place).heads.get(council, [])] if place else []
        lines = exported(connection, council, _trust(chosen, heads, ()).keys.values(), more)
        with out.open("w", encoding="utf-8") as file:
            written = 0
            for written, line in enumerate(lines, start=1):  # noqa: B007  # the last number is how many there were
                file.write(f"{line}\n")
    click.echo(f"{written:,} lines in {out}")


@command.command("key")
@click.option("--new", type=click.Path(path_type=Path), help="First make a key, and keep it in this new file.")
@click.option("--json", "as_json", is_flag=True)
def key_command(new: Path | None, as_json: bool) -> None:
    """Print the public half of the key that heads are signed with, to be published where nobody can change it."""
    try:
        public = (new_key(new) if new else signing_key(settings())).public
    except FileExistsError:
        raise CannotVerifyError(f"{new} is there already; a key is never replaced.") from None
    if as_json:
        click.echo(json.dumps({"key": public.id, "public": public.text}))
    else:
        click.echo(f"{public.text}  (Ed25519, id {public.id})")


@command.command("verifier")
def verifier_command() -> None:
    """Say where the second verifier lies: a program for Node that reads an export and knows nothing of this one."""
    click.echo(f"node {VERIFIER} EXPORT.jsonl [--heads HEADS.jsonl] [--key PUBLIC-KEY]")


def _trust(chosen: Settings, heads: Path | None, key_texts: Iterable[str]) -> Trust:
    """The keys that were named; else our own, and those that the export names."""
    place = _place(chosen, heads)
    try:
        keys = trusted_keys(chosen, place, key_texts)
    except ValueError:
        raise CannotVerifyError("That is no public key: `commonground audit key` prints one.") from None
    return Trust(keys, Exported.read(place) if place else Exported())


def _place(chosen: Settings, heads: Path | None) -> Path | None:
    place = heads or chosen.audit_folder
    return place if place.exists() else None


def _found(connection: psycopg.Connection, name: str) -> UUID:
    council = rows.council_named(connection, name)
    if council is None:
        raise CannotVerifyError(f"There is no council “{name}” on the platform.")
    return council


def _reports(
    connection: psycopg.Connection, councils: list[UUID], trust: Trust, *, everybody: bool
) -> Iterator[tuple[Report, float]]:
    for council in councils:
        began = time.monotonic()
        yield verify(connection, council, trust), time.monotonic() - began
    if everybody:
        yield from ((report, 0.0) for report in strangers(trust, councils))


def _say(report: Report, slug: str, seconds: float, *, as_json: bool) -> None:
    if as_json:
        said = asdict(report) | {"council": str(report.council), "slug": slug, "fits": not report.found}
        click.echo(json.dumps(said))
        return
    verdict = f"{report.found:,} found" if report.found else "fits"
    counted = f"{report.links:,} links, {report.heads:,} heads, {report.waiting:,} waiting"
    click.echo(f"{slug or report.council}: {verdict}: {counted} ({seconds:.1f} s)")
    for finding in report.findings:
        click.echo(f"  {finding.sentence}")
    if report.found > len(report.findings):
        click.echo(f"  and {report.found - len(report.findings):,} more")
