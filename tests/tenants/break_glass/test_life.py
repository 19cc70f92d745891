"""The life of uses of break-glass against a model of it: used, used again, ended by oneself or by whoever answers for
it, reviewed, roles taken and given back, and time that passes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from casework import Told, acting, add_referral
from commonground.platform.access import Action, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.tenants.break_glass import service
from commonground.tenants.break_glass.queries import all_uses
from commonground.tenants.referrals.load import load_referral
from councils import World, make_world
from glass import break_glass, pass_time
from postgres import Database
from told import tell

PEOPLE = ("screener", "practitioner", "locality_practitioner")
LASTS = timedelta(hours=3)
# A second to either side of the end is never asked for: what is asked takes a moment itself.
STEPS = (timedelta(minutes=20), timedelta(hours=1), timedelta(hours=2, minutes=59), timedelta(hours=3, seconds=5))


@dataclass
class Use:
    """As the model has it. `age` is how long ago it was begun."""

    id: UUID
    who: str
    age: timedelta = timedelta()
    ended: bool = False
    reviewed: bool = False

    @property
    def is_open(self) -> bool:
        return not self.ended and self.age < LASTS


@dataclass
class Ground:
    world: World
    told: Told
    runner: asyncio.Runner


class Life(RuleBasedStateMachine):
    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.uses: list[Use] = []
        self.without_role: set[str] = set()
        self._do(tell(self.ground.world, "truncate tenants.break_glass_uses"))
        self._do(self._roles())

    def _do(self, coroutine: Any) -> Any:
        return self.ground.runner.run(coroutine)

    async def _roles(self) -> None:
        council = self.ground.world.larkmere
        for person in PEOPLE:
            who = council.people[person]
            roles = ["qa_auditor"] if person in self.without_role else [str(role) for role in who.roles]
            changed = "update council.staff set roles = :roles where id = :id"
            await tell(self.ground.world, changed, roles=roles, id=who.staff_id)

    @precondition(lambda self: len(self.uses) < 6)
    @rule(who=st.sampled_from(PEOPLE))
    def use(self, who: str) -> None:
        world = self.ground.world
        self.uses.append(Use(self._do(break_glass(world, world.larkmere, who, self.ground.told.reference)).id, who))

    @rule(by=st.sampled_from(STEPS))
    def time_passes(self, by: timedelta) -> None:
        self._do(pass_time(self.ground.world, by))
        for use in self.uses:
            use.age += by

    @precondition(lambda self: self.uses)
    @rule(pick=st.integers(0, 5), by=st.sampled_from(["themselves", "admin", "a colleague"]))
    def end(self, pick: int, by: str) -> None:
        use = self.uses[pick % len(self.uses)]
        ended = self._do(self._end(use, by))
        assert ended == (use.is_open and by != "a colleague")
        use.ended = use.ended or ended

    async def _end(self, use: Use, by: str) -> bool:
        who = {"themselves": use.who, "admin": "admin", "a colleague": next(each for each in PEOPLE if each != use.who)}
        verb = service.end if by == "admin" else service.end_own
        async with acting(self.ground.world, self.ground.world.larkmere, who[by]) as work:
            try:
                await verb(work, use.id)
            except (service.OverAlreadyError, NotFoundHereError):
                return False
        return True

    @precondition(lambda self: self.uses)
    @rule(pick=st.integers(0, 5))
    def review(self, pick: int) -> None:
        """Looked at or not: what is open stays open, what is over stays over."""
        use = self.uses[pick % len(self.uses)]
        self._do(self._review(use))
        use.reviewed = True

    async def _review(self, use: Use) -> None:
        async with acting(self.ground.world, self.ground.world.larkmere, "admin") as work:
            await service.review(work, use.id, "Looked at.")

    @rule(who=st.sampled_from(PEOPLE))
    def lose_or_get_back_the_role(self, who: str) -> None:
        self.without_role ^= {who}
        self._do(self._roles())

    @invariant()
    def it_is_open_to_those_with_an_open_use_and_the_role(self) -> None:
        open_to = {use.who for use in self.uses if use.is_open} - self.without_role
        assert self._do(self._who_opens()) == open_to

    async def _who_opens(self) -> set[str]:
        world, council = self.ground.world, self.ground.world.larkmere
        found: set[str] = set()
        async with acting(world, council, "manager", keep=False) as work:
            for who in PEOPLE:
                roles = {Role.QA_AUDITOR} if who in self.without_role else set(council.people[who].roles)
                staff_id = council.people[who].staff_id
                work.actor = replace(work.actor, staff_id=staff_id, roles=frozenset(roles), team_ids=frozenset())
                with suppress(NotFoundHereError):
                    await load_referral(work, self.ground.told.reference, to=Action.READ_REFERRAL)
                    found.add(who)
        return found

    @invariant()
    def every_use_is_kept(self) -> None:
        assert self._do(self._kept()) == {use.id: (use.is_open, use.reviewed) for use in self.uses}

    async def _kept(self) -> dict[UUID, tuple[bool, bool]]:
        async with acting(self.ground.world, self.ground.world.larkmere, "admin", keep=False) as work:
            return {use.id: (use.is_open, bool(use.reviewed_at)) for use in (await all_uses(work, waiting=False)).uses}


@pytest.mark.slow
def test_it_is_open_as_long_as_the_model_says(database: Database) -> None:
    with asyncio.Runner() as runner:
        world = runner.run(make_world(database))
        told = runner.run(add_referral(world, world.larkmere, named=["specialist_manager"]))
        Life.ground = Ground(world, told, runner)
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=6, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
