"""Promises about signing in and throttles: what makes a session, and for whom. See `pass_probes.py`."""

from __future__ import annotations

from uuid import uuid4

from commonground.platform.database.roles import APP, LOGIN
from commonground.platform.throttle import REPORT, SIGN_IN, SIGN_IN_BEGUN, Throttle
from pass_probes import OPERATORS, Hand, Promise

_COUNT = "select identity.count_attempt($1, $2)"
_TAKE = "select * from identity.take_sign_in($1, $2, $3)"
_BEGIN = "select identity.begin_sign_in($1, $2, $3, $4, 'verifier', '/', $5)"


async def a_council_has_its_own_provider(hand: Hand) -> None:
    own = hand.scene.own
    (found,) = await hand.call(LOGIN, "select * from identity.provider_for($1)", own.slug)
    assert (found["council_id"], found["issuer"]) == (own.id, own.issuer)
    assert await hand.call(LOGIN, "select * from identity.provider_for('nobody')") == []


async def a_state_works_once_here_and_for_this_council(hand: Hand) -> None:
    own, other = hand.scene.own.slug, hand.scene.other.slug
    await hand.do("update identity.sign_ins set created_at = now() - interval '9 minutes'")
    await hand.do("update identity.sign_ins set created_at = now() - interval '11 minutes' where slug like '%hallow%'")
    before = await hand.ask("select count(*) from identity.sign_ins where created_at < now() - interval '10 minutes'")
    assert before == 1
    for browser in ("mine", "another"):
        await hand.call(LOGIN, _BEGIN, browser, own, f"state of {browser}", "nonce", None)
    ages = "select count(*) from identity.sign_ins where created_at {} now() - interval '10 minutes'"
    assert (await hand.ask(ages.format("<")), await hand.ask(ages.format(">"))) == (0, 3)
    for wrong in (("not mine", own, "state of mine"), ("mine", other, "state of mine"),
                  ("mine", own, "state of another")):  # fmt: skip
        assert await hand.call(LOGIN, _TAKE, *wrong) == [], wrong
    right = ("mine", own, "state of mine")
    assert len(await hand.call(LOGIN, _TAKE, *right)) == 1
    assert await hand.call(LOGIN, _TAKE, *right) == []
    await hand.do("update identity.sign_ins set created_at = now() - interval '10 minutes'")
    assert await hand.call(LOGIN, _TAKE, "another", own, "state of another") == [], "after ten minutes"


async def beginning_again_forgets_what_was_begun(hand: Hand) -> None:
    own, session = hand.scene.own.slug, uuid4()
    for state in ("first", "second"):
        await hand.call(LOGIN, _BEGIN, "mine", own, state, state, session if state == "second" else None)
    assert await hand.call(LOGIN, _TAKE, "mine", own, "first") == []
    (taken,) = await hand.call(LOGIN, _TAKE, "mine", own, "second")
    assert (taken["nonce"], taken["confirms"]) == ("second", session)
    assert taken["begun_at"] == await hand.ask("select now()")


