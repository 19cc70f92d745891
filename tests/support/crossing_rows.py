"""A crossing of each council with a third one, which has no rows of its own, in the state that a page needs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.councils.onboard import NewCouncil, add_council
from commonground.platform.crossings.canonical import canonical, digest_of
from commonground.platform.references import ReferenceKind, new_reference
from councils import World, canary
from seeding import Seeded
from told import tell

THIRD = "thirdshire"
_BUILDS = {"build": "draft", "draft": "draft", "discard": "draft", "authorise": "proposed", "send": "authorised"}
_ANSWERS = {"accept": "sent", "acknowledge": "sent", "query": "sent", "decline": "sent", "ask-more": "accepted",
            "complete": "accepted", "hold-conference": "accepted", "take-responsibility": "conference_held",
            "answer-purge": "accepted", "take-in": "accepted"}  # fmt: skip  # by the last part of the address
_OFFERS = {"withdraw": "sent", "escalate": "sent", "close": "moved"}


async def add_third(connection: AsyncConnection) -> None:
    """A council on the register that nobody works for: the other end of everything that crosses."""
    new = NewCouncil(
        slug=THIRD, name="Thirdshire Council", kind="county", nation="england", legal_powers=("ca1989_s47",),
        areas=("Thirdshire",), languages=("en",), colour="#24478f", front_door_phone="020 7946 0142",
        out_of_hours_phone="020 7946 0143",
    )  # fmt: skip  # one council
    await add_council(connection, new)


async def cross_something(connection: AsyncConnection, one: Seeded) -> None:
    """The seeded rows of a crossing fit together: one disclosure, its offer to the third, package and receipt."""
    offer = one.rows["crossing.offers"]
    reference = offer["reference"] = new_reference(ReferenceKind.HANDOFF)
    words = canary(one.council.slug)
    package = _package(words)
    given = {
        "id": offer["id"],
        "council": one.council.id,
        "reference": reference,
        "package": package,
        "digest": digest_of(package),
        "manifest": _manifest(one),
        "staff": one.council.people["practitioner"].staff_id,
        "team": one.council.teams["front_door"],
        "third": THIRD,
        "context": one.rows["tenants.contexts"]["id"],
    }
    for statement in _STATEMENTS:
        needed = {name: value for name, value in given.items() if f":{name}" in statement}
        await connection.execute(text(statement), needed)
    for table in ("tenants.disclosures", "tenants.received_handoffs"):
        one.rows[table] |= {"id": offer["id"], "reference": reference}
    await _dispute_something(connection, one)


async def _dispute_something(connection: AsyncConnection, one: Seeded) -> None:
    """A question of this council and the third: it waits for this one."""
    dispute = one.rows["crossing.disputes"]
    dispute["reference"] = new_reference(ReferenceKind.DISPUTE)
    given = {"council": one.council.id, "id": dispute["id"], "reference": dispute["reference"], "third": THIRD}
    for statement in _DISPUTED:
        await connection.execute(text(statement), {name: v for name, v in given.items() if f":{name}" in statement})


def _package(words: str) -> str:
    said = dict.fromkeys(("purpose", "untold_why", "contact", "from"), words)
    codes = {"form": "commonground package 1", "verb": "hand_over", "kind": "peer_group", "told": "told", "phone": ""}
    field = {"code": "worry", "label": words, "words": words}
    return canonical({**codes, **said, "basis": "public_task", "files": [], "fields": [field]})


def _manifest(one: Seeded) -> str:
    side = {"id": str(one.council.id), "name": canary(one.council.slug)}
    said: Mapping[str, object] = {
        "form": "commonground receipt 1", "sender": side, "receiver": side, "responsible": str(one.council.id),
        "verb": "hand_over", "kind": "peer_group", "made_at": "2026-11-20T09:30:00.000000Z", "sharing": None,
        "steps": [], "packages": [],
    }  # fmt: skip  # one manifest
    return json.dumps(said)


_SENT_AGAIN = (
    "update tenants.disclosures d set state = 'sent', purpose = '–', necessity = '–', basis = 'public_task',"
    " openness = 'told', package_id = (select p.id from tenants.packages p where p.tenant_id = d.tenant_id"
    " and p.side = 'sent' order by p.made_at limit 1) where d.destination = 'council' and d.tenant_id = :own"
)
_THIRD = "(select id from commons.councils where slug = :third)"
_STATEMENTS = (
    (
        "update crossing.offers set reference = :reference, verb = 'hand_over', kind = 'peer_group', urgency = 'soon',"
        f"  state = 'accepted', receiver_id = {_THIRD}, responsible_id = sender_id, agreement_id = null,"
        " harms = '{cce}',"
        " ages = '{}', last_no = 1, accepted_at = now(), decline_reason = null, try_council_id = null, purged = null,"
        " respond_by = now() + interval '2 days', expires_at = now() + interval '9 days' where id = :id"
    ),
    (
        f"update crossing.steps set receiver_id = {_THIRD}, offer_id = :id, verb = 'send', side = 'sender',"
        " from_state = null, to_state = 'sent' where sender_id = :council"
    ),
    (
        "update tenants.disclosures set id = :id, reference = :reference, thread_id = :id, destination = 'council',"
        f" receiver_id = {_THIRD}, verb = 'hand_over', kind = 'peer_group', record_kind = 'context',"
        " record_id = :context,"
        " basis = 'public_task', openness = 'told', parts = '{}', chosen = '{}', files = '{}', harms = '{cce}',"
        " ages = '{}', area = null, state = 'sent', team_id = :team, author_id = :staff, urgency = 'soon',"
        " package_id = (select p.id from tenants.packages p where p.tenant_id = :council limit 1)"
        " where tenant_id = :council"
    ),
    (
        "update tenants.packages set crossing_id = :id, no = 1, side = 'sent', canonical = :package, digest = :digest,"
        " fields = '{worry}', made_by = :staff, sent_at = now(), erased_at = null where tenant_id = :council"
    ),
    (
        "insert into tenants.packages (tenant_id, id, crossing_id, no, side, canonical, digest, fields, names, made_at)"
        " values (:council, gen_random_uuid(), :id, 1, 'received', :package, :digest, '{worry}', false, now())"
    ),
    ("update tenants.authorisations set verdict = 'agreed', digest = :digest where tenant_id = :council"),
    ("update tenants.package_files set kind = 'txt' where tenant_id = :council"),
    (
        f"update tenants.received_handoffs set id = :id, reference = :reference, sender_id = {_THIRD},"
        " taker_id = :staff, team_id = :team, referral_id = null, purged_at = null where tenant_id = :council"
    ),
    (
        "update council.receipts set crossing_id = :id, reference = :reference, no = 1, what = 'opened',"
        " manifest = :manifest where tenant_id = :council"
    ),
)
_DISPUTED = (
    (
        f"update crossing.disputes set reference = :reference, other_id = {_THIRD}, offer_id = null, state = 'asked',"
        f" kind = 'border_place', reason = 'harm_happens', area = null, proposed_id = opener_id,"
        f" proposed_by_id = {_THIRD}, waits_id = opener_id, opener_decides_id = null, other_decides_id = null,"
        " lead_id = null, escalated_at = null, over_at = null, answer_by = now() + interval '2 days',"
        " settle_by = now() + interval '9 days' where id = :id"
    ),
    (
        f"update crossing.dispute_steps set other_id = {_THIRD}, dispute_id = :id, council_id = opener_id,"
        " verb = 'open', lead_id = opener_id, reason = 'harm_happens' where opener_id = :council"
    ),
)


@asynccontextmanager
async def dispute_for(world: World, path: str) -> AsyncIterator[None]:
    """Larkmere's question as the page under this address needs it; afterwards as it was."""
    escalated = "update crossing.disputes set escalated_at = {} where :own in (opener_id, other_id)"
    own, decides = world.larkmere.id, path.endswith("/decide")
    if decides:
        await tell(world, escalated.format("now()"), own=own)
    try:
        yield
    finally:
        if decides:
            await tell(world, escalated.format("null"), own=own)


