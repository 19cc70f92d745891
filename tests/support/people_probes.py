"""Promises about a council's people: invitations, roles, the end of work. See `pass_probes.py`."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from commonground.platform.access import STAFF_ROLES
from commonground.platform.database.roles import APP, LOGIN
from local_probes import EMAIL, invited, join, kinds, local, one, session
from pass_probes import Hand, Promise

_INVITE = "select identity.invite($1, $2, 'Wren', $3::text[], array['a team'], 'cy', 'link', $4, 'sealed')"
_AGAIN = "select identity.invite_again($1, 'newer', $2, 'sealed')"
_REVOKE = "select identity.revoke_invitation($1)"
_ROLES = "select identity.change_roles($1, $2::text[])"
_END = "select identity.end_work($1)"
_OF_PARTNER = "select identity.revoke_of_partner($1)"
_REVOKED = "select array_agg(id order by id) from council.invitations where revoked_at = now()"
PLAIN = ["practitioner"]


async def _as(hand: Hand, person: str) -> None:
    account = await hand.account_of(hand.scene.own, person)
    await session(hand, account, f"of {person}")
    assert await hand.session(f"of {person}")


async def app(hand: Hand, sql: str, *given: object) -> Any:
    return (await hand.call(APP, sql, *given))[0][0]


async def only_an_administrator_looks_after_people(hand: Hand) -> None:
    own = hand.scene.own
    target, invitation = own.people["practitioner"].staff_id, await invited(hand)
    await hand.do("update council.staff set local = true where id = $1", target)
    # Somebody who is an administrator elsewhere, under the very id that a screener has here.
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles)"
                  " values ($1, $2, 'Twin', '{council_admin}')",
                  hand.scene.other.id, hand.me.staff_id)  # fmt: skip
    # And who administers the other council with the very account that screens here.
    await join(hand, await hand.account_of(own, "screener"), hand.scene.other, "admin")
    asked = ((_INVITE, (uuid4(), "x@partner.example", PLAIN, uuid4())), (_AGAIN, (invitation, uuid4())),
             (_REVOKE, (invitation,)), (_ROLES, (target, PLAIN)), (_END, (target,)))  # fmt: skip
    await hand.no_pass()
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"without a pass: {sql}"
    await hand.session(hand.tokens.mine)
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"a screener: {sql}"
    await _as(hand, "admin")
    for sql, given in asked[:2]:
        assert await app(hand, sql, *given), sql


async def roles_are_those_that_a_council_gives(hand: Hand) -> None:
    target = hand.scene.own.people["practitioner"].staff_id
    await hand.do("update council.staff set local = true where id = $1", target)
    await _as(hand, "admin")
    for given in (["platform_operator"], ["partner"], ["practitioner", "anyone"], ["nonsense"], [], None):
        assert await hand.refused(APP, _INVITE, uuid4(), "x@partner.example", given, uuid4()), given
        assert await hand.refused(APP, _ROLES, target, given), given
    every = [str(role) for role in STAFF_ROLES]
    assert await app(hand, _ROLES, target, every)
    assert await app(hand, _INVITE, uuid4(), "all@partner.example", every, uuid4())


async def an_invitation_is_written_with_its_letter(hand: Hand) -> None:
    own, invitation, letter = hand.scene.own, uuid4(), uuid4()
    await hand.do("update council.staff set email = 'Works.Here@partner.example' where id = $1", hand.me.staff_id)
    await hand.do("update council.staff set email = 'left@partner.example', ended_at = now() where id = $1",
                  own.people["manager"].staff_id)  # fmt: skip
    await hand.do("update council.staff set email = 'there@partner.example' where tenant_id = $1", hand.scene.other.id)
    await _as(hand, "admin")
    assert not await app(hand, _INVITE, uuid4(), "works.here@partner.example", PLAIN, uuid4())
    for email in ("left@partner.example", "there@partner.example"):
        assert await app(hand, _INVITE, uuid4(), email, PLAIN, uuid4()), email
    assert await app(hand, _INVITE, invitation, EMAIL, PLAIN, letter)
    row = (await hand.connection.fetch("select * from council.invitations where id = $1", invitation))[0]
    assert (row["tenant_id"], row["email"], row["roles"], row["teams"], row["lang"], row["invited_by"]) == (
        own.id, EMAIL, PLAIN, ["a team"], "cy", own.people["admin"].staff_id,
    )  # fmt: skip
    assert await hand.ask(
        "select expires_at = now() + interval '7 days' from council.invitations where id = $1", invitation
    )
    sent = (await hand.connection.fetch("select * from identity.letters where id = $1", letter))[0]
    assert (sent["kind"], sent["slug"], sent["address"], sent["token"], sent["lang"], sent["about"]) == (
        "invitation", own.slug, EMAIL, b"sealed", "cy", invitation,
    )  # fmt: skip


async def an_open_invitation_is_sent_again_or_taken_back_by_its_council(hand: Hand) -> None:
    own = await invited(hand)
    second = await invited(hand, "second link", "second@partner.example")
    theirs = await invited(hand, "their link", "their@partner.example", hand.scene.other)
    for number, about in enumerate((own, own, second)):
        await hand.do("insert into identity.letters (id, kind, slug, address, lang, about, sent_at) values"
                      " (gen_random_uuid(), 'invitation', 'x', $1, 'en', $2, $3::timestamptz)", f"to {number}", about,
                      None if number != 1 else await hand.ask("select now()"))  # fmt: skip
    waiting = "select array_agg(address order by address) from identity.letters where slug = 'x'"
    await _as(hand, "admin")
    for sql, more in ((_AGAIN, (uuid4(),)), (_REVOKE, ())):
        for wrong in (theirs, uuid4()):
            assert not await app(hand, sql, wrong, *more)
        for over in ("accepted_at = now()", "revoked_at = now()"):
            await hand.connection.execute("savepoint over")
            await hand.do(f"update council.invitations set {over} where id = $1", own)
            assert not await app(hand, sql, own, *more), (sql, over)
            await hand.connection.execute("rollback to over")
    assert await hand.ask(waiting) == ["to 0", "to 1", "to 2"]
    await hand.do("update council.invitations set expires_at = now() - interval '1 day' where id = $1", own)
    assert await app(hand, _AGAIN, own, uuid4())
    assert await hand.ask(waiting) == ["to 1", "to 2"], "what waits with the old link is not sent"
    assert await hand.ask("select count(*) from council.invitations where expires_at = now() + interval '7 days'") == 1
    (found,) = await hand.call(LOGIN, "select email from identity.invitation_of('newer', null)")
    assert found["email"] == EMAIL
    (letter,) = await hand.connection.fetch("select * from identity.letters where about = $1 and slug <> 'x'", own)
    assert (letter["slug"], letter["address"], letter["lang"]) == (hand.scene.own.slug, EMAIL, "cy")
    assert await app(hand, _REVOKE, own)
    assert await hand.ask("select array_agg(id) from council.invitations where revoked_at = now()") == [own]
    assert await hand.ask("select count(*) from identity.letters where about = $1 and sent_at is null", own) == 0
    assert await hand.ask(waiting) == ["to 1", "to 2"]


async def roles_of_local_people_change_and_nobodys_else(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    target, me = own.people["practitioner"].staff_id, own.people["admin"].staff_id
    await _as(hand, "admin")
    assert not await app(hand, _ROLES, target, ["analyst"]), "of the provider"
    await hand.do("update council.staff set local = true")
    for wrong in (me, other.people["practitioner"].staff_id, uuid4()):
        assert not await app(hand, _ROLES, wrong, ["analyst"])
    await hand.connection.execute("savepoint over")
    await hand.do("update council.staff set ended_at = now() where id = $1", target)
    assert not await app(hand, _ROLES, target, ["analyst"])
    await hand.connection.execute("rollback to over")
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles, local)"
                  " values ($1, $2, 'Twin', '{}', true)",
                  other.id, target)  # fmt: skip
    before = await hand.ask("select count(*) from council.staff where roles = '{analyst}'")
    assert await app(hand, _ROLES, target, ["analyst"])
    assert await hand.ask("select count(*) from council.staff where roles = '{analyst}'") == before + 1


async def the_end_of_work_ends_one_membership_and_its_sessions(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    account = await local(hand)
    target = own.people["practitioner"].staff_id
    await join(hand, account, other, "manager")
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{}')",
                  other.id, target)  # fmt: skip
    await hand.do("delete from identity.memberships where account_id = $1 and council_id = $2",
                  await hand.account_of(other, "admin"), other.id)  # fmt: skip
    await hand.do("insert into identity.memberships (account_id, council_id, staff_id) select account_id, $1, $2 from"
                  " identity.local_accounts where account_id <> $3 limit 1", other.id, target, account)  # fmt: skip
    mine, before = await session(hand, account, "mine"), await session(hand, account, "before")
    there = await session(hand, account, "there", other)
    colleague = await session(hand, await hand.account_of(own, "screener"), "colleague")
    await hand.do("update identity.sessions set ended_at = now() - interval '1 hour' where id = $1", before)
    await _as(hand, "admin")
    for wrong in (own.people["admin"].staff_id, other.people["screener"].staff_id, uuid4()):
        assert not await app(hand, _END, wrong)
    assert await app(hand, _END, target)
    assert not await app(hand, _END, target), "once"
    ended = "select array_agg(array[{}]) from {} where ended_at = now()"
    assert await hand.ask(ended.format("tenant_id, id", "council.staff")) == [[own.id, target]]
    assert await hand.ask(ended.format("council_id, account_id", "identity.memberships")) == [[own.id, account]]
    assert await hand.ask(ended.format("id", "identity.sessions")) == [[mine]]
    assert await hand.ask("select count(*) from identity.sessions where id = any ($1) and ended_at is null",
                          [there, colleague]) == 2  # fmt: skip
    assert await kinds(hand) == ["work_ended"]


async def _waits(hand: Hand, invitation: UUID, *, sent: bool = False) -> None:
    """A letter of this invitation; `sent`: it went out already."""
    await hand.do("insert into identity.letters (id, kind, slug, address, lang, about, sent_at) values"
                  " (gen_random_uuid(), 'invitation', 'open', $1, 'en', $2, case when $3 then now() end)",
                  "gone" if sent else "waits", invitation, sent)  # fmt: skip


async def _letters_of(hand: Hand, *invitations: UUID) -> int:
    return int(await hand.ask("select count(*) from identity.letters where slug = 'open' and about = any ($1)",
                              list(invitations)))  # fmt: skip


async def _settled(hand: Hand, *links: str) -> None:
    """Invitations to the same address that are over already: what became of them stays as it is."""
    for link, over in zip(links, ("accepted_at", "revoked_at"), strict=True):
        which = await invited(hand, link)
        await hand.do(f"update council.invitations set {over} = now() - interval '1 day' where id = $1", which)


async def the_end_of_work_ends_what_was_sent_to_the_same_address(hand: Hand) -> None:
    """Of this council, however the address is written: nobody comes back by a letter that was sent before."""
    own, other = hand.scene.own, hand.scene.other
    target = own.people["practitioner"].staff_id
    await hand.do("update council.staff set email = $1 where id = $2", EMAIL.upper(), target)
    again, too_old = await invited(hand, "again"), await invited(hand, "too old", EMAIL.title())
    await hand.do("update council.invitations set expires_at = now() - interval '1 day' where id = $1", too_old)
    stay = (await invited(hand, "another", "second@partner.example"), await invited(hand, "theirs", EMAIL, other))
    await _settled(hand, "taken", "back")
    for which in (again, *stay):
        await _waits(hand, which)
    await _waits(hand, again, sent=True)
    await _as(hand, "admin")
    assert await app(hand, _END, target)
    assert await hand.ask(_REVOKED) == sorted((again, too_old))
    assert [await _letters_of(hand, which) for which in (again, *stay)] == [1, 1, 1], "what was sent stays written"
    assert await hand.ask("select count(*) from identity.letters where address = 'waits'") == len(stay)


async def one_invitation_that_is_accepted_ends_the_others_to_its_address(hand: Hand) -> None:
    own = hand.scene.own
    await hand.do("delete from identity.enrolments")
    await invited(hand)
    twice = await invited(hand, "twice", EMAIL.upper())
    stay = (await invited(hand, "another", "second@partner.example"),
            await invited(hand, "theirs", EMAIL, hand.scene.other))  # fmt: skip
    await _settled(hand, "taken", "back")
    for which in (twice, *stay):
        await _waits(hand, which)
    assert await one(hand, "select identity.begin_enrolment('mine', 'link', $1, 'argon', 'sealed')", own.slug)
    accept = ("select * from identity.accept_invitation('mine', $1, $2, 'sealed', 300, array['a'::bytea], 'new token',"
              " 'device', 'probe')")  # fmt: skip
    assert await hand.call(LOGIN, accept, own.slug, uuid4())
    assert await hand.ask("select array_agg(token_hash = sha256('link')) from council.invitations where"
                          " accepted_at = now()") == [True]  # fmt: skip
    assert await hand.ask(_REVOKED) == [twice]
    assert [await _letters_of(hand, which) for which in (twice, *stay)] == [0, 1, 1]


async def whoever_was_invited_for_a_partner_that_ended_does_not_come(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    organisation, second = uuid4(), uuid4()
    for council, id_, name in ((own, organisation, "One"), (own, second, "Two"), (other, organisation, "Theirs")):
        await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at,"
                      " ended_at) values ($1, $2, $3, 'vcs', now(), now(), now())", council.id, id_, name)  # fmt: skip
    made = [await invited(hand, f"link {number}") for number in range(5)]
    theirs, plain = await invited(hand, "theirs", EMAIL, other), await invited(hand, "of the council")
    of = "update council.invitations set organisation_id = $1 where id = any ($2)"
    await hand.do(of, organisation, [*made[:4], theirs])
    await hand.do(of, second, made[4:])
    for number, over in ((2, "accepted_at"), (3, "revoked_at")):
        await hand.do(f"update council.invitations set {over} = now() - interval '1 day' where id = $1", made[number])
    for which in (*made, theirs, plain):
        await _waits(hand, which)
    await _waits(hand, made[0], sent=True)
    await hand.no_pass()
    await app(hand, _OF_PARTNER, organisation)
    assert await hand.ask(_REVOKED) is None, "without a pass"
    await _as(hand, "admin")
    await hand.connection.execute("savepoint stands")
    await hand.do("update council.partner_organisations set ended_at = null where tenant_id = $1", own.id)
    await app(hand, _OF_PARTNER, organisation)
    assert await hand.ask(_REVOKED) is None, "the council works with them"
    await hand.connection.execute("rollback to stands")
    await app(hand, _OF_PARTNER, organisation)
    assert await hand.ask(_REVOKED) == sorted(made[:2])
    assert [await _letters_of(hand, each) for each in (*made, theirs, plain)] == [1, 0, 1, 1, 1, 1, 1]


PEOPLE_PROMISES: tuple[Promise, ...] = (
    only_an_administrator_looks_after_people,
    roles_are_those_that_a_council_gives,
    an_invitation_is_written_with_its_letter,
    an_open_invitation_is_sent_again_or_taken_back_by_its_council,
    roles_of_local_people_change_and_nobodys_else,
    the_end_of_work_ends_one_membership_and_its_sessions,
    the_end_of_work_ends_what_was_sent_to_the_same_address,
    one_invitation_that_is_accepted_ends_the_others_to_its_address,
    whoever_was_invited_for_a_partner_that_ended_does_not_come,
)
