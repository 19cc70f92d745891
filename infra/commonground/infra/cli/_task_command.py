"""`commonground tenant task`: what a page of the council’s list of tasks does, by the same form and service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click
import wtforms

from commonground.infra.cli._acting import NotDoneError
from commonground.infra.cli._in_their_name import in_their_name
from commonground.infra.processes.own_secret import with_kept_secret
from commonground.platform.access.confirming import is_confirmed
from commonground.platform.ids import uuid_of
from commonground.platform.settings import settings
from commonground.platform.work import Work
from commonground.ui.setting_up.by_form import ByForm, by_form
from commonground.ui.setting_up.tasks import BY_KEY, mark_done
from commonground.ui.shell.forms import Checkboxes, Field, Form, Hidden, Password, TextArea, Upload
from commonground.ui.shell.forms.base import Sent
from commonground.ui.shell.forms.fields import Choosing

Given = Mapping[str, Sequence[str]]
_TASKS: Final = {each.key: each for each in by_form(lambda: with_kept_secret(settings()))}
_BY: Final = "The e-mail address of the one who does it: somebody of the council’s own who may."


@click.command()
@click.argument("council")
@click.argument("task", type=click.Choice(list(_TASKS)))
@click.argument("answers", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--by", required=True, help=_BY)
@click.option(
    "--code", default="", help="What their authenticator shows: for what asks on its page whether it is they."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a machine.")
def task(council: str, task: str, answers: Sequence[str], by: str, code: str, as_json: bool) -> None:
    """Do one task of a council's list, as its page does: with the same questions, refusals and entries in the trail.

    Without an answer it shows the questions and what stands. What is not given stays as it is. A key is given again for
    another line, or for another answer where there may be several; KEY= empties it. A logo and a secret are given as
    the path of a file.

    Before anybody has come in, a provider is begun by `commonground tenant provider` and `group`."""
    chosen, given = _TASKS[task], _given(answers)

    async def do(work: Work) -> Form:
        return await _save(work, chosen, given) if given else await chosen.begin(work, None)

    form = in_their_name(council, by, chosen.needs, do, code)
    if as_json:
        click.echo(json.dumps(_standing(form) | ({"saved": True} if given else {}), ensure_ascii=False))
    elif given:
        click.echo(f"Saved: {BY_KEY[task].title}.")
    else:
        _show(form)


async def _save(work: Work, chosen: ByForm, given: Given) -> Form:
    if chosen.confirm and not is_confirmed(work.actor, work.now):
        raise NotDoneError("Whoever does this confirms that it is they: --code with what their authenticator shows.")
    stands = await chosen.begin(work, None)
    form = await chosen.begin(work, _sent(stands, given))
    for field in _questions(form):
        if isinstance(field, Upload) and field.name in given:
            field.sent = _file(given[field.name][0])
    if not form.validate():
        raise NotDoneError("\n".join(f"{field.name}: {each}" for field in form for each in field.errors))
    await chosen.save(work, form)
    if not BY_KEY[chosen.key].address:
        await mark_done(work, chosen.key)
    return form


def _given(answers: Sequence[str]) -> dict[str, list[str]]:
    """Each value by its key. Raises for what has none."""
    given: dict[str, list[str]] = {}
    for answer in answers:
        key, between, value = answer.partition("=")
        if not between:
            raise NotDoneError(f"“{answer}” is no answer. Write each as KEY=VALUE.")
        given.setdefault(key, []).append(value)
    return given


def _sent(stands: Form, given: Given) -> Sent:
    """As a browser would send the form: what was given, and else what stands."""
    asked = {field.name: field for field in _questions(stands)}
    if unknown := [key for key in given if key not in asked]:
        raise NotDoneError(f"There is no “{unknown[0]}” here. There is: {', '.join(asked)}.")
    pairs = [(field.name, value) for field in stands if field.name not in given for value in _values(field)]
    return Sent(pairs + [(key, value) for key, typed in given.items() for value in _answer(asked[key], typed)])


def _answer(field: Field, typed: Sequence[str]) -> Sequence[str]:
    if isinstance(field, TextArea):
        return ["\n".join(typed)]
    if len(typed) > 1 and not isinstance(field, Checkboxes):
        raise NotDoneError(f"{field.name}: there is one answer.")
    if isinstance(field, Password):
        return [_file(typed[0]).decode(errors="replace").strip()] if typed[0] else []
    if not isinstance(field, Choosing):
        return typed
    codes = {str(choice.label).casefold(): choice.value for choice in field.choices}
    found = [codes.get(each.casefold(), each) for each in typed if each]
    if not field.offers(found):
        raise NotDoneError(f"{field.name}: there is {_offered(field)}.")
    return found


def _offered(field: Choosing) -> str:
    """By its code, or by its words where it has an id of ours."""
    return ", ".join(str(each.label) if uuid_of(each.value) else each.value for each in field.choices)


def _values(field: wtforms.Field) -> Sequence[str]:
    if isinstance(field.data, list):
        return [str(each) for each in field.data]
    return [] if field.data is None else [str(field.data)]


def _questions(form: Form) -> list[Field]:
    return [field for field in form if isinstance(field, Field) and not isinstance(field, Hidden)]


def _standing(form: Form) -> dict[str, object]:
    return {field.name: field.data for field in _questions(form) if not isinstance(field, Upload | Password)}


def _show(form: Form) -> None:
    for field in _questions(form):
        click.echo(f"- {field.name}: {'; '.join(_values(field)) or '–'} ({field.text})")
        if isinstance(field, Choosing):
            click.echo(f"    there is: {_offered(field)}")


def _file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise NotDoneError(f"“{path}” can’t be read.") from error
