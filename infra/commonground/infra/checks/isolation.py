"""Tries, as a neighbouring council would, to reach a council's everything, and keeps a signed report of it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Final

import click
import psycopg

from commonground.infra.isolation.ground import NoSuchCouncilError
from commonground.infra.isolation.keeping import made_report
from commonground.infra.processes.database import reachable_database, require_role_addresses
from commonground.infra.trail.trusted import trusted_keys
from commonground.platform.isolation.report import IsolationReport, Part, SignedReport, UnreadableReportError, Verdict
from commonground.platform.settings import Settings, settings

ONLY_WHEN_ASKED: Final = True
RED, NOT_DONE = 1, 2


class NothingTriedError(click.ClickException):
    """Nothing was tried or verified."""

    exit_code = NOT_DONE


@click.command("isolation")
@click.option("--tenant", "slug", help="A council’s short name.")
@click.option("--all", "everybody", is_flag=True, help="Every council, one after another.")
@click.option("--verify", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A signed report’s file.")
@click.option("--key", "key_texts", multiple=True, help="A public key to believe, and no other; several may be.")
@click.option("--json", "as_json", is_flag=True, help="The signed line, one to a report.")
def command(slug: str | None, everybody: bool, verify: Path | None, key_texts: tuple[str, ...], as_json: bool) -> None:
    """Try, as a neighbouring council would, to reach a council’s everything, and keep a signed report of it.

    The neighbour stands in a transaction that is rolled back: nobody ever sees it, and nothing is changed. Ends with 1
    when anything was reached or when a file does not verify, with 2 when nothing could be tried. Run it every week."""
    if sum((bool(slug), everybody, verify is not None)) != 1:
        raise NothingTriedError("Say whose isolation: --tenant NAME, or --all. Or --verify FILE.")
    if verify is not None:
        _verify(verify, key_texts, as_json=as_json)
        return
    chosen = settings()
    with reachable_database(chosen) as reachable:
        require_role_addresses(reachable.settings)
        slugs = [slug] if slug else _every_slug(reachable.settings.database_url)
        found = [_report(reachable.settings, each, embedded=not chosen.database_url, as_json=as_json) for each in slugs]
    sys.exit(RED if Verdict.RED in found else 0)


def _report(chosen: Settings, slug: str, *, embedded: bool, as_json: bool) -> Verdict:
    try:
        report, signed = asyncio.run(made_report(chosen, slug, embedded=embedded, tell=_quiet if as_json else _tell))
    except NoSuchCouncilError:
        raise NothingTriedError(f"There is no council “{slug}” on the platform.") from None
    click.echo(signed.body if as_json else _summary(report))
    return report.verdict


def _every_slug(owner_url: str) -> list[str]:
    with psycopg.connect(owner_url) as connection:
        connection.execute("set local role cg_setup")
        return [row[0] for row in connection.execute("select slug from commons.councils order by slug")]


def _quiet(_part: Part) -> None:
    """For machines: they read the whole at the end."""


def _tell(part: Part) -> None:
    """As soon as it is known."""
    counted = ", ".join(f"{count.covered:,} of {count.of:,} {count.what}" for count in part.coverage)
    click.echo(f"{part.kind}: {part.verdict}: {part.tried:,} attempts; {counted}")
    for words in part.findings:
        click.echo(f"  found: {words}")
    for words in part.uncovered:
        click.echo(f"  not tried: {words}")
    for words in part.notes:
        click.echo(f"  {words}")


def _summary(report: IsolationReport) -> str:
    attempts = sum(part.tried for part in report.parts)
    return f"{report.slug}: {report.verdict}: {attempts:,} attempts ({report.seconds:.1f} s)"


def _verify(file: Path, key_texts: tuple[str, ...], *, as_json: bool) -> None:
    """Without a database: the file, and the key's public half."""
    chosen = settings()
    place = chosen.audit_folder if chosen.audit_folder.exists() else None
    try:
        keys = trusted_keys(chosen, place, key_texts)
    except ValueError:
        raise NothingTriedError("That is no public key: `commonground audit key` prints one.") from None
    signed, said = _read(file)
    genuine = signed is not None and signed.is_genuine(keys)
    if as_json:
        click.echo(json.dumps({"file": file.name, "genuine": genuine}))
    else:
        click.echo(f"{file.name}: {said if genuine or signed is None else 'not signed by a key that is known here'}")
    sys.exit(0 if genuine else RED)


def _read(file: Path) -> tuple[SignedReport | None, str]:
    try:
        signed = SignedReport.from_file(file.read_text(encoding="utf-8"))
        return signed, f"genuine. {_summary(signed.report)}"
    except (UnreadableReportError, UnicodeDecodeError) as error:
        return None, str(error) if isinstance(error, UnreadableReportError) else "This is no text."
