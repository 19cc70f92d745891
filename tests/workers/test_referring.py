"""Whoever referred something is told that the front door wrote to them, and nobody else is."""

from __future__ import annotations

import pytest

from commonground.platform.notifications.links import path_of
from commonground.platform.notifications.types import NotificationKind, RecordKind
from commonground.platform.outbox import FactKind
from stage import Stage


@pytest.mark.parametrize("restricted", [False, True])
async def test_who_referred_it_is_told_whoever_may_open_it(stage: Stage, restricted: bool) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, route="professional", restricted=restricted)
    await stage.statement(larkmere, referral, "analyst")
    await stage.happens(larkmere, "screener", FactKind.WRITTEN_TO_YOU, referral)
    assert await stage.who_was_told(larkmere) == [("analyst", "written_to_you")]
    (told,) = await stage.told(larkmere, "analyst")
    assert told.subject.kind is RecordKind.REFERRED
    assert path_of(told.subject, NotificationKind.WRITTEN_TO_YOU).startswith("/refer/CR-")
    assert await stage.who_was_told(stage.world.hallowdene) == []


@pytest.mark.parametrize("restricted", [False, True])
async def test_a_partner_who_referred_it_is_told_and_nobody_else_of_theirs(stage: Stage, restricted: bool) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, route="partner", restricted=restricted)
    works_for = {"organisation_id": larkmere.organisation, "organisation": "An organisation"}
    await stage.statement(larkmere, referral, "partner", **works_for)
    await stage.happens(larkmere, "screener", FactKind.WRITTEN_TO_YOU, referral)
    assert await stage.who_was_told(larkmere) == [("partner", "written_to_you")]
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_nobody_is_told_of_what_they_wrote_themselves(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, route="professional")
    await stage.statement(larkmere, referral, "screener")
    await stage.happens(larkmere, "screener", FactKind.WRITTEN_TO_YOU, referral)
    assert await stage.who_was_told(larkmere) == []


async def test_what_they_add_is_noted_on_the_record(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, route="professional")
    await stage.statement(larkmere, referral, "analyst")
    await stage.run(
        "insert into tenants.report_messages (tenant_id, id, statement_id, kind, body, shown, at)"
        " select tenant_id, gen_random_uuid(), id, 'news', 'More', 'More', now() from tenants.statements"
        " where referral_id = :id",
        id=referral,
    )
    await stage.happens(larkmere, "analyst", FactKind.REPORTER_ADDED_NEWS, referral)
    stands = "select array[state, attention] from tenants.referrals where id = :id"
    assert await stage.ask(stands, id=referral) == ["new", "news"]


async def test_something_like_a_hidden_context_is_found_in_a_professionals_words(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.context(
        larkmere,
        lead="practitioner",
        named=("practitioner", "specialist_manager"),
        name="Tollgate Skatepark",
        postcode="LK1 4QT",
    )
    referral = await stage.referral(larkmere, route="professional")
    await stage.statement(larkmere, referral, "analyst", where_said="the Tollgate skatepark", postcode="LK1 4QT")
    await stage.happens(larkmere, "analyst", FactKind.REFERRAL_RECEIVED, referral)
    told = await stage.who_was_told(larkmere)
    assert ("practitioner", "something_like_yours_came_in") in told
