"""Promises about one's own local account, step-up, a council's people, and letters. See `pass_probes.py`."""

# Long: one list of promises, each with the few rows that it needs.

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from commonground.platform.access import STAFF_ROLES
from commonground.platform.database.roles import APP, LOGIN, WORKER
from local_probes import EMAIL, invited, join, kinds, local, one, session
from pass_probes import SESSIONS, Hand, Promise

OVER = ("ended_at = now()", "expires_at = now()", "seen_at = now() - idle_limit")
_MINE = "select * from identity.my_local_account($1)"
_CONFIRM = "select identity.confirm_session($1, $2, $3)"
_BY_PROVIDER = "select identity.confirm_by_provider($1, $2, $3, $4, $5)"
_CONFIRMED = "select array_agg(id) from identity.sessions where confirmed_at = now()"


async def _two(hand: Hand) -> tuple[UUID, UUID, UUID, UUID]:
    """An account with a session, another account with one: accounts first, then sessions."""
    account = await local(hand)
    stranger = await local(hand, None, "second@partner.example", "manager")
    return account, stranger, await session(hand, account, "mine"), await session(hand, stranger, "theirs")


async def ones_own_account_is_that_of_ones_open_session(hand: Hand) -> None:
    account, stranger, _, _ = await _two(hand)
    await hand.do(
        "update identity.recovery_codes set used_at = now() where account_id = $1 and code_hash = 'code'", account
    )
    (found,) = await hand.call(LOGIN, _MINE, "mine")
    assert (found["account_id"], found["email"], found["codes_left"]) == (account, EMAIL, 1)
    assert (await hand.call(LOGIN, _MINE, "theirs"))[0]["account_id"] == stranger
    assert await hand.call(LOGIN, _MINE, "nobody's") == []
    assert await hand.call(LOGIN, _MINE, hand.tokens.mine) == [], "of the council's provider"
    for over in OVER:
        await hand.connection.execute("savepoint over")
        await hand.do(SESSIONS.format(over), "mine")
        assert await hand.call(LOGIN, _MINE, "mine") == [], over
        assert not await one(hand, _CONFIRM, "mine", 101, None), over
        await hand.connection.execute("rollback to over")


async def a_code_confirms_the_session_that_shows_it(hand: Hand) -> None:
    account, _, mine, _ = await _two(hand)
    await session(hand, account, "elsewhere")
    assert not await one(hand, _CONFIRM, "mine", 100, None)
    assert not await one(hand, _CONFIRM, "nobody's", 101, None)
    assert await hand.ask(_CONFIRMED) is None
    assert await one(hand, _CONFIRM, "mine", 101, None)
    assert not await one(hand, _CONFIRM, "mine", 101, None)
    assert await hand.ask(_CONFIRMED) == [mine]
    assert await one(hand, _CONFIRM, "mine", None, b"code")
    assert not await one(hand, _CONFIRM, "mine", None, b"code")


