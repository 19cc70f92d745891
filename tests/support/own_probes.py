"""Promises about one's own local account and step-up. See `pass_probes.py`."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import LOGIN
from local_probes import EMAIL, join, kinds, local, one, session
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
)
