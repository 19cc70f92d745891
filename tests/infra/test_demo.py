"""The demonstration: every state is there, and each story could have happened by the rules of the product."""

# Long: a promise to each thing that the stories are to have.

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.bulk import fill
from commonground.infra.demo.earlier_tracker import EARLIER
from commonground.infra.demo.quarter import last_quarter
from commonground.infra.demo.tell import STORIES, tell_stories
from commonground.platform.access import known_roles
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.notifications.ways import may_be_told
from commonground.platform.settings import Settings, SettingsError
from commonground.tenants.figures.types import quarters
from commonground.tenants.keepers.queries import left_alone
from commonground.tenants.pathways.types import FRONT_DOORS
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.rules import OUTCOMES_WITHOUT_CONTEXT, allowed_verbs
from commonground.tenants.referrals.safe_words import check_reply
from commonground.tenants.referrals.types import ReferralState, Verb
from postgres import Database

DEMO = ("glanwern", "hallowdene", "larkmere")


def _settings(database: Database, files: Path) -> Settings:
    doors = {"database_app_url": database.app_url, "database_login_url": database.login_url}
    key = "tests-only-" + "k" * 32
    return replace(Settings(), database_url=database.owner_url, files_path=str(files), secret_key=key, **doors)


@pytest.fixture
async def told(own_database: Database, tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    chosen = _settings(own_database, tmp_path)
    await tell_stories(chosen, only_if_empty=False)
    async with acting_as_setup(own_database.owner_url) as connection:
        yield connection


async def test_the_stories_are_told_once(own_database: Database, tmp_path: Path) -> None:
    chosen = _settings(own_database, tmp_path)
    await tell_stories(chosen, only_if_empty=True)
    assert await tell_stories(chosen, only_if_empty=True) == "The demonstration is there already."
    with pytest.raises(SettingsError, match="councils in this database already"):
        await tell_stories(chosen, only_if_empty=False)
    async with acting_as_setup(own_database.owner_url) as connection:
        slugs = await connection.scalars(text("select slug from commons.councils order by slug"))
        assert tuple(slugs) == DEMO


async def test_what_was_put_together_is_found_by_what_either_was_called(told: AsyncConnection) -> None:
    found = await told.scalars(text("select name from tenants.contexts where said like '%yard%' and not merged"))
    assert "Golden Spoon, 14 Mill Lane" in tuple(found)


async def test_every_state_is_there_in_the_first_council(told: AsyncConnection) -> None:
    states = await told.scalars(
        text(
            "select distinct r.state from tenants.referrals r join commons.councils c on c.id = r.tenant_id"
            " where c.slug = 'larkmere'"
        )
    )
    assert set(states) == {state.value for state in ReferralState}


async def test_each_history_could_have_happened(told: AsyncConnection) -> None:
    steps = await told.execute(
        text(
            "select e.referral_id, e.verb, e.from_state, e.to_state, r.state from tenants.referral_events e"
            " join tenants.referrals r on r.tenant_id = e.tenant_id and r.id = e.referral_id"
            " order by e.referral_id, e.at, e.id"
        )
    )
    last: dict[object, tuple[str, str]] = {}
    for referral, verb, before, after, state in steps:
        if verb in set(Aside):  # a line that moves nothing
            assert before == after
            continue
        assert (last[referral][0] if referral in last else None) == before
        if verb in set(Aside):
            assert before == after, "a line beside moves nothing"
        else:
            assert Verb(verb) in allowed_verbs(ReferralState(before) if before else None, wished=True)
        last[referral] = (after, state)
    told_of = sum(len(story.told) for story in STORIES.values()) + len(last_quarter(datetime.now(UTC)).told)
    taken_in = 1  # what Hallowdene has taken in of what Larkmere handed over
    assert len(last) == told_of + len(EARLIER) + taken_in
    assert all(after == state for after, state in last.values())


async def test_it_keeps_the_rules_of_what_is_decided(told: AsyncConnection) -> None:
    """Whoever reads a figure and then the records behind it finds what the product would have let happen."""
    decided = "select r.title from tenants.referrals r where r.state in ('decided', 'needs_lead')"
    without = f"{decided} and r.route <> 'tracker' and r.context_id is null and r.outcome <> all (:alone)"
    alone = {"alone": sorted(OUTCOMES_WITHOUT_CONTEXT)}
    assert list(await told.scalars(text(without), alone)) == []
    code = "exists (select from tenants.reports p where p.referral_id = r.id)"
    no_way = f"{decided} and r.no_reply_reason = 'no_way_to_answer' and {code}"
    assert list(await told.scalars(text(no_way))) == [], "a code was given"
    early = "select r.title from tenants.referrals r join tenants.contexts c on c.id = r.context_id"
    first = f"{early} where r.outcome = 'added_to_context' and r.decided_at < c.created_at"
    assert list(await told.scalars(text(first))) == [], "there was something to add it to"


async def test_contexts_come_up_again_and_again_in_its_last_quarter(told: AsyncConnection) -> None:
    quarter = quarters(datetime.now(UTC))[1]
    of_it = "select count(*) from tenants.referrals where received_at >= :begins and received_at < :ends"
    asked = {"begins": quarter.begins, "ends": quarter.back(-1).begins}
    found = await told.scalars(text(f"{of_it} and context_id is not null group by context_id"), asked)
    many = sorted(found)
    assert len(many) >= 12
    assert {1, 2} < set(many), "some once, some twice"
    assert many[-1] >= 6


async def test_what_is_decided_is_with_the_team_of_its_context(told: AsyncConnection) -> None:
    elsewhere = await told.scalar(
        text(
            "select count(*) from tenants.referrals r join tenants.contexts c on (c.tenant_id, c.id) ="
            " (r.tenant_id, r.context_id) where r.state in ('decided', 'needs_lead') and r.team_id <> c.team_id"
        )
    )
    assert elsewhere == 0


async def test_each_council_calls_its_front_door_otherwise(told: AsyncConnection) -> None:
    rows = await told.execute(
        text(
            "select c.slug, l.words -> 'team_kind' ->> 'front_door' from council.labels l"
            " join commons.councils c on c.id = l.tenant_id"
        )
    )
    assert dict(rows.all()) == {"larkmere": "MASH", "hallowdene": "Single point of access"}


async def test_something_left_its_referrals_and_its_rules_propose_teams_that_are_there(told: AsyncConnection) -> None:
    left = "select l.kind, coalesce(m.state, '') from tenants.referral_letters l left join council.mails m on m.id ="
    both = " l.mail_id join tenants.referral_events e on e.id = l.id order by 1, 2"
    found = [tuple(row) for row in await told.execute(text(left + both))]
    assert found == [("business", ""), ("refer_on", "refused"), ("refer_on", "sent")]
    rules = "select r->>'team' from council.allocation_rules a, jsonb_array_elements(a.rules->'rules') r"
    there = {str(row[0]) for row in await told.execute(text("select id from council.teams"))}
    assert {row[0] for row in await told.execute(text(rules))} <= there


async def test_a_strategy_discussion_is_late_and_a_single_agency_is_done(
    told: AsyncConnection,
) -> None:
    newest = "select distinct on (agreed_id) kind, came, due_on, referral_id from tenants.agreed_versions"
    counted = f"select kind, came <> '' as over, due_on < current_date as past, count(*) from ({newest}"
    found = await told.execute(text(f"{counted} order by agreed_id, version desc) n group by 1, 2, 3"))
    assert sorted(tuple(row) for row in found if not row.over or row.kind == "single_agency") == [
        ("single_agency", False, False, 1),
        ("single_agency", True, True, 1),
        ("strategy_discussion", False, False, 1),
        ("strategy_discussion", False, True, 1),
    ]
    alike = "select count(*) from tenants.agreed_versions v join tenants.referral_events e on e.id = v.id"
    count = await told.scalar(text("select count(*) from tenants.agreed_versions"))
    assert await told.scalar(text(alike)) == count, "each has its line in the history"


async def test_somebody_made_a_redacted_copy(told: AsyncConnection) -> None:
    query = (
        "select p.shown->>'what_said' as shown, p.what_said, c.version from tenants.redacted_copies c"
        " join tenants.reports p on p.referral_id = c.referral_id order by c.version"
    )
    first, newest = (await told.execute(text(query))).all()
    assert (first.version, newest.version) == (1, 2)
    assert newest.shown == newest.what_said.replace("My son", "[family member hidden]")


async def test_one_council_has_its_own_pathways_and_a_step_that_is_overdue(told: AsyncConnection) -> None:
    own = await told.execute(text("select c.slug, p.kind from council.pathways p join commons.councils c on c.id ="
                                  " p.tenant_id order by p.kind"))  # fmt: skip  # one query
    assert [tuple(row) for row in own] == [("larkmere", "group"), ("larkmere", "place")]
    not_offered = "select count(*) from council.pathways p, jsonb_array_elements(p.pathways->'pathways') each where not"
    assert await told.scalar(text(f"{not_offered} (each->>'offered')::boolean")) == 0, "a named child can be referred"
    late = "select count(*) from tenants.referral_steps where status = 'open' and due_at < now()"
    assert await told.scalar(text(late)) >= 1
    uncounted = "select count(distinct tenant_id) from tenants.referral_steps where due_at is null"
    assert await told.scalar(text(uncounted)) == 2


async def test_each_council_has_whom_to_ring_and_two_have_taken_something_up(told: AsyncConnection) -> None:
    listed = "select count(distinct tenant_id) from council.ring_contacts"
    assert await told.scalar(text(listed)) == 3
    agencies = (
        "select agency from council.ring_contacts where email like '%.example' group by agency having count(*) = 3"
    )
    assert set(await told.scalars(text(agencies))) == set(FRONT_DOORS), "each can be referred on to by e-mail"
    own = await told.execute(text("select code from council.own_playbooks"))
    assert [row.code for row in own] == ["park"]
    actions = await told.execute(text("select status from tenants.context_actions order by status"))
    assert [row.status for row in actions] == ["done", "open", "open"]


async def test_two_councils_and_a_charity_work_on_one_peer_group(told: AsyncConnection) -> None:
    concern = (
        await told.execute(text("select kind, cardinality(councils) as councils from crossing.joint_concerns"))
    ).one()
    assert tuple(concern) == ("peer_group", 2)
    known = "select kind, state, guest_id is not null as by_guest from crossing.contributions order by at, id"
    parts = [tuple(row) for row in await told.execute(text(known))]
    assert [kind for kind, state, _ in parts if state == "withdrawn"] == ["text"]
    assert {"meeting", "minutes", "action", "count", "place"} <= {kind for kind, state, _ in parts if state == "stands"}
    assert [kind for kind, _, by_guest in parts if by_guest] == ["text"]
    proof = "select count(*) from council.receipts where what = 'joint_withdrawn'"
    assert await told.scalar(text(proof)) == 2
    assert (await told.scalar(text("select state from tenants.joint_minutes"))) == "published"
    linked = "select count(*) from tenants.joint_links l where l.our_context_id is not null"
    assert await told.scalar(text(linked)) == 1, "Larkmere’s own group; the other council has none to it"


async def test_somebody_at_a_hospital_is_told_and_who_was_let_in_with_names_has_a_receipt(
    told: AsyncConnection,
) -> None:
    (row,) = await told.execute(
        text(
            "select d.state, d.receiver_words, r.job, r.opened_at from tenants.disclosures d"
            " join tenants.outside_receivers r on (r.tenant_id, r.disclosure_id) = (d.tenant_id, d.id)"
        )
    )
    assert tuple(row) == ("sent", "St Wilfrid’s Hospital", "Named nurse, safeguarding children", None)
    lacking = await told.scalar(
        text(
            "select count(*) from tenants.partner_invitations i where i.names and i.state = 'active' and not exists"
            " (select from council.receipts r where (r.tenant_id, r.crossing_id) = (i.tenant_id, i.id))"
        )
    )
    assert lacking == 0


async def test_there_is_something_to_look_into(told: AsyncConnection) -> None:
    """Of the first council: glass broken twice, one of them looked at, two flags that stand, and what stands out."""
    over = text("select reviewed_at is not null from tenants.break_glass_uses where until_at < now()")
    assert sorted(await told.scalars(over)) == [False, True]
    assert await told.scalar(text("select count(*) from tenants.warning_flags where expires_at > now()")) == 2
    done = await told.execute(text("select action, count(*) from audit.entries where staff_id is not null group by 1"))
    found = {row.action: row.count for row in done}
    assert {"read_context:restricted": 2, "search:own_name": 1, "read_context": 7}.items() <= found.items()


async def test_a_picture_and_notes_lie_where_their_rows_say(told: AsyncConnection, tmp_path: Path) -> None:
    files = (await told.execute(text("select * from tenants.attachments order by added_at"))).all()
    assert [(file.name, file.taken_off_at is None) for file in files] == [
        ("Yard, side door.jpg", True), ("Three evenings.txt", True), ("", False),
    ]  # fmt: skip  # one to a file
    for file in files:
        content = (tmp_path / file.tenant_id.hex / file.object_id.hex).read_bytes()
        assert (len(content), hashlib.sha256(content).digest()) == (file.size, bytes(file.digest))


async def test_nobody_is_told_what_their_account_says_never_comes(told: AsyncConnection) -> None:
    query = "select s.roles, n.kind from council.notifications n join council.staff s on (s.tenant_id, s.id) ="
    found = (await told.execute(text(f"{query} (n.tenant_id, n.staff_id)"))).all()
    assert found
    assert [row for row in found if not may_be_told(known_roles(row.roles), NotificationKind(row.kind))] == []


async def test_a_large_demonstration_has_what_was_asked_for(own_database: Database) -> None:
    said: list[str] = []
    councils = await fill(own_database.owner_url, 3, 40, said.append)
    async with acting_as_setup(own_database.owner_url) as connection:
        rows = await connection.execute(text("select tenant_id, count(*) from tenants.referrals group by tenant_id"))
        assert [count for _, count in rows] == [40, 40, 40]
        forced = await connection.scalars(
            text(
                "select relforcerowsecurity from pg_class where oid in"
                " ('tenants.referrals'::regclass, 'tenants.contexts'::regclass)"
            )
        )
        assert all(forced), "what COPY needs lifted stands again"
    assert len(councils) == 3
    assert said[-1] == "3 of 3 councils filled"


async def test_whoever_answers_for_access_is_told_of_restricted_records_that_have_nobody_left(
    told: AsyncConnection,
) -> None:
    """Of the first council and the Welsh one: a place, and what was said of it."""
    left = (await told.execute(left_alone())).all()
    assert sorted(row.kind for row in left) == ["context", "context", "referral", "referral"]
    said = text(
        "select distinct n.reference from council.notifications n join council.staff s on (s.tenant_id, s.id) ="
        " (n.tenant_id, n.staff_id) where n.kind = 'nobody_left' and n.read_at is null and s.roles && array['ig_lead',"
        " 'council_admin']"
    )
    assert set(await told.scalars(said)) == {row.reference for row in left}


async def test_those_who_told_us_were_told_what_changed_in_their_own_language(told: AsyncConnection) -> None:
    found = await told.execute(
        text(
            "select s.lang, m.body from tenants.report_messages m join tenants.reports s on s.id = m.report_id"
            " where m.kind = 'change'"
        )
    )
    words = {(row.lang, row.body.split()[0]) for row in found}
    assert words == {("en", "Since"), ("cy", "Ers")}


async def test_some_have_said_whether_they_feel_heard(told: AsyncConnection) -> None:
    assert await told.scalar(text("select count(distinct tenant_id) from tenants.heard_answers")) == 2
    assert await told.scalar(text("select count(*) from tenants.heard_answers where day > current_date + 1")) == 0


async def test_one_question_is_answered_and_one_waits(told: AsyncConnection) -> None:
    found = await told.execute(text("select kind, count(*) from tenants.report_messages group by kind"))
    counts = {kind: count for kind, count in found.all()}  # noqa: C416  # rows
    assert (counts["asks"], counts["word"]) == (2, 1)


async def test_ready_words_of_a_council_keep_every_rule(told: AsyncConnection) -> None:
    found = list(await told.scalars(text("select words from council.ready_replies")))
    assert len(found) == 3
    words = [each for row in found for languages in row.values() for each in languages.values() if each]
    assert [check_reply(each) for each in words] == [()] * len(words)
