"""Promises about agreements between councils, and about what they list for each other. See `pass_probes.py`."""

# Long: what the promises share is put in by the same few functions.

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from councils import TestCouncil
from local_probes import session
from pass_probes import Hand, Promise
from people_probes import app

_PROPOSE = "select crossing.propose_agreement($1, $2, 'Head of IG', $3)"
_SIGN = "select crossing.sign_agreement($1, 'Lead')"
_WITHDRAW = "select crossing.withdraw_agreement($1, $2)"
_KEEP = "select crossing.keep_contact($1, $2, $3)"
_END = "select crossing.end_contact($1)"
_FOR = "select crossing.agreement_for($1, $2, $3, $4)"
_SIGNED = "select * from crossing.agreement_signatures where agreement_id = $1 order by signed_at, id"
_ENDED = "select ended_at from crossing.agreements where id = $1"
_ENTRIES = "select * from audit.entries where at = now() and action = $1"
_FACTS = "select tenant_id, subject_id from system.outbox where occurred_at = now() and kind = $1"
_DESK = json.dumps({"kind": "desk", "name": "Duty", "about": "A", "phone": "101", "email": "", "hours": "Days"})


async def _as(hand: Hand, council: TestCouncil, person: str = "ig_lead") -> UUID:
    """Under the pass of this person, whose id is returned."""
    token = str(uuid4())
    await session(hand, await hand.account_of(council, person), token, council)
    assert await hand.session(token)
    found = council.people[person].staff_id
    assert found is not None
    return found


async def _third(hand: Hand) -> UUID:
    """Another council on the register, of which nobody has a pass."""
    made = uuid4()
    again = "jsonb_populate_record(c, jsonb_build_object('id', $2::uuid, 'slug', 'a-third'))"
    await hand.do(f"insert into commons.councils select ({again}).* from commons.councils c where id = $1",
                  hand.scene.own.id, made)  # fmt: skip
    return made


async def _twin(hand: Hand) -> None:
    """Somebody of the other council under the very id that the lead has here."""
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{ig_lead}')",
                  hand.scene.other.id, hand.scene.own.people["ig_lead"].staff_id)  # fmt: skip


async def _put(hand: Hand, councils: Sequence[UUID], signers: Sequence[UUID] = (), **more: object) -> UUID:
    """An agreement as if it had been proposed an hour ago."""
    made = uuid4()
    row: dict[str, object] = {
        "version": 1,
        "replaces_id": None,
        "kinds": [],
        "from_on": date(2026, 1, 1),
        "until_on": None,
        "ended_at": None,
    }
    row |= more
    await hand.do(
        "insert into crossing.agreements (id, proposer_id, councils, name, version, replaces_id, inform, work_jointly,"
        " hand_over, kinds, from_on, until_on, ended_at, proposed_at, proposed_by)"
        " values ($1, $2, $3, 'Put', $4, $5, true, false, false, $6, $7, $8, $9, now() - interval '1 hour', 'Ada')",
        made, councils[0], list(councils), *(row[name] for name in ("version", "replaces_id", "kinds", "from_on",
                                                                    "until_on", "ended_at")),
    )  # fmt: skip  # a row
    for signer in signers:
        await _put_signature(hand, made, signer, councils)
    return made


async def _put_signature(
    hand: Hand, agreement: UUID, signer: UUID, councils: Sequence[UUID], gone: bool = False
) -> None:
    await hand.do(
        "insert into crossing.agreement_signatures (id, council_id, councils, agreement_id, signed_at, signed_by,"
        " signed_as, withdrawn_at, withdrawn_words) values (gen_random_uuid(), $1, $2, $3, now() - interval '1 hour',"
        " 'Ada', 'Lead', case when $4 then now() - interval '30 minutes' end, 'Before')",
        signer, list(councils), agreement, gone,
    )  # fmt: skip  # a row


def _said(*councils: UUID, **more: object) -> str:
    verbs = {"inform": True, "work_jointly": False, "hand_over": True}
    said = {"name": "Work", "region": "R", "kinds": ["online"], "words": "W", "from_on": "2026-11-02", "until_on": None}
    return json.dumps(said | verbs | {"councils": [str(each) for each in councils]} | more)


async def _propose(hand: Hand, *councils: UUID, old: UUID | None = None, **more: object) -> Any:
    return await app(hand, _PROPOSE, uuid4(), _said(*councils, **more), old)


