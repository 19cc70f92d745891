"""The role matrix: every role × action × record, decided in Python and listed in SQL, against the reviewed table.

What is expected is worked out here, from the table of `test_roles.py` and the rules of need to know, and from nothing
that the decision itself is made of:

1. A role gives the action, in its own teams or in the whole council. Without it: no.
2. A restricted record is open to the people named on it, and to nobody else.
3. Else it is open to whoever leads it and to whoever is in the team that holds it;
4. and to the whole council's reach, unless it is close to named young people.
5. What is shared with a partner is opened by an invitation, and by nothing else (`test_sharing.py`);
6. and whoever visits for support opens no record at all."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from runpy import run_path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Boolean, Uuid, column, literal, select, values

from commonground.platform.access import Action, Actor, Held, HeldColumns, Role, decide, reachable
from commonground.platform.database.engine import make_engine
from figures import Figure
from postgres import Database

# The reviewed table stands beside this file; test modules are not imported by name.
MAY: dict[Role, tuple[set[str], set[str]]] = run_path(str(Path(__file__).with_name("test_roles.py")))["MAY"]
MINE, TEAM, OTHER_TEAM, COLLEAGUE = uuid4(), uuid4(), uuid4(), uuid4()
RECORDLESS = {
    "open_public_page",
    "report_worry",
    "collect",
    "sign_in",
    "sign_out",
    "look_after_account",
    "run_platform",
}


@dataclass(frozen=True)
class Record:
    """Who holds it, and what else the decision may need."""

    team: UUID
    lead: UUID | None
    restricted: bool
    named: bool
    close: bool

    @cached_property
    def held(self) -> Held:
        named = frozenset({MINE, COLLEAGUE}) if self.named else frozenset({COLLEAGUE})
        return Held(self.team, self.lead, self.restricted, self.close, named)


RECORDS = [
    Record(*each)
    for each in itertools.product(
        (TEAM, OTHER_TEAM), (None, MINE, COLLEAGUE), (False, True), (False, True), (False, True)
    )
]
ACTIONS = [action for action in Action if action.value not in RECORDLESS]


@cache
def actor(*roles: Role) -> Actor:
    return Actor(roles=frozenset(roles), staff_id=MINE, council_id=uuid4(), team_ids=frozenset({TEAM}))


@cache
def given(roles: tuple[Role, ...], action: Action) -> tuple[bool, bool]:
    """In their own teams, and in the whole council."""
    return any(action.value in MAY[role][0] for role in roles), any(action.value in MAY[role][1] for role in roles)


def expected(roles: tuple[Role, ...], action: Action, record: Record) -> bool:
    in_teams, everywhere = given(roles, action)
    if (not in_teams and not everywhere) or action in (Action.READ_SHARED, Action.VISIT_COUNCIL):
        return False
    if record.restricted:
        return record.named
    mine = record.lead == MINE or record.team == TEAM
    return mine or (everywhere and not record.close)


def cells() -> Iterator[tuple[tuple[Role, ...], Action, Record]]:
    """Every role alone, and every two of them."""
    whoever: list[tuple[Role, ...]] = [(role,) for role in Role]
    whoever += itertools.combinations(Role, 2)
    yield from itertools.product(whoever, ACTIONS, RECORDS)


def test_every_cell_is_decided_as_the_table_says(figure: Figure) -> None:
    wrong, count, yes = [], 0, 0
    for roles, action, record in cells():
        said, wanted = bool(decide(actor(*roles), action, record.held)), expected(roles, action, record)
        count, yes = count + 1, yes + wanted
        if said is not wanted:
            wrong.append(f"{'+'.join(roles)} {action} {record}: {said}")
    figure("cells of the role matrix", count)
    assert wrong[:20] == []
    assert count >= 3000
    assert 0.05 * count < yes < 0.8 * count, "a matrix of one answer would say nothing"


def test_without_a_record_the_role_alone_decides(figure: Figure) -> None:
    count = 0
    for role, action in itertools.product(Role, Action):
        count += 1
        wanted = action.value in MAY[role][0] | MAY[role][1]
        assert bool(decide(actor(role), action)) is wanted, (role, action)
    figure("cells of the role matrix", count)


@pytest.mark.parametrize("role", Role, ids=str)
def test_lists_show_what_the_table_says(database: Database, role: Role, figure: Figure) -> None:
    """The same rule in SQL, run by PostgreSQL over every sort of record at once."""
    rows = values(
        column("number", Uuid), column("team_id", Uuid), column("lead_id", Uuid), column("restricted", Boolean),
        column("close", Boolean), column("named", Boolean), name="records",
    ).data([
        (UUID(int=number), each.team, each.lead, each.restricted, each.close, each.named)
        for number, each in enumerate(RECORDS)
    ])  # fmt: skip
    held = HeldColumns(rows.c.team_id, rows.c.lead_id, rows.c.restricted, rows.c.close, rows.c.named)

    async def listed(action: Action) -> set[int]:
        query = select(rows.c.number).where(literal(True), reachable(actor(role), action, held))
        async with engine.connect() as connection:
            return {row.number.int for row in await connection.execute(query)}

    async def compare() -> None:
        for action in ACTIONS:
            wanted = {number for number, each in enumerate(RECORDS) if expected((role,), action, each)}
            assert await listed(action) == wanted, action
            figure("cells of the role matrix, as lists", len(RECORDS))
        await engine.dispose()

    engine = make_engine(database.owner_url, pooled=False)
    asyncio.run(compare())
