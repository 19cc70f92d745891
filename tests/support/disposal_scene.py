"""A disposal that two people agreed to, and all that a function which forgets whose rows are whose would take too: a
neighbour's rows of the same ids, and what hangs on other records of the own council."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

from pass_probes import Hand

ABOUT = {
    "tenants.attachments": "record_id",
    "tenants.warning_flags": "record_id",
    "tenants.named_people": "record_id",
    "council.drafts": "subject_id",
    "tenants.break_glass_uses": "record_id",
    "tenants.holds": "record_id",
    "tenants.access_mentions": "record_id",
}


async def confirmed_disposal(hand: Hand) -> tuple[UUID, UUID]:
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
                          ("tenants.attachments", "record_id"),
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


async def of_another(hand: Hand) -> str:
    """The same rows again, of another record of the own council; a query for how many of them stand as they were."""
    another, counted = uuid4(), []
    for table, column in ABOUT.items():
        new = f"jsonb_build_object('id', gen_random_uuid(), 'row_id', gen_random_uuid(), '{column}', $2::uuid)"
        if table == "tenants.attachments":
            new += " || jsonb_build_object('object_id', gen_random_uuid())"
        await hand.do(f"insert into {table} select (jsonb_populate_record(t, {new})).* from {table} t"
                      " where tenant_id = $1 limit 1", hand.scene.own.id, another)  # fmt: skip
        words = {"tenants.access_mentions": "words <> ''", "tenants.holds": "reason <> '–'",
                 "tenants.break_glass_uses": "reason <> '–'"}.get(table, "true")  # fmt: skip
        counted.append(f"(select count(*) from {table} where {column} = '{another}' and {words})")
    return f"select {' + '.join(counted)}"


async def copied(hand: Hand, table: str, council: UUID, row_id: object, /, **changed: object) -> None:
    """The same row once more, with these columns changed."""
    await hand.do(f"insert into {table} select (jsonb_populate_record(t, $3::jsonb)).* from {table} t"
                  " where tenant_id = $1 and id = $2", council, row_id, json.dumps(changed, default=str))  # fmt: skip


async def neighbours_too(hand: Hand, disposal: UUID) -> None:
    """A neighbour proposed something under the same id."""
    other = hand.scene.other
    lead = other.people["ig_lead"].staff_id
    await copied(hand, "tenants.disposals", hand.scene.own.id, disposal, tenant_id=other.id, proposed_by=lead)


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


async def beside_it(hand: Hand, context: object) -> UUID:
    """Another context of the own council, with what hangs on it: an invitation, a hold, a mention in a request that
    nobody has finished; and a fact about the one that goes, told long ago."""
    own, beside = hand.scene.own, uuid4()
    await copied(hand, "tenants.contexts", own.id, context, id=beside, reference="beside")
    invitation = hand.scene.row(own, "tenants.partner_invitations")["id"]
    await copied(hand, "tenants.partner_invitations", own.id, invitation, id=uuid4(), context_id=beside)
    action = hand.scene.row(own, "tenants.context_actions")["id"]
    await copied(hand, "tenants.context_actions", own.id, action, id=uuid4(), context_id=beside)
    await hand.do("update tenants.holds set lifted_at = null where tenant_id = $1 and record_id <> $2", own.id, context)
    mention = hand.scene.row(own, "tenants.access_mentions")["id"]
    elsewhere = {"record_id": beside, "row_id": uuid4(), "request_id": await _unfinished(hand)}
    await copied(hand, "tenants.access_mentions", own.id, mention, id=uuid4(), **elsewhere)
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, done_at)"
                  " values (gen_random_uuid(), $1, 'sharing_waits', 'told', $2, now(), now() - interval '1 day')",
                  own.id, context)  # fmt: skip
    return beside


async def _unfinished(hand: Hand) -> UUID:
    """A request of the own council that stops nothing: it was searched for."""
    found: UUID = await hand.ask("select id from tenants.access_requests where tenant_id = $1 and not trial"
                                 " and finished_at is null and searched_at > now()", hand.scene.own.id)  # fmt: skip
    return found


async def twins_of_a_context(hand: Hand, disposal: UUID, context: object) -> None:
    """A neighbour has a context of the same id, as it is here, with all that hangs on it, and the same requests."""
    own, other = hand.scene.own, hand.scene.other
    await copied(hand, "tenants.contexts", other.id, hand.scene.row(other, "tenants.contexts")["id"], id=context,
                  reference="twin")  # fmt: skip
    await hand.do("update tenants.contexts t set status = 'closed', changed_at = c.changed_at, version = 1"
                  " from tenants.contexts c where t.tenant_id = $1 and t.id = $2 and c.tenant_id = $3 and c.id = $2",
                  other.id, context, own.id)  # fmt: skip
    for table in ("context_events", "partner_invitations", "context_actions", "referrals"):
        await hand.do(f"update tenants.{table} set context_id = $2 where tenant_id = $1", other.id, context)
    await hand.do("update tenants.holds set lifted_at = null where tenant_id = $1", other.id)
    request, mention = (hand.scene.row(other, f"tenants.access_{name}")["id"] for name in ("requests", "mentions"))
    mine = hand.scene.row(own, "tenants.access_mentions")["request_id"]
    for twin in (mine, await _unfinished(hand)):
        await copied(hand, "tenants.access_requests", other.id, request, id=twin, finished_at=None)
    await hand.do("update tenants.access_mentions set record_id = $2, request_id = $3 where id = $1", mention, context,
                  await _unfinished(hand))  # fmt: skip
    await neighbours_too(hand, disposal)
    paper = hand.scene.row(other, "tenants.disposal_certificates")["id"]
    await hand.do("update tenants.disposal_certificates set disposal_id = $2 where id = $1", paper, disposal)


async def second_referral(hand: Hand, referral: object) -> tuple[UUID, UUID]:
    """Another referral of the own council that could go too, and a context's line about it."""
    own, line = hand.scene.own, uuid4()
    second: UUID = await hand.ask("select referral_id from tenants.reports where tenant_id = $1 and referral_id <> $2",
                                  own.id, referral)  # fmt: skip
    await hand.do("update tenants.referrals set state = 'withdrawn', changed_at = now(), version = 1 where id = $1",
                  second)  # fmt: skip
    await hand.do("delete from tenants.referral_events where referral_id = $1", second)
    event, said = (hand.scene.row(own, f"tenants.{of}_events")["id"] for of in ("referral", "context"))
    await copied(hand, "tenants.referral_events", own.id, event, id=uuid4(), referral_id=second)
    await copied(hand, "tenants.context_events", own.id, said, id=line, referral_id=second, words="Of another")
    return second, line


