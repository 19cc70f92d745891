"""Promises about the public's passes: the form, its draft, sending, and the return code. See `pass_probes.py`."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import asyncpg

from commonground.platform.database.roles import APP
from pass_probes import Hand, Promise, undone
from stands import DRAFT_TOKEN

INTAKE = "select * from identity.open_intake($1, $2)"
_REPORT = "select * from identity.open_report($1, $2)"


async def open_form(hand: Hand, slug: str, draft: str | None = None) -> list[asyncpg.Record]:
    await hand.no_pass()
    return await hand.call(APP, INTAKE, slug, draft)


async def a_form_is_one_councils(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    for council in (own, other):
        (found,) = await open_form(hand, council.slug)
        front_doors = await hand.ask(
            "select array_agg(id) from council.teams where tenant_id = $1 and kind = 'front_door'", council.id
        )
        assert (found["council_id"], found["draft_id"]) == (council.id, None)
        assert found["team_id"] == min(front_doors), found["team_id"]
        assert (await hand.call(APP, "select identity.front_door()"))[0][0] == found["team_id"]
        assert (await hand.call(APP, "select identity.council_as('intake')"))[0][0] == council.id
        assert (await hand.call(APP, "select identity.council_as('session')"))[0][0] is None
        assert (await hand.call(APP, "select identity.opened_as('report')"))[0][0] is None
    assert await open_form(hand, "nobody") == []
    assert (await hand.call(APP, "select identity.council()"))[0][0] is None


async def the_front_door_is_of_this_council_and_of_that_kind(hand: Hand) -> None:
    """Whatever other teams there are, by order of their ids."""
    own, other = hand.scene.own, hand.scene.other
    for council, kind in ((own, "specialist"), (other, "front_door")):
        await hand.do("insert into council.teams (tenant_id, id, name, kind) values ($1, $2, 'first of all', $3)",
                      council.id, UUID(int=1), kind)  # fmt: skip
    (found,) = await open_form(hand, own.slug)
    assert found["team_id"] in (own.teams["front_door"], hand.scene.row(own, "council.teams")["id"])


_FRONT_DOOR = "select identity.front_door_of($1)"
_NO_LOCAL = (
    "delete from identity.memberships m using identity.local_accounts l"
    " where l.account_id = m.account_id and m.council_id = $1"
)
_NO_PROVIDER = "update identity.providers set council_id = null where council_id = $1"
_NO_WAY_IN = f"with gone as ({_NO_LOCAL}) {_NO_PROVIDER}"
_NOBODY_READS = (
    "update council.staff set ended_at = now() where tenant_id = $1",
    "update council.staff set roles = '{practitioner,council_admin}' where tenant_id = $1",
    "update identity.memberships set ended_at = now() where council_id = $1",
    "delete from identity.memberships where council_id = $1",
    (
        "delete from council.team_members m using council.teams t where t.tenant_id = $1 and m.tenant_id = $1"
        " and m.team_id = t.id and t.kind = 'front_door'"
    ),
    _NO_WAY_IN,
)


async def a_form_is_open_while_somebody_reads(hand: Hand) -> None:
    """Of its own council, in its front door, with a role that reads reports, and able to sign in."""
    own, other = hand.scene.own, hand.scene.other
    for gone in _NOBODY_READS:
        async with undone(hand.connection):
            await hand.do(gone, own.id)
            assert (await hand.call(APP, _FRONT_DOOR, own.id))[0][0] is None, gone
            assert (await hand.call(APP, _FRONT_DOOR, other.id))[0][0] == other.teams["front_door"]
            (found,) = await open_form(hand, own.slug)
            assert (found["council_id"], found["team_id"]) == (own.id, None)
            assert (await hand.call(APP, "select identity.front_door()"))[0][0] is None
    for role in ("front_door_screener", "team_manager"):
        async with undone(hand.connection):
            await hand.do("update council.staff set roles = array[$2] where tenant_id = $1", own.id, role)
            assert (await hand.call(APP, _FRONT_DOOR, own.id))[0][0] == own.teams["front_door"], role


async def people_sign_in_where_there_is_a_provider(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other

    async def signs_in() -> list[bool]:
        return [(await hand.call(APP, "select identity.has_sign_in($1)", each.id))[0][0] for each in (own, other)]

    for left in (_NO_LOCAL, _NO_PROVIDER):
        async with undone(hand.connection):
            await hand.do(left, own.id)
            assert await signs_in() == [True, True], "either way will do"
    await hand.do(_NO_WAY_IN, own.id)
    assert await signs_in() == [False, True]


async def a_draft_is_opened_by_its_cookie_alone(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    digest = hashlib.sha256(b"their cookie").digest()
    await hand.do("insert into tenants.report_drafts (tenant_id, id, token_hash, answers, saved_at, expires_at)"
                  " values ($1, $2, $3, '{}', now(), now() + interval '1 day')", other.id, uuid4(), digest)  # fmt: skip
    mine = await hand.ask("select id from tenants.report_drafts where tenant_id = $1 and token_hash = $2",
                          own.id, hashlib.sha256(DRAFT_TOKEN.encode()).digest())  # fmt: skip
    assert (await open_form(hand, own.slug, DRAFT_TOKEN))[0]["draft_id"] == mine
    assert (await hand.call(APP, "select identity.opened_as('intake')"))[0][0] == [own.id, mine]
    assert (await open_form(hand, own.slug, "their cookie"))[0]["draft_id"] is None
    assert (await open_form(hand, own.slug, "no cookie"))[0]["draft_id"] is None
    await hand.do("update tenants.report_drafts set expires_at = now()")
    assert (await open_form(hand, own.slug, DRAFT_TOKEN))[0]["draft_id"] is None


async def sending_is_begun_at_the_form_and_once(hand: Hand) -> None:
    """For one referral under one reference: neither a session nor a return code begins a report."""
    begin, referral = "select identity.begin_report($1)", uuid4()
    own, report = hand.scene.own, hand.scene.row(hand.scene.own, "tenants.reports")
    await hand.no_pass()
    assert await hand.refused(APP, begin, referral)
    await hand.session(hand.tokens.mine)
    assert await hand.refused(APP, begin, referral)
    await hand.no_pass()
    await hand.call(APP, _REPORT, own.slug, report["code_hash"])
    assert await hand.refused(APP, begin, referral)
    await open_form(hand, own.slug)
    assert await hand.refused(APP, begin, None)
    there, elsewhere = (hand.scene.row(each, "tenants.referrals")["id"] for each in (own, hand.scene.other))
    assert await hand.refused(APP, begin, there), "it is there already"
    assert not await hand.refused(APP, begin, elsewhere), "nobody learns what another council has"
    await open_form(hand, own.slug)
    reference = (await hand.call(APP, begin, referral))[0][0]
    assert (await hand.call(APP, "select identity.opened_as('sending')"))[0][0] == [own.id, referral]
    assert (await hand.call(APP, "select identity.about_as('sending')"))[0][0] == [str(own.id), reference]
    for other in ("opened_as('intake')", "council_as('intake')", "about_as('report')", "about_as('session')"):
        assert (await hand.call(APP, f"select identity.{other}"))[0][0] is None
    assert await hand.refused(APP, begin, uuid4()), "once"


_DRAWS = """
create or replace function identity.draw_reference() returns text language plpgsql as $$
declare already integer := coalesce(nullif(current_setting('test.draws', true), ''), '0')::integer;
begin
  perform set_config('test.draws', (already + 1)::text, true);
  return (array['mine', 'theirs', 'free', 'free'])[already + 1];
