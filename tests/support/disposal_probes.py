"""Promises about disposal: what the one function that removes a record asks for first. See `pass_probes.py`."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from commonground.platform.database.roles import WORKER
from disposal_scene import (
    ABOUT,
    beside_it,
    confirmed_disposal,
    copied,
    neighbours_too,
    of_another,
    second_referral,
    twins_of_a_context,
    twins_of_a_referral,
)
from pass_probes import Hand, Promise

_DISPOSE = "select tenants.dispose()"


_GOES = {
    "tenants.warning_flags": "record_id",
    "tenants.attachments": "record_id",
    "tenants.named_people": "record_id",
    "council.drafts": "subject_id",
    "tenants.context_events": "context_id",
    "tenants.context_merges": "context_id",
    "tenants.context_relations": "context_id",
    "tenants.context_watchers": "context_id",
    "tenants.children_affected": "context_id",
    "tenants.person_links": "context_id",
    "tenants.partner_invitations": "context_id",
    "tenants.context_actions": "context_id",
}
"""What goes with a context, by the column that says so."""


async def answered(hand: Hand, fact: UUID) -> str | None:
    """What the function says to the job of this fact."""
    await hand.no_pass()
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    said: str | None = (await hand.call(WORKER, _DISPOSE))[0][0]
    return said


async def refused(hand: Hand, fact: UUID, change: str, *given: object) -> str | None:
    """What it says after this change, which is then undone; nothing may have gone."""
    await hand.connection.execute("savepoint before")
    await hand.do(change, *given)
    said = await answered(hand, fact)
    assert await hand.ask("select count(*) from tenants.disposal_certificates where disposed_at = now()") == 0, change
    if said is not None:
        stopped = "select count(*) from tenants.disposals where stopped_at = now() and stopped_for = $1"
        assert await hand.ask(stopped, said) == 1, change
    await hand.connection.execute("rollback to before")
    return said


# Long: everything that hangs on a record, and all that must stay.
async def two_people_and_a_job_dispose_of_a_record(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    disposal, fact = await confirmed_disposal(hand)
    others = await of_another(hand)
    context = await hand.ask("select record_id from tenants.disposals where id = $1", disposal)
    beside = await beside_it(hand, context)
    await twins_of_a_context(hand, disposal, context)
    theirs = {
        table: await hand.ask(f"select count(*) from {table} where tenant_id = $1", other.id)
        for table in ("tenants.contexts", "tenants.context_events", "tenants.warning_flags", "tenants.named_people",
                      "council.drafts", "council.notifications", "tenants.partner_invitations",
                      "tenants.context_actions", "tenants.attachments")
    }  # fmt: skip  # what a neighbour has
    worded = "select count(*) from tenants.access_mentions where tenant_id = $1 and words <> ''"
    said_there = await hand.ask(worded, other.id)
    assert await answered(hand, fact) == "done"
    (stands,) = await hand.connection.fetch("select tenant_id, version from tenants.contexts where id = $1", context)
    assert tuple(stands) == (other.id, 1), "the neighbour's, as it was"
    for table in ("partner_invitations", "context_actions"):
        assert await hand.ask(f"select count(*) from tenants.{table} where context_id = $1", beside) == 1, table
    for table, column in _GOES.items():
        assert await hand.ask(f"select count(*) from {table} where tenant_id = $1 and {column} = $2", own.id,
                              context) == 0, table  # fmt: skip
    given = "select count(*) from tenants.access_mentions where tenant_id = $1 and record_id = $2 and words <> ''"
    assert await hand.ask(given, own.id, context) == 0
    assert await hand.ask(others) == len(ABOUT), "what is about another record stands"
    for table, number in theirs.items():
        assert await hand.ask(f"select count(*) from {table} where tenant_id = $1", other.id) == number, table
    left = "select count(*) from {} where tenant_id = $1"
    assert await hand.ask(left.format("council.notifications"), own.id) == 1, "of something else"
    waits = left.format("system.outbox") + " and subject_kind = 'told' and done_at is null"
    assert (await hand.ask(waits, own.id), await hand.ask(waits, other.id)) == (1, 3)
    assert await hand.ask(worded, other.id) == said_there
    assert await hand.ask("select count(*) from system.outbox where subject_id = $1 and done_at < now()", context) == 1
    for table in ("break_glass_uses", "holds", "kept_longer"):
        blank = f"select count(*) from tenants.{table} where tenant_id = $1 and reason = '–'"
        assert (await hand.ask(blank, own.id), await hand.ask(blank, other.id)) == (1, 0), table
    gone = "select gone from tenants.disposal_certificates where disposal_id = $1 and tenant_id = $2"
    assert str(context) in str(await hand.ask(gone, disposal, own.id))
    assert await answered(hand, fact) is None, "once"
    assert await hand.ask("select count(*) from tenants.disposal_certificates where disposed_at = now()") == 1


async def two_people_and_a_job_dispose_of_a_referral(hand: Hand) -> None:
    """With its reports, messages and history; what a context’s timeline says of it stays, without its words."""
    own, other = hand.scene.own, hand.scene.other
    disposal, fact = await confirmed_disposal(hand)
    which = ("referrals", "reports", "report_messages")
    referral, report, message = (hand.scene.row(own, f"tenants.{name}")["id"] for name in which)
    messages = await hand.ask("select count(*) from tenants.report_messages where tenant_id = $1", own.id)
    for change, given in (
        ("update tenants.disposals set record_kind = 'referral', record_id = $2 where id = $1", (disposal, referral)),
        ("update tenants.referrals set state = 'withdrawn', changed_at = now() where id = $1", (referral,)),
        ("update tenants.reports set referral_id = $2 where id = $1", (report, referral)),
        ("update tenants.report_messages set report_id = $2 where id = $1", (message, report)),
        ("update tenants.referral_events set referral_id = $2 where tenant_id = $1", (own.id, referral)),
        ("update tenants.context_events set referral_id = $2, words = 'Said' where tenant_id = $1", (own.id, referral)),
    ):
        await hand.do(change, *given)
    second, line = await second_referral(hand, referral)
    await twins_of_a_referral(hand, referral, report, second)
    tables = ("referrals", "referral_events", "reports", "report_messages", "context_events")
    count = "select count(*) from tenants.{} where tenant_id = $1"
    theirs = {table: await hand.ask(count.format(table), other.id) for table in tables}
    before = await hand.ask(count.format("context_events"), own.id)
    assert await answered(hand, fact) == "done"
    for table, column in (("referrals", "id"), ("referral_events", "referral_id"), ("reports", "referral_id")):
        gone = f"select count(*) from tenants.{table} where tenant_id = $1 and {column} = $2"
        assert await hand.ask(gone, own.id, referral) == 0, table
    versions = "select array_agg(version) from tenants.referrals where id = $1"
    assert (await hand.ask(versions, referral), await hand.ask(versions, second)) == ([1], [1])
    assert await hand.ask("select count(*) from tenants.referral_events where referral_id = $1", second) == 1
    left = await hand.ask(count.format("report_messages"), own.id)
    assert left == messages - 1 > 0, "the message of another report stays"
    lines = count.format("context_events")
    assert await hand.ask(lines, own.id) == before > 0, "a line of a context's own timeline stays"
    assert await hand.ask(f"{lines} and words = '' and referral_id is null", own.id) == before - 1
    assert await hand.ask("select words from tenants.context_events where id = $1", line) == "Of another"
    assert await hand.ask(f"{lines} and words <> 'Theirs'", other.id) == 0
    for table, number in theirs.items():
        assert await hand.ask(count.format(table), other.id) == number, table


async def nothing_is_disposed_of_without_all_that_it_takes(hand: Hand) -> None:
    own = hand.scene.own
    disposal, fact = await confirmed_disposal(hand)
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
        assert await refused(hand, fact, change, *given) is None, change
    record = await hand.ask("select record_id from tenants.disposals where id = $1", disposal)
    await neighbours_too(hand, disposal)
    for change, said in (
        ("update tenants.contexts set status = 'active' where id = $1", "changed"),
        ("update tenants.contexts set changed_at = now() + interval '1 minute' where id = $1", "changed"),
        ("update tenants.kept_longer set until = now() + interval '2 days' where record_id = $1", "changed"),
        ("update tenants.holds set lifted_at = null where record_id = $1", "held"),
    ):
        assert await refused(hand, fact, change, record) == said, change
    told = hand.scene.row(own, "tenants.referrals")["id"]
    for state, after in (("new", timedelta(0)), ("withdrawn", timedelta(minutes=1))):
        turned = ("with d as (update tenants.disposals set record_kind = 'referral', record_id = $2 where id = $1)"
                  " update tenants.referrals set state = $3, changed_at = now() + $4 where id = $2")  # fmt: skip
        assert await refused(hand, fact, turned, disposal, told, state, after) == "changed", state
    joined = "update tenants.referrals set context_id = $1 where tenant_id = $2"
    assert await refused(hand, fact, joined, record, own.id) == "changed"
    asked = ("with mentioned as (update tenants.access_mentions set record_id = $1 where tenant_id = $2)"
             " update tenants.access_requests set finished_at = null, searched_at = now() + interval '1 hour'"
             " where tenant_id = $2")  # fmt: skip
    assert await refused(hand, fact, asked, record, own.id) == "held"
    for searched in ("null", "now() - interval '1 hour'"):
        waits = f"update tenants.access_requests set searched_at = {searched} where not trial and tenant_id = $1"
        assert await refused(hand, fact, f"{waits} and finished_at is null", own.id) == "held", searched


_MERGED = (
    "insert into tenants.context_merges (tenant_id, id, context_id, into_id, reason, moved, merged_at, merged_by,"
    " undone_at, undone_by) values ($1, gen_random_uuid(), $2, $3, 'Same', '{}', now(), $4, $5, $4)"
)


async def what_has_gone_into_a_context_goes_with_it(hand: Hand) -> None:
    """And by itself it does not go; what was taken out again stays."""
    own, (disposal, fact) = hand.scene.own, await confirmed_disposal(hand)
    whole = await hand.ask("select record_id from tenants.disposals where id = $1", disposal)
    lead, (part, apart) = own.people["ig_lead"].staff_id, (uuid4(), uuid4())
    for each in (part, apart):
        await copied(hand, "tenants.contexts", own.id, whole, id=each, reference=str(each))
        for table in ("tenants.context_events", "tenants.partner_invitations"):
            row = hand.scene.row(own, table)["id"]
            await copied(hand, table, own.id, row, id=uuid4(), context_id=each)
        for table in ("tenants.warning_flags", "tenants.holds", "tenants.kept_longer", "tenants.break_glass_uses"):
            row = hand.scene.row(own, table)["id"]
            await copied(hand, table, own.id, row, id=uuid4(), record_id=each)
    await hand.do("update tenants.holds set lifted_at = now()")
    over = await hand.ask("select now()")
    await hand.do(_MERGED, own.id, apart, whole, lead, over)
    beyond = "with m as (insert into tenants.context_merges " + _MERGED.partition("context_merges ")[2] + ") select 1"
    assert await refused(hand, fact, beyond, own.id, whole, apart, lead, None) == "changed"
    kept = "update tenants.holds set lifted_at = null where record_id = $1"
    await hand.do(_MERGED, own.id, part, whole, lead, None)
    assert await refused(hand, fact, kept, part) == "held"
    await hand.do(kept, apart)
    assert await answered(hand, fact) == "done", "what holds another record does not hold this one"
    for table, column in (("contexts", "id"), ("context_events", "context_id"), ("partner_invitations", "context_id"),
                          ("warning_flags", "record_id"), ("context_merges", "context_id")):  # fmt: skip
        left = f"select array_agg({column}) from tenants.{table} where tenant_id = $1 and {column} = any ($2)"
        stays = None if table == "context_merges" else [apart]
        assert await hand.ask(left, own.id, [whole, part, apart]) == stays, table
    for table in ("holds", "kept_longer", "break_glass_uses"):
        words = f"select array_agg(record_id) from tenants.{table} where reason <> '–' and record_id = any ($1)"
        assert await hand.ask(words, [part, apart]) == [apart], table


async def what_a_neighbour_proposed_under_the_same_id_disposes_of_nothing(hand: Hand) -> None:
    own, (disposal, fact) = hand.scene.own, await confirmed_disposal(hand)
    await neighbours_too(hand, disposal)
    confirmed = ("with own as (delete from tenants.disposal_confirmations where disposal_id = $1 returning *)"
                 " insert into tenants.disposal_confirmations (tenant_id, id, disposal_id, confirmed_by, confirmed_at)"
                 " select $2, id, disposal_id, $3, confirmed_at from own")  # fmt: skip
    theirs = (disposal, hand.scene.other.id, hand.scene.other.people["admin"].staff_id)
    assert await refused(hand, fact, confirmed, *theirs) is None, "a neighbour confirmed one of the same id"
    over = "update tenants.disposals set withdrawn_at = now() where id = $1 and tenant_id = $2"
    assert await refused(hand, fact, over, disposal, own.id) is None, "a neighbour's of the same id goes on"
    two = ("with told as (insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
           " select gen_random_uuid(), tenant_id, kind, subject_kind, subject_id, occurred_at from system.outbox"
           " where id = $1) update system.outbox set kind = 'flags_due' where id = $1")  # fmt: skip
    assert await refused(hand, fact, two, fact) is None, "a job of another fact"
    await _said_of_a_fact_that_is_a_neighbours_now(hand, fact)


async def _said_of_a_fact_that_is_a_neighbours_now(hand: Hand, fact: UUID) -> None:
    await hand.connection.execute("savepoint before")
    await hand.no_pass()
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    await hand.do("update system.outbox set tenant_id = $2 where id = $1", fact, hand.scene.other.id)
    assert (await hand.call(WORKER, _DISPOSE))[0][0] is None
    await hand.connection.execute("rollback to before")


DISPOSAL_PROMISES: tuple[Promise, ...] = (
    two_people_and_a_job_dispose_of_a_record,
    two_people_and_a_job_dispose_of_a_referral,
    nothing_is_disposed_of_without_all_that_it_takes,
    what_has_gone_into_a_context_goes_with_it,
    what_a_neighbour_proposed_under_the_same_id_disposes_of_nothing,
)
