"""Promises about support access: who lets whom in, what a visit opens, and that it ends. See `pass_probes.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from councils import TestCouncil
from local_probes import session
from pass_probes import Hand, Promise
from people_probes import app
from stands import OPERATOR

HOURS = timedelta(hours=4)
_PEOPLE = "select * from identity.support_people()"
_GRANT = "select identity.grant_support($1, $2, 'Wrong teams', $3)"
_END = "select identity.end_support($1)"
_MINE = "select * from identity.my_support()"
_ENTER = "select identity.enter_support($1, $2, 'To look at it', '192.0.2.1', 'request')"
_NOTE = "select identity.note_support('visit_council', 'settings', $1, 'CR-7K3F-29M', '192.0.2.2', 'another')"
_LEAVE = "select identity.leave_support()"
_ROW = "select * from council.support_grants where tenant_id = $1 and id = $2"
_CHANGE = "update council.support_grants set {} where tenant_id = $1"


async def _operator(hand: Hand) -> UUID:
    """The operator's account."""
    sql = "select account_id from identity.sessions where token_hash = sha256(convert_to($1, 'UTF8'))"
    found: UUID = await hand.ask(sql, hand.tokens.operator)
    return found


async def _as(hand: Hand, person: str) -> UUID:
    """Under the pass of this person of the own council, whose id is returned."""
    token, own = str(uuid4()), hand.scene.own
    await session(hand, await hand.account_of(own, person), token)
    assert await hand.session(token)
    found = own.people[person].staff_id
    assert found is not None
    return found


async def _granted(hand: Hand, council: TestCouncil, whom: UUID, reason: str = "Wrong teams") -> UUID:
    """A grant that stands, from an hour ago until in a day."""
    grant = uuid4()
    await hand.do(
        "insert into council.support_grants (tenant_id, id, operator_id, operator_name, reason, granted_by, granted_at,"
        " until_at) values ($1, $2, $3, $4, $5, $6, now() - interval '1 hour', now() + interval '1 day')",
        council.id, grant, whom, OPERATOR.name, reason, council.people["admin"].staff_id,
    )  # fmt: skip
    return grant


async def _inside(hand: Hand) -> UUID:
    """The operator is on a visit to the own council, while the other one lets them in too; the grant."""
    whom = await _operator(hand)
    grant = await _granted(hand, hand.scene.own, whom)
    await _granted(hand, hand.scene.other, whom)
    await hand.session(hand.tokens.operator)
    assert await app(hand, _ENTER, grant, uuid4())
    return grant


async def only_who_answers_for_a_council_lets_support_in(hand: Hand) -> None:
    own, other, whom = hand.scene.own, hand.scene.other, await _operator(hand)
    theirs, mine = await _granted(hand, other, whom), await _granted(hand, own, whom)
    asked: tuple[tuple[str, tuple[object, ...]], ...] = (
        (_PEOPLE, ()), (_GRANT, (uuid4(), whom, HOURS)), (_END, (mine,)),
    )  # fmt: skip
    await hand.no_pass()
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"without a pass: {sql}"
    for token in (hand.tokens.mine, hand.tokens.operator, hand.scene.support):
        await hand.session(token)
        for sql, given in asked:
            assert await hand.refused(APP, sql, *given), f"not theirs to give: {sql}"
    for person in ("admin", "ig_lead"):
        staff = await _as(hand, person)
        assert OPERATOR.name in {row["display_name"] for row in await hand.call(APP, _PEOPLE)}
        assert not await app(hand, _END, uuid4()), "while another one stands"
        await _grants_and_ends(hand, staff, whom)
        assert not await app(hand, _END, theirs), "another council's"
    assert (await hand.ask("select ended_at from council.support_grants where id = $1", theirs)) is None
    await hand.do(_CHANGE.format("until_at = now()"), own.id)
    assert not await app(hand, _END, mine), "it is over already"


async def _grants_and_ends(hand: Hand, staff: UUID, whom: UUID) -> None:
    own, grant = hand.scene.own, uuid4()
    assert await app(hand, _GRANT, grant, whom, HOURS)
    row = await hand.connection.fetchrow(_ROW, own.id, grant)
    assert row is not None
    assert (row["operator_id"], row["operator_name"], row["reason"]) == (whom, OPERATOR.name, "Wrong teams")
    assert (row["granted_by"], row["until_at"] - row["granted_at"], row["ended_at"]) == (staff, HOURS, None)
    assert await hand.refused(APP, _GRANT, uuid4(), whom, timedelta(days=7, minutes=1)), "too long"
    assert not await app(hand, _GRANT, uuid4(), await hand.account_of(own, "screener"), HOURS), "no operator"
    assert await app(hand, _END, grant)
    assert not await app(hand, _END, grant)
    row = await hand.connection.fetchrow(_ROW, own.id, grant)
    assert row is not None
    assert row["ended_at"] is not None
    assert row["ended_by"] == staff


