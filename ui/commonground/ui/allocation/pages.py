"""`/council/allocation`: to whom a council's rules propose what comes in, in its order, and one rule of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError
from commonground.platform.work import Work
from commonground.tenants.allocation.service import rules_of, set_rules
from commonground.tenants.allocation.types import Rule, Rules
from commonground.tenants.referrals.several import teams_here
from commonground.ui.allocation.forms import OrderForm, RuleForm
from commonground.ui.allocation.words import asks_words
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

HERE: Final = "/council/allocation"
ONE: Final = f"{HERE}/rule"
Teams = Sequence[tuple[UUID, str]]
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """`gone`: its team is no longer there, so that it proposes nothing."""

    number: int
    asks: str
    then: str
    gone: bool


@dataclass(frozen=True, slots=True)
class RulesView:
    here: str
    version: int
    lines: tuple[RuleLine, ...]
    conflict: str = ""


@dataclass(frozen=True, slots=True)
class RuleView:
    here: str
    heading: str
    conflict: str = ""


@get(HERE, opt=declare(Action.SET_UP_COUNCIL))
async def rules(work: RequestWork) -> Page:
    """As they stand."""
    return await _list(work, await rules_of(work))


@post(
    HERE,
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=lambda: {"version": "0", "move": "1.up"}),
)
async def move(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """One rule up, down or out."""
    form, known = await OrderForm.read(request), await rules_of(work)
    order = form.moved(known.rules) if known.version == form.seen_version else None
    try:
        if order is None:
            raise ChangedMeanwhileError
        await set_rules(work, order, version=form.seen_version)
    except ChangedMeanwhileError as quicker:
        return await _list(work, known, quicker.sentence)
    return redirect(request, HERE, gettext("Saved. It counts from the next screening."))


async def _list(work: Work, known: Rules, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    names = dict(await _teams(work))
    lines = tuple(_line(number, rule, names.get(rule.team_id)) for number, rule in enumerate(known.rules, 1))
    status = ChangedMeanwhileError.status if conflict else None
    return Page("allocation/rules.html", RulesView(HERE, known.version, lines, conflict), status=status)


def _line(number: int, rule: Rule, team: str | None) -> RuleLine:
    then = team or gettext("A team that is not there any more")
    if rule.person:
        then = gettext("%(team)s, whoever has the least open") % {"team": then}
    return RuleLine(number, asks_words(rule), then, team is None)


@get(ONE, opt=declare(Action.SET_UP_COUNCIL))
async def rule(work: RequestWork, number: FromQuery[int] = 0) -> Page:
    """One of them, or another one."""
    known = await rules_of(work)
    if not 0 <= number <= len(known.rules):
        raise NotFoundHereError
    return await _page(work, RuleForm.of(known, number, await _teams(work)))


def example() -> dict[str, str | list[str]]:
    """A form that would be accepted."""
    return {"version": "0", "number": "0", "venues": ["takeaway"], "areas": "LM4", "under": "", "person": "least",
            "team_id": "00000000-0000-7000-8000-000000000000"}  # fmt: skip  # one rule


@post(
    ONE,
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, ids={"team_id": "team"}, body=example),
)
async def save(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Add it at the end, or put it in the place of the one that it was."""
    form, conflict = (await RuleForm.read(request)).offer(await _teams(work)), ""
    if form.validate() and form.team is not None:
        try:
            await _save(work, form, form.rule(form.team))
        except ChangedMeanwhileError as quicker:
            conflict = quicker.sentence
            form.overtaken(await rules_of(work, form.seen_version), await rules_of(work))
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            return redirect(request, HERE, gettext("Saved. It counts from the next screening."))
    return await _page(work, form, conflict)


async def _save(work: Work, form: RuleForm, typed: Rule) -> None:
    known = await rules_of(work)
    after, at = list(known.rules), form.which - 1
    if known.version != form.seen_version or at >= len(after):
        raise ChangedMeanwhileError
    if at < 0:
        after.append(typed)
    else:
        after[at] = typed
    await set_rules(work, after, version=form.seen_version, changed=after.index(typed) if at < 0 else at)


async def _page(work: Work, form: RuleForm, conflict: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    number = form.which
    heading = gettext("Change rule %(number)s") % {"number": number} if number else gettext("Add a rule")
    status = ChangedMeanwhileError.status if conflict else None
    return Page("allocation/rule.html", RuleView(ONE, heading, conflict), form=form, status=status)


async def _teams(work: Work) -> Teams:
    return list((await teams_here(work)).items())


HANDLERS = [rules, move, rule, save]
