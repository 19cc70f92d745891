"""`commonground import …`"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from commonground.infra.cli._in_their_name import in_their_name
from commonground.platform.access import Action
from commonground.platform.reference import DECISIONS
from commonground.platform.work import Work
from commonground.tenants.tracker_import import service
from commonground.tenants.tracker_import.choices import Waiting
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.errors import NothingToBringError
from commonground.tenants.tracker_import.service import Preview
from commonground.tenants.tracker_import.words import UNDECIDED
from commonground.ui.tracker.sheets import csv_file
from commonground.ui.tracker_import.copies import copy_of

LOOK: Final = 3
"""The exit code where rows can't come in as they are; nothing was brought in."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the command says, once nothing of it can change any more."""

    waiting: Waiting
    found: Preview
    copy: bytes
    brought: bool


@click.group("import")
def command() -> None:
    """Bring in what a council kept elsewhere before."""


@command.command("tracker")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--tenant", required=True, help="The council’s short name.")
@click.option("--as", "email", required=True, help="Address of the team manager of the council in whose name it is.")
@click.option("--sheet", default="", help="The sheet to read, by its name, where the workbook has several.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and bring nothing in.")
@click.option("--leave-out", is_flag=True, help="Leave out the rows that can’t be read, and bring in the others.")
@click.option("--json", "as_json", is_flag=True, help="Say it as one line of JSON.")
def tracker_command(
    file: Path, tenant: str, email: str, sheet: str, dry_run: bool, leave_out: bool, as_json: bool
) -> None:
    """Bring in the tracker that a council kept before: FILE is a workbook (.xlsx, .xls, .ods) or CSV.

    Everything is brought in or nothing. Rows that are here already add nothing, so that a second time does no harm.
    One sheet is read at a time: that which is likeliest the tracker, or the one that --sheet names. The others that
    look like trackers are named at the end.

    Headings and words that it can't read are chosen on the page /tracker/import, once for all files.

    Ends with 0; with 2 where it is refused; with 3 where rows can’t come in as they are, with nothing brought in. Rows
    to be looked at are written beside FILE, as FILE.look.csv. For seven days it can be undone at /tracker/import."""

    async def does(work: Work) -> _Told:
        return await _do(work, file, sheet, dry_run=dry_run, leave_out=leave_out)

    told = in_their_name(tenant, email, Action.IMPORT_TRACKER, does)
    beside = _beside(file, told)
    click.echo(json.dumps(_as_json(told, beside)) if as_json else "\n".join(_lines(told, beside)))
    if told.found.stopped and not told.brought and not leave_out:
        sys.exit(LOOK)


async def _do(work: Work, file: Path, sheet: str, *, dry_run: bool, leave_out: bool) -> _Told:
    waiting = await service.read_file(work, file, sheet)
    found = await service.preview(work, waiting)
    if found.plan.lacking:
        raise NothingToBringError
    await service.told_of(work, found)
    goes = not dry_run and (leave_out or not found.stopped)
    if goes:
        key = await service.take_file(work, file, sheet)
        await service.bring_in(work, key, leave_out=leave_out)
    return _Told(waiting, found, csv_file(copy_of(found, waiting, work.actor, work.now)), goes)


def _beside(file: Path, told: _Told) -> Path | None:
    """The copy, where anything is to be looked at; only its owner may read it, as it says as much as the tracker."""
    if not told.found.has_copy:
        return None
    path = file.with_name(f"{file.name}.look.csv")
    path.touch(mode=0o600)
    path.write_bytes(told.copy)
    return path


def _as_json(told: _Told, beside: Path | None) -> dict[str, object]:
    found = told.found
    return {
        "sheet": told.waiting.workbook.sheets[told.waiting.choices.sheet].name,
        "brought_in": len(found.coming) if told.brought else 0,
        "would_come_in": len(found.coming),
        "here_already": len(found.here),
        "here_with_other_words": len(found.other),
        "can_not_be_read": len(found.stopped),
        "passed_over": {kind.value: number for kind, number in found.plan.passed_over.items()},
        "sheets_not_read": dict(found.plan.not_read),
        "unknown_words": {f"{table}: {words}": number for (table, words), number in found.plan.unknown().items()},
        "copy": str(beside) if beside else None,
    }


def _lines(told: _Told, beside: Path | None) -> list[str]:
    found, sheet = told.found, told.waiting.workbook.sheets[told.waiting.choices.sheet]
    columns = [
        f"  {each.words or '(no heading)'} → {_field(each.field)}{'' if each.sure else ', not sure'}"
        for each in found.plan.columns
    ]
    lines = [
        f"Sheet “{sheet.name}”, header in row {told.waiting.choices.header + 1}.",
        *columns,
        f"{'Brought in' if told.brought else 'Would come in'}: {len(found.coming):,}",
        *(f"  {label}: {number:,}" for label, number in _outcomes(found).most_common()),
        f"Here already: {len(found.here):,}" + (f", {len(found.other):,} with other words" if found.other else ""),
        f"Can’t be read: {len(found.stopped):,}",
    ]
    for name, number in found.plan.not_read:
        lines.append(f"Not read: sheet “{name}”, {number:,} {'row' if number == 1 else 'rows'}")
    if found.plan.not_read:
        lines.append("To read another sheet: --sheet NAME")
    if beside:
        lines.append(f"To be looked at: {beside}")
    return lines


def _outcomes(found: Preview) -> Counter[str]:
    return Counter(
        "Still open" if row.entry.decision == UNDECIDED else DECISIONS.label(row.entry.decision) for row in found.coming
    )


def _field(field: Field) -> str:
    return "left behind" if field is Field.NOTHING else field.value.replace("_", " ")