async def who_no_longer_runs_the_platform_is_let_in_nowhere(hand: Hand) -> None:
    whom = await _operator(hand)
    await hand.do("update identity.operators set ended_at = now() where account_id = $1", whom)
    await _as(hand, "admin")
    assert OPERATOR.name not in {row["display_name"] for row in await hand.call(APP, _PEOPLE)}
    assert not await app(hand, _GRANT, uuid4(), whom, HOURS)


async def who_looks_after_what_is_shared_is_let_in_nowhere(hand: Hand) -> None:
    """Neither by a new grant, nor by one from when they ran the platform."""
    whom = await _operator(hand)
    await _inside(hand)
    (before,) = await hand.session(hand.tokens.operator)
    assert before["roles"] == ["platform_support"]
    await hand.do("update identity.operators set role = 'network_facilitator' where account_id = $1", whom)
    (found,) = await hand.session(hand.tokens.operator)
    assert (found["council_id"], found["support_id"], found["roles"]) == (None, None, ["network_facilitator"])
    await _as(hand, "admin")
    assert OPERATOR.name not in {row["display_name"] for row in await hand.call(APP, _PEOPLE)}
    assert not await app(hand, _GRANT, uuid4(), whom, HOURS)


async def an_operator_sees_who_has_let_them_in(hand: Hand) -> None:
    own, other, whom = hand.scene.own, hand.scene.other, await _operator(hand)
    for council in (own, other):
        await _granted(hand, council, whom, f"From {council.slug}")
    await _granted(hand, own, await hand.account_of(own, "admin"), "Somebody else")
    long_over = await _granted(hand, own, whom, "Long over")
    await hand.do("update council.support_grants set granted_at = now() - interval '31 days',"
                  " until_at = now() - interval '30 days' where id = $1", long_over)  # fmt: skip
    for token in (hand.tokens.mine, hand.scene.support):
        await hand.session(token)
        assert await hand.refused(APP, _MINE)
    await hand.no_pass()
    assert await hand.refused(APP, _MINE)
    await hand.session(hand.tokens.operator)
    names = "select name from commons.councils where id = $1"
    found = sorted((row["council"], row["reason"]) for row in await hand.call(APP, _MINE))
    assert found == sorted([(await hand.ask(names, each.id), f"From {each.slug}") for each in (own, other)])


async def a_visit_is_one_sessions_and_stands_in_the_trail(hand: Hand) -> None:
    own, whom = hand.scene.own, await _operator(hand)
    grant, use = await _granted(hand, own, whom), uuid4()
    await _granted(hand, hand.scene.other, whom)
    for token in (hand.tokens.mine, hand.scene.support):
        await hand.session(token)
        assert await hand.refused(APP, _ENTER, grant, uuid4())
    await hand.session(hand.tokens.operator)
    assert not await app(hand, _ENTER, uuid4(), uuid4()), "no such grant"
    assert await app(hand, _ENTER, grant, use)
    (row,) = await hand.connection.fetch("select * from council.support_uses where id = $1", use)
    here = "select id from identity.sessions where token_hash = sha256(convert_to($1, 'UTF8'))"
    assert (row["tenant_id"], row["grant_id"], row["why"]) == (own.id, grant, "To look at it")
    assert row["session_id"] == await hand.ask(here, hand.tokens.operator)
    told = await hand.connection.fetch("select tenant_id, subject_id from system.outbox where kind = 'support_used'"
                                       " and occurred_at = now()")  # fmt: skip
    assert [tuple(each) for each in told] == [(own.id, grant)]
    (entry,) = await _entries(hand, "use_support")
    assert (entry["tenant_id"], entry["staff_id"], entry["subject_id"]) == (own.id, None, grant)
    assert entry["why"] == f"By {OPERATOR.name}, for support: To look at it"
    assert (entry["address"], entry["request_id"]) == ("192.0.2.1", "request")


