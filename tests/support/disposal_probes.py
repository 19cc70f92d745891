"""Promises about disposal: what the one function that removes a record asks for first. See `pass_probes.py`."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from commonground.platform.database.roles import WORKER
from pass_probes import Hand, Promise

_DISPOSE = "select tenants.dispose()"


async def _confirmed(hand: Hand) -> tuple[UUID, UUID]:
    """The council's own context, closed, proposed by one person and confirmed by another; the disposal, and the fact
    that two people have said so. A neighbour's rows bear the same ids, so that a function that forgets whose they are
    takes theirs too."""
    own, other = hand.scene.own, hand.scene.other
    context = hand.scene.row(own, "tenants.contexts")["id"]
    disposal, first, second = uuid4(), own.people["ig_lead"].staff_id, own.people["admin"].staff_id
    await hand.do("update tenants.referrals set context_id = null; update tenants.holds set lifted_at = now()")
    await _asked(hand, context)
    await hand.do("update tenants.contexts set status = 'closed', changed_at = now() where id = $1", context)
    await hand.do("update tenants.kept_longer set until = now() - interval '2 days'")
    for table, column in (("council.drafts", "subject_id"), ("council.notifications", "subject_id"),
                          ("tenants.warning_flags", "record_id"), ("tenants.named_people", "record_id"),
                          ("tenants.break_glass_uses", "record_id"), ("tenants.kept_longer", "record_id"),
                          ("tenants.holds", "record_id")):  # fmt: skip
        await hand.do(f"update {table} set {column} = $1 where tenant_id = any ($2)", context, [own.id, other.id])
    await _told(hand, context)
    later = "update tenants.kept_longer set until = now() + interval '2 days' where tenant_id = $1"
    await hand.do(later, other.id)
    put = "tenant_id, id, record_kind, record_id, until, reason, kept_by, kept_at"
    await hand.do(f"insert into tenants.kept_longer ({put}) select tenant_id, gen_random_uuid(), record_kind,"
                  " gen_random_uuid(), now() + interval '2 days', reason, kept_by, kept_at from tenants.kept_longer"
                  " where tenant_id = $1 limit 1", own.id)  # fmt: skip
    columns = "tenant_id, id, record_kind, record_id, reference, record_type, due_on, ground, trial, proposed_by"
    await hand.do(f"insert into tenants.disposals ({columns}, proposed_at) values ($1, $2, 'context', $3,"
                  " 'CX-7K3F-29M', 'context', now(), 'time_is_up', false, $4, now())",
                  own.id, disposal, context, first)  # fmt: skip
    await hand.do("insert into tenants.disposal_confirmations (tenant_id, id, disposal_id, confirmed_by, confirmed_at)"
                  " values ($1, gen_random_uuid(), $2, $3, now())", own.id, disposal, second)  # fmt: skip
    fact = uuid4()
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " ($1, $2, 'disposal_confirmed', 'disposal', $3, now())", fact, own.id, disposal)  # fmt: skip
    await hand.no_pass()
    return disposal, fact


async def _told(hand: Hand, context: object) -> None:
    """Notices of what hangs on the context, under that thing's own id, a neighbour's of the same, and one of something
    else; likewise facts that are still to be told."""
    own, other = hand.scene.own, hand.scene.other
    columns = "tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id, reference, occurred_at"
    for table, column in (("tenants.warning_flags", "record_id"), ("tenants.break_glass_uses", "record_id"),
                          ("tenants.partner_invitations", "context_id")):  # fmt: skip
        of_it = f"(select id from {table} where tenant_id = $1 and {column} = $2)"
        await hand.do(f"insert into council.notifications ({columns}) select tenant_id, gen_random_uuid(), staff_id,"
                      f" gen_random_uuid(), kind, subject_kind, t.id, reference, now() from council.notifications,"
                      f" {of_it} t where subject_id = $2", own.id, context)  # fmt: skip
        for council in (own, other):
            await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
                          f" select gen_random_uuid(), $3, 'sharing_waits', 'told', t.id, now() from {of_it} t",
                          own.id, context, council.id)  # fmt: skip
    await hand.do(f"insert into council.notifications ({columns}) select tenant_id, gen_random_uuid(), staff_id,"
                  " gen_random_uuid(), kind, subject_kind, gen_random_uuid(), reference, now() from"
                  " council.notifications where tenant_id = $1 limit 1", own.id)  # fmt: skip
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " (gen_random_uuid(), $1, 'sharing_waits', 'told', gen_random_uuid(), now())", own.id)  # fmt: skip


_ABOUT = {
    "tenants.warning_flags": "record_id",
    "tenants.named_people": "record_id",
    "council.drafts": "subject_id",
    "tenants.break_glass_uses": "record_id",
    "tenants.holds": "record_id",
    "tenants.access_mentions": "record_id",
}


_GOES = {
    "tenants.warning_flags": "record_id",
    "tenants.named_people": "record_id",
    "council.drafts": "subject_id",
    "tenants.context_events": "context_id",
    "tenants.partner_invitations": "context_id",
}
"""What goes with a context, by the column that says so."""


async def _of_another(hand: Hand) -> str:
    """The same rows again, of another record of the own council; a query for how many of them stand as they were."""
    another, counted = uuid4(), []
    for table, column in _ABOUT.items():
        new = f"jsonb_build_object('id', gen_random_uuid(), 'row_id', gen_random_uuid(), '{column}', $2::uuid)"
        await hand.do(f"insert into {table} select (jsonb_populate_record(t, {new})).* from {table} t"
                      " where tenant_id = $1 limit 1", hand.scene.own.id, another)  # fmt: skip
        words = {"tenants.access_mentions": "words <> ''", "tenants.holds": "reason <> '–'",
                 "tenants.break_glass_uses": "reason <> '–'"}.get(table, "true")  # fmt: skip
        counted.append(f"(select count(*) from {table} where {column} = '{another}' and {words})")
    return f"select {' + '.join(counted)}"


async def _asked(hand: Hand, context: object) -> None:
    """Requests that stop nothing: a neighbour's, one that is answered, one that was searched for, and a trial."""
    own, first = hand.scene.own, hand.scene.own.people["ig_lead"].staff_id
    answered = "update tenants.access_requests set finished_at = now(), searched_at = null where tenant_id = $1"
    await hand.do(answered, own.id)
    await hand.do("update tenants.access_mentions set record_id = $2 where tenant_id = $1", own.id, context)
    put = ("insert into tenants.access_requests (tenant_id, id, name, aliases, asked_by, identity_words, received_on,"
           " due_on, trial, opened_by, opened_at, searched_at) values ($1, gen_random_uuid(), 'Sam', '{}',"
           " 'themselves', 'Seen', now(), now(), $2, $3, now(), now() + $4::interval)")  # fmt: skip
    await hand.do(put, own.id, False, first, timedelta(hours=1))
    await hand.do(put, own.id, True, first, None)