async def a_person_is_council_issuer_and_subject(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    subject, group = hand.me.subject, ["front_door_screener"]
    (found,) = await hand.sign_in(own, subject, group)
    assert (found["council_id"], found["staff_id"]) == (own.id, hand.me.staff_id)
    assert (await hand.session("new"))[0]["staff_id"] == hand.me.staff_id
    for nobody in ({"issuer": other.issuer}, {"slug": other.slug}, {"issuer": "https://nowhere.example"}):
        assert await hand.sign_in(own, subject, group, token=str(uuid4()), **nobody) == [], nobody
    # The same subject at the other council, and the same subject of an issuer that this council had before.
    account = await hand.account_of(other, "manager")
    for slug, issuer in ((other.slug, own.issuer), (own.slug, "https://before.example")):
        await hand.do("insert into identity.credentials (slug, issuer, subject, account_id) values ($1, $2, $3, $4)",
                      slug, issuer, "both", account)  # fmt: skip
    (stranger,) = await hand.sign_in(own, "both", group, token="stranger")
    assert stranger["staff_id"] != other.people["manager"].staff_id
    assert await hand.ask("select count(*) from identity.credentials where subject = 'both'") == 3


async def an_issuer_of_before_lets_nobody_in(hand: Hand) -> None:
    """Not even an operator, whose session would be the platform's."""
    account = await hand.ask("select account_id from identity.credentials where subject = 'op-1'")
    await hand.do("insert into identity.credentials (slug, issuer, subject, account_id) values ($1, $2, 'op', $3)",
                  hand.scene.own.slug, "https://before.example", account)  # fmt: skip
    assert await hand.sign_in(hand.scene.own, "op", [], issuer="https://before.example") == []


async def groups_of_the_own_council_give_roles(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await hand.do(
        "insert into identity.group_roles (council_id, provider_group, role) values ($1, 'theirs', 'x')", other.id
    )
    await hand.do("insert into identity.group_roles (council_id, provider_group, team_id) values ($1, 'team', $2)",
                  own.id, own.teams["locality"])  # fmt: skip
    assert await hand.sign_in(own, "newcomer", ["theirs"]) == []
    assert await hand.sign_in(own, "newcomer", ["team"]) == []
    assert await hand.sign_in(own, "newcomer", []) == []
    assert await hand.ask("select count(*) from identity.credentials where subject = 'newcomer'") == 0
    (found,) = await hand.sign_in(own, "newcomer", ["practitioner", "theirs", "team"], name="New Comer")
    roles = "select roles from council.staff where tenant_id = $1 and id = $2"
    assert await hand.ask(roles, own.id, found["staff_id"]) == ["practitioner"]
    assert await hand.ask("select display_name from council.staff where id = $1", found["staff_id"]) == "New Comer"


async def roles_follow_the_groups(hand: Hand) -> None:
    own, subject = hand.scene.own, hand.me.subject
    await hand.do(
        "insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{}')",
        hand.scene.other.id, hand.me.staff_id,
    )  # fmt: skip
    roles = "select roles from council.staff where tenant_id = $1 and id = $2"
    await hand.sign_in(own, subject, ["team_manager"], token="a", name="Twin of nobody")
    assert await hand.ask(roles, own.id, hand.me.staff_id) == ["team_manager"]
    assert await hand.ask("select count(*) from council.staff where display_name = 'Twin of nobody'") == 1
    assert await hand.ask(roles, hand.scene.other.id, hand.me.staff_id) == []
    await hand.sign_in(own, subject, None, token="b")
    assert await hand.ask(roles, own.id, hand.me.staff_id) == ["team_manager"], "a provider that says nothing"


async def who_left_every_group_is_out(hand: Hand) -> None:
    """At once: their open sessions of this council end too, and nobody else's."""
    own, account = hand.scene.own, await hand.account_of(hand.scene.own, "screener")
    await hand.do("update identity.sessions set ended_at = now() - interval '1 hour' where token_hash ="
                  " sha256(convert_to($1, 'UTF8'))", hand.tokens.second)  # fmt: skip
    colleague = await hand.account_of(own, "admin")
    for name, who, council in (("elsewhere", account, hand.scene.other), ("colleague", colleague, own)):
        await hand.do("insert into identity.sessions (id, token_hash, account_id, council_id, agent) values"
                      " (gen_random_uuid(), $1, $2, $3, '')", name.encode(), who, council.id)  # fmt: skip
    assert await hand.sign_in(own, hand.me.subject, ["nothing here"]) == []
    assert await hand.ask("select roles = '{}' from council.staff where tenant_id = $1 and id = $2",
                          own.id, hand.me.staff_id)  # fmt: skip
    assert await hand.session(hand.tokens.mine) == []
    ended = "select ended_at {} from identity.sessions where token_hash = {}"
    hashed = "sha256(convert_to($1, 'UTF8'))"
    assert await hand.ask(ended.format("< now()", hashed), hand.tokens.second), "ended before"
    assert await hand.ask(ended.format("is null", hashed), hand.tokens.theirs)
    assert await hand.ask(ended.format("is null", "'elsewhere'")), "for the other council"
    assert await hand.ask(ended.format("is null", "'colleague'"))


async def who_is_no_member_any_more_does_not_sign_in(hand: Hand) -> None:
    own, account = hand.scene.own, await hand.account_of(hand.scene.own, "screener")
    await hand.do("insert into identity.memberships (account_id, council_id, staff_id) values ($1, $2, $3)",
                  account, hand.scene.other.id, hand.scene.other.people["screener"].staff_id)  # fmt: skip
    await hand.do("update identity.memberships set ended_at = now() where account_id = $1 and council_id = $2",
                  account, own.id)  # fmt: skip
    for groups in (["team_manager"], None):
        assert await hand.sign_in(own, hand.me.subject, groups, token=str(groups)) == []
    assert await hand.ask("select count(*) from council.staff where 'team_manager' = any (roles) and id = $1",
                          hand.me.staff_id) == 0  # fmt: skip


async def only_operators_sign_in_for_the_platform(hand: Hand) -> None:
    async def operator(subject: str) -> bool:
        made = await hand.sign_in(hand.scene.own, subject, [], token=str(uuid4()), slug="operator", issuer=OPERATORS)
        return bool(made)

    assert await operator("op-1")
    assert not await operator("nobody")
    await hand.do("insert into identity.credentials (slug, issuer, subject, account_id) values"
                  " ('operator', $1, 'member', $2)", OPERATORS,
                  await hand.account_of(hand.scene.own, "screener"))  # fmt: skip
    assert not await operator("member"), "an account that is no operator's"
    await hand.do("update identity.operators set ended_at = now()")
    assert not await operator("op-1")


async def teams_of_the_provider_come_and_go(hand: Hand) -> None:
    """And whom the council has put into a team by hand, the provider's groups do not move."""
    own, other = hand.scene.own, hand.scene.other
    for council, group, team in ((own, "north", "locality"), (own, "south", "specialist"), (other, "north", "locality"),
                                 (other, "south", "specialist")):  # fmt: skip
        await hand.do("insert into identity.group_roles (council_id, provider_group, team_id) values ($1, $2, $3)",
                      council.id, group, council.teams[team])  # fmt: skip

    async def teams(subject: str, groups: list[str] | None) -> set[str]:
        (found,) = await hand.sign_in(own, subject, groups, token=str(uuid4()))
        sql = "select array_agg(team_id) from council.team_members where tenant_id = $1 and staff_id = $2"
        ids = await hand.ask(sql, own.id, found["staff_id"]) or []
        return {name for name, team in own.teams.items() if team in ids}

    assert await teams("comes", ["practitioner", "north"]) == {"locality"}
    assert await teams("colleague", ["practitioner", "north"]) == {"locality"}
    await _twins_in_teams(hand)
    assert await teams("comes", None) == {"locality"}, "a provider that says nothing"
    await hand.do("update council.team_members set since = now() - interval '1 day' where by_provider")
    assert await teams("comes", ["practitioner", "north", "south"]) == {"locality", "specialist"}
    assert await hand.ask("select count(*) from council.team_members where since = now() and by_provider") == 1
    await hand.do("insert into identity.group_roles (council_id, provider_group, team_id) values ($1, 'theirs', $2)",
                  other.id, own.teams["locality"])  # fmt: skip
    assert await teams("comes", ["practitioner", "south", "theirs"]) == {"specialist"}
    assert await teams("comes", ["practitioner"]) == set()
    assert await teams("colleague", ["practitioner", "north"]) == {"locality"}, "nobody else's"
    assert await teams(hand.me.subject, ["front_door_screener", "south"]) == {"front_door"}, "put in by hand"
    assert await hand.ask("select count(*) from council.team_members where by_provider and tenant_id = $1", own.id) == 1
    twins = "select count(*) from council.team_members where by_provider and tenant_id = $1"
    assert await hand.ask(twins, other.id) == 1, "of the other council, under the same id"


async def _twins_in_teams(hand: Hand) -> None:
    """Whoever has signed in so far is in a team of the other council too, under the same id: one by its provider, one
    by hand."""
    other, new = hand.scene.other, await hand.ask(
        "select array_agg(staff_id) from council.team_members where tenant_id = $1 and by_provider", hand.scene.own.id
    )  # fmt: skip
    for number, staff in enumerate(new):
        await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{}')",
                      other.id, staff)  # fmt: skip
        for by_provider in {False, number == 0}:
            team = other.teams["locality" if by_provider else "front_door"]
            await hand.do("insert into council.team_members (tenant_id, team_id, staff_id, by_provider)"
                          " values ($1, $2, $3, $4)", other.id, team, staff, by_provider)  # fmt: skip


async def attempts_are_counted_by_bucket_and_by_whom(hand: Hand) -> None:
    await hand.do("update identity.throttle_limits set allowed = 2, within = interval '1 hour'")

    async def within(throttle: Throttle, who: str) -> bool:
        return bool((await hand.call(throttle.counted_by, _COUNT, throttle.bucket, who))[0][0])

    assert [await within(SIGN_IN, "me") for _ in range(3)] == [True, True, False]
    assert await within(SIGN_IN, "you")
    assert await within(SIGN_IN_BEGUN, "me")
    assert await within(REPORT, "me")
    await hand.do("update identity.throttles set window_start = now() - interval '2 hours'")
    assert [await within(SIGN_IN, "me") for _ in range(3)] == [True, True, False]


async def whoever_does_not_count_a_throttle_is_refused(hand: Hand) -> None:
    for role, bucket, who in ((APP, SIGN_IN.bucket, "me"), (LOGIN, REPORT.bucket, "me"), (LOGIN, "no such", "me"),
                              (LOGIN, SIGN_IN.bucket, None)):  # fmt: skip
        assert await hand.refused(role, _COUNT, bucket, who), (role, bucket, who)


async def a_success_begins_anew_for_one_person_and_one_throttle(hand: Hand) -> None:
    for throttle in (SIGN_IN, SIGN_IN_BEGUN, REPORT):
        for who in ("me", "you"):
            for _ in range(3):
                await hand.call(throttle.counted_by, _COUNT, throttle.bucket, who)
    await hand.do("update identity.throttles set window_start = now() - interval '1 minute'")
    await hand.call(LOGIN, "select identity.start_over($1, $2)", SIGN_IN.bucket, "me")
    await hand.call(LOGIN, "select identity.start_over($1, $2)", REPORT.bucket, "me")
    anew = "select count(*) from identity.throttles where attempts = 1 and window_start = now()"
    assert await hand.ask(anew) == 1
    mine = "bucket = $1 and key_hash = sha256(convert_to('me', 'UTF8'))"
    assert await hand.ask(f"select attempts from identity.throttles where {mine}", SIGN_IN.bucket) == 1


async def an_address_is_theirs_whom_the_provider_knows(hand: Hand) -> None:
    """Their own row's, in the council whose provider it is, while they are of its staff."""
    own, other, me = hand.scene.own, hand.scene.other, hand.me
    write = "select identity.write_to($1, $2, $3, $4)"
    await hand.do("update council.staff set email = 'before'")
    account, other_slug = await hand.account_of(own, "screener"), other.slug
    await hand.do("insert into identity.memberships (account_id, council_id, staff_id) values ($1, $2, $3)",
                  account, other.id, other.people["screener"].staff_id)  # fmt: skip
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles, email) values"
                  " ($1, $2, 'Twin', '{}', 'before')", other.id, me.staff_id)  # fmt: skip
    await hand.do("insert into identity.credentials (slug, issuer, subject, account_id) values"
                  " ($1, 'https://before.example', $2, $3), ($4, $5, $2, $6)", own.slug, me.subject, account,
                  other_slug, own.issuer, await hand.account_of(other, "manager"))  # fmt: skip
    changed = "select coalesce(array_agg((tenant_id, id)::text), '{}') from council.staff where email <> 'before'"
    for wrong in ((other_slug, own.issuer, me.subject), (own.slug, "https://before.example", me.subject),
                  (own.slug, own.issuer, "nobody")):  # fmt: skip
        await hand.call(LOGIN, write, *wrong, "x@larkmere.example")
        assert await hand.ask(changed) == [], wrong
    await hand.call(LOGIN, write, own.slug, own.issuer, me.subject, "x@larkmere.example")
    assert await hand.ask(changed) == [f"({own.id},{me.staff_id})"]
    await hand.do("update identity.memberships set ended_at = now() where council_id = $1", own.id)
    await hand.call(LOGIN, write, own.slug, own.issuer, me.subject, "y@larkmere.example")
    assert await hand.ask("select count(*) from council.staff where email = 'y@larkmere.example'") == 0


SIGN_IN_PROMISES: tuple[Promise, ...] = (
    a_council_has_its_own_provider,
    a_state_works_once_here_and_for_this_council,
    beginning_again_forgets_what_was_begun,
    a_person_is_council_issuer_and_subject,
    an_issuer_of_before_lets_nobody_in,
    groups_of_the_own_council_give_roles,
    roles_follow_the_groups,
    who_left_every_group_is_out,
    who_is_no_member_any_more_does_not_sign_in,
    only_operators_sign_in_for_the_platform,
    teams_of_the_provider_come_and_go,
    an_address_is_theirs_whom_the_provider_knows,
    attempts_are_counted_by_bucket_and_by_whom,
    whoever_does_not_count_a_throttle_is_refused,
    a_success_begins_anew_for_one_person_and_one_throttle,
)
