"""Promises about local accounts: what works once, for whom, how long, and at whose address. See `pass_probes.py`."""

# Long: one list of promises, each with the few rows that it needs.

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP, LOGIN
from councils import TestCouncil
from pass_probes import Hand, Promise

EMAIL = "wren@partner.example"
_HASH = "sha256(convert_to($1, 'UTF8'))"


async def local(
    hand: Hand, council: TestCouncil | None = None, email: str = EMAIL, person: str = "practitioner"
) -> UUID:
    """An account of ours for somebody of the staff, in the place of the provider's; its id."""
    here = council or hand.scene.own
    account, staff = uuid4(), here.people[person].staff_id
    await hand.do("insert into identity.accounts (id) values ($1)", account)
    await hand.do("insert into identity.local_accounts (account_id, email, password_hash, totp, totp_step)"
                  " values ($1, $2, 'argon', 'sealed', 100)", account, email)  # fmt: skip
    await hand.do("delete from identity.memberships where council_id = $1 and staff_id = $2", here.id, staff)
    await join(hand, account, here, person)
    await hand.do(
        "insert into identity.recovery_codes (account_id, code_hash) values ($1, 'code'), ($1, 'other')", account
    )
    return account


async def join(hand: Hand, account: UUID, council: TestCouncil, person: str) -> None:
    staff = council.people[person].staff_id
    await hand.do("delete from identity.memberships where council_id = $1 and staff_id = $2", council.id, staff)
    await hand.do("insert into identity.memberships (account_id, council_id, staff_id) values ($1, $2, $3)",
                  account, council.id, staff)  # fmt: skip


async def invited(hand: Hand, token: str = "link", email: str = EMAIL, council: TestCouncil | None = None) -> UUID:
    here, invitation = council or hand.scene.own, uuid4()
    await hand.do(
        "insert into council.invitations"
        " (tenant_id, id, email, name, roles, teams, lang, token_hash, invited_by, expires_at) values"
        " ($2, $3, $4, 'Wren', '{practitioner}', array[$5, $6], 'cy', " + _HASH + ", $7, now() + interval '1 day')",
        token, here.id, invitation, email, str(here.teams["locality"]), str(hand.scene.other.teams["specialist"]),
        here.people["admin"].staff_id,
    )  # fmt: skip
    return invitation


async def session(hand: Hand, account: UUID, token: str, council: TestCouncil | None = None) -> UUID:
    made = uuid4()
    await hand.do("insert into identity.sessions (id, token_hash, account_id, council_id, agent) values"
                  " ($2, " + _HASH + ", $3, $4, '')", token, made, account, (council or hand.scene.own).id)  # fmt: skip
    return made


async def one(hand: Hand, sql: str, *given: object) -> Any:
    return (await hand.call(LOGIN, sql, *given))[0][0]


async def kinds(hand: Hand, address: str = EMAIL) -> list[str]:
    """Letters that wait for this address, in the order of their kinds."""
    found = await hand.ask("select array_agg(kind order by kind) from identity.letters where address = $1"
                           " and sent_at is null", address)  # fmt: skip
    return list(found or [])


# --- password and half a sign-in -----------------------------------------------------------------------------------

_ACCOUNT = "select * from identity.local_account($1, $2)"
_BEGIN = "select identity.begin_half($1, $2, $3, $4, '/next')"
_HALF = "select * from identity.half_sign_in($1, $2)"
_PROVE = "select identity.prove_half($1, $2, $3, $4)"
_COUNCILS = "select slug from identity.half_councils($1, $2)"
_FINISH = "select * from identity.finish_half($1, $2, $3, 'new token', $4, 'probe')"