async def a_provider_confirms_the_session_that_asked_for_the_same_person(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    asked = await hand.ask("select id from identity.sessions where token_hash = sha256(convert_to($1, 'UTF8'))",
                           hand.tokens.mine)  # fmt: skip
    second = await hand.ask("select id from identity.sessions where token_hash = sha256(convert_to($1, 'UTF8'))",
                            hand.tokens.second)  # fmt: skip
    await hand.do("insert into identity.credentials (slug, issuer, subject, account_id) values ($1, 'before', $2, $3)",
                  own.slug, hand.me.subject, await hand.account_of(own, "admin"))  # fmt: skip
    right = (hand.tokens.mine, asked, own.slug, own.issuer, hand.me.subject)
    colleague = own.people["admin"].subject
    for number, wrong in ((0, hand.tokens.second), (0, "nobody's"), (1, second), (2, other.slug), (3, "before"),
                          (3, other.issuer), (4, colleague), (4, "somebody")):  # fmt: skip
        given: list[Any] = list(right)
        given[number] = wrong
        assert not await one(hand, _BY_PROVIDER, *given), (number, wrong)
    assert await hand.ask(_CONFIRMED) is None
    assert await one(hand, _BY_PROVIDER, *right)
    assert await hand.ask(_CONFIRMED) == [asked]
    assert (await hand.session(hand.tokens.mine))[0]["confirmed_at"] == await hand.ask("select now()")
    assert (await hand.session(hand.tokens.second))[0]["confirmed_at"] != await hand.ask("select now()")


async def a_changed_password_is_ones_own_and_ends_ones_other_sessions(hand: Hand) -> None:
    account, stranger, mine, theirs = await _two(hand)
    elsewhere, before = await session(hand, account, "elsewhere"), await session(hand, account, "before")
    await hand.do("update identity.sessions set ended_at = now() - interval '1 hour' where id = $1", before)
    for who in (account, stranger):
        await hand.do("insert into identity.half_sign_ins (browser_hash, slug, account_id, return_to) values"
                      " (gen_random_uuid()::text::bytea, 'x', $1, '')", who)  # fmt: skip
        await hand.do("insert into identity.password_resets (token_hash, slug, account_id) values"
                      " (gen_random_uuid()::text::bytea, 'x', $1)", who)  # fmt: skip
    change = "select identity.change_password($1, 'another')"
    assert not await one(hand, change, "nobody's")
    assert not await one(hand, change, hand.tokens.mine)
    assert await one(hand, change, "mine")
    assert await hand.ask(
        "select array_agg(account_id) from identity.local_accounts where password_hash = 'another'"
    ) == [account]
    over = await hand.ask("select array_agg(id) from identity.sessions where ended_at = now()")
    assert over == [elsewhere]
    assert await hand.ask("select count(*) from identity.sessions where id = any ($1) and ended_at is null",
                          [mine, theirs]) == 2  # fmt: skip
    for table in ("half_sign_ins", "password_resets"):
        left = await hand.ask(f"select array_agg(account_id) from identity.{table} where slug = 'x'")
        assert left == [stranger], table
    assert (await kinds(hand), await kinds(hand, "second@partner.example")) == (["password_changed"], [])


async def another_authenticator_counts_once_it_has_shown_a_code(hand: Hand) -> None:
    account, stranger, _, _ = await _two(hand)
    begin, finish = "select identity.begin_authenticator($1, $2)", "select identity.finish_authenticator($1, 500)"
    for token in ("nobody's", hand.tokens.mine):
        assert not await one(hand, begin, token, b"new")
        assert not await one(hand, finish, token)
    assert not await one(hand, finish, "mine"), "nothing waits"
    assert await one(hand, begin, "mine", b"new")
    assert await one(hand, begin, "theirs", b"their new")
    secrets = ("select array[totp, coalesce(totp_next, ''), totp_step::text::bytea]"
              " from identity.local_accounts where account_id = $1")  # fmt: skip
    assert await hand.ask(secrets, account) == [b"sealed", b"new", b"100"]
    assert await one(hand, finish, "mine")
    assert await hand.ask(secrets, account) == [b"new", b"", b"500"]
    assert await hand.ask(secrets, stranger) == [b"sealed", b"their new", b"100"]
    assert (await kinds(hand), await kinds(hand, "second@partner.example")) == (["factors_changed"], [])


async def new_recovery_codes_are_the_only_ones(hand: Hand) -> None:
    account, stranger, _, _ = await _two(hand)
    renew = "select identity.renew_recovery_codes($1, array['x'::bytea, 'y'::bytea])"
    for token in ("nobody's", hand.tokens.mine):
        assert not await one(hand, renew, token)
    assert await one(hand, renew, "mine")
    codes = "select array_agg(code_hash order by code_hash) from identity.recovery_codes where account_id = $1"
    assert await hand.ask(codes, account) == [b"x", b"y"]
    assert await hand.ask(codes, stranger) == [b"code", b"other"]
    assert await kinds(hand) == ["factors_changed"]
    await hand.do("delete from identity.recovery_codes where account_id = $1", account)
    assert await one(hand, renew, "mine")
    assert await kinds(hand) == ["factors_changed"], "the first ones are nothing to be told of"


_ASK_EMAIL = "select identity.begin_email_change($1, $2, $3, $4, 'sealed')"
_EMAIL = "select * from identity.email_change_of($1, $2)"
_TAKE_EMAIL = "select identity.finish_email_change($1, $2)"
NEW = "new@partner.example"


async def an_address_changes_by_its_link_in_ones_own_session(hand: Hand) -> None:
    account, _, _, _ = await _two(hand)
    await join(hand, account, hand.scene.other, "manager")
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1 and council_id = $2",
                  account, hand.scene.other.id)  # fmt: skip
    before = await hand.ask("select count(*) from identity.letters")
    for token in ("nobody's", hand.tokens.mine):
        await hand.call(LOGIN, _ASK_EMAIL, token, NEW, "link", uuid4())
    assert await hand.ask("select count(*) from identity.letters") == before
    await hand.call(LOGIN, _ASK_EMAIL, "theirs", "else@partner.example", "their link", uuid4())
    await hand.call(LOGIN, _ASK_EMAIL, "mine", "first@partner.example", "first link", uuid4())
    await hand.call(LOGIN, _ASK_EMAIL, "mine", NEW, "link", uuid4())
    assert (await kinds(hand), await kinds(hand, NEW)) == (["email_change_asked"] * 2, ["email_change"])
    assert [row["email"] for row in await hand.call(LOGIN, _EMAIL, "mine", "link")] == [NEW]
    for token, link in (("theirs", "link"), ("mine", "their link"), ("mine", "first link"), ("nobody's", "link")):
        assert await hand.call(LOGIN, _EMAIL, token, link) == [], (token, link)
    await hand.connection.execute("savepoint over")
    await hand.do("update identity.email_changes set asked_at = now() - interval '1 day'")
    assert await hand.call(LOGIN, _EMAIL, "mine", "link") == []
    assert not await one(hand, _TAKE_EMAIL, "mine", "link")
    await hand.connection.execute("rollback to over")
    assert await one(hand, _TAKE_EMAIL, "mine", "link")
    assert not await one(hand, _TAKE_EMAIL, "mine", "link"), "once"
    assert await hand.ask("select email from identity.local_accounts where account_id = $1", account) == NEW
    staff = "select array_agg(id) from council.staff where email = $1"
    assert await hand.ask(staff, NEW) == [hand.scene.own.people["practitioner"].staff_id]
    assert (await kinds(hand), await kinds(hand, NEW)) == (
        ["email_change_asked", "email_change_asked", "email_changed"], ["email_change", "email_changed"],
    )  # fmt: skip
    assert [row["email"] for row in await hand.call(LOGIN, _EMAIL, "theirs", "their link")] == ["else@partner.example"]


