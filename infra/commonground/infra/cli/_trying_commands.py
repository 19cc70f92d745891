"""`commonground tenant trial` and `assessment`: what is tried and read before a council's form opens, by its
own people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Final

import click

from commonground.infra.cli._acting import NotDoneError
from commonground.infra.cli._in_their_name import in_their_name
from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.going_live.service import gate_of
from commonground.tenants.going_live.trial import run_trial
from commonground.tenants.retention.disposing import confirm, proposals
from commonground.ui.setting_up.assessment import assessment_view
from commonground.ui.setting_up.assessment_facts import Pack, pack_of

_BY: Final = "The e-mail address of the one who does it: somebody of the council’s own who may."
_JSON: Final = "One JSON object, for a machine."
_TRIED: Final = "The procedures are tried already, or wait for a second person."


def _options(by: str = _BY) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def add(function: Callable[..., None]) -> Callable[..., None]:
        function = click.option("--json", "as_json", is_flag=True, help=_JSON)(function)
        return click.option("--by", required=True, help=by)(function)

    return add


@click.command()
@click.argument("council")
@click.option("--confirm", "second", is_flag=True, help="Be the second person: the trial record goes.")
@_options()
def trial(council: str, by: str, second: bool, as_json: bool) -> None:
    """Try subject access, a hold and a disposal on a record that is nobody's, as the council's page does.

    It takes two people. The first tries; the second, named with --by too, gives --confirm; then the worker removes the
    record, and its certificate stands. The council's trail says that it was done from here, and in whose name."""
    does, action = (_confirm, Action.CONFIRM_DISPOSAL) if second else (_try, Action.SET_UP_COUNCIL)
    reference = in_their_name(council, by, action, does)
    if as_json:
        click.echo(json.dumps({"reference": reference, "confirmed": second}))
    elif second:
        click.echo(f"Confirmed. {reference} goes in a moment, when the worker runs.")
    else:
        click.echo(f"Tried on {reference}. A second person has to confirm that it goes: --confirm")


@click.command()
@click.argument("council")
@_options()
def assessment(council: str, by: str, as_json: bool) -> None:
    """The pack for the data protection impact assessment, written from the council's settings of this moment.

    Whoever has read it says so by `commonground tenant evidence COUNCIL dpia --who …`."""
    pack = in_their_name(council, by, Action.SET_UP_COUNCIL, _pack)
    if as_json:
        click.echo(json.dumps(asdict(pack), ensure_ascii=False))
        return
    click.echo(f"{pack.council}, {pack.written}. Version: {pack.version}")
    for section in pack.sections:
        click.echo(f"\n{section.title}")
        for part in section.parts:
            click.echo("\n".join(part.lines()))


async def _try(work: Work) -> str:
    if (await gate_of(work)).untried is None:
        raise NotDoneError(_TRIED)
    return await run_trial(work)


async def _confirm(work: Work) -> str:
    """Of a trial record alone, whatever else waits."""
    waiting = next((each for each in await proposals(work) if each.trial and not each.confirmed), None)
    if waiting is None:
        raise NotDoneError("No trial record waits for a second person.")
    return await confirm(work, waiting.id)


async def _pack(work: Work) -> Pack:
    gate = await gate_of(work)
    view = await assessment_view(work, gate)
    await audit.record(work, Action.READ_COUNCIL, audit.Subject("evidence"))
    return pack_of(view)


TRYING: Final = (trial, assessment)
