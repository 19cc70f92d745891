"""What Python says of a dispute's machine is what the database does; both sides act in any order, and see the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from commonground.platform.disputes import rules, service
from commonground.platform.disputes.queries import dispute_of, lines_of
from commonground.platform.disputes.types import DisputeAct, DisputeState, DisputeView, Turn
from commonground.platform.references import ReferenceKind, new_reference
from councils import TestCouncil, World
from crossing_scene import Crossings

_A = DisputeAct
_ACT = text("select crossing.dispute_act(:id, :what, cast(:said as jsonb))")
T = TypeVar("T")


async def test_the_database_moves_as_the_rules_say(world: World) -> None:
    asked = list(product(DisputeState, Turn, (True, False), DisputeAct))
    connection = await asyncpg.connect(world.database.owner_url)
    try:
        said = await connection.fetch(
            "select crossing.dispute_next(a.state, a.turn, a.opener, a.act) from"
            " unnest($1::text[], $2::boolean[], $3::boolean[], $4::text[]) with ordinality"
            " a (state, turn, opener, act, n) order by a.n",
            *([[str(each[0]) for each in asked], [each[1] is Turn.OURS for each in asked]]),
            *([[each[2] for each in asked], [str(each[3]) for each in asked]]),
        )
    finally:
        await connection.close()
    by_rules = [rules.next_state(state, turn, act, opener=opener) for state, turn, opener, act in asked]
    assert [row[0] for row in said] == by_rules
    assert sum(after is not None for after in by_rules) > 30


class TwoCouncils(RuleBasedStateMachine):
    """One question at a time: Larkmere's, of Hallowdene; managers speak for both."""

    crossings: ClassVar[Crossings]
    runner: ClassVar[asyncio.Runner]
    done: ClassVar[int] = 0
    dispute: UUID

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(asked)

    @property
    def councils(self) -> tuple[TestCouncil, TestCouncil]:
        return self.crossings.world.larkmere, self.crossings.world.hallowdene

    async def view(self, council: TestCouncil) -> tuple[DisputeView, list[Any]]:
        async with self.crossings.acting(council, "manager", keep=False) as work:
            found = await dispute_of(work, self.dispute)
            assert found is not None
            return found, await lines_of(work, found)

    @initialize()
    def ask(self) -> None:
        self.run(self._ask())
        self.verbs = [_A.OPEN]

    async def _ask(self) -> None:
        here, there = self.councils
        due = datetime.now(UTC) + timedelta(days=3)
        said = {"reference": new_reference(ReferenceKind.DISPUTE), "other": there.id, "kind": "online",
                "lead": there.id, "reason": "knew_first", "words": "W", "answer_by": due,
                "settle_by": due}  # fmt: skip  # a row
        async with self.crossings.acting(here, "manager") as work:
            self.dispute = await service.open_dispute(work, said)

    @rule(by=some.integers(0, 1), what=some.sampled_from([a for a in _A if a is not _A.OPEN]), lead=some.integers(0, 1))
    def act(self, by: int, what: DisputeAct, lead: int) -> None:
        self.run(self._act(self.councils[by], what, self.councils[lead].id))

    async def _act(self, council: TestCouncil, what: DisputeAct, lead: UUID) -> None:
        before, _ = await self.view(council)
        due = (datetime.now(UTC) + timedelta(days=3)).isoformat()
        given = {"lead": str(lead), "reason": "other", "words": "W", "answer_by": due}
        async with self.crossings.acting(council, "manager") as work:
            asked = {"id": self.dispute, "what": what.value, "said": json.dumps(given)}
            said = await work.connection.scalar(_ACT, asked)
        assert said == self.expected(before, what, lead)
        if said == "done":
            type(self).done += 1
            self.verbs.append(what)

    @staticmethod
    def expected(before: DisputeView, what: DisputeAct, lead: UUID) -> str:
        if what not in rules.acts_of(before) or (what is _A.AGREE and lead != before.proposed_id):
            return "changed"
        return "same" if what is _A.PROPOSE and lead == before.proposed_id else "done"

    @invariant()
    def both_see_the_same(self) -> None:
        if hasattr(self, "verbs"):
            self.run(self._compared())

    async def _compared(self) -> None:
        (mine, lines), (theirs, same) = [await self.view(council) for council in self.councils]
        assert (lines, [line.act for line in lines]) == (same, self.verbs)
        assert (mine.state, mine.lead_id, mine.waits_id) == (theirs.state, theirs.lead_id, theirs.waits_id)
        assert {mine.turn, theirs.turn} == set(Turn)
        assert (mine.our_decision_id, mine.their_decision_id) == (theirs.their_decision_id, theirs.our_decision_id)
        assert mine.meanwhile_id == theirs.meanwhile_id == (mine.lead_id or mine.opener_id)
        settled = mine.state in (DisputeState.AGREED, DisputeState.DECIDED)
        assert settled <= (mine.lead_id is not None)
        assert mine.is_live == (mine.over_at is None)
        if mine.state is DisputeState.DECIDED:
            assert mine.our_decision_id == mine.their_decision_id == mine.lead_id


@pytest.fixture
def machine(world: World) -> Iterator[type[TwoCouncils]]:
    with asyncio.Runner() as runner:
        TwoCouncils.crossings, TwoCouncils.runner = Crossings(world), runner
        yield TwoCouncils


def test_whatever_both_do_in_whatever_order(machine: type[TwoCouncils]) -> None:
    chosen = settings(max_examples=10, stateful_step_count=14, suppress_health_check=list(HealthCheck),
                      phases=[Phase.generate])  # fmt: skip
    run_state_machine_as_test(machine, settings=chosen)
    assert machine.done > 10