end $$
"""


async def a_reference_that_the_council_has_is_not_drawn(hand: Hand) -> None:
    """One that another council has is free."""
    for council, reference in ((hand.scene.own, "mine"), (hand.scene.other, "theirs")):
        await hand.do("update tenants.referrals set reference = $3 where tenant_id = $1 and id = $2",
                      council.id, hand.scene.row(council, "tenants.referrals")["id"], reference)  # fmt: skip
    await hand.do(_DRAWS)
    await open_form(hand, hand.scene.own.slug)
    drawn = (await hand.call(APP, "select identity.begin_report($1)", uuid4()))[0][0]
    assert drawn == "theirs", drawn


async def a_return_code_opens_its_report_in_its_council(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    mine, theirs = (hand.scene.row(council, "tenants.reports") for council in (own, other))
    for slug, code in ((own.slug, theirs["code_hash"]), (other.slug, mine["code_hash"]), (own.slug, b"no code"),
                       ("nobody", mine["code_hash"])):  # fmt: skip
        await hand.no_pass()
        assert await hand.call(APP, _REPORT, slug, code) == [], slug
        assert (await hand.call(APP, "select identity.council()"))[0][0] is None
    await hand.no_pass()
    (found,) = await hand.call(APP, _REPORT, own.slug, mine["code_hash"])
    assert list(found.values()) == [own.id, mine["id"], mine["referral_id"]]
    assert (await hand.call(APP, "select identity.opened_as('report')"))[0][0] == [own.id, mine["id"]]
    assert (await hand.call(APP, "select identity.about_as('report')"))[0][0] == [str(own.id), str(mine["referral_id"])]


_STANDING = "select settled, due_at, replied from identity.report_standing()"
_REPLY = (
    "insert into tenants.report_messages (tenant_id, id, report_id, kind, body, shown, at)"
    " values ($1, gen_random_uuid(), $2, 'reply', 'x', 'x', now() - interval '1 minute')"
)
_LINE = "insert into tenants.referral_events (tenant_id, id, referral_id, at, verb, from_state, to_state, words)"
_BESIDE = (
    (
        "insert into tenants.report_messages (tenant_id, id, report_id, kind, body, shown, at)"
        " select r.tenant_id, gen_random_uuid(), r.id, 'reply', 'x', 'x', now() from tenants.reports r"
        " where (r.tenant_id, r.referral_id) <> ($1, $2)"
    ),
    (
        f"{_LINE} select r.tenant_id, gen_random_uuid(), r.id, now(), 'reopen', 'decided', 'new', 'x'"
        " from tenants.referrals r where (r.tenant_id, r.id) <> ($1, $2)"
    ),
    f"{_LINE} values ($1, gen_random_uuid(), $2, now() - interval '1 hour', 'reopen', 'decided', 'new', 'x')",
    f"{_LINE} values ($1, gen_random_uuid(), $2, now(), 'add_news', 'decided', 'decided', '')",
)
"""What says nothing of whether this one has its reply: others' replies and openings, an opening before it, news."""
_REOPEN = f"{_LINE} values ($1, gen_random_uuid(), $2, now(), 'reopen', 'decided', 'new', 'x')"
_SAME_ID = (
    "insert into tenants.referrals select (jsonb_populate_record(r, jsonb_build_object('tenant_id', $2::uuid,"
    " 'team_id', $3::uuid, 'received_team_id', null, 'decided_team_id', null, 'lead_id', null, 'decided_by', null,"
    " 'context_id', null, 'outcome', null,"
    " 'state', 'new'))).*"
    " from tenants.referrals r where r.id = $1"
)


