"""Promises about partners: what their pass opens, what an invitation shows while it stands, and who makes them
accounts. See `pass_probes.py`."""

# Long: one list of promises, each with the few rows that it needs.

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP, LOGIN
from councils import TestCouncil
from local_probes import EMAIL, invited, join, one, session
from pass_probes import Hand, Promise

REFERENCE, UNSHARED = "C1-shared", "C2-unshared"
_MINE = "select * from tenants.shared_with_me()"
_SUBJECT = "select * from tenants.shared_subject($1)"
_NOTES = "select * from tenants.shared_notes($1, $2)"


async def _context(hand: Hand, council: TestCouncil, reference: str, context: UUID, name: str) -> None:
    await hand.do(
        "insert into tenants.contexts (tenant_id, id, reference, kind, name, aliases, description, address, postcode,"
        " platform, handle, status, restricted, team_id, created_at, changed_at, version) values"
        " ($1, $2, $3, 'place', $4, '{}', $4, '', '', '', '', 'active', false, $5, now(), now(), 1)",
        council.id, context, reference, name, council.teams["specialist"],
    )  # fmt: skip


async def _note(
    hand: Hand, council: TestCouncil, context: UUID, words: str, verb: str, *, of: UUID | None = None
) -> None:
    await hand.do(
        "insert into tenants.context_events (tenant_id, id, context_id, at, verb, words, referral_id)"
        " values ($1, gen_random_uuid(), $2, now(), $3, $4, $5)", council.id, context, verb, words, of,
    )  # fmt: skip


async def _invite(hand: Hand, council: TestCouncil, invitation: UUID, context: UUID, organisation: UUID, sponsor: UUID,
                  person: UUID | None) -> None:  # fmt: skip
    await hand.do(
        "insert into tenants.partner_invitations (tenant_id, id, organisation_id, person_id, context_id, sponsor_id,"
        " purpose, basis, necessity, names, notes, state, proposed_at, until_at) values"
        " ($1, $2, $3, $4, $5, $6, 'To plan', 'ca2004_s10', 'Needed', false, true, 'active', now() - interval '1 day',"
        " now() + interval '20 days')", council.id, invitation, organisation, person, context, sponsor,
    )  # fmt: skip


async def shared(hand: Hand) -> UUID:
    """The partner of the own council is invited to a context by the practitioner; beside it one that is not shared; and
    everything of it once more in the other council, under the very same ids. The invitation's id."""
    own, other = hand.scene.own, hand.scene.other
    invitation, context, partner = uuid4(), uuid4(), own.people["partner"].staff_id
    sponsor = own.people["practitioner"].staff_id
    assert partner is not None
    assert sponsor is not None
    assert own.organisation is not None
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at) values"
                  " ($1, $2, 'A twin', 'vcs', now(), now())", other.id, own.organisation)  # fmt: skip
    for staff in (partner, sponsor):
        await hand.do("insert into council.staff (tenant_id, id, display_name, roles, organisation_id)"
                      " values ($1, $2, 'A twin', '{}', $3)", other.id, staff, own.organisation)  # fmt: skip
    for council, name in ((own, "The yard"), (other, "A twin")):
        await _context(hand, council, REFERENCE, context, name)
        await _note(hand, council, context, f"Note of {name}", "note")
        await _invite(hand, council, invitation, context, own.organisation, sponsor, None)
    await _note(hand, own, context, "A line of another kind", "change")
    await _note(hand, own, context, "About a referral", "note", of=uuid4())
    unshared = uuid4()
    await _context(hand, own, UNSHARED, unshared, "Not shared")
    await _note(hand, own, unshared, "A note elsewhere", "note")
    await hand.do("update tenants.partner_invitations set person_id = $1 where tenant_id = $2", partner, own.id)
    await hand.session(hand.scene.partner)
    return invitation


async def _sees(hand: Hand) -> Sequence[Any]:
    """What the partner sees in each of the three ways, or nothing in each."""
    mine = await hand.call(APP, _MINE)
    subject, notes = await hand.call(APP, _SUBJECT, REFERENCE), await hand.call(APP, _NOTES, REFERENCE, 50)
    assert len(mine) == len(subject) == len(notes), (len(mine), len(subject), len(notes))
    return [*mine, *subject, *notes]


