"""Flags on records of a real council: put, kept, taken off, and over by themselves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from casework import acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.contexts.load import load_context
from commonground.tenants.flags import service
from commonground.tenants.flags.queries import flags_of
from commonground.tenants.flags.types import Flag, FlagInput, FlagKind, Told
from commonground.tenants.referrals.load import load_referral
from councils import World
from told import ask, tell

DOG = FlagInput(
    kind=FlagKind.DANGEROUS_DOG,
    reason="A large dog runs loose in the yard.",
    evidence="The caretaker rang",
    told=Told.TOLD,
    fairness="The owner knows.",
)


async def load(work: Work, reference: str) -> service.Flaggable:
    if reference.startswith("CR-"):
        return await load_referral(work, reference, to=Action.FLAG_RECORD, lock=True)
    return await load_context(work, reference, to=Action.FLAG_RECORD, lock=True)


async def put(world: World, person: str, reference: str, flag: FlagInput = DOG) -> UUID:
    async with acting(world, world.larkmere, person) as work:
        return await service.put_flag(work, await load(work, reference), flag)


async def flags(world: World, record: UUID, *, current: bool = True) -> list[Flag]:
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        return await flags_of(work, (record,), current=current)


async def test_it_stands_on_both_kinds_of_record_and_in_their_history(world: World) -> None:
    told = await add_referral(world, world.larkmere, team="specialist", state="screening")
    known = await add_context(world, world.larkmere)
    for record, events in ((told, "referral_events"), (known, "context_events")):
        await put(world, "practitioner", record.reference)
        (flag,) = await flags(world, record.id)
        assert (flag.words, flag.is_current, flag.told) == ("Dangerous dog", True, Told.TOLD)
        assert flag.raised_by.startswith("Practitioner")
        column = "referral_id" if events == "referral_events" else "context_id"
        line = await ask(
            world, f"select verb, words from tenants.{events} where {column} = :id order by at desc", id=record.id
        )
        assert tuple(line) == ("put_flag", "Dangerous dog. A large dog runs loose in the yard.")
        trail = "select action, why from audit.entries where subject_id = :id order by at desc"
        assert tuple(await ask(world, trail, id=record.id)) == ("flag_record:put", None)
    (versions,) = await ask(world, "select version from tenants.contexts where id = :id", id=known.id)
    assert versions == 2
    async with acting(world, world.hallowdene, "practitioner", keep=False) as work:
        assert await flags_of(work, (told.id, known.id), current=False) == []


async def test_reviewing_keeps_it_or_takes_it_off_and_says_why(world: World) -> None:
    known = await add_context(world, world.larkmere)
    flag_id = await put(world, "practitioner", known.reference)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        with pytest.raises(IncompleteError):
            await service.keep_flag(work, await load(work, known.reference), flag_id, " ")
    later = await flags(world, known.id)
    async with acting(world, world.larkmere, "specialist_manager") as work:
        work.now += timedelta(days=30)
        await service.keep_flag(work, await load(work, known.reference), flag_id, "Still there.", 500)
    (kept,) = await flags(world, known.id)
    assert kept.expires_at - later[0].expires_at in {timedelta(days=30, hours=h) for h in (-1, 0, 1)}
    assert (kept.review_words, kept.reviewed_by.split()[0]) == ("Still there.", "Specialist")
    async with acting(world, world.larkmere, "practitioner") as work:
        await service.take_off_flag(work, await load(work, known.reference), flag_id, "It has gone.")
    assert await flags(world, known.id) == []
    (past,) = await flags(world, known.id, current=False)
    assert (past.end_words, past.is_current) == ("It has gone.", False)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        for verb in (service.keep_flag, service.take_off_flag):
            with pytest.raises(service.FlagOverError):
                await verb(work, await load(work, known.reference), flag_id, "Again.")


async def test_what_is_over_is_no_longer_current_and_stays(world: World) -> None:
    known = await add_context(world, world.larkmere)
    flag_id = await put(world, "practitioner", known.reference)
    back = "raised_at = raised_at - interval '100 days', expires_at = expires_at - interval '100 days'"
    await tell(world, f"update tenants.warning_flags set {back} where id = :id", id=flag_id)
    assert await flags(world, known.id) == []
    (past,) = await flags(world, known.id, current=False)
    assert (past.is_current, past.ended_at) == (False, None)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        with pytest.raises(service.FlagOverError):
            await service.keep_flag(work, await load(work, known.reference), flag_id, "Still there.")


async def test_a_flag_of_another_record_is_none_of_this_one(world: World) -> None:
    first, second = [await add_context(world, world.larkmere) for _ in range(2)]
    flag_id = await put(world, "practitioner", first.reference)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await service.take_off_flag(work, await load(work, second.reference), flag_id, "Not mine.")


async def test_of_two_flags_on_a_record_one_is_taken_off(world: World) -> None:
    known = await add_context(world, world.larkmere)
    one, other = [await put(world, "practitioner", known.reference) for _ in range(2)]
    async with acting(world, world.larkmere, "practitioner") as work:
        await service.take_off_flag(work, await load(work, known.reference), one, "It has gone.")
    assert [flag.id for flag in await flags(world, known.id)] == [other]


async def test_a_flag_is_over_at_the_moment_that_it_names(world: World) -> None:
    known = await add_context(world, world.larkmere)
    flag_id = await put(world, "practitioner", known.reference)
    (flag,) = await flags(world, known.id)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        work.now = flag.expires_at
        with pytest.raises(service.FlagOverError):
            await service.keep_flag(work, await load(work, known.reference), flag_id, "Still there.")
        work.now -= timedelta(seconds=1)
        await service.keep_flag(work, await load(work, known.reference), flag_id, "Still there.")


async def test_no_flag_can_be_made_to_stand_longer_or_to_say_something_else(world: World) -> None:
    known = await add_context(world, world.larkmere)
    await put(world, "practitioner", known.reference)
    longer = "update tenants.warning_flags set expires_at = expires_at + interval '3 days'"
    with pytest.raises(DBAPIError, match="ck_warning_flags_expires"):
        await tell(world, longer)
    for change in ("reason = 'x'", "kind = 'lone_visits'", "raised_at = now()", "record_kind = 'referral'"):
        async with acting(world, world.larkmere, "practitioner", keep=False) as work:
            with pytest.raises(DBAPIError, match="permission denied"):
                await work.connection.exec_driver_sql(f"update tenants.warning_flags set {change}")


async def test_another_team_puts_none(world: World) -> None:
    known = await add_context(world, world.larkmere)
    for person in ("locality_practitioner", "screener", "admin"):
        with pytest.raises(NotFoundHereError):
            await put(world, person, known.reference)
