"""Lists and figures of contexts: what the reader may not open is neither there nor counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Select, update

from casework import ARRIVED, acting, add_context, add_referral
from commonground.infra.bench._bare import Query
from commonground.platform.access import Actor
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import (
    Wanted,
    comparing,
    contexts_like,
    count_contexts,
    find_by_words,
    find_contexts,
    finding,
)
from councils import World
from told import tell


async def test_the_tabs_count_what_the_reader_may_open(world: World) -> None:
    async with acting(world, world.larkmere, "screener") as work:
        before = await count_contexts(work)
    for status in ("active", "closed"):
        for council, named in ((world.larkmere, ()), (world.larkmere, ("manager",)), (world.hallowdene, ())):
            await add_context(world, council, status=status, team="front_door", lead="screener", named=named)
        await add_context(world, world.larkmere, status=status, kind="group")
    async with acting(world, world.larkmere, "screener") as work:
        after = await count_contexts(work)
    grown = [after.active - before.active, after.mine - before.mine, after.team - before.team]
    assert [*grown, after.closed - before.closed] == [1, 1, 1, 1]


async def test_contacts_that_the_reader_may_not_open_are_not_counted(world: World) -> None:
    known = await add_context(world, world.larkmere, name="Weir steps")
    earlier = ARRIVED - timedelta(days=9)
    await add_referral(world, world.larkmere, state="decided", context=known, received=earlier)
    await add_referral(world, world.larkmere, state="decided", context=known, named=("manager",))
    # The practitioner leads it: what another team has counts for them.
    for person, count, latest in (("screener", 1, earlier), ("practitioner", 1, earlier),
                                  ("locality_practitioner", 0, None)):  # fmt: skip  # one line to two
        async with acting(world, world.larkmere, person) as work:
            (row,) = (await find_contexts(work, Wanted(words="weir steps"))).rows
            assert (row.contacts, row.latest) == (count, latest)
            (like,) = [each for each in await contexts_like(work, ["Weir"], None) if each.id == known.id]
            assert like.contacts == count


async def test_a_proposal_is_like_what_was_said_and_open_to_the_reader(world: World) -> None:
    named = await add_context(world, world.larkmere, kind="school", name="Quarry School")
    of_kind = await add_context(world, world.larkmere, name="Ferry landing")
    for hidden in ("Quarry pond", "Quarry lane"):
        await add_context(world, world.larkmere, name=hidden, named=("manager",))
    await add_context(world, world.hallowdene, name="Quarry edge")
    await add_context(world, world.larkmere, kind="online", name="Larkmere Unseen")

    async def like(work: Work, kind: str | None) -> list[str]:
        return [each.known.reference for each in await contexts_like(work, ["By the quarry, at night"], kind)]

    async with acting(world, world.larkmere, "screener") as work:
        assert await like(work, None) == [named.reference]
        rows = await work.mine.execute(comparing(work.actor, ["Quarry"], None))
        assert [row.reference for row in rows] == [named.reference], "what is hidden does not leave the database"
        proposed = await like(work, "place")
        assert proposed[0] == named.reference
        assert of_kind.reference in proposed
        assert await like(work, "group") == [named.reference]


async def test_what_shares_more_words_is_compared_first(world: World) -> None:
    said = ["14 Zinnia Lane, by the kiosk", "Zinnia Kiosk’s yard"]
    one = await add_context(world, world.larkmere, name="Zinnia works", at=ARRIVED + timedelta(days=1))
    several = await add_context(world, world.larkmere, name="(Kiosk’s) yard", address="14 Zinnia Lane")
    await add_context(world, world.hallowdene, name="Zinnia kiosk", address="14 Zinnia Lane")
    async with acting(world, world.larkmere, "screener") as work:
        like = [each.known.reference for each in await contexts_like(work, said, None)]
    assert like[:2] == [several.reference, one.reference]


async def test_it_is_found_by_what_stands_in_it_whoever_wrote_it(world: World) -> None:
    """The database makes the text that is searched: what a change leaves out finds it no more, and nobody writes
    another one."""
    known = await add_context(world, world.larkmere, name="Fuchsia (old) Arms", aliases=["The Foosh"])
    async with acting(world, world.larkmere, "screener") as work:

        async def found(words: str) -> bool:
            return known.reference in [row.reference for row in await find_by_words(work, words, most=20)]

        for words in ("fuchsia", "FOOSH", "(old)", "uchsi arms", known.reference.lower()):
            assert await found(words), words
        here = update(ContextRow).where(ContextRow.id == known.id)
        await work.mine.execute(here.values(name="Begonia Arms", handle="@begonia_arms"))
        assert [await found(words) for words in ("fuchsia", "begonia", "@begonia_a")] == [False, True, True]
        await work.mine.execute(here.values(said="everything"))
        assert [await found(words) for words in ("everything", "begonia")] == [False, True]


_LOUD = """
create schema loud;
create function loud.strpos(text, text) returns integer language plpgsql immutable as $$
begin
  if $1 like '%gladiolus%' then raise exception 'compared with what is hidden'; end if;
  return pg_catalog.strpos($1, $2);
end $$;
set search_path = loud, pg_catalog;
"""


async def test_nothing_is_compared_with_what_the_reader_may_not_open(world: World) -> None:
    """Not even to be left out afterwards, for the time that takes would tell of it."""
    await add_context(world, world.larkmere, name="Hyacinth gate")
    await add_context(world, world.larkmere, name="Gladiolus gate", named=("manager",))
    await add_context(world, world.larkmere, kind="group", name="Gladiolus lot")
    connection = await asyncpg.connect(world.database.owner_url)
    try:
        await connection.execute(_LOUD)
        for person, told in (("screener", False), ("manager", True)):
            async with acting(world, world.larkmere, person) as work:
                for query in _searches(work.actor):
                    asked = Query.of(query.where(ContextRow.tenant_id == world.larkmere.id), {})
                    assert await _is_told(connection, asked) is told
    finally:
        await connection.execute("set search_path = default; drop schema loud cascade")
        await connection.close()


def _searches(actor: Actor) -> tuple[Select[Any], ...]:
    return finding(actor, "gate hyacinth", 20), comparing(actor, ["Hyacinth gate"], "place")


async def _is_told(connection: asyncpg.Connection, asked: Query) -> bool:
    try:
        return not await connection.fetch(asked.sql, *asked.values)
    except asyncpg.RaiseError:
        return True


@pytest.mark.parametrize(
    "typed",
    ["King's Cross Head", "Kings Cross Head, Mill Lane", "14 Mill Lane, LM4 2QT", "(Kings Cross Head)", "head/mill",
     "king’s cross", "Kings Cross Head - Mill Lane"],
)  # fmt: skip  # one list
async def test_a_place_is_found_however_its_signs_are_typed(world: World, typed: str) -> None:
    known = await add_context(world, world.larkmere, name="King’s Cross Head", address="14 Mill Lane")
    await tell(world, "update tenants.contexts set postcode = 'LM4 2QT' where id = :id", id=known.id)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        assert known.reference in [row.reference for row in await find_by_words(work, typed, most=50)]
        assert await find_by_words(work, "king’s crossing head", most=50) == []


async def test_what_was_withdrawn_is_no_contact(world: World) -> None:
    known = await add_context(world, world.larkmere, name="Weir, Withdrawn Row")
    for state in ("decided", "withdrawn"):
        await add_referral(world, world.larkmere, state=state, team="specialist", context=known)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        (row,) = (await find_contexts(work, Wanted(words="Withdrawn Row"))).rows
        assert row.contacts == 1