async def the_link_to_a_new_address_goes_out_once_in_ones_own_councils_name(hand: Hand) -> None:
    """Somebody who acts for two councils, under the very staff id that somebody else has at the other."""
    own, other = hand.scene.own, hand.scene.other
    account, _, _, _ = await _two(hand)
    await join(hand, account, other, "manager")
    staff = own.people["practitioner"].staff_id
    await hand.do("update council.staff set lang = case when tenant_id = $1 and id = $2 then 'cy' else 'en' end",
                  own.id, staff)  # fmt: skip
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles, lang)"
                  " values ($1, $2, 'Twin', '{}', 'en')",
                  other.id, staff)  # fmt: skip
    for token, council in (("mine", own), ("there", other)):
        if council is other:
            await session(hand, account, "there", other)
        await hand.call(LOGIN, _ASK_EMAIL, token, NEW, f"link {token}", uuid4())
        said = await hand.ask("select array_agg(array[slug, lang]) from identity.letters where kind = 'email_change'"
                              " and address = $1", NEW)  # fmt: skip
        assert said == [[council.slug, "cy" if council is own else "en"]]
        await hand.do("delete from identity.letters where address = $1", NEW)


async def an_address_that_somebody_has_is_not_given(hand: Hand) -> None:
    account, _, _, _ = await _two(hand)
    await hand.call(LOGIN, _ASK_EMAIL, "mine", "second@partner.example", "link", uuid4())
    assert await kinds(hand, "second@partner.example") == []
    assert await hand.call(LOGIN, _EMAIL, "mine", "link") == []
    await hand.call(LOGIN, _ASK_EMAIL, "mine", NEW, "link", uuid4())
    await local(hand, hand.scene.other, NEW)
    assert not await one(hand, _TAKE_EMAIL, "mine", "link"), "taken meanwhile"
    assert await hand.ask("select email from identity.local_accounts where account_id = $1", account) == EMAIL