async def twins_of_a_referral(hand: Hand, referral: object, report: object, second: UUID) -> None:
    """A neighbour has a referral and reports of the same ids, and what hangs on them."""
    other, third = hand.scene.other, uuid4()
    theirs, told = (hand.scene.row(other, f"tenants.{name}")["id"] for name in ("referrals", "reports"))
    for twin, reference in ((referral, "twin"), (third, "third")):
        await copied(hand, "tenants.referrals", other.id, theirs, id=twin, reference=reference)
    await hand.do("update tenants.referrals set state = 'withdrawn', changed_at = now(), version = 1"
                  " where tenant_id = $1 and id = $2", other.id, referral)  # fmt: skip
    another = await hand.ask("select id from tenants.reports where referral_id = $1", second)
    for number, (twin, about) in enumerate(((another, referral), (report, third))):
        await copied(hand, "tenants.reports", other.id, told, id=twin, referral_id=about, code_hash=f"\\x000{number}")
    await hand.do("update tenants.report_messages set report_id = $2 where tenant_id = $1", other.id, report)
    await hand.do("update tenants.referral_events set referral_id = $2 where tenant_id = $1", other.id, referral)
    await hand.do("update tenants.context_events set referral_id = $2, words = 'Theirs' where tenant_id = $1", other.id,
                  referral)  # fmt: skip
