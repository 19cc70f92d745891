"""Whoever covers for somebody who is away is told of their work too: exactly of what they may open themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta

import pytest

from casework import acting
from commonground.platform.calendar import LONDON
from commonground.platform.cover.rules import Days
from commonground.platform.cover.service import Asked, load_standing, record
from commonground.platform.outbox import FactKind
from councils import TestCouncil
from stage import Stage

BY_COVER = (
    "select array_agg(staff_id::text || ' ' || kind order by staff_id, kind)"
    " from council.notifications where tenant_id = :id and by_cover"
)


@pytest.fixture(autouse=True)
async def nobody_away(stage: Stage) -> AsyncIterator[None]:
    await stage.run("delete from council.absences")
    yield
    await stage.run("delete from council.absences")


async def away(stage: Stage, council: TestCouncil, person: str, *covers: str, days: Sequence[int] = (0, 3)) -> None:
    """From and to so many days from today."""
    async with acting(stage.world, council, "admin") as work:
        today: date = work.now.astimezone(LONDON).date()
        first, last = (today + timedelta(days=number) for number in days)
        ids = frozenset(stage.staff(council, each) for each in covers)
        standing = await load_standing(work, stage.staff(council, person))
        await record(work, standing, Asked(Days(first, last), ids))


async def by_cover(stage: Stage, council: TestCouncil) -> list[str]:
    names = {str(person.staff_id): name for name, person in council.people.items()}
    rows: list[str] = await stage.ask(BY_COVER, id=council.id) or []
    return sorted(names[row.split()[0]] for row in rows)


async def test_the_one_who_covers_hears_of_it_and_the_one_who_is_away_as_well(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "screener", "second_screener")
    referral = await stage.referral(larkmere, lead="screener")
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_DECIDED, referral)
    assert await stage.who_was_told(larkmere) == [
        ("screener", "referral_decided"),
        ("second_screener", "referral_decided"),
    ]
    assert await by_cover(stage, larkmere) == ["second_screener"]
    (told,) = await stage.told(larkmere, "second_screener")
    assert told.by_cover
    assert await stage.who_was_told(stage.world.hallowdene) == []


@pytest.mark.parametrize("days", [(1, 3), (-3, 0)])
async def test_cover_begins_with_its_first_day_and_lasts_through_its_last(stage: Stage, days: tuple[int, int]) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "screener", "second_screener", days=days)
    referral = await stage.referral(larkmere, lead="screener")
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_DECIDED, referral)
    runs = days[0] <= 0
    assert await by_cover(stage, larkmere) == (["second_screener"] if runs else [])


async def test_nobody_is_told_twice_and_whoever_did_it_is_not_told(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "screener", "second_screener", "manager")
    referral = await stage.referral(larkmere)
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_RECEIVED, referral)
    assert await stage.who_was_told(larkmere) == [
        ("screener", "referral_received"),
        ("second_screener", "referral_received"),
    ]
    assert await by_cover(stage, larkmere) == [], "told for themselves, and the manager did it"


async def test_cover_opens_no_restricted_context(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "practitioner", "specialist_manager", "consultant")
    named = ("practitioner", "consultant")
    context = await stage.context(larkmere, lead="practitioner", named=named)
    await stage.happens(larkmere, "manager", FactKind.CONTEXT_LEAD_GIVEN, context)
    assert await by_cover(stage, larkmere) == ["consultant"], "named on it; the team's manager is not"


async def test_nor_a_referral_of_another_team(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "practitioner", "locality_practitioner")
    referral = await stage.referral(larkmere, team="specialist", lead="practitioner")
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_ALLOCATED, referral)
    assert await stage.who_was_told(larkmere) == [("practitioner", "referral_allocated")]


async def test_what_break_glass_opens_for_three_hours_is_no_ground(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "practitioner", "locality_practitioner")
    referral = await stage.referral(larkmere, team="specialist", lead="practitioner")
    used = (
        "insert into tenants.break_glass_uses (tenant_id, id, staff_id, reference, record_id, ground,"
        " reason) select tenant_id, gen_random_uuid(), :who, reference, id, 'harm', 'Why'"
        " from tenants.referrals where id = :id"
    )
    await stage.run(used, who=stage.staff(larkmere, "locality_practitioner"), id=referral)
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_ALLOCATED, referral)
    assert await by_cover(stage, larkmere) == []


async def test_what_concerns_somebody_themselves_is_not_told_by_cover(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "screener", "second_screener")
    await stage.happens(larkmere, "admin", FactKind.MOVED_BETWEEN_TEAMS, stage.staff(larkmere, "screener"))
    assert await stage.who_was_told(larkmere) == [("screener", "moved_between_teams")]


async def test_of_a_colleague_who_has_left_nobody_hears(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await away(stage, larkmere, "screener", "second_screener")
    left = "update council.staff set ended_at = now() where id = :id"
    referral = await stage.referral(larkmere, lead="screener")
    await stage.run(left, id=stage.staff(larkmere, "second_screener"))
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_DECIDED, referral)
    assert await by_cover(stage, larkmere) == []
