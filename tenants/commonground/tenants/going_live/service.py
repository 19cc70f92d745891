"""Giving evidence, opening the public form and closing it, by a council's administrator. Each stands in the trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text as sql

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.councils import evidence
from commonground.platform.councils.evidence import Given, Said
from commonground.platform.councils.gate import (
    OWN_ISSUER,
    GateClosedError,
    Item,
    Standing,
    check_said,
    check_stands,
    council_row,
    standings,
)
from commonground.platform.councils.models import Council
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.going_live.items import ITEMS, READ

_OPEN = sql("select identity.open_door(cast(:found as text[]))")
_CLOSE = sql("select identity.close_door()")


@dataclass(frozen=True, slots=True)
class Gate:
    """The council as it stands before its gate. `given`: the newest evidence by item, that of tasks among it."""

    council: Council
    standings: Sequence[Standing]
    given: Mapping[str, Given]

    @property
    def is_open(self) -> bool:
        return self.council.opened_at is not None

    @property
    def is_unread(self) -> bool:
        """Whether it was opened and takes nothing now: the form asks at each report whether somebody reads it."""
        return self.is_open and any(each.item is READ and not each.stands for each in self.standings)

    @property
    def is_complete(self) -> bool:
        return all(each.stands for each in self.standings)

    @property
    def untried(self) -> Standing | None:
        """The first thing that is tried and was not, and waits for nobody: one press tries them all."""
        return next((each for each in self.standings if each.item.tried and not each.stands and not each.waits), None)

    def version_of(self, item: Item) -> str:
        """Of what is read for it, as it stands now."""
        return next(each.version for each in self.standings if each.item is item)

    def next_page(self) -> str:
        """The page of the first thing without evidence that has one of its own; empty when there is none."""
        return next((each.item.href for each in self.standings if each.item.href and not each.stands), "")


async def gate_of(work: Work) -> Gate:
    """The acting council's."""
    council = await council_row(work.connection, work.actor.council, issuer=OWN_ISSUER)
    given = await evidence.newest(work.connection, council.id)
    return Gate(council, await standings(work.connection, council, ITEMS, given), given)


async def state_all(work: Work, said: Mapping[Item, Said]) -> None:
    """Keep what is said of several items at once. Raises `IncompleteError` with every problem of every item; then
    nothing is kept."""
    checked: dict[Item, Said] = {}
    problems: list[Problem] = []
    for item, words in said.items():
        try:
            checked[item] = check_said(item, words, _today(work))
        except IncompleteError as refused:
            problems.extend(refused.problems)
    if problems:
        raise IncompleteError(tuple(problems))
    for item, plain in checked.items():
        await _give(work, item, plain)


async def keep_read(work: Work, item: Item, version: str) -> None:
    """The one acting has read this page in this version: the one that stood on it."""
    await _give(work, item, Said(who=work.actor.name, on_day=_today(work), version=version))


async def open_form(work: Work) -> None:
    """The public may report from the next request on. Raises `GateClosedError`."""
    gate = await gate_of(work)
    check_stands(gate.standings)
    if gate.is_open:
        return
    found = [each.item.key for each in gate.standings if each.words]
    if not await work.connection.scalar(_OPEN, {"found": found}):
        raise GateClosedError("The form stays closed: something changed meanwhile. Look at the list again.")
    await audit.record(work, f"{Action.SET_UP_COUNCIL}:open", audit.Subject("council"))


async def close_form(work: Work) -> None:
    """Nobody can report any more until it is opened again. What was sent stays, and replies can be read."""
    if await work.connection.scalar(_CLOSE):
        await audit.record(work, f"{Action.SET_UP_COUNCIL}:close", audit.Subject("council"))


def _today(work: Work) -> date:
    return work.now.astimezone(LONDON).date()


async def _give(work: Work, item: Item, said: Said) -> None:
    await evidence.add(work.connection, work.actor.council, item.key, said, by=work.actor.staff, at=work.now)
    subject, why = audit.Subject("evidence"), f"Gave evidence: {item.title}"
    await audit.record(work, Action.SET_UP_COUNCIL, subject, why=why)