async def an_address_is_somebody_at_their_own_councils_address(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    # Those that are there already.
    await hand.do("update identity.memberships m set ended_at = now() from identity.local_accounts l"
                  " where l.account_id = m.account_id")  # fmt: skip
    account = await local(hand)
    await local(hand, other, "neighbour@partner.example")
    (found,) = await hand.call(LOGIN, _ACCOUNT, own.slug, EMAIL)
    assert (found["account_id"], found["password_hash"]) == (account, "argon")
    for slug, email in ((other.slug, EMAIL), (own.slug, "nobody"), (own.slug, "neighbour@partner.example")):
        assert await hand.call(LOGIN, _ACCOUNT, slug, email) == [], (slug, email)
    assert await one(hand, "select identity.has_local($1)", own.id)
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1", account)
    assert await hand.call(LOGIN, _ACCOUNT, own.slug, EMAIL) == []
    assert not await one(hand, "select identity.has_local($1)", own.id)
    assert await one(hand, "select identity.has_local($1)", other.id)
    for council, there in ((own, False), (other, True)):
        assert (await hand.call(APP, "select identity.has_local($1)", council.id))[0][0] is there


async def half_a_sign_in_is_found_by_its_browser_for_ten_minutes(hand: Hand) -> None:
    own, account = hand.scene.own.slug, await local(hand)
    stranger = await local(hand, None, "second@partner.example", "manager")
    await hand.call(LOGIN, _BEGIN, "mine", own, account, None)
    await hand.call(LOGIN, _BEGIN, "another", own, stranger, "link")
    (found,) = await hand.call(LOGIN, _HALF, "mine", own)
    assert (found["account_id"], found["proved"], found["invited"], found["return_to"]) == (
        account,
        False,
        False,
        "/next",
    )
    assert (await hand.call(LOGIN, _HALF, "another", own))[0]["invited"]
    for browser, slug in (("nobody", own), ("mine", hand.scene.other.slug)):
        assert await hand.call(LOGIN, _HALF, browser, slug) == []
    await hand.do("update identity.half_sign_ins set begun_at = now() - interval '10 minutes'")
    for sql, given in ((_HALF, ()), (_COUNCILS, ())):
        assert await hand.call(LOGIN, sql, "mine", own, *given) == []
    assert not await one(hand, _PROVE, "mine", own, 200, None)
    assert await hand.ask("select totp_step from identity.local_accounts where account_id = $1", account) == 100


async def a_code_works_once_and_never_one_before_it(hand: Hand) -> None:
    own, account = hand.scene.own.slug, await local(hand)
    stranger = await local(hand, None, "second@partner.example", "manager")
    for browser in ("mine", "another"):
        await hand.call(LOGIN, _BEGIN, browser, own, account, None)
    assert [await one(hand, _PROVE, "mine", own, step, None) for step in (99, 100, 102, 102, 101, 103)] == [
        False, False, True, False, False, True,
    ]  # fmt: skip
    assert not (await hand.call(LOGIN, _HALF, "another", own))[0]["proved"]
    assert (await hand.call(LOGIN, _HALF, "mine", own))[0]["proved"]
    assert await hand.ask("select totp_step from identity.local_accounts where account_id = $1", stranger) == 100


async def a_recovery_code_works_once_and_for_its_owner(hand: Hand) -> None:
    own, account = hand.scene.own.slug, await local(hand)
    stranger = await local(hand, None, "second@partner.example", "manager")
    await hand.do("insert into identity.recovery_codes (account_id, code_hash) values ($1, 'theirs')", stranger)
    await hand.call(LOGIN, _BEGIN, "mine", own, account, None)
    tried = [await one(hand, _PROVE, "mine", own, None, code) for code in (b"theirs", b"none", b"code", b"code", None)]
    assert tried == [False, False, True, False, False]
    used = "select array_agg(account_id) from identity.recovery_codes where used_at is not null"
    assert await hand.ask(used) == [account]


async def only_both_factors_make_a_session_once(hand: Hand) -> None:
    own, account = hand.scene.own, await local(hand)
    await hand.call(LOGIN, _BEGIN, "mine", own.slug, account, None)
    assert await hand.call(LOGIN, _COUNCILS, "mine", own.slug) == [], "before the second factor"
    assert await hand.call(LOGIN, _FINISH, "mine", own.slug, own.slug, "device") == []
    assert len(await hand.call(LOGIN, _HALF, "mine", own.slug)) == 1
    assert await one(hand, _PROVE, "mine", own.slug, 101, None)
    await hand.call(LOGIN, _BEGIN, "another", own.slug, account, None)
    for wrong in (("another", own.slug), ("mine", hand.scene.other.slug)):
        assert await hand.call(LOGIN, _FINISH, *wrong, own.slug, "device") == [], wrong
    (made,) = await hand.call(LOGIN, _FINISH, "mine", own.slug, own.slug, "device")
    staff = own.people["practitioner"].staff_id
    assert (made["council_id"], made["staff_id"]) == (own.id, staff)
    (opened,) = await hand.session("new token")
    assert (opened["account_id"], opened["session_id"], opened["confirmed_at"]) == (account, made["session_id"], None)
    assert await hand.call(LOGIN, _FINISH, "mine", own.slug, own.slug, "device") == [], "once"


async def what_is_proved_too_late_makes_no_session(hand: Hand) -> None:
    own, account = hand.scene.own.slug, await local(hand)
    await hand.call(LOGIN, _BEGIN, "mine", own, account, None)
    assert await one(hand, _PROVE, "mine", own, 101, None)
    await hand.do("update identity.half_sign_ins set begun_at = now() - interval '10 minutes'")
    assert await hand.call(LOGIN, _FINISH, "mine", own, own, "device") == []


async def one_acts_for_whom_one_belongs_to(hand: Hand) -> None:
    own, other, account = hand.scene.own, hand.scene.other, await local(hand)
    await join(hand, account, other, "manager")
    await local(hand, other, "neighbour@partner.example", "screener")

    async def proved() -> None:
        await hand.do("delete from identity.half_sign_ins")
        await hand.do("update identity.local_accounts set totp_step = 1")
        await hand.call(LOGIN, _BEGIN, "mine", own.slug, account, None)
        assert await one(hand, _PROVE, "mine", own.slug, 101, None)

    await proved()
    found = [row["slug"] for row in await hand.call(LOGIN, _COUNCILS, "mine", own.slug)]
    assert found == sorted([own.slug, other.slug])
    (made,) = await hand.call(LOGIN, _FINISH, "mine", own.slug, other.slug, "device")
    assert (made["council_id"], made["staff_id"]) == (other.id, other.people["manager"].staff_id)
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1 and council_id = $2",
                  account, other.id)  # fmt: skip
    await proved()
    assert [row["slug"] for row in await hand.call(LOGIN, _COUNCILS, "mine", own.slug)] == [own.slug]
    assert await hand.call(LOGIN, _FINISH, "mine", own.slug, other.slug, "device") == []
    await proved()
    assert await hand.call(LOGIN, _FINISH, "mine", own.slug, "nowhere", "device") == []