async def one_acts_for_another_council_in_another_session(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    account, _, mine, theirs = await _two(hand)
    elsewhere = await session(hand, account, "elsewhere")
    act = "select * from identity.act_for($1, $2, 'switched', 'probe')"
    councils = "select slug, here from identity.my_councils($1)"
    assert await hand.call(LOGIN, act, "mine", other.slug) == []
    await join(hand, account, other, "manager")
    await local(hand, other, "neighbour@partner.example", "screener")
    await hand.do("update identity.sessions set expires_at = now() + interval '2 hours', confirmed_at = now()"
                  " where id = $1",
                  mine)  # fmt: skip
    found = [(row["slug"], row["here"]) for row in await hand.call(LOGIN, councils, "mine")]
    assert found == sorted([(own.slug, True), (other.slug, False)])
    assert [row["slug"] for row in await hand.call(LOGIN, councils, "theirs")] == [own.slug]
    assert await hand.call(LOGIN, act, "nobody's", other.slug) == []
    assert await hand.call(LOGIN, act, "theirs", other.slug) == []
    (made,) = await hand.call(LOGIN, act, "mine", other.slug)
    assert (made["council_id"], made["staff_id"]) == (other.id, other.people["manager"].staff_id)
    assert await hand.ask("select expires_at = now() + interval '2 hours' and confirmed_at is null"
                          " from identity.sessions"
                          " where id = $1", made["session_id"])  # fmt: skip
    assert await hand.ask("select array_agg(id) from identity.sessions where ended_at = now()") == [mine]
    assert await hand.ask("select count(*) from identity.sessions where id = any ($1) and ended_at is null",
                          [theirs, elsewhere]) == 2  # fmt: skip
    assert (await hand.session("switched"))[0]["council_id"] == other.id
    await hand.no_pass()
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1 and council_id = $2",
                  account, other.id)  # fmt: skip
    assert await hand.call(LOGIN, act, "elsewhere", other.slug) == []
    assert [row["slug"] for row in await hand.call(LOGIN, councils, "elsewhere")] == [own.slug]


async def a_session_acts_as_whoever_one_is_in_its_own_council(hand: Hand) -> None:
    """Of somebody who works for two, each session is of one council and of the person that they are there; not of the
    person of a partner organisation who bears the same id at the other."""
    own, other = hand.scene.own, hand.scene.other
    account = await hand.account_of(own, "practitioner")
    await join(hand, account, other, "manager")
    both = ((own, "practitioner"), (other, "manager"))
    for (council, person), (elsewhere, _) in zip(both, both[::-1], strict=True):
        staff = council.people[person].staff_id
        await hand.do("insert into council.staff (tenant_id, id, display_name, roles, lang, organisation_id)"
                      " values ($1, $2, 'Twin', '{partner}', 'en', $3)",
                      elsewhere.id, staff, elsewhere.organisation)  # fmt: skip
        await hand.do("update council.staff set lang = lang where tenant_id = $1 and id = $2", council.id, staff)
    for council, person in both:
        await session(hand, account, f"at {council.slug}", council)
        (row,) = await hand.session(f"at {council.slug}")
        acts_as = (council.id, council.people[person].staff_id)
        assert (row["council_id"], row["staff_id"]) == acts_as
        assert tuple(await hand.ask("select identity.opened_as('session')")) == acts_as