async def _entries(hand: Hand, action: str) -> list[Any]:
    return list(await hand.connection.fetch("select * from audit.entries where action = $1 and at = now()", action))


async def what_stands_no_more_is_not_entered(hand: Hand) -> None:
    own, whom = hand.scene.own, await _operator(hand)
    grant = await _granted(hand, own, whom)
    await hand.session(hand.tokens.operator)
    for over in ("ended_at = now(), ended_by = granted_by", "until_at = now()", "operator_id = gen_random_uuid()"):
        await hand.connection.execute("savepoint over")
        await hand.do(_CHANGE.format(over), own.id)
        assert not await app(hand, _ENTER, grant, uuid4()), over
        await hand.connection.execute("rollback to over")


async def a_visit_reads_a_little_of_one_council(hand: Hand) -> None:
    grant, own = await _inside(hand), hand.scene.own
    (found,) = await hand.session(hand.tokens.operator)
    assert (found["council_id"], found["council_slug"], found["staff_id"]) == (own.id, own.slug, None)
    assert (found["roles"], found["support_id"]) == (["platform_support"], grant)
    assert found["support_until"] == await hand.ask("select until_at from council.support_grants where id = $1", grant)
    asked = [(await hand.call(APP, f"select identity.council_as('{kind}')"))[0][0]
             for kind in ("support", "session", "operator")]  # fmt: skip
    assert asked == [own.id, None, None]
    staff = "select count(*) from council.staff where tenant_id = $1 and organisation_id is null"
    assert await hand.sees_staff() == await hand.ask(staff, own.id) > 0
    assert await hand.refused(APP, "select identity.has_begun($1)", own.id), "no operator's work while inside"
    assert await hand.refused(APP, _ENTER, grant, uuid4())
    assert await app(hand, _NOTE, grant)
    (entry,) = await _entries(hand, "visit_council")
    assert (entry["tenant_id"], entry["subject_kind"], entry["subject_id"]) == (own.id, "settings", grant)
    assert entry["why"] == f"By {OPERATOR.name}, for support: To look at it"
    said = (entry["reference"], entry["address"], entry["request_id"])
    assert said == ("CR-7K3F-29M", "192.0.2.2", "another")


async def who_leaves_has_left(hand: Hand) -> None:
    for token in (hand.tokens.mine, hand.tokens.operator):
        await hand.session(token)
        assert not await app(hand, _LEAVE)
        assert not await app(hand, _NOTE, uuid4())
    await _inside(hand)
    await hand.session(hand.tokens.operator)
    assert await app(hand, _LEAVE)
    assert not await app(hand, _LEAVE)
    (found,) = await hand.session(hand.tokens.operator)
    assert (found["roles"], found["council_id"]) == (["platform_operator"], None)
    assert await hand.ask("select count(*) from council.support_uses where left_at = now()") == 1
    (still,) = await hand.session(hand.scene.support)
    assert still["roles"] == ["platform_support"]


async def a_visit_ends_with_its_grant(hand: Hand) -> None:
    await _inside(hand)
    account = await _operator(hand)
    await hand.do("insert into identity.sessions (id, token_hash, account_id, agent) values"
                  " (gen_random_uuid(), sha256('elsewhere'), $1, '')", account)  # fmt: skip
    (elsewhere,) = await hand.session("elsewhere")
    assert elsewhere["roles"] == ["platform_operator"], "another session of theirs"
    for over in ("ended_at = now(), ended_by = granted_by", "until_at = now()", "operator_id = gen_random_uuid()"):
        await hand.connection.execute("savepoint over")
        await hand.do(_CHANGE.format(over), hand.scene.own.id)
        (found,) = await hand.session(hand.tokens.operator)
        assert (found["roles"], found["council_id"], found["support_id"]) == (["platform_operator"], None, None), over
        assert await hand.sees_staff() == 0
        await hand.connection.execute("rollback to over")


SUPPORT_PROMISES: tuple[Promise, ...] = (
    only_who_answers_for_a_council_lets_support_in,
    who_no_longer_runs_the_platform_is_let_in_nowhere,
    who_looks_after_what_is_shared_is_let_in_nowhere,
    an_operator_sees_who_has_let_them_in,
    a_visit_is_one_sessions_and_stands_in_the_trail,
    what_stands_no_more_is_not_entered,
    a_visit_reads_a_little_of_one_council,
    who_leaves_has_left,
    a_visit_ends_with_its_grant,
)