async def an_invitation_that_stands_shows_what_it_names(hand: Hand) -> None:
    invitation = await shared(hand)
    mine, subject, note = await _sees(hand)
    own = hand.scene.own
    assert (mine["id"], mine["reference"], mine["name"], mine["purpose"]) == (
        invitation,
        REFERENCE,
        "The yard",
        "To plan",
    )
    assert mine["sponsor"] == own.people["practitioner"].name
    assert (mine["organisation_id"], mine["person_id"]) == (own.organisation, own.people["partner"].staff_id)
    assert (subject["description"], note["words"]) == ("The yard", "Note of The yard")
    assert await hand.call(APP, _SUBJECT, UNSHARED) == []
    assert await hand.call(APP, _NOTES, UNSHARED, 50) == []
    await hand.do("update tenants.partner_invitations set person_id = null")
    assert len(await _sees(hand)) == 3, "everybody of the organisation"
    await hand.do("update tenants.partner_invitations set notes = false where tenant_id = $1", own.id)
    assert len(await hand.call(APP, _MINE)) == 1
    assert await hand.call(APP, _NOTES, REFERENCE, 50) == [], "without the notes"


async def names_and_groups_take_a_second_person(hand: Hand) -> None:
    await shared(hand)
    own = hand.scene.own
    mine = "update tenants.partner_invitations set {} where tenant_id = $1"
    second, sponsor = own.people["manager"].staff_id, own.people["practitioner"].staff_id
    await hand.do("alter table tenants.partner_invitations drop constraint ck_partner_invitations_second_person")
    for what in (mine.format("names = true"), "update tenants.contexts set kind = 'group' where tenant_id = $1"):
        await hand.connection.execute("savepoint wide")
        await hand.do(what, own.id)
        assert await _sees(hand) == [], what
        await hand.do(mine.format("authorised_by = $2"), own.id, sponsor)
        assert await _sees(hand) == [], "the sponsor is no second person"
        await hand.do(mine.format("authorised_by = $2"), own.id, second)
        assert len(await _sees(hand)) == 3, what
        await hand.connection.execute("rollback to wide")


async def the_police_have_no_standing_access_to_a_peer_group(hand: Hand) -> None:
    await shared(hand)
    own = hand.scene.own
    mine = "update tenants.partner_invitations set {} where tenant_id = $1"
    await hand.do("update council.partner_organisations set kind = 'police_bcu' where tenant_id = $1", own.id)
    await hand.do(mine.format("person_id = null, until_at = now() + interval '80 days'"), own.id)
    assert len(await _sees(hand)) == 3, "to a place like everybody"
    await hand.do("update tenants.contexts set kind = 'group' where tenant_id = $1", own.id)
    await hand.do(mine.format("authorised_by = $2"), own.id, own.people["manager"].staff_id)
    assert await _sees(hand) == [], "a unit as a whole, and for long"
    await hand.do(mine.format("person_id = $2"), own.id, own.people["partner"].staff_id)
    assert await _sees(hand) == [], "for long"
    await hand.do(mine.format("until_at = now() + interval '20 days', person_id = null"), own.id)
    assert await _sees(hand) == [], "a unit as a whole"
    await hand.do(mine.format("person_id = $2"), own.id, own.people["partner"].staff_id)
    assert len(await _sees(hand)) == 3
    await hand.do("update council.partner_organisations set kind = 'vcs' where tenant_id = $1", own.id)
    await hand.do(mine.format("person_id = null"), own.id)
    assert len(await _sees(hand)) == 3


_ELSEWHERE = (
    "tenants.partner_invitations i set organisation_id = (select o.id from council.partner_organisations o where"
    " o.tenant_id = i.tenant_id and o.id <> i.organisation_id limit 1) where i.id <> $2"
)
OVER = (
    "council.staff set ended_at = now() where id = $2",
    "council.staff set organisation_id = null where id = $2",
    "council.partner_organisations set ended_at = now() where id <> $2",
    "tenants.partner_invitations set state = 'ended' where id <> $2",
    "tenants.partner_invitations set state = 'proposed' where id <> $2",
    "tenants.partner_invitations set until_at = now() where id <> $2",
    "tenants.partner_invitations set person_id = sponsor_id where id <> $2",
    _ELSEWHERE,
    "tenants.contexts set restricted = true where id <> $2",
)