@asynccontextmanager
async def crossing_for(world: World, path: str) -> AsyncIterator[None]:
    """Larkmere's crossing as the page under this address needs it; afterwards as it was. Hallowdene's stays as it is,
    so that whoever looks whether anything of it was changed finds nothing."""
    last = path.rpartition("/")[2]
    steps = [*_as_sender(last), *_as_receiver(last)]
    for there, _ in steps:
        await tell(world, there, own=world.larkmere.id)
    try:
        yield
    finally:
        for _, back in reversed(steps):
            await tell(world, back, own=world.larkmere.id)


_OWN = "where :own in (sender_id, receiver_id)"


def _as_sender(last: str) -> list[tuple[str, str]]:
    if last not in _BUILDS:
        return _moved(last, _OFFERS)
    there = (
        f"update tenants.disclosures set state = '{_BUILDS[last]}' where destination = 'council' and tenant_id = :own"
    )
    hidden = f"update crossing.offers set reference = '~' || reference {_OWN} and reference not like '~%'"
    shown = f"update crossing.offers set reference = substr(reference, 2) {_OWN} and reference like '~%'"
    return [(there, _SENT_AGAIN), (hidden, shown)]


def _as_receiver(last: str) -> list[tuple[str, str]]:
    if last not in _ANSWERS:
        return []
    turned = f"update crossing.offers set sender_id = receiver_id, receiver_id = sender_id {_OWN}"
    asked = "update crossing.offers set purge_asked_at = {} " + _OWN
    return [(turned, turned), *_moved(last, _ANSWERS), (asked.format("now()"), asked.format("null"))]


def _moved(last: str, states: Mapping[str, str]) -> list[tuple[str, str]]:
    if last not in states:
        return []
    accepted = "null" if states[last] == "sent" else "now()"
    moved = "update crossing.offers set state = '{}', accepted_at = {} " + _OWN
    return [(moved.format(states[last], accepted), moved.format("accepted", "now()"))]