async def a_browser_that_is_new_is_told_of_once(hand: Hand) -> None:
    own, account = hand.scene.own, await local(hand)
    stranger = await local(hand, None, "second@partner.example", "manager")
    await join(hand, account, hand.scene.other, "manager")
    await hand.do("insert into identity.devices (account_id, token_hash, seen_at) values ($2, " + _HASH + ", now() -"
                  " interval '1 day')", "theirs", stranger)  # fmt: skip
    await hand.do("update council.staff set lang = 'cy' where id = $1", own.people["practitioner"].staff_id)

    async def sign_in(device: str, number: int) -> None:
        await hand.call(LOGIN, _BEGIN, f"b{number}", own.slug, account, None)
        assert await one(hand, _PROVE, f"b{number}", own.slug, 200 + number, None)
        finish = _FINISH.replace("new token", f"token {number}")
        assert len(await hand.call(LOGIN, finish, f"b{number}", own.slug, own.slug, device)) == 1

    for number, (device, told) in enumerate((("one", 1), ("one", 1), ("two", 2), ("theirs", 3))):
        await hand.do("update identity.devices set seen_at = now() - interval '1 day'")
        await sign_in(device, number)
        assert await kinds(hand) == ["new_device"] * told, device
        seen = await hand.ask("select count(*) from identity.devices where seen_at = now()")
        assert seen == 1, "this browser of this account alone"
    said = await hand.ask("select array_agg(distinct array[slug, lang]) from identity.letters where kind = 'new_device'"
                          " and address = $1", EMAIL)  # fmt: skip
    assert said == [[own.slug, "cy"]]