async def an_invitation_that_does_not_stand_shows_nothing(hand: Hand) -> None:
    """From the next statement on: the pass was opened before."""
    await shared(hand)
    own = hand.scene.own
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at) values"
                  " ($1, $2, 'Another', 'vcs', now(), now())", own.id, uuid4())  # fmt: skip
    for over in OVER:
        table, _, rest = over.partition(" ")
        await hand.connection.execute("savepoint over")
        whose = "i.tenant_id" if " i set" in over else "tenant_id"
        await hand.do(f"update {table} {rest} and {whose} = $1", own.id, own.people["partner"].staff_id)
        assert await _sees(hand) == [], over
        await hand.connection.execute("rollback to over")
    assert len(await _sees(hand)) == 3


async def a_notice_goes_with_its_invitation(hand: Hand) -> None:
    """Neither seen nor counted once it is over, and as before while it stands."""
    invitation, own = await shared(hand), hand.scene.own
    await hand.do(
        "insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id,"
        " reference, occurred_at) values ($1, gen_random_uuid(), $2, gen_random_uuid(), 'partner_invited', 'shared',"
        " $3, '', now())",
        own.id, own.people["partner"].staff_id, invitation,
    )  # fmt: skip
    listed = "select count(*) from council.notifications"
    (standing,) = await hand.session(hand.scene.partner)
    assert (await hand.call(APP, listed))[0][0] == standing["unread"]
    await hand.do("update tenants.partner_invitations set state = 'ended' where tenant_id = $1", own.id)
    assert (await hand.call(APP, listed))[0][0] == standing["unread"] - 1
    (over,) = await hand.session(hand.scene.partner)
    assert over["unread"] == standing["unread"] - 1


async def nobody_else_sees_by_an_invitation(hand: Hand) -> None:
    await shared(hand)
    await hand.do("update tenants.partner_invitations set person_id = null")
    await hand.do("update council.staff set organisation_id = $2 where tenant_id = $3 and id = $1",
                  hand.me.staff_id, hand.scene.own.organisation, hand.scene.own.id)  # fmt: skip
    for token in (hand.tokens.operator, hand.tokens.theirs):
        await hand.session(token)
        assert await _sees(hand) == []
    await hand.do("update council.staff set organisation_id = null where id = $1", hand.me.staff_id)
    await hand.session(hand.tokens.mine)
    assert await _sees(hand) == [], "the council's own people read elsewhere"
    await hand.no_pass()
    assert await _sees(hand) == []


async def a_partners_session_opens_what_is_their_own(hand: Hand) -> None:
    """Though the same account works for the other council itself, and a colleague's twin there for a partner."""
    own, other = hand.scene.own, hand.scene.other
    partner = own.people["partner"].staff_id
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at) values"
                  " ($1, $2, 'A twin', 'vcs', now(), now())", other.id, own.organisation)  # fmt: skip
    for staff, organisation in ((hand.me.staff_id, own.organisation), (partner, None)):
        await hand.do("insert into council.staff (tenant_id, id, display_name, roles, organisation_id)"
                      " values ($1, $2, 'A twin', '{}', $3)", other.id, staff, organisation)  # fmt: skip
    await join(hand, await hand.account_of(own, "partner"), other, "manager")
    await join(hand, await hand.account_of(own, "screener"), other, "partner")
    (found,) = await hand.session(hand.scene.partner)
    assert (found["council_id"], found["staff_id"], found["roles"]) == (own.id, partner, ["partner"])
    assert found["organisation_id"] == own.organisation
    assert found["organisation_name"] != "A twin"
    asked = "select identity.council_as('session'), identity.opened_as('partner'), identity.about_as('partner')"
    (said,) = await hand.call(APP, asked)
    assert said[0] is None
    assert said[1] == [own.id, partner]
    assert said[2] == [str(own.id), str(found["session_id"])]
    assert await hand.sees_staff() == 1
    for table in ("tenants.contexts", "council.teams", "council.partner_organisations", "tenants.partner_invitations"):
        assert (await hand.call(APP, f"select count(*) from {table}"))[0][0] == 0, table
    (found,) = await hand.session(hand.tokens.mine)
    assert (found["organisation_id"], found["organisation_name"]) == (None, None)
    assert (await hand.call(APP, "select identity.opened_as('session')"))[0][0] == [own.id, hand.me.staff_id]
    assert await hand.sees_staff() > 1


_INVITE = "select identity.invite_partner($1, $2, $3, 'Ada', $4, 'cy', 'link', $5, 'sealed')"