async def only_keepers_act_for_their_council(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    theirs = await _put(hand, [other.id, own.id], [other.id])
    asked: tuple[tuple[str, tuple[object, ...]], ...] = (
        (_PROPOSE, (uuid4(), _said(other.id), None)), (_SIGN, (theirs,)), (_WITHDRAW, (theirs, "Why")),
        (_KEEP, (uuid4(), _DESK, None)), (_END, (uuid4(),)),
    )  # fmt: skip
    await hand.no_pass()
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"without a pass: {sql}"
    for token in (hand.tokens.mine, hand.tokens.operator, hand.scene.support, hand.scene.partner):
        await hand.session(token)
        for sql, given in asked:
            assert await hand.refused(APP, sql, *given), f"not theirs: {sql}"
    for person in ("ig_lead", "admin"):
        await _as(hand, own, person)
        assert await _propose(hand, other.id) == "done"


async def what_is_proposed_is_signed_by_its_own_council_and_told(hand: Hand) -> None:
    own, other, made, third = hand.scene.own, hand.scene.other, uuid4(), await _third(hand)
    await _twin(hand)
    staff = await _as(hand, own)
    assert await app(hand, _PROPOSE, made, _said(other.id, uuid4()), None) == "done"
    assert await _propose(hand) == await _propose(hand, own.id) == await _propose(hand, uuid4()) == "councils"
    (row,) = await hand.connection.fetch("select * from crossing.agreements where proposed_at = now()")
    assert (row["id"], row["proposer_id"], row["version"], row["replaces_id"]) == (made, own.id, 1, None)
    assert row["councils"] == sorted([own.id, other.id])
    assert (row["name"], row["region"], row["kinds"], row["words"]) == ("Work", "R", ["online"], "W")
    assert (row["inform"], row["work_jointly"], row["hand_over"]) == (True, False, True)
    assert (row["from_on"], row["until_on"], row["ended_at"]) == (date(2026, 11, 2), None, None)
    (signed,) = await hand.connection.fetch("select * from crossing.agreement_signatures where signed_at = now()")
    assert (signed["agreement_id"], signed["council_id"], signed["councils"]) == (made, own.id, row["councils"])
    name = own.people["ig_lead"].name
    assert (row["proposed_by"], signed["signed_by"], signed["signed_as"]) == (name, name, "Head of IG")
    await _noted(hand, "propose", made, own, staff, other)
    assert await _propose(hand, other.id, third) == "done"
    assert await hand.ask("select count(*) from system.outbox where occurred_at = now() and tenant_id = $1", third) == 1


async def _noted(hand: Hand, verb: str, agreement: UUID, own: TestCouncil, staff: UUID, other: TestCouncil) -> None:
    """In both trails, once each, with a name in one's own alone; and to the other's workers."""
    entries = {row["tenant_id"]: row for row in await hand.connection.fetch(_ENTRIES, f"keep_agreements:{verb}")}
    assert len(await hand.connection.fetch(_ENTRIES, f"keep_agreements:{verb}")) == len(entries) == 2
    assert {row["subject_id"] for row in entries.values()} == {agreement}
    assert (entries[own.id]["staff_id"], entries[own.id]["why"]) == (staff, None)
    council = await hand.ask("select name from commons.councils where id = $1", own.id)
    assert (entries[other.id]["staff_id"], entries[other.id]["why"]) == (None, f"By {council}")
    kind = {"propose": "agreement_proposed", "sign": "agreement_signed", "withdraw": "agreement_withdrawn"}[verb]
    assert [tuple(each) for each in await hand.connection.fetch(_FACTS, kind)] == [(other.id, agreement)]


async def a_council_signs_for_itself_once(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    both = [other.id, own.id]
    made, theirs = await _put(hand, both, [other.id]), await _put(hand, [other.id], [other.id])
    await _put(hand, both, [own.id])  # another one that we hold ourselves to
    await _twin(hand)
    staff = await _as(hand, own)
    for wrong in (theirs, uuid4()):
        assert await app(hand, _SIGN, wrong) is None
    assert await app(hand, _SIGN, made) == await app(hand, _SIGN, made) == "done"
    (signed,) = await hand.connection.fetch("select * from crossing.agreement_signatures where signed_at = now()")
    assert (signed["agreement_id"], signed["council_id"], signed["signed_as"]) == (made, own.id, "Lead")
    assert signed["signed_by"] == own.people["ig_lead"].name
    await _noted(hand, "sign", made, own, staff, other)
    assert await app(hand, _WITHDRAW, made, "Why") == "done"
    assert await app(hand, _SIGN, made) == "done"
    assert len(await hand.connection.fetch(_SIGNED, made)) == 3, "again, after it was withdrawn"


async def what_is_over_is_not_signed(hand: Hand) -> None:
    both = [hand.scene.other.id, hand.scene.own.id]
    today = await hand.ask("select (now() at time zone 'Europe/London')::date")
    await _as(hand, hand.scene.own)
    for over in (
        {"until_on": today - timedelta(days=1)},
        {"ended_at": await hand.ask("select now() + interval '1 day'")},
    ):
        made = await _put(hand, both, both[:1], **over)
        assert await app(hand, _SIGN, made) == "over", over
        assert len(await hand.connection.fetch(_SIGNED, made)) == 1
    assert await app(hand, _SIGN, await _put(hand, both, both[:1], until_on=today)) == "done"


async def a_council_withdraws_its_own_signature_at_once(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    both = [other.id, own.id]
    made, beside = await _put(hand, both, both), await _put(hand, both, both)
    await _put_signature(hand, made, own.id, both, gone=True)
    theirs = await _put(hand, [other.id], [other.id])
    await _twin(hand)
    staff = await _as(hand, own)
    for wrong in (theirs, uuid4()):
        assert await app(hand, _WITHDRAW, wrong, "Why") is None
    assert await app(hand, _WITHDRAW, made, "") == "words_missing"
    assert await app(hand, _WITHDRAW, made, "Why") == "done"
    assert await app(hand, _WITHDRAW, made, "Again") == "changed"
    gone = await hand.connection.fetch("select * from crossing.agreement_signatures where withdrawn_at = now()")
    assert [(row["agreement_id"], row["council_id"], row["withdrawn_words"]) for row in gone] == [(made, own.id, "Why")]
    assert gone[0]["withdrawn_by"] == own.people["ig_lead"].name
    assert all(row["withdrawn_at"] is None for row in await hand.connection.fetch(_SIGNED, beside))
    await _noted(hand, "withdraw", made, own, staff, other)


async def the_version_before_ends_when_all_have_signed_the_newer(hand: Hand) -> None:
    own, other, third = hand.scene.own, hand.scene.other, await _third(hand)
    every = [other.id, own.id, third]
    old, beside = await _put(hand, every, [other.id, own.id]), await _put(hand, every, every)
    await _put_signature(hand, old, third, every, gone=True)
    newer = await _put(hand, every, [own.id], replaces_id=old, version=2)
    # Nobody has asked about these two since they stood so.
    untouched = await _put(hand, every, [own.id])
    await _put(hand, every, [own.id], replaces_id=untouched, version=2)
    await _as(hand, own)
    assert await app(hand, _WITHDRAW, newer, "Why") == await app(hand, _SIGN, newer) == "done"
    assert await hand.ask(_ENDED, old) is None, "the other has not signed it"
    await _as(hand, other)
    assert await app(hand, _SIGN, newer) == "done"
    assert await hand.ask(f"select ({_ENDED}) = now()", old)
    assert await hand.ask(_ENDED, beside) is None
    before = await hand.ask("select now() - interval '1 minute'")
    await hand.do("update crossing.agreements set ended_at = $2 where id = $1", old, before)
    assert await app(hand, _WITHDRAW, old, "Why") == "done"
    assert (await hand.ask(_ENDED, old), await hand.ask(_ENDED, untouched)) == (before, None)


async def a_withdrawn_signature_ends_nothing_that_stands(hand: Hand) -> None:
    own, other, third = hand.scene.own, hand.scene.other, await _third(hand)
    every = [other.id, own.id, third]
    old = await _put(hand, every, every)
    newer = await _put(hand, every, [third], replaces_id=old, version=2)
    await _put_signature(hand, newer, other.id, every, gone=True)
    await _as(hand, own)
    assert await app(hand, _SIGN, newer) == "done"
    assert await hand.ask(_ENDED, old) is None, "the other has withdrawn from the newer one"
    empty = await _put(hand, every, [own.id])
    dead = await _put(hand, every, replaces_id=empty, version=2)
    await _put_signature(hand, dead, own.id, every, gone=True)
    assert await app(hand, _WITHDRAW, empty, "Why") == "done"
    assert await hand.ask(_ENDED, empty) is None, "nobody holds themselves to the newer one"
    assert await app(hand, _SIGN, empty) == "done"


async def who_leaves_the_old_one_holds_up_nobody(hand: Hand) -> None:
    """And the newer one takes its place on its first day."""
    own, other = hand.scene.own, hand.scene.other
    both, first = [other.id, own.id], date(2999, 1, 1)
    old = await _put(hand, both, both)
    await _put(hand, both, [other.id], replaces_id=old, version=2, from_on=first)
    await _as(hand, own)
    assert await app(hand, _WITHDRAW, old, "Why") == "done"
    begins = await hand.ask("select '2999-01-01'::timestamp at time zone 'Europe/London'")
    assert await hand.ask(_ENDED, old) == begins


async def a_newer_version_follows_one_that_stands(hand: Hand) -> None:
    own, other, third = hand.scene.own, hand.scene.other, await _third(hand)
    both = [other.id, own.id]
    old, ended = await _put(hand, both, both), await _put(hand, both, both, ended_at=await hand.ask("select now()"))
    theirs = await _put(hand, [other.id], [other.id])
    await _put_signature(hand, old, third, both, gone=True)
    await _put(hand, [third], [third], version=40)
    dead = await _put(hand, both, replaces_id=old, version=4)
    await _put_signature(hand, dead, own.id, both, gone=True)
    await _as(hand, own)
    for wrong in (ended, theirs, uuid4()):
        assert await _propose(hand, other.id, old=wrong) == "changed"
    assert await _propose(hand, third, old=old) == "signers", "the other holds itself to the one before"
    made = uuid4()
    assert await app(hand, _PROPOSE, made, _said(other.id), old) == "done"
    row = await hand.connection.fetchrow("select version, replaces_id from crossing.agreements where id = $1", made)
    assert row is not None
    assert tuple(row) == (5, old)
    assert await _propose(hand, other.id, old=old) == "newer"
    alone = await _put(hand, both, [own.id])
    assert await _propose(hand, other.id, old=alone) == "done"
    assert await hand.ask(_ENDED, alone) is not None, "whoever held themselves to it has signed by proposing"


async def an_agreement_allows_what_both_hold_themselves_to(hand: Hand) -> None:
    own, other, third = hand.scene.own.id, hand.scene.other.id, await _third(hand)
    both = [other, own]
    today = await hand.ask("select (now() at time zone 'Europe/London')::date")
    now = await hand.ask("select now()")

    async def found(verb: str = "inform", kind: str = "online", one: UUID = own) -> Any:
        return await hand.ask(_FOR, one, other, verb, kind)

    for signers in ((own,), (other,)):
        await _put(hand, both, signers)
    assert await found() is None, "each has signed another one"
    day = timedelta(days=1)
    for over in ({"from_on": today + day}, {"until_on": today - day}, {"ended_at": now}, {"kinds": ["peer_group"]}):
        await _put(hand, both, both, **over)
        assert await found() is None, over
    for gone, stays in ((own, other), (other, own)):
        left = await _put(hand, both, [stays])
        await _put_signature(hand, left, gone, both, gone=True)
        assert await found() is None
    assert await found(kind="peer_group") is not None
    made = await _put(hand, both, both, from_on=today, until_on=today, ended_at=now + day, kinds=["online"])
    assert await found() == await hand.ask(_FOR, other, own, "inform", "online") == made
    assert await found("hand_over") is None
    assert await found(kind="intelligence") is None
    assert await found(one=third) is None


async def a_council_lists_its_own_desks(hand: Hand) -> None:
    own, other, made, second = hand.scene.own, hand.scene.other, uuid4(), uuid4()
    listed = "select name, council_id, version from commons.duty_contacts where id = any ($1) order by name"
    await _as(hand, own)
    assert await app(hand, _KEEP, made, _DESK, None)
    assert await app(hand, _KEEP, second, _DESK.replace("Duty", "Second"), None)
    changed = _DESK.replace("Duty", "Changed")
    for wrong, seen in ((made, 2), (uuid4(), 1)):
        assert not await app(hand, _KEEP, wrong, changed, seen)
    await _as(hand, other)
    assert not await app(hand, _KEEP, made, changed, 1), "another council's"
    assert not await app(hand, _END, made)
    await _as(hand, own, "admin")
    assert await app(hand, _KEEP, made, changed, 1)
    rows = [tuple(row) for row in await hand.connection.fetch(listed, [made, second])]
    assert rows == [("Changed", own.id, 2), ("Second", own.id, 1)]
    assert await app(hand, _END, made)
    assert not await app(hand, _END, made)
    assert [row[0] for row in await hand.connection.fetch(listed, [made, second])] == ["Second"]


AGREEMENT_PROMISES: tuple[Promise, ...] = (
    only_keepers_act_for_their_council,
    what_is_proposed_is_signed_by_its_own_council_and_told,
    a_council_signs_for_itself_once,
    what_is_over_is_not_signed,
    a_council_withdraws_its_own_signature_at_once,
    the_version_before_ends_when_all_have_signed_the_newer,
    a_withdrawn_signature_ends_nothing_that_stands,
    who_leaves_the_old_one_holds_up_nobody,
    a_newer_version_follows_one_that_stands,
    an_agreement_allows_what_both_hold_themselves_to,
    a_council_lists_its_own_desks,
)