async def a_return_code_says_how_far_its_report_is(hand: Hand) -> None:
    """Whether it was decided or closed as withdrawn, with a reply or without, and by when while nothing holds it up. Of
    no other referral, and to no other pass."""
    own, other = hand.scene.own, hand.scene.other
    report = hand.scene.row(own, "tenants.reports")
    the_one = (own.id, report["referral_id"])
    change = "update tenants.referrals set {} where tenant_id = $1 and id = $2"
    await hand.do(_SAME_ID, report["referral_id"], other.id, other.teams["front_door"])
    await hand.do("update tenants.referrals set outcome = null, paused_at = null, state = 'new'"
                  " where (tenant_id, id) <> ($1, $2)", *the_one)  # fmt: skip
    await hand.no_pass()
    assert await hand.call(APP, _STANDING) == []
    await hand.session(hand.tokens.mine)
    assert await hand.call(APP, _STANDING) == []
    await open_form(hand, own.slug)
    assert await hand.call(APP, _STANDING) == []
    await hand.no_pass()
    await hand.call(APP, _REPORT, own.slug, report["code_hash"])
    decider = hand.me.staff_id
    decided = "state = 'decided', outcome = 'advice', rationale = 'x', paused_at = null, decided_by = $3"
    await hand.do(change.format(decided), *the_one, decider)
    await hand.do("update tenants.report_messages set kind = 'word' where (tenant_id, report_id) = ($1, $2)",
                  own.id, report["id"])  # fmt: skip  # one statement
    assert [tuple(row) for row in await hand.call(APP, _STANDING)] == [(True, None, False)]
    for beside in _BESIDE:
        await hand.do(beside, *the_one)
    assert [tuple(row) for row in await hand.call(APP, _STANDING)] == [(True, None, False)], "others have their reply"
    await hand.do(_REPLY, own.id, report["id"])
    assert [tuple(row) for row in await hand.call(APP, _STANDING)] == [(True, None, True)]
    await hand.do(_REOPEN, *the_one)
    assert [tuple(row) for row in await hand.call(APP, _STANDING)] == [(True, None, False)], "closed anew, without one"
    undecided = "outcome = null, rationale = '', decided_by = null"
    await hand.do(change.format(f"state = 'waiting', paused_at = now(), {undecided}"), *the_one)
    assert [tuple(row) for row in await hand.call(APP, _STANDING)] == [(False, None, False)]
    await hand.do(change.format("state = 'withdrawn', paused_at = null"), *the_one)
    assert [tuple(row) for row in await hand.call(APP, _STANDING)] == [(True, None, False)]
    await hand.do(change.format("state = 'new', paused_at = null"), *the_one)
    due = await hand.ask("select decision_due_at from tenants.referrals where tenant_id = $1 and id = $2", *the_one)
    assert [tuple(row) for row in await hand.call(APP, _STANDING)] == [(False, due, False)]


PUBLIC_PROMISES: tuple[Promise, ...] = (
    a_form_is_one_councils,
    the_front_door_is_of_this_council_and_of_that_kind,
    a_form_is_open_while_somebody_reads,
    people_sign_in_where_there_is_a_provider,
    a_draft_is_opened_by_its_cookie_alone,
    sending_is_begun_at_the_form_and_once,
    a_reference_that_the_council_has_is_not_drawn,
    a_return_code_opens_its_report_in_its_council,
    a_return_code_says_how_far_its_report_is,
)
