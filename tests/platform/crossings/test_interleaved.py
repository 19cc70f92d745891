"""Both sides of one crossing act in any order: the database does what the rules say, and both see the same of it.

`CROSSINGS=whole` is the long form, for `make prove ONLY=crossings`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import DBAPIError

from commonground.platform.crossings import rules
from commonground.platform.crossings.types import PENDING, Act, Side, State, Verb
from councils import TestCouncil, World, make_world
from crossing_looks import OPENS, Crossing
from crossing_scene import AUTHOR, Crossings, words_of
from figures import Figure

WHOLE = os.environ.get("CROSSINGS") == "whole"
_DONE = some.sampled_from([act for act in Act if act not in (Act.SEND, Act.EXPIRE)])
_STEPS = "select array_agg(no order by no), array_agg(to_state order by no) from crossing.steps where offer_id = :id"
_SELDOM = some.integers(0, 9)
"""What ends most of what can be done: on 7 alone."""
T = TypeVar("T")


@dataclass
class Model:
    """What is known of a crossing besides its state."""

    verb: Verb
    agreed: bool
    state: State = State.SENT
    moved: bool = False
    open: bool = False
    complete: bool = False
    escalated: bool = False
    late: bool = False
    asked: bool = False
    purged: bool = False
    sent: int = 1
    copies: int = 0
    states: list[State] = field(default_factory=lambda: [State.SENT])

    def answer(self, side: Side, what: Act) -> str:
        """What the database has to say."""
        if rules.next_state(self.verb, self.state, side, what) is None:
            return "changed"
        if not self.open and self.state in PENDING:
            if self.late and what is not Act.WITHDRAW:
                return "expired"
            if not self.agreed and what not in (Act.WITHDRAW, Act.DECLINE):
                return "no_agreement"
        again = {
            Act.SUPPLEMENT: self.purged,
            Act.COMPLETE: self.complete,
            Act.ESCALATE: self.escalated,
            Act.ASK_PURGE: self.asked or self.purged or not self.open,
            Act.ANSWER_PURGE: not self.asked,
        }
        return "changed" if again.get(what) else "done"

    def take(self, side: Side, what: Act) -> None:
        after = rules.next_state(self.verb, self.state, side, what)
        assert after is not None
        if not self.open and (what is Act.ACCEPT or (what is Act.ACKNOWLEDGE and self.verb is Verb.INFORM)):
            self.open, self.copies = True, self.sent
        if what is Act.SUPPLEMENT:
            self.sent += 1
            self.copies += self.open
        self.complete = (self.complete or what is Act.COMPLETE) and what is not Act.ASK_MORE
        self.escalated = self.escalated or what is Act.ESCALATE
        self.asked = (self.asked or what is Act.ASK_PURGE) and what is not Act.ANSWER_PURGE
        self.moved = self.moved or what is Act.TAKE_RESPONSIBILITY
        self.state = after
        self.states.append(after)


class TwoCouncils(RuleBasedStateMachine):
    """One crossing at a time, from the moment it is sent."""

    crossings: ClassVar[Crossings]
    runner: ClassVar[asyncio.Runner]
    done: ClassVar[int] = 0
    model: Model
    crossing: Crossing

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(asked)

    @property
    def councils(self) -> dict[Side, TestCouncil]:
        return {Side.SENDER: self.crossing.sender, Side.RECEIVER: self.crossing.receiver}

    @initialize(verb=some.sampled_from(Verb), agreement=some.booleans(), swapped=some.booleans())
    def send(self, verb: Verb, agreement: bool, swapped: bool) -> None:
        self.run(self._send(verb, agreement, swapped))

    async def _send(self, verb: Verb, agreement: bool, swapped: bool) -> None:
        world = self.crossings.world
        two = [world.larkmere, world.hallowdene]
        sender, receiver = reversed(two) if swapped else two
        await self.crossings.run("update crossing.agreement_signatures set withdrawn_at = now()")
        await self.crossings.run("update crossing.offers set expires_at = now() + interval '9 days'")
        if agreement:
            await self.crossings.agree(world.larkmere, world.hallowdene)
        self.crossing = await self.crossings.sent(sender, receiver, verb=verb)
        self.model = Model(verb, agreed=True)
        self.under_agreement = agreement

    @rule(side=some.sampled_from([Side.SENDER, Side.RECEIVER]), what=_DONE, kept=some.integers(0, 5))
    def act(self, side: Side, what: Act, kept: int) -> None:
        """One in six is undone again before it commits, as where the web is killed."""
        said = self.run(self._act(side, what, keep=kept > 0))
        assert said == self.model.answer(side, what), (side, what, self.model)
        if said == "done" and kept:
            self.model.take(side, what)
            if what in (Act.DECLINE, Act.ANSWER_PURGE):
                self.model.copies, self.model.purged = 0, what is Act.ANSWER_PURGE
        type(self).done += said == "done"

    @rule(pick=some.integers(0, 1_000), again=some.integers(1, 3))
    def go_on(self, pick: int, again: int) -> None:
        """One of the things that may be done: else most crossings would never get far."""
        for _ in range(again):
            may = self._may()
            if may:
                self.act(*may[pick % len(may)], kept=1)

    def _may(self) -> list[tuple[Side, Act]]:
        """What ends it is left to chance, and what has no second time is left out."""
        ends = {Act.WITHDRAW, Act.DECLINE, Act.CLOSE}
        acts = {side: rules.acts_of(self.model.verb, self.model.state, side) - ends for side in self.councils}
        may = [(side, what) for side in acts for what in sorted(acts[side])]
        return [each for each in may if self.model.answer(*each) == "done"]

    async def _act(self, side: Side, what: Act, *, keep: bool) -> str | None:
        said: dict[str, Any] = {}
        if what is Act.SUPPLEMENT and side is Side.SENDER:
            news = words_of(self.crossing.sender, "news")
            said["package"] = await self.crossings.package(self.crossing, news, no=self.model.sent + 1)
        return await self.crossings.answer_to(self.councils[side], self.crossing, what, keep=keep, **said)

    @precondition(lambda self: not self.model.late)
    @rule(pick=_SELDOM)
    def days_pass(self, pick: int) -> None:
        if pick == 7:
            self.run(self.crossings.days_pass(self.crossing))
            self.model.late = True

    @precondition(lambda self: self.under_agreement and self.model.agreed)
    @rule(pick=_SELDOM)
    def the_agreement_ends(self, pick: int) -> None:
        if pick == 7:
            self.run(self.crossings.run("update crossing.agreement_signatures set withdrawn_at = now()"))
            self.model.agreed = False

    @rule()
    def the_clock_strikes(self) -> None:
        ended = self.run(self.crossings.expire(self.crossing.sender))
        ends = self.model.late and not self.model.open and self.model.state in PENDING
        assert ended == ends
        if ends:
            self.model.take(Side.CLOCK, Act.EXPIRE)

    @invariant()
    def both_see_the_same(self) -> None:
        if hasattr(self, "model"):
            self.run(self._compared())

    async def _compared(self) -> None:
        crossings, model = self.crossings, self.model
        mine, theirs = [await crossings.view(council, self.crossing) for council in self.councils.values()]
        assert mine.state is theirs.state is model.state
        assert mine.is_open is theirs.is_open is model.open
        responsible = self.crossing.receiver if model.moved else self.crossing.sender
        assert mine.responsible_id == theirs.responsible_id == responsible.id
        ((numbers, states),) = await crossings.rows(_STEPS, id=self.crossing.id)
        assert (numbers, states) == (list(range(1, len(numbers) + 1)), [str(state) for state in model.states])
        received = await crossings.packages(self.crossing.receiver, self.crossing, "received")
        assert sum(words != "" for _, words in received) == model.copies
        assert model.open or received == []
        receipts = [await crossings.receipts(council, self.crossing) for council in self.councils.values()]
        assert receipts[0] == receipts[1]


@pytest.fixture
def machine(world: World) -> Iterator[type[TwoCouncils]]:
    with asyncio.Runner() as runner:
        TwoCouncils.crossings, TwoCouncils.runner = Crossings(world), runner
        yield TwoCouncils


def test_whatever_both_do_in_whatever_order(machine: type[TwoCouncils], figure: Figure) -> None:
    chosen = settings(max_examples=120 if WHOLE else 24, stateful_step_count=30 if WHOLE else 14,
                      suppress_health_check=list(HealthCheck), phases=[Phase.generate])  # fmt: skip
    run_state_machine_as_test(machine, settings=chosen)
    figure("acts of both sides that were done", machine.done)
    assert machine.done > 20


async def _fired(crossings: Crossings, crossing: Crossing, council: TestCouncil, what: Act, both: asyncio.Barrier,
                 person: str) -> str | None:  # fmt: skip
    """As the web does it, over a connection of its own; the two let go together."""
    async with crossings.acting(council, person) as work:
        await both.wait()
        return await crossings.answer_over(work, council, crossing, what)


async def test_taken_back_and_accepted_at_once(world: World, figure: Figure) -> None:
    """Exactly one wins, both agree on which, and both hold the same receipt of it."""
    crossings, won = Crossings(world), dict.fromkeys((Act.WITHDRAW, Act.ACCEPT), 0)
    larkmere, hallowdene = world.larkmere, world.hallowdene
    for number in range(1_000 if WHOLE else 40):
        crossing, both = await crossings.sent(larkmere, hallowdene), asyncio.Barrier(2)
        taken_back = _fired(crossings, crossing, larkmere, Act.WITHDRAW, both, AUTHOR)
        accepted = _fired(crossings, crossing, hallowdene, Act.ACCEPT, both, OPENS)
        fired = (taken_back, accepted) if number % 2 else (accepted, taken_back)
        said = await asyncio.gather(*fired)
        assert sorted(map(str, said)) == ["changed", "done"]
        winner = (Act.WITHDRAW, Act.ACCEPT)[(said if number % 2 else said[::-1]).index("done")]
        won[winner] += 1
        await _only(crossings, crossing, winner)
    figure("withdrawals and acceptances at once", sum(won.values()))
    assert all(won.values()), won


async def _only(crossings: Crossings, crossing: Crossing, winner: Act) -> None:
    sender, receiver = crossing.sender, crossing.receiver
    state = State.WITHDRAWN if winner is Act.WITHDRAW else State.ACCEPTED
    assert [(await crossings.view(council, crossing)).state for council in (sender, receiver)] == [state, state]
    kept, copied = [(1, crossing.canonical)], await crossings.packages(receiver, crossing, "received")
    words = await crossings.packages(sender, crossing, "sent")
    assert (words, copied) == (([(1, "")], []) if winner is Act.WITHDRAW else (kept, kept))
    mine, theirs = [await crossings.receipts(council, crossing) for council in (sender, receiver)]
    assert mine == theirs
    assert [r[2] for r in mine] == ["withdraw" if winner is Act.WITHDRAW else "opened"]
    assert len(await crossings.steps(sender, crossing)) == 2


_BREAKS = """
create function public.breaks() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
grant usage on schema public to public;
"""


@pytest.mark.parametrize(
    ("table", "what"),
    [("tenants.packages", Act.ACCEPT), ("council.receipts", Act.ACCEPT), ("system.outbox", Act.ACCEPT),
     ("audit.entries", Act.ACCEPT), ("crossing.steps", Act.ACCEPT), ("council.receipts", Act.DECLINE)],
)  # fmt: skip
async def test_an_exception_in_mid_crossing(own_world: World, table: str, what: Act) -> None:
    """Nothing is half written on either side, and whoever goes on has their own pass, and no other council's."""
    crossings, world = Crossings(own_world), own_world
    crossing = await crossings.sent(world.larkmere, world.hallowdene, files=1)
    async with crossings.acting(world.hallowdene, keep=False):
        pass  # signed in before anything is compared
    for statement in _BREAKS.strip().split("\n"):
        await crossings.run(statement)
    await crossings.run(f"create trigger breaks before insert on {table} execute function public.breaks()")
    before = await crossings.whole()
    async with crossings.acting(world.hallowdene) as work:
        savepoint = await work.connection.begin_nested()
        with pytest.raises(DBAPIError, match="the disk is full"):
            await crossings.answer_over(work, world.hallowdene, crossing, what)
        await savepoint.rollback()
        asked = "select identity.council(), count(*), count(*) filter (where tenant_id = $1) from tenants.packages"
        raw = await work.connection.get_raw_connection()
        found = await raw.driver_connection.fetchrow(asked, world.larkmere.id)  # type: ignore[union-attr]  # asyncpg's
        assert tuple(found) == (world.hallowdene.id, 0, 0)
    async with crossings.acting(world.hallowdene, keep=False) as work:
        with pytest.raises(DBAPIError, match="the disk is full"):
            await crossings.answer_over(work, world.hallowdene, crossing, what)
        await work.roll_back()
        raw = await work.connection.get_raw_connection()
        assert await raw.driver_connection.fetchval("select identity.council()") is None  # type: ignore[union-attr]  # asyncpg's
    assert await crossings.whole() == before
    await crossings.run(f"drop trigger breaks on {table}")
    await crossings.act(world.hallowdene, crossing, what)


@pytest.fixture
async def own_world(own_database: Any) -> World:
    return await make_world(own_database)
