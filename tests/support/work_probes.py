"""Promises about jobs, what is swept, and the trail. See `pass_probes.py`."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP, RELAY, WORKER
from pass_probes import Hand, Promise
from public_probes import open_form

_CLAIM = "select * from identity.claim_job($1)"


async def a_job_is_claimed_until_it_is_done(hand: Hand) -> None:
    own, other = (hand.scene.row(council, "system.outbox") for council in (hand.scene.own, hand.scene.other))
    await hand.no_pass()
    assert await hand.call(WORKER, _CLAIM, uuid4()) == []
    assert (await hand.call(WORKER, "select identity.council()"))[0][0] is None
    (found,) = await hand.call(WORKER, _CLAIM, own["id"])
    assert (found["council_id"], found["kind"], found["subject_id"]) == (
        hand.scene.own.id, own["kind"], own["subject_id"],
    )  # fmt: skip
    assert (await hand.call(WORKER, "select identity.opened_as('job')"))[0][0] == [hand.scene.own.id, own["id"]]
    assert (await hand.call(WORKER, "select identity.council_as('job')"))[0][0] == hand.scene.own.id
    await hand.call(WORKER, "select identity.finish_job()")
    done = "select done_at is not null from system.outbox where id = $1"
    assert (await hand.ask(done, own["id"]), await hand.ask(done, other["id"])) == (True, False)
    await hand.no_pass()
    assert await hand.call(WORKER, _CLAIM, own["id"]) == []
    assert (await hand.call(WORKER, "select identity.council()"))[0][0] is None


async def nothing_is_finished_without_a_job(hand: Hand) -> None:
    await hand.session(hand.tokens.mine)
    await hand.call(WORKER, "select identity.finish_job()")
    assert await hand.ask("select count(*) from system.outbox where done_at is not null") == 0


async def waiting_is_counted_until_it_is_done(hand: Hand) -> None:
    asked = "select system.oldest_waiting()"
    await hand.do("update system.outbox set occurred_at = now() - interval '1 hour'")
    assert (await hand.call(APP, asked))[0][0] >= timedelta(hours=1)
    await hand.do("update system.outbox set done_at = now()")
    assert (await hand.call(APP, asked))[0][0] == timedelta(0)


async def a_fact_wakes_the_relay(hand: Hand) -> None:
    """Whoever puts it in: the trigger's function runs with its owner's rights."""
    await hand.session(hand.tokens.mine)
    row = hand.scene.row(hand.scene.own, "system.outbox") | {"id": uuid4()}
    names = ", ".join(row)
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    assert await hand.call(APP, f"insert into system.outbox ({names}) values ({places})", *row.values()) == []


async def _two_of_each_local_step(hand: Hand, account: UUID) -> None:
    """What is begun with an account of ours: each once over and once not."""
    await hand.do("delete from identity.half_sign_ins; delete from identity.enrolments;"
                  " delete from identity.email_changes;"
                  " delete from identity.password_resets; delete from identity.devices;"
                  " delete from identity.letters")  # fmt: skip
    others = await hand.ask("select array_agg(id) from identity.accounts where id <> $1", account)
    for number, halves in enumerate(
        (("11 minutes", "61 minutes", "25 hours", "401 days", "8 days"), ("1 minute",) * 5)
    ):
        half, hour, day, year, week = halves
        key, who = str(number).encode(), others[number]
        await hand.do("insert into identity.half_sign_ins (browser_hash, slug, account_id, return_to, begun_at) values"
                      " ($1, 'x', $2, '', now() - $3::text::interval)", key, who, half)  # fmt: skip
        await hand.do("insert into identity.enrolments (browser_hash, slug, invitation_hash, password_hash,"
                      " totp, begun_at)"
                      " values ($1, 'x', 'x', 'x', 'x', now() - $2::text::interval)", key, hour)  # fmt: skip
        await hand.do("insert into identity.password_resets (token_hash, slug, asked_at) values ($1, 'x', now() -"
                      " $2::text::interval)", key, hour)  # fmt: skip
        await hand.do("insert into identity.email_changes (account_id, email, token_hash, asked_at)"
                      " values ($2, 'x', $1,"
                      " now() - $3::text::interval)", key, who, day)  # fmt: skip
        await hand.do("insert into identity.devices (account_id, token_hash, seen_at) values ($2, $1, now() -"
                      " $3::text::interval)", key, who, year)  # fmt: skip
        await hand.do("insert into identity.letters (id, kind, slug, lang, created_at) values (gen_random_uuid(),"
                      " 'invitation', 'x', 'en', now() - $1::text::interval)", week)  # fmt: skip


async def what_is_over_is_swept_and_nothing_else(hand: Hand) -> None:
    """Three of each, one of which is over."""
    account = await hand.account_of(hand.scene.own, "screener")
    await hand.do("delete from identity.throttles; delete from identity.sign_ins; delete from identity.sessions;"
                  " update tenants.report_drafts set expires_at = now() + interval '1 hour'")  # fmt: skip
    # Half an hour is over for signing in, and not for reporting.
    for number, (counted, ago) in enumerate((("25 hours", "25 hours"), ("30 minutes", "1 minute"), ("1 minute",) * 2)):
        await hand.do("insert into identity.throttles values ('report', $1, now() - $2::text::interval, 1)",
                      str(number).encode(), counted)  # fmt: skip
        await hand.do("insert into identity.sign_ins values ($1, 'x', 's', 'n', 'v', '/', now() - $2::text::interval)",
                      str(number).encode(), ago)  # fmt: skip
        await hand.do("insert into identity.sessions (id, token_hash, account_id, agent, ended_at)"
                      " values (gen_random_uuid(), $1, $3, '', now() - $2::text::interval)",
                      str(number).encode(), ago, account)  # fmt: skip
    await _two_of_each_local_step(hand, account)
    over = "update tenants.report_drafts set expires_at = now() - interval '1 second' where tenant_id = $1 and id = $2"
    await hand.do(over, hand.scene.own.id, hand.scene.row(hand.scene.own, "tenants.report_drafts")["id"])
    left = ("select count(*) from identity.throttles", "select count(*) from identity.sign_ins",
            "select count(*) from identity.sessions", "select count(*) from tenants.report_drafts",
            "select count(*) from identity.half_sign_ins", "select count(*) from identity.enrolments",
            "select count(*) from identity.password_resets", "select count(*) from identity.email_changes",
            "select count(*) from identity.devices", "select count(*) from identity.letters")  # fmt: skip
    before = [await hand.ask(each) for each in left]
    assert (await hand.call(RELAY, "select system.sweep(100)"))[0][0] == 10
    assert [await hand.ask(each) for each in left] == [number - 1 for number in before]
    assert (await hand.call(RELAY, "select system.sweep(100)"))[0][0] == 0


async def what_is_due_is_minted_once(hand: Hand) -> None:
    await hand.do("delete from system.periodic; delete from system.schedule; delete from system.outbox")
    await hand.do("insert into system.periodic (job, every, council_hour) values"
                  " ('a', interval '28 days', null), ('b', null, 'opens'), ('c', null, 'closes')")  # fmt: skip
    councils = await hand.ask("select count(*) from commons.councils")
    assert [(await hand.call(RELAY, "select system.mint_due()"))[0][0] for _ in range(2)] == [3 * councils, 0]
    assert await hand.ask("select count(distinct (tenant_id, kind)) from system.outbox") == 3 * councils
    assert await hand.ask("select count(*) from system.outbox o join system.schedule s on (s.id, s.tenant_id, s.job)"
                          " = (o.id, o.tenant_id, o.kind) where o.subject_id = o.tenant_id and s.due_at <= now()"
                          " and s.due_at > now() - interval '28 days'") == 3 * councils  # fmt: skip


async def old_slots_go_but_the_latest_of_each_job(hand: Hand) -> None:
    await hand.do("delete from system.schedule")
    own, other = hand.scene.own.id, hand.scene.other.id
    slot = "insert into system.schedule values (gen_random_uuid(), $1, $2, now() - make_interval(days => $3), now())"
    for council, job, ago in (
        (own, "a", 9),
        (own, "a", 4),
        (own, "a", 2),
        (own, "a", 1),
        (own, "b", 8),
        (other, "a", 7),
    ):
        await hand.do(slot, council, job, ago)
    # Of what else is over, nothing is left.
    await hand.do("update tenants.report_drafts set expires_at = now() + interval '1 hour'; delete from"
                  " identity.throttles; delete from identity.sign_ins; delete from identity.sessions")  # fmt: skip
    assert (await hand.call(RELAY, "select system.sweep(1)"))[0][0] == 1
    assert (await hand.call(RELAY, "select system.sweep(100)"))[0][0] == 1
    left = "select array_agg(extract(day from now() - due_at)::int order by due_at) from system.schedule"
    assert await hand.ask(left) == [8, 7, 2, 1]


async def _trail(hand: Hand, **asked: object) -> list[UUID]:
    names = ("person", "known_as", "did", "on_day_from", "on_day_to", "before_at", "before_id", "most")
    given = [asked.get(name) for name in names[:-1]] + [asked.get("most", 100)]
    rows = await hand.call(APP, "select * from audit.trail($1, $2, $3, $4, $5, $6, $7, $8)", *given)
    return [row["id"] for row in rows]


async def the_trail_is_the_own_councils(hand: Hand) -> None:
    """Three entries an hour apart, one of them by somebody else, about something else, of another kind."""
    await hand.do("delete from audit.entries where tenant_id = $1", hand.scene.own.id)
    ids = [UUID(int=100 + number) for number in range(3)]
    add = ("insert into audit.entries (tenant_id, id, at, staff_id, action, reference) values"
           " ($1, $2, now() - make_interval(hours => $3), $4, $5, $6)")  # fmt: skip
    admin = hand.scene.own.people["admin"].staff_id
    for number, (who, did, reference) in enumerate(
        ((hand.me.staff_id, "a", "CR-1"), (admin, "b", "CR-2"), (hand.me.staff_id, "a", "CR-1"))
    ):
        await hand.do(add, hand.scene.own.id, ids[number], number, who, did, reference)
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{}')",
                  hand.scene.other.id, admin)  # fmt: skip
    assert await _trail(hand) == [], "without a pass"
    await open_form(hand, hand.scene.own.slug)
    assert await _trail(hand) == [], "for the public"
    await hand.session(hand.tokens.mine)
    assert await _trail(hand) == ids
    assert await _trail(hand, most=2) == ids[:2]
    for asked, found in (({"person": admin}, ids[1:2]), ({"known_as": "CR-2"}, ids[1:2]), ({"did": ["b"]}, ids[1:2])):
        assert await _trail(hand, **asked) == found, asked
    await hand.do("update audit.entries set action = 'a:finer' where id = $1", ids[2])
    assert await _trail(hand, did=["a", "c"]) == [ids[0], ids[2]]
    middle = await hand.ask("select at from audit.entries where id = $1", ids[1])
    assert await _trail(hand, on_day_from=middle) == ids[:2]
    assert await _trail(hand, on_day_to=middle) == ids[2:]
    assert await _trail(hand, before_at=middle, before_id=ids[1]) == ids[2:]
    names = await hand.call(APP, "select actor_name from audit.trail(null, null, null, null, null, null, null, 9)")
    assert [row["actor_name"] for row in names] == [
        hand.me.name, hand.scene.own.people["admin"].name, hand.me.name,
    ]  # fmt: skip


WORK_PROMISES: tuple[Promise, ...] = (
    a_job_is_claimed_until_it_is_done,
    nothing_is_finished_without_a_job,
    waiting_is_counted_until_it_is_done,
    a_fact_wakes_the_relay,
    what_is_over_is_swept_and_nothing_else,
    what_is_due_is_minted_once,
    old_slots_go_but_the_latest_of_each_job,
    the_trail_is_the_own_councils,
)