async def an_administrator_makes_accounts_for_people_of_the_councils_partners(hand: Hand) -> None:
    own, other, invitation, letter = hand.scene.own, hand.scene.other, uuid4(), uuid4()
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at,"
                  " ended_at) values ($1, $2, 'Ended', 'vcs', now(), now(), now()),"
                  " ($3, $4, 'Of the same id', 'vcs', now(), now(), null)",
                  own.id, UUID(int=9), other.id, own.organisation)  # fmt: skip
    right = (invitation, own.organisation, EMAIL, "partner", letter)
    await hand.no_pass()
    assert await hand.refused(APP, _INVITE, *right)
    for token in (hand.tokens.mine, hand.scene.partner):
        await hand.session(token)
        assert await hand.refused(APP, _INVITE, *right)
    await session(hand, await hand.account_of(own, "admin"), "of admin")
    await hand.session("of admin")
    for number, wrong in ((1, other.organisation), (1, UUID(int=9)), (1, uuid4()), (1, None), (3, "practitioner"),
                          (3, "council_admin"), (3, "anyone"), (3, None)):  # fmt: skip
        given: list[Any] = list(right)
        given[number] = wrong
        assert await hand.refused(APP, _INVITE, *given), wrong
    await hand.do("update council.staff set email = 'Works.Here@partner.example' where id = $1", hand.me.staff_id)
    await hand.do("update council.staff set email = 'left@partner.example', ended_at = now() where id = $1",
                  own.people["manager"].staff_id)  # fmt: skip
    await hand.do("update council.staff set email = 'there@partner.example' where tenant_id = $1", other.id)
    assert await hand.refused(APP, _INVITE, uuid4(), own.organisation, "works.here@partner.example", "partner", uuid4())
    for email, role in (("left@partner.example", "school_dsl"), ("there@partner.example", "partner")):
        said = await hand.call(APP, _INVITE, uuid4(), own.organisation, email, role, uuid4())
        assert said[0][0] is True, email
    assert (await hand.call(APP, _INVITE, *right))[0][0] is True
    row = (await hand.connection.fetch("select * from council.invitations where id = $1", invitation))[0]
    assert (row["tenant_id"], row["organisation_id"], row["email"], row["roles"], row["teams"], row["lang"]) == (
        own.id, own.organisation, EMAIL, ["partner"], [], "cy",
    )  # fmt: skip
    assert row["invited_by"] == own.people["admin"].staff_id
    seven = "select expires_at = now() + interval '7 days' from council.invitations where id = $1"
    assert await hand.ask(seven, invitation)
    sent = (await hand.connection.fetch("select * from identity.letters where id = $1", letter))[0]
    assert (sent["kind"], sent["slug"], sent["address"], sent["lang"], sent["about"]) == (
        "invitation", own.slug, EMAIL, "cy", invitation,
    )  # fmt: skip


async def whoever_comes_from_a_partner_stays_the_partners(hand: Hand) -> None:
    own = hand.scene.own
    which = await invited(hand)
    await hand.do("update council.invitations set organisation_id = $1, roles = '{partner}', teams = '{}'"
                  " where id = $2", own.organisation, which)  # fmt: skip
    assert await one(hand, "select identity.begin_enrolment('mine', 'link', $1, 'argon', 'sealed')", own.slug)
    accept = ("select * from identity.accept_invitation('mine', $1, $2, 'sealed', 300, array['a'::bytea], 'new token',"
              " 'device', 'probe')")  # fmt: skip
    (made,) = await hand.call(LOGIN, accept, own.slug, uuid4())
    assert (
        await hand.ask("select organisation_id from council.staff where id = $1", made["staff_id"]) == own.organisation
    )
    await hand.session("new token")
    assert await hand.sees_staff() == 1
    await session(hand, await hand.account_of(own, "admin"), "of admin")
    await hand.session("of admin")
    roles = "select identity.change_roles($1, '{practitioner}')"
    assert await hand.refused(APP, roles, made["staff_id"]), "never made the council's own"
    await hand.do("update council.staff set organisation_id = null where id = $1", made["staff_id"])
    assert (await hand.call(APP, roles, made["staff_id"]))[0][0] is True


PARTNER_PROMISES: tuple[Promise, ...] = (
    an_invitation_that_stands_shows_what_it_names,
    names_and_groups_take_a_second_person,
    the_police_have_no_standing_access_to_a_peer_group,
    an_invitation_that_does_not_stand_shows_nothing,
    a_notice_goes_with_its_invitation,
    nobody_else_sees_by_an_invitation,
    a_partners_session_opens_what_is_their_own,
    an_administrator_makes_accounts_for_people_of_the_councils_partners,
    whoever_comes_from_a_partner_stays_the_partners,
)