# --- people --------------------------------------------------------------------------------------------------------

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


# --- letters -------------------------------------------------------------------------------------------------------


async def a_letter_is_sent_once_and_forgotten(hand: Hand) -> None:
    await hand.do("delete from identity.letters")
    claim, sent = "select * from identity.claim_letter()", "select identity.letter_sent($1)"
    assert await hand.call(WORKER, claim) == []
    put = ("insert into identity.letters (id, kind, slug, address, token, lang, due_at, created_at, sent_at) values"
           " ($1, 'invitation', $2, $3, 'sealed', 'cy', now() - $4::text::interval, now() - $5::text::interval,"
           " case when $6 then now() - interval '1 hour' end)")  # fmt: skip
    first, second, later = uuid4(), uuid4(), uuid4()
    own, other = hand.scene.own, hand.scene.other
    for id_, slug, to, due, made, done in (
        (second, other.slug, "second", "1 minute", "1 minute", False),
        (first, own.slug, "first", "2 minutes", "2 hours", False),
        (later, own.slug, "later", "-1 minute", "0", False), (uuid4(), own.slug, "done", "9 minutes", "0", True),
        (uuid4(), own.slug, "old", "9 minutes", "3 days", False),
    ):  # fmt: skip
        await hand.do(put, id_, slug, to, due, made, done)
    found = [(await hand.call(WORKER, claim)) for _ in range(3)]
    assert [[row["address"] for row in rows] for rows in found] == [["first"], ["second"], []]
    row = found[0][0]
    assert (row["id"], row["kind"], row["slug"], row["token"], row["lang"]) == (
        first,
        "invitation",
        own.slug,
        b"sealed",
        "cy",
    )
    assert row["council"] == await hand.ask("select name from commons.councils where id = $1", own.id)
    theirs = await hand.ask("select name from commons.councils where id = $1", other.id)
    assert found[1][0]["council"] == theirs
    tried = "select array[attempts, extract(epoch from due_at - now())::int] from identity.letters where id = $1"
    assert await hand.ask(tried, first) == [1, 20]
    await hand.do("update identity.letters set due_at = now(), attempts = 30 where id = $1", first)
    await hand.call(WORKER, claim)
    assert await hand.ask(tried, first) == [31, 3600]
    await hand.call(WORKER, sent, first)
    assert await hand.ask("select array_agg(id) from identity.letters where sent_at = now() and address is null"
                          " and token is null") == [first]  # fmt: skip
    await hand.do("update identity.letters set sent_at = now() - interval '1 hour' where id = $1", first)
    await hand.call(WORKER, sent, first)
    assert await hand.ask("select count(*) from identity.letters where sent_at = now()") == 0, "once"


OWN_PROMISES: tuple[Promise, ...] = (
    ones_own_account_is_that_of_ones_open_session,
    a_session_acts_as_whoever_one_is_in_its_own_council,
    a_code_confirms_the_session_that_shows_it,
    a_provider_confirms_the_session_that_asked_for_the_same_person,
    a_changed_password_is_ones_own_and_ends_ones_other_sessions,
    another_authenticator_counts_once_it_has_shown_a_code,
    new_recovery_codes_are_the_only_ones,
    an_address_changes_by_its_link_in_ones_own_session,
    the_link_to_a_new_address_goes_out_once_in_ones_own_councils_name,
    an_address_that_somebody_has_is_not_given,
    one_acts_for_another_council_in_another_session,
    only_an_administrator_looks_after_people,
    roles_are_those_that_a_council_gives,
    an_invitation_is_written_with_its_letter,
    an_open_invitation_is_sent_again_or_taken_back_by_its_council,
    roles_of_local_people_change_and_nobodys_else,
    the_end_of_work_ends_one_membership_and_its_sessions,
    the_end_of_work_ends_what_was_sent_to_the_same_address,
    one_invitation_that_is_accepted_ends_the_others_to_its_address,
    whoever_was_invited_for_a_partner_that_ended_does_not_come,
    a_letter_is_sent_once_and_forgotten,
)