# --- invitations ---------------------------------------------------------------------------------------------------

_INVITATION = "select * from identity.invitation_of($1, $2)"
_INVITED = "select * from identity.invited_account($1, $2)"
_ENROL = "select identity.begin_enrolment($1, $2, $3, 'argon', 'sealed')"
_ENROLMENT = "select * from identity.enrolment_of($1, $2)"
_ACCEPT = ("select * from identity.accept_invitation($1, $2, $3, 'sealed again', 300, array['a'::bytea, 'b'::bytea],"
           " 'new token', 'device', 'probe')")  # fmt: skip
OVER = ("expires_at = now()", "revoked_at = now()", "accepted_at = now()")


async def an_invitation_is_its_councils_while_it_lasts(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await invited(hand)
    await invited(hand, "another link", "else@partner.example", other)
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{}')",
                  other.id, own.people["admin"].staff_id)  # fmt: skip
    for slug in (own.slug, None):
        (found,) = await hand.call(LOGIN, _INVITATION, "link", slug)
        assert (found["slug"], found["email"], found["known"]) == (own.slug, EMAIL, False)
        assert found["invited_by"] == own.people["admin"].name
    for token, slug in (("no link", own.slug), ("link", other.slug), ("link", "nowhere")):
        assert await hand.call(LOGIN, _INVITATION, token, slug) == []
    for over in OVER:
        await hand.connection.execute("savepoint over")
        await hand.do(f"update council.invitations set {over}")
        assert await hand.call(LOGIN, _INVITATION, "link", None) == [], over
        await hand.connection.execute("rollback to over")