async def _said(hand: Hand, fact: UUID) -> str | None:
    """What the function says to the job of this fact."""
    await hand.no_pass()
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    said: str | None = (await hand.call(WORKER, _DISPOSE))[0][0]
    return said


async def _refused(hand: Hand, fact: UUID, change: str, *given: object) -> str | None:
    """What it says after this change, which is then undone; nothing may have gone."""
    await hand.connection.execute("savepoint before")
    await hand.do(change, *given)
    said = await _said(hand, fact)
    assert await hand.ask("select count(*) from tenants.disposal_certificates where disposed_at = now()") == 0, change
    if said is not None:
        stopped = "select count(*) from tenants.disposals where stopped_at = now() and stopped_for = $1"
        assert await hand.ask(stopped, said) == 1, change
    await hand.connection.execute("rollback to before")
    return said


async def two_people_and_a_job_dispose_of_a_record(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    disposal, fact = await _confirmed(hand)
    others = await _of_another(hand)
    context = await hand.ask("select record_id from tenants.disposals where id = $1", disposal)
    theirs = {
        table: await hand.ask(f"select count(*) from {table} where tenant_id = $1", other.id)
        for table in ("tenants.contexts", "tenants.context_events", "tenants.warning_flags", "tenants.named_people",
                      "council.drafts", "council.notifications")
    }  # fmt: skip  # what a neighbour has
    assert await _said(hand, fact) == "done"
    assert await hand.ask("select count(*) from tenants.contexts where id = $1", context) == 0
    for table, column in _GOES.items():
        assert await hand.ask(f"select count(*) from {table} where tenant_id = $1 and {column} = $2", own.id,
                              context) == 0, table  # fmt: skip
    given = "select count(*) from tenants.access_mentions where tenant_id = $1 and record_id = $2 and words <> ''"
    assert await hand.ask(given, own.id, context) == 0
    assert await hand.ask(others) == len(_ABOUT), "what is about another record stands"
    for table, number in theirs.items():
        assert await hand.ask(f"select count(*) from {table} where tenant_id = $1", other.id) == number, table
    left = "select count(*) from {} where tenant_id = $1"
    assert await hand.ask(left.format("council.notifications"), own.id) == 1, "of something else"
    waits = left.format("system.outbox") + " and subject_kind = 'told' and done_at is null"
    assert (await hand.ask(waits, own.id), await hand.ask(waits, other.id)) == (1, 3)
    kept = "select count(*) from tenants.holds where tenant_id = $1 and reason = '–'"
    assert (await hand.ask(kept, own.id), await hand.ask(kept, other.id)) == (1, 0)
    kept = kept.replace("holds", "kept_longer")
    assert (await hand.ask(kept, own.id), await hand.ask(kept, other.id)) == (1, 0)
    paper = "select gone from tenants.disposal_certificates where disposal_id = $1"
    assert str(context) in str(await hand.ask(paper, disposal))
    assert await _said(hand, fact) is None, "once"
    assert await hand.ask("select count(*) from tenants.disposal_certificates where disposed_at = now()") == 1


async def two_people_and_a_job_dispose_of_a_referral(hand: Hand) -> None:
    """With its reports, messages and history; what a context’s timeline says of it stays, without its words."""
    own, other = hand.scene.own, hand.scene.other
    disposal, fact = await _confirmed(hand)
    referral, report = (hand.scene.row(own, f"tenants.{name}")["id"] for name in ("referrals", "reports"))
    for change, given in (
        ("update tenants.disposals set record_kind = 'referral', record_id = $2 where id = $1", (disposal, referral)),
        ("update tenants.referrals set state = 'withdrawn', changed_at = now() where id = $1", (referral,)),
        ("update tenants.reports set referral_id = $2 where id = $1", (report, referral)),
        ("update tenants.report_messages set report_id = $2 where tenant_id = $1", (own.id, report)),
        ("update tenants.referral_events set referral_id = $2 where tenant_id = $1", (own.id, referral)),
        ("update tenants.context_events set referral_id = $2, words = 'Said' where tenant_id = $1", (own.id, referral)),
    ):
        await hand.do(change, *given)
    tables = ("referrals", "referral_events", "reports", "report_messages", "context_events")
    count = "select count(*) from tenants.{} where tenant_id = $1"
    theirs = {table: await hand.ask(count.format(table), other.id) for table in tables}
    before = await hand.ask(count.format("context_events"), own.id)
    assert await _said(hand, fact) == "done"
    for table, column in (("referrals", "id"), ("referral_events", "referral_id"), ("reports", "referral_id")):
        assert await hand.ask(f"select count(*) from tenants.{table} where {column} = $1", referral) == 0, table
    assert await hand.ask("select count(*) from tenants.report_messages where report_id = $1", report) == 0
    lines = count.format("context_events")
    assert await hand.ask(lines, own.id) == before > 0, "a line of a context's own timeline stays"
    assert await hand.ask(f"{lines} and (words <> '' or referral_id is not null)", own.id) == 0
    for table, number in theirs.items():
        assert await hand.ask(count.format(table), other.id) == number, table


async def nothing_is_disposed_of_without_all_that_it_takes(hand: Hand) -> None:
    own = hand.scene.own
    disposal, fact = await _confirmed(hand)
    first = own.people["ig_lead"].staff_id
    assert (await hand.call(WORKER, _DISPOSE))[0][0] is None, "no job"
    for change, given in (
        ("update tenants.disposal_confirmations set confirmed_by = $2 where disposal_id = $1", (disposal, first)),
        ("delete from tenants.disposal_confirmations where disposal_id = $1", (disposal,)),
        ("update tenants.disposals set withdrawn_at = now() where id = $1", (disposal,)),
        ("update tenants.disposals set stopped_at = now() where id = $1", (disposal,)),
        ("update system.outbox set kind = 'flags_due' where id = $1", (fact,)),
        ("update system.outbox set tenant_id = $2 where id = $1", (fact, hand.scene.other.id)),
    ):
        assert await _refused(hand, fact, change, *given) is None, change
    record = await hand.ask("select record_id from tenants.disposals where id = $1", disposal)
    for change, said in (
        ("update tenants.contexts set status = 'active' where id = $1", "changed"),
        ("update tenants.contexts set changed_at = now() + interval '1 minute' where id = $1", "changed"),
        ("update tenants.kept_longer set until = now() + interval '2 days' where record_id = $1", "changed"),
        ("update tenants.holds set lifted_at = null where record_id = $1", "held"),
    ):
        assert await _refused(hand, fact, change, record) == said, change
    told = hand.scene.row(own, "tenants.referrals")["id"]
    for state, after in (("new", timedelta(0)), ("withdrawn", timedelta(minutes=1))):
        turned = ("with d as (update tenants.disposals set record_kind = 'referral', record_id = $2 where id = $1)"
                  " update tenants.referrals set state = $3, changed_at = now() + $4 where id = $2")  # fmt: skip
        assert await _refused(hand, fact, turned, disposal, told, state, after) == "changed", state
    joined = "update tenants.referrals set context_id = $1 where tenant_id = $2"
    assert await _refused(hand, fact, joined, record, own.id) == "changed"
    asked = ("with mentioned as (update tenants.access_mentions set record_id = $1 where tenant_id = $2)"
             " update tenants.access_requests set finished_at = null, searched_at = now() + interval '1 hour'"
             " where tenant_id = $2")  # fmt: skip
    assert await _refused(hand, fact, asked, record, own.id) == "held"
    for searched in ("null", "now() - interval '1 hour'"):
        waits = f"update tenants.access_requests set searched_at = {searched} where not trial and tenant_id = $1"
        assert await _refused(hand, fact, f"{waits} and finished_at is null", own.id) == "held", searched


DISPOSAL_PROMISES: tuple[Promise, ...] = (
    two_people_and_a_job_dispose_of_a_record,
    two_people_and_a_job_dispose_of_a_referral,
    nothing_is_disposed_of_without_all_that_it_takes,
)
