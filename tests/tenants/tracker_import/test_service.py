"""Bringing in an earlier tracker and taking it out again, against a real database with two councils in it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.tenants.referrals import service as referrals
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.tracker_import import service
from commonground.tenants.tracker_import.clearing import clear, next_uncleared, suggested, words_of
from commonground.tenants.tracker_import.columns import Field
from commonground.tenants.tracker_import.errors import StoppedRowsError
from commonground.tenants.tracker_import.meanings import remember
from commonground.tenants.tracker_import.queries import load_import, remembered, still_here, waiting_file
from councils import TestCouncil, World, make_world
from earlier_tracker import ROWS, earlier_tracker
from postgres import Database
from told import ask, rows, tell

NOW = datetime.now(UTC)
COUNT = "select count(*) from tenants.referrals where route = 'tracker'"


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture(autouse=True)
async def nothing_brought_in(world: World) -> None:
    for each in (
        "delete from tenants.imported_rows",
        "delete from tenants.referral_events",
        "delete from tenants.referrals",
        "delete from tenants.tracker_imports",
        "delete from council.tracker_meanings",
    ):
        await tell(world, each)


async def _choose(world: World, folder: Path, content: bytes, council: TestCouncil | None = None) -> UUID:
    path = folder / "chosen"
    path.write_bytes(content)
    async with acting(world, council or world.larkmere, "manager", now=NOW) as work:
        return await service.take_file(work, path)


async def _bring(world: World, folder: Path, content: bytes, *, leave_out: bool = False) -> UUID:
    key = await _choose(world, folder, content)
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        await service.bring_in(work, key, leave_out=leave_out)
    return key


async def _one(world: World, sql: str) -> Any:
    return (await ask(world, sql))[0]


async def test_each_row_becomes_a_referral_with_its_own_words(world: World, tmp_path: Path) -> None:
    await _bring(world, tmp_path, earlier_tracker())
    found = await rows(
        world,
        "select w.external_reference, r.title, r.state, r.outcome, r.no_reply_reason, r.decided_by, w.what_said"
        " from tenants.referrals r join tenants.imported_rows w on w.referral_id = r.id order by w.row_number",
    )
    assert [tuple(row) for row in found[:2]] == [
        ("LM/001", "Alder Park", "decided", "advice", "told_already", None, "Fight on Friday, Kieran Doyle filmed it"),
        ("LM/002", "A group, row 6 of the earlier tracker", "new", None, None, None, "Getting into cars at the gate"),
    ]
    assert len(found) == len(ROWS)
    theirs = await _one(world, f"select count(*) from tenants.referrals where tenant_id = '{world.hallowdene.id}'")
    assert theirs == 0


_WITHOUT_TYPE = b"""Date,Location,Concern
02/11/2026,Jahmarni and Tyrell B,In the cars
03/11/2026,Alder Park,In the bushes
"""


async def test_what_is_not_said_to_be_a_place_may_be_names_and_is_held_back(world: World, tmp_path: Path) -> None:
    await _bring(world, tmp_path, _WITHOUT_TYPE)
    found = await rows(
        world,
        "select r.title, r.subject_kind, w.shown::text, w.where_said from tenants.referrals r"
        " join tenants.imported_rows w on w.referral_id = r.id order by w.row_number",
    )
    assert [tuple(row) for row in found] == [
        ("Row 2 of the earlier tracker", "place", "{}", "Jahmarni and Tyrell B"),
        ("Alder Park", "place", '{"address": "", "where_said": "Alder Park"}', "Alder Park"),
    ]


async def test_nothing_of_a_row_is_shown_until_it_is_cleared_of_names(world: World, tmp_path: Path) -> None:
    key = await _bring(world, tmp_path, earlier_tracker())
    shown = await rows(world, "select shown::text from tenants.imported_rows order by row_number")
    assert "Fight" not in shown[0][0]
    assert shown[1][0] == "{}"
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        reference = await next_uncleared(work, key)
        row = await load_referral(work, reference or "", to=Action.READ_NAMES, lock=True)
        said = await words_of(work, row, lock=True)
        offered = suggested(said)
        assert "Doyle" not in offered["what_said"]
        assert "Fight on Friday" in offered["what_said"]
        await clear(work, row, said, {**offered, "where_said": "Alder Park"}, version="")
        assert said.words()["what_said"] == "Fight on Friday, Kieran Doyle filmed it"
    shown = await rows(world, "select shown->>'what_said' from tenants.imported_rows order by row_number")
    assert shown[0][0] == offered["what_said"]


async def test_the_same_file_and_the_same_reference_add_nothing(world: World, tmp_path: Path) -> None:
    await _bring(world, tmp_path, earlier_tracker())
    await _bring(world, tmp_path, earlier_tracker())
    assert await _one(world, COUNT) == len(ROWS)
    changed = [("lm 001", *ROWS[0][1:6], "Other words", *ROWS[0][7:]), ("LM/006", *ROWS[2][1:])]
    key = await _bring(world, tmp_path, earlier_tracker(of=changed))
    assert await _one(world, COUNT) == len(ROWS) + 1
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        found = await load_import(work, key)
    assert (found.brought, found.here) == (1, 1)


async def test_a_file_that_came_before_merged_cells_were_read_downwards_adds_nothing(
    world: World, tmp_path: Path
) -> None:
    """What an earlier release read of it is what stands there without the merge. Of what comes anew since, the first
    time adds it and the second nothing."""
    of = [("", *ROWS[0][1:]), *(("", *row[1:11], "", *row[12:]) for row in ROWS[1:3])]
    await _bring(world, tmp_path, earlier_tracker(of=of))
    assert await _one(world, COUNT) == 3
    key = await _choose(world, tmp_path, earlier_tracker(of=of, merged="L5:L7"))
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        found = await service.preview(work, await service.opened(await waiting_file(work, key)))
    assert [(len(found.here), len(found.coming), len(found.stopped))] == [(3, 0, 0)]
    assert [each.fields for each in found.other] == [(Field.DECISION,)] * 2, "and is said to read otherwise"
    for _ in range(2):
        await _bring(
            world, tmp_path, earlier_tracker(of=of, more=[("", *ROWS[3][1:11], "", *ROWS[3][12:])], merged="L5:L8")
        )
        assert await _one(world, COUNT) == 4


async def test_a_case_over_two_rows_comes_in_once_whatever_an_earlier_release_made_of_it(
    world: World, tmp_path: Path
) -> None:
    """That release brought in its second row by itself, without a reference."""
    of = [ROWS[0], ("", *ROWS[0][1:6], "Again on Saturday", *ROWS[0][7:])]
    key = await _bring(world, tmp_path, earlier_tracker(of=of))
    assert await _one(world, COUNT) == 2
    again = await _bring(world, tmp_path, earlier_tracker(of=of, merged="A5:A6"))
    assert await _one(world, COUNT) == 2
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        found = await load_import(work, again)
        assert (found.brought, found.here, found.left_out) == (0, 1, 0)
        await service.undo(work, key)
    for _ in range(2):
        await _bring(world, tmp_path, earlier_tracker(of=of, merged="A5:A6"))
        assert await _one(world, COUNT) == 1
    kept = await _one(world, "select comments from tenants.imported_rows")
    assert "Row 6: " in kept
    assert "Again on Saturday" in kept
    assert not await _one(world, "select shown ? 'comments' from tenants.imported_rows"), "held back like all words"


async def test_one_row_that_can_not_be_read_stops_all_unless_it_is_left_out(world: World, tmp_path: Path) -> None:
    bad = ("LM/009", "no idea", *ROWS[0][2:])
    key = await _choose(world, tmp_path, earlier_tracker(more=[bad]))
    with pytest.raises(StoppedRowsError):
        async with acting(world, world.larkmere, "manager", now=NOW) as work:
            await service.bring_in(work, key)
    assert await _one(world, COUNT) == 0
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        await service.bring_in(work, key, leave_out=True)
    assert await _one(world, COUNT) == len(ROWS)
    assert await _one(world, "select cells is null from tenants.tracker_imports")


async def test_what_breaks_half_way_leaves_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await _choose(world, tmp_path, earlier_tracker())
    monkeypatch.setattr(service, "_AT_ONCE", 1)
    kept, calls = service._insert, iter(range(9))

    async def breaks(*given: Any) -> None:
        if next(calls) == 3:
            raise RuntimeError
        await kept(*given)

    monkeypatch.setattr(service, "_insert", breaks)
    with pytest.raises(RuntimeError):
        async with acting(world, world.larkmere, "manager", now=NOW) as work:
            await service.bring_in(work, key)
    assert await _one(world, COUNT) == 0
    assert await _one(world, "select imported_at is null from tenants.tracker_imports")


async def test_undo_takes_out_what_nobody_touched_and_leaves_the_rest(world: World, tmp_path: Path) -> None:
    key = await _bring(world, tmp_path, earlier_tracker())
    touched = await _one(world, "select reference from tenants.referrals where state = 'new' order by title limit 1")
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        await referrals.take(work, await load_referral(work, touched, to=Action.SCREEN_REFERRAL, lock=True))
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        await service.undo(work, key)
    assert [row[0] for row in await rows(world, "select reference from tenants.referrals")] == [touched]
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        assert [reference for _, reference, _ in await still_here(work, key)] == [touched]
        with pytest.raises(NotFoundHereError):
            await service.undo(work, key)
    await _bring(world, tmp_path, earlier_tracker())
    assert await _one(world, COUNT) == len(ROWS), "what was taken out can come in again"


async def test_undo_ends_after_seven_days_and_is_for_its_own_council(world: World, tmp_path: Path) -> None:
    key = await _bring(world, tmp_path, earlier_tracker())
    with pytest.raises(NotFoundHereError):
        async with acting(world, world.hallowdene, "manager", now=NOW) as work:
            await service.undo(work, key)
    await tell(world, "update tenants.tracker_imports set imported_at = now() - interval '7 days 1 second'")
    with pytest.raises(NotFoundHereError):
        async with acting(world, world.larkmere, "manager", now=NOW + timedelta(days=8)) as work:
            await service.undo(work, key)
    assert await _one(world, COUNT) == len(ROWS)


async def test_a_file_is_its_own_readers_until_it_is_brought_in(world: World, tmp_path: Path) -> None:
    key = await _choose(world, tmp_path, earlier_tracker())
    for council, person in ((world.larkmere, "screener"), (world.hallowdene, "manager")):
        async with acting(world, council, person, now=NOW) as work:
            with pytest.raises(NotFoundHereError):
                await waiting_file(work, key)


SAID = {"harm": {"rough sleeping": "other", "told kayden petrovsky off": "bullying"}}


async def _said_of(world: World, folder: Path) -> UUID:
    """A file that waits, with what somebody said of two of its harms."""
    more = [(f"LM/01{place}", *ROWS[0][1:7], harm, *ROWS[0][8:]) for place, harm in enumerate(SAID["harm"])]
    key = await _choose(world, folder, earlier_tracker(more=more))
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        row = await waiting_file(work, key, lock=True)
        waiting = await service.opened(row)
        found = await service.preview(work, waiting)
        assert {words for _, words in found.plan.unknown()} == set(SAID["harm"])
        await service.choose(work, row, waiting.choices, SAID)
    return key


async def test_columns_and_words_are_remembered_once_the_file_is_brought_in(world: World, tmp_path: Path) -> None:
    key = await _said_of(world, tmp_path)
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        assert not (await remembered(work)).words, "before it is"
        assert not (await service.preview(work, await service.opened(await waiting_file(work, key)))).plan.unknown()
        await service.bring_in(work, key)
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        known = await remembered(work)
        assert known.words == {"harm": {"rough sleeping": "other"}}, "and what may be a name never is"
        assert known.columns["date recd"] == "received"
    async with acting(world, world.hallowdene, "manager", now=NOW) as work:
        assert not (await remembered(work)).words
    kept = await rows(world, "select encode(choices, 'escape') from tenants.tracker_imports")
    assert "petrovsky" not in str(kept)


async def test_of_a_file_that_is_forgotten_nothing_is_kept(world: World, tmp_path: Path) -> None:
    await _said_of(world, tmp_path)
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        await service.forget(work)
    assert await _one(world, "select count(*) from council.tracker_meanings") == 0
    assert await _one(world, "select count(*) from tenants.tracker_imports") == 0


async def test_a_corrected_file_is_not_asked_about_again(world: World, tmp_path: Path) -> None:
    await _said_of(world, tmp_path)
    again = await _choose(world, tmp_path, earlier_tracker(more=[("LM/012", *ROWS[0][1:7], "Rough sleeping",
                                                                  *ROWS[0][8:])]))  # fmt: skip  # one row
    async with acting(world, world.larkmere, "manager", now=NOW) as work:
        found = await service.preview(work, await service.opened(await waiting_file(work, again)))
    assert not found.plan.unknown()


async def test_the_newest_meaning_takes_the_place_of_the_one_before(world: World) -> None:
    for means in ("other", "hate"):
        async with acting(world, world.larkmere, "manager", now=NOW) as work:
            await remember(work, {"harm": {"rough sleeping": means}})
    assert [row[0] for row in await rows(world, "select means from council.tracker_meanings")] == ["hate"]
