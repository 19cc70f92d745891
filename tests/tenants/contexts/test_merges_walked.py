"""Records put together and taken apart in any order: whatever people do, these things hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from casework import ARRIVED, Known, Told, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.tenants.around import service
from commonground.tenants.around.queries import links_of
from commonground.tenants.around.rules import PersonInput
from commonground.tenants.around.types import RelationKind
from commonground.tenants.contexts import merging
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.matching import likely_same
from commonground.tenants.contexts.merged import parts_of
from commonground.tenants.contexts.queries import contexts_like, find_by_words
from commonground.tenants.contexts.types import Candidate
from councils import World, canary
from told import context_of, referral_of, rows

NOON = ARRIVED + timedelta(hours=15)
CALLED: tuple[tuple[str, ...], ...] = (
    ("Alpha shop",),
    ("Zebra hut",),
    ("Zebra hut", "Alpha shop"),
    ("Quay steps", "Zebra hut"),
    ("Lido",),
)
"""Two of one name, and one that is also called as another is."""
LINKED = ("LM-1", "LM-1", "LM-2", "", "LM-1")
WATCHED = ("screener", "screener", "specialist_manager", "", "screener")


@dataclass
class Record:
    known: Known
    names: tuple[str, ...]
    told: Told
    link: str
    watcher: str
    into: Record | None = None
    """Which it went into, be that in a third by now."""

    @property
    def top(self) -> Record:
        return self.into.top if self.into else self


@dataclass
class Walk:
    """A few records of one council, and what was done to them."""

    world: World
    mark: str
    records: list[Record] = field(default_factory=list)

    async def begin(self) -> None:
        for called, link, watcher in zip(CALLED, LINKED, WATCHED, strict=True):
            names = tuple(f"{each} {self.mark}" for each in called)
            known = await add_context(self.world, self.world.larkmere, name=names[0], aliases=names[1:])
            told = await add_referral(
                self.world, self.world.larkmere, state="decided", team="specialist", context=known
            )
            self.records.append(Record(known, names, told, link, watcher))
            await self._put_around(self.records[-1])
        for one, other in ((0, 1), (1, 2), (3, 1), (4, 0)):
            await self._relate(self.records[one], self.records[other])

    async def _put_around(self, record: Record) -> None:
        if record.link:
            typed = PersonInput(case_reference=record.link, role="at_risk", reason=record.known.reference,
                                review_on=(NOON + timedelta(days=30)).date())  # fmt: skip  # a call
            async with acting(self.world, self.world.larkmere, "practitioner", now=NOON) as work:
                row = await load_context(work, record.known.reference, to=Action.KEEP_PERSON_LINKS)
                await service.link_person(work, row, typed)
        if record.watcher:
            async with acting(self.world, self.world.larkmere, record.watcher, now=NOON) as work:
                await service.watch(work, await load_context(work, record.known.reference, to=Action.READ_CONTEXT))

    async def _relate(self, one: Record, other: Record) -> None:
        async with acting(self.world, self.world.larkmere, "practitioner", now=NOON) as work:
            row = await load_context(work, one.known.reference, to=Action.CHANGE_CONTEXT)
            await service.relate(work, row, RelationKind.PART_OF, other.known.reference)

    async def merge(self, one: Record, other: Record) -> None:
        async with acting(self.world, self.world.larkmere, "practitioner", now=NOON) as work:
            row = await load_context(work, one.known.reference, to=Action.CHANGE_CONTEXT)
            await merging.merge(work, row, other.known.reference, "The same", version=row.version)
        one.into = other

    async def take_out(self, record: Record) -> None:
        async with acting(self.world, self.world.larkmere, "practitioner", now=NOON) as work:
            row = await load_context(work, record.top.known.reference, to=Action.CHANGE_CONTEXT, lock=True)
            standing = [each for each in await parts_of(work, row.id) if each.undone_at is None]
            (merge,) = [each.merge_id for each in standing if each.context_id == record.known.id]
            await merging.take_apart(work, row, merge, "Not the same")
        record.into = None

    def within(self, top: Record) -> list[Record]:
        return [each for each in self.records if each.top is top]

    async def step(self, chance: Random) -> None:
        tops = [each for each in self.records if each.into is None]
        gone = [each for each in self.records if each.into is not None]
        if len(tops) == 1 or (gone and chance.random() < 0.5):
            await self.take_out(chance.choice(gone))
        else:
            await self.merge(*chance.sample(tops, 2))

    async def holds(self) -> None:
        """What is true at every moment."""
        for name in {name for each in self.records for name in each.names}:
            called = {each.top.known.reference for each in self.records if name in each.names}
            await self._is_found(name, called)
        for each in self.records:
            assert (await referral_of(self.world, each.told)).context_id == each.top.known.id
            row, within = await context_of(self.world, each.known), self.within(each)
            assert [row.name, *row.aliases] == [marked(name) for name in each.names], "no more than its own"
            inside = sorted(marked(name) for part in within if part is not each for name in part.names)
            assert sorted(row.parts_called) == inside
            assert await self._around(each) == (
                sorted((part.link, part.known.reference) for part in within if part.link),
                {part.watcher for part in within if part.watcher},
            )

    async def _is_found(self, name: str, called: set[str]) -> None:
        async with acting(self.world, self.world.larkmere, "practitioner", keep=False) as work:
            assert {row.reference for row in await find_by_words(work, name, most=20)} == called, name
            like = [each.known for each in await contexts_like(work, [name], None)]
        matches = likely_same(Candidate(kind=None, name=name), like, at_most=20)
        assert called <= {each.reference for each in matches}, name

    async def _around(self, record: Record) -> tuple[list[tuple[str, str]], set[str]]:
        people = {person.staff_id: name for name, person in self.world.larkmere.people.items()}
        async with acting(self.world, self.world.larkmere, "practitioner", keep=False) as work:
            links = sorted((each.case_reference, each.reason) for each in await links_of(work, record.known.id))
        watching = "select staff_id from tenants.context_watchers where context_id = :id"
        return links, {people[each.staff_id] for each in await rows(self.world, watching, id=record.known.id)}

    async def hangs(self) -> list[tuple[object, ...]]:
        """Everything around them, wherever it stands."""
        ids = [each.known.id for each in self.records]
        found = []
        for table in ("person_links", "context_watchers", "context_relations"):
            query = f"select * from tenants.{table} where context_id = any(:ids) order by id"
            found += [tuple(row) for row in await rows(self.world, query, ids=ids)]
        return found


def marked(name: str) -> str:
    return f"{name} {canary('larkmere')}"


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_is_done_each_is_found_and_has_what_is_its_own(world: World, seed: int) -> None:
    walk, chance = Walk(world, f"walked{seed}"), Random(seed)
    await walk.begin()
    before = await walk.hangs()
    await walk.holds()
    for _ in range(10):
        await walk.step(chance)
        await walk.holds()
    while gone := [each for each in walk.records if each.into is not None]:
        await walk.take_out(chance.choice(gone))
        await walk.holds()
    assert await walk.hangs() == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_what_went_in_again_by_itself_is_not_taken_along(world: World, order: tuple[int, int]) -> None:
    """It had come with another one, was taken out, and went in once more: what it brought is no longer that one's."""
    walk = Walk(world, f"again{order[0]}")
    await walk.begin()
    before, (first, second, third, *_) = await walk.hangs(), walk.records
    await walk.merge(first, second)
    await walk.merge(second, third)
    await walk.take_out(first)
    await walk.merge(first, third)
    await walk.holds()
    for place in order:
        await walk.take_out(walk.records[place])
        await walk.holds()
    assert await walk.hangs() == before