async def a_known_address_is_accepted_by_its_account(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    account = await local(hand, other)
    await local(hand, other, "second@partner.example", "manager")
    await invited(hand)
    await invited(hand, "fresh link", "fresh@partner.example")
    assert (await hand.call(LOGIN, _INVITATION, "link", own.slug))[0]["known"]
    (found,) = await hand.call(LOGIN, _INVITED, "link", own.slug)
    assert (found["account_id"], found["password_hash"]) == (account, "argon")
    for token, slug in (("link", other.slug), ("no link", own.slug), ("fresh link", own.slug)):
        assert await hand.call(LOGIN, _INVITED, token, slug) == []
    assert not await one(hand, _ENROL, "mine", "link", own.slug), "nobody makes it a second account"
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1", account)
    assert not (await hand.call(LOGIN, _INVITATION, "link", own.slug))[0]["known"]
    assert await hand.call(LOGIN, _INVITED, "link", own.slug) == []


async def an_enrolment_is_found_by_its_browser_for_an_hour(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await invited(hand)
    await invited(hand, "other link", "other@partner.example")
    await invited(hand, "their link", "their@partner.example", other)
    assert not await one(hand, _ENROL, "mine", "link", other.slug)
    assert not await one(hand, _ENROL, "mine", "no link", own.slug)
    assert await one(hand, _ENROL, "mine", "link", own.slug)
    assert await one(hand, _ENROL, "second", "other link", own.slug)
    assert await one(hand, _ENROL, "third", "their link", other.slug)
    (found,) = await hand.call(LOGIN, _ENROLMENT, "mine", own.slug)
    assert (found["email"], found["totp"]) == (EMAIL, b"sealed")
    for browser, slug in (("nobody", own.slug), ("mine", other.slug)):
        assert await hand.call(LOGIN, _ENROLMENT, browser, slug) == []
    await hand.do("update council.invitations set tenant_id = $1, invited_by = null where email = $2", other.id, EMAIL)
    assert await hand.call(LOGIN, _ENROLMENT, "mine", own.slug) == [], "of this council"
    await hand.do("update council.invitations set tenant_id = $1 where email = $2", own.id, EMAIL)
    for over in (f"council.invitations set {each}" for each in OVER):
        await hand.connection.execute("savepoint over")
        await hand.do(f"update {over}")
        assert await hand.call(LOGIN, _ENROLMENT, "mine", own.slug) == [], over
        assert await hand.refused(LOGIN, _ACCEPT, "mine", own.slug, uuid4()), over
        await hand.connection.execute("rollback to over")
    await hand.do("update identity.enrolments set begun_at = now() - interval '1 hour'")
    assert await hand.call(LOGIN, _ENROLMENT, "mine", own.slug) == []
    assert await hand.call(LOGIN, _ACCEPT, "mine", own.slug, uuid4()) == []


async def whoever_accepts_becomes_what_the_invitation_says(hand: Hand) -> None:
    own, account = hand.scene.own, uuid4()
    await hand.do("delete from identity.enrolments")
    await invited(hand)
    await invited(hand, "other link", "other@partner.example")
    await hand.do("insert into council.teams (tenant_id, id, name, kind) values ($1, $2, 'Twin', 'locality')",
                  hand.scene.other.id, own.teams["locality"])  # fmt: skip
    assert await one(hand, _ENROL, "mine", "link", own.slug)
    assert await one(hand, _ENROL, "second", "other link", own.slug)
    (made,) = await hand.call(LOGIN, _ACCEPT, "mine", own.slug, account)
    assert made["council_id"] == own.id
    row = (await hand.connection.fetch("select * from council.staff where id = $1", made["staff_id"]))[0]
    assert (row["tenant_id"], row["display_name"], row["roles"], row["email"], row["lang"], row["local"]) == (
        own.id, "Wren", ["practitioner"], EMAIL, "cy", True,
    )  # fmt: skip
    teams = "select array_agg(array[tenant_id, team_id]) from council.team_members where staff_id = $1"
    assert await hand.ask(teams, made["staff_id"]) == [[own.id, own.teams["locality"]]], "of this council alone"
    (opened,) = await hand.session("new token")
    assert (opened["account_id"], opened["staff_id"]) == (account, made["staff_id"])
    assert opened["confirmed_at"] is None
    kept = (await hand.connection.fetch("select * from identity.local_accounts where account_id = $1", account))[0]
    assert (kept["email"], kept["password_hash"], kept["totp"], kept["totp_step"]) == (
        EMAIL,
        "argon",
        b"sealed again",
        300,
    )
    assert await hand.ask("select count(*) from identity.recovery_codes where account_id = $1", account) == 2
    assert await hand.ask("select count(*) from identity.enrolments") == 1, "the other's"
    assert await kinds(hand) == [], "of the first browser nobody is told"
    assert await hand.ask("select count(*) from council.invitations where accepted_at = now()") == 1
    assert await hand.call(LOGIN, _ACCEPT, "mine", own.slug, uuid4()) == [], "once"


async def an_enrolment_that_came_too_late_takes_no_address(hand: Hand) -> None:
    """Somebody has the address meanwhile, and acts for somebody: the invitation is theirs to accept by signing in."""
    own = hand.scene.own
    await invited(hand)
    assert await one(hand, _ENROL, "mine", "link", own.slug)
    account = await local(hand, hand.scene.other)
    assert await hand.call(LOGIN, _ACCEPT, "mine", own.slug, uuid4()) == []
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1", account)
    await local(hand, hand.scene.other, "bystander@partner.example", "manager")
    assert await one(hand, _ENROL, "again", "link", own.slug)
    (made,) = await hand.call(LOGIN, _ACCEPT, "again", own.slug, uuid4())
    assert made["council_id"] == own.id, "an address whose account acts for nobody is free"
    assert await hand.ask("select count(*) from identity.local_accounts where email = 'bystander@partner.example'") == 1


async def an_account_joins_a_second_council_by_invitation(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    account = await local(hand, other)
    await invited(hand)

    async def arrive(number: int) -> list[Any]:
        await hand.call(LOGIN, _BEGIN, f"b{number}", own.slug, account, "link")
        assert await one(hand, _PROVE, f"b{number}", own.slug, 200 + number, None)
        finish = _FINISH.replace("new token", f"token {number}")
        return await hand.call(LOGIN, finish, f"b{number}", own.slug, own.slug, "device")

    for over in OVER:
        await hand.connection.execute("savepoint over")
        await hand.do(f"update council.invitations set {over}")
        assert await arrive(1) == [], over
        await hand.connection.execute("rollback to over")
    await hand.connection.execute("savepoint moved")
    await hand.do("update council.invitations set tenant_id = $1, invited_by = null where email = $2", other.id, EMAIL)
    assert await arrive(1) == [], "of another council"
    await hand.connection.execute("rollback to moved")
    (made,) = await arrive(2)
    first = made["staff_id"]
    assert made["council_id"] == own.id
    # A second invitation changes nothing of a member; after the end of the membership it begins another one.
    await hand.do("update council.invitations set accepted_at = null")
    assert (await arrive(3))[0]["staff_id"] == first
    await hand.do("update council.invitations set accepted_at = null")
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1 and council_id = $2",
                  account, own.id)  # fmt: skip
    assert (await arrive(4))[0]["staff_id"] != first
    assert await hand.ask("select count(*) from identity.memberships where account_id = $1", account) == 2


async def an_invitation_of_another_council_is_not_taken_on_the_way_in(hand: Hand) -> None:
    """Neither by somebody's half sign-in here, nor under the very token of one of this council's."""
    own, other = hand.scene.own, hand.scene.other
    account = await local(hand)
    theirs = await invited(hand, "link", "their@partner.example", other)
    await hand.call(LOGIN, _BEGIN, "mine", own.slug, account, "link")
    assert await one(hand, _PROVE, "mine", own.slug, 200, None)
    assert len(await hand.call(LOGIN, _FINISH, "mine", own.slug, own.slug, "device")) == 1
    assert await hand.ask("select accepted_at from council.invitations where id = $1", theirs) is None
    assert await hand.ask("select count(*) from identity.memberships where account_id = $1", account) == 1


# --- resets --------------------------------------------------------------------------------------------------------

_ASK = "select identity.begin_reset($1, $2, $3, $4, 'sealed', 'cy')"
_RESET = "select * from identity.reset_of($1, $2)"
_CHOOSE = "select identity.finish_reset($1, $2, 'another')"


async def asking_for_a_link_leaves_as_much_for_nobody(hand: Hand) -> None:
    own, account = hand.scene.own, await local(hand)
    await local(hand, hand.scene.other, "neighbour@partner.example")
    counted = "select array[(select count(*) from identity.password_resets), (select count(*) from identity.letters)]"
    before = await hand.ask(counted)
    for number, email in enumerate((EMAIL, "nobody", "neighbour@partner.example")):
        await hand.call(LOGIN, _ASK, own.slug, email, f"token {number}", uuid4())
        now = await hand.ask(counted)
        assert now == [each + number + 1 for each in before], email
    assert await kinds(hand) == ["password_reset"]
    assert await hand.ask("select count(*) from identity.letters where kind = 'password_reset' and sent_at is null"
                          " and token is not null and slug = $1", own.slug) == 1  # fmt: skip
    assert await hand.ask("select count(*) from identity.letters where kind = 'password_reset' and address is null"
                          " and token is null and sent_at = now()") == 2  # fmt: skip
    await hand.call(LOGIN, _ASK, own.slug, EMAIL, "newer", uuid4())
    assert await hand.call(LOGIN, _RESET, "token 0", own.slug) == [], "the newest counts"
    assert (await hand.call(LOGIN, _RESET, "newer", own.slug))[0]["account_id"] == account


async def a_link_changes_one_password_once_and_ends_its_sessions(hand: Hand) -> None:
    own, account = hand.scene.own, await local(hand)
    stranger = await local(hand, None, "second@partner.example", "manager")
    await join(hand, account, hand.scene.other, "manager")
    mine, there, theirs = [await session(hand, who, t) for who, t in ((account, "a"), (account, "b"), (stranger, "c"))]
    await hand.do("update identity.sessions set ended_at = now() - interval '1 hour' where id = $1", there)
    for browser, who in (("mine", account), ("another", stranger)):
        await hand.call(LOGIN, _BEGIN, browser, own.slug, who, None)
    await hand.call(LOGIN, _ASK, own.slug, EMAIL, "link", uuid4())
    await hand.call(LOGIN, _ASK, own.slug, "second@partner.example", "theirs", uuid4())
    (found,) = await hand.call(LOGIN, _RESET, "link", own.slug)
    assert (found["account_id"], found["email"]) == (account, EMAIL)
    for token, slug in (("no link", own.slug), ("link", hand.scene.other.slug)):
        assert await hand.call(LOGIN, _RESET, token, slug) == []
        assert not await one(hand, _CHOOSE, token, slug)
    await hand.connection.execute("savepoint over")
    await hand.do("update identity.password_resets set asked_at = now() - interval '1 hour'")
    assert not await one(hand, _CHOOSE, "link", own.slug)
    await hand.connection.execute("rollback to over")
    assert await one(hand, _CHOOSE, "link", own.slug)
    assert not await one(hand, _CHOOSE, "link", own.slug), "once"
    assert await hand.ask(
        "select array_agg(account_id) from identity.local_accounts where password_hash = 'another'"
    ) == [account]
    ended = "select ended_at from identity.sessions where id = $1"
    assert await hand.ask(f"select ({ended}) = now()", mine)
    assert await hand.ask(f"select ({ended}) < now()", there)
    assert await hand.ask(ended, theirs) is None
    assert await hand.call(LOGIN, _HALF, "mine", own.slug) == []
    assert len(await hand.call(LOGIN, _HALF, "another", own.slug)) == 1
    assert len(await hand.call(LOGIN, _RESET, "theirs", own.slug)) == 1
    told = await hand.ask("select array_agg(slug) from identity.letters where kind = 'password_changed'"
                          " and address = $1",
                          EMAIL)  # fmt: skip
    assert told == [own.slug]


LOCAL_PROMISES: tuple[Promise, ...] = (
    an_address_is_somebody_at_their_own_councils_address,
    half_a_sign_in_is_found_by_its_browser_for_ten_minutes,
    a_code_works_once_and_never_one_before_it,
    a_recovery_code_works_once_and_for_its_owner,
    only_both_factors_make_a_session_once,
    what_is_proved_too_late_makes_no_session,
    one_acts_for_whom_one_belongs_to,
    a_browser_that_is_new_is_told_of_once,
    an_invitation_is_its_councils_while_it_lasts,
    a_known_address_is_accepted_by_its_account,
    an_enrolment_is_found_by_its_browser_for_an_hour,
    whoever_accepts_becomes_what_the_invitation_says,
    an_enrolment_that_came_too_late_takes_no_address,
    an_account_joins_a_second_council_by_invitation,
    an_invitation_of_another_council_is_not_taken_on_the_way_in,
    asking_for_a_link_leaves_as_much_for_nobody,
    a_link_changes_one_password_once_and_ends_its_sessions,
)
