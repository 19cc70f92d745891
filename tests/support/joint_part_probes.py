"""Promises about the parts of joint concerns. See `pass_probes.py`."""

# Long: one promise to each thing that can be done, with everything that it must leave as it is.

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import WORKER
from crossing_copies import AUTHOR
from joint_copies import CLOSE, GONE, Joint, Side, both_work, staff
from pass_probes import Hand, Promise, undone

_TODAY = "(now() at time zone 'Europe/London')::date"
_SHOW = "select crossing.joint_show($1, $2, $3)"
_WITHDRAW = "select crossing.joint_withdraw($1, $2)"
_DONE = "select crossing.joint_done($1, $2)"
_HEARD = (
    "update crossing.contributions set councils = councils || $2::uuid, guests = guests || $3::uuid[] where id = $1"
)
_NOBODY_OVER = "update tenants.joint_partners set until_at = now() + interval '1 day'"
_CHECK = "select crossing.joint_check($1, $2, $3)"


async def _receipts(hand: Hand, concern: UUID, what: str) -> list[Any]:
    sql = "select * from council.receipts where crossing_id = $1 and what = $2 order by tenant_id"
    return list(await hand.connection.fetch(sql, concern, what))


async def a_part_is_put_in_as_its_council(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other, mine = hand.scene.own.id, hand.scene.other.id, hand.tokens.mine
    told = {"kind": "text", "words": "W", "codes": ["a"], "councils": [other], "guests": [meant.guest]}

    async def add(token: str = mine, concern: UUID = meant.id, **changed: object) -> UUID | str | None:
        made, said = uuid4(), json.dumps(told | {"keep_days": 1000} | changed, default=str)
        answer = await joint.one(token, "select crossing.joint_add($1, $2, $3::jsonb)", concern, made, said)
        return made if answer == "done" else answer

    assert await add("") is None
    assert await add(hand.scene.partner) is None
    assert await add(concern=uuid4()) is None
    wrongs: tuple[dict[str, Any], ...] = (
        {"councils": [joint.third]}, {"guests": [double.guest]}, {"doer_id": joint.third}, {"about_id": uuid4()},
        {"about_id": double.mine}, {"about_id": meant.hidden}, {"about_id": meant.gone}, {"kind": "message"},
    )  # fmt: skip
    for wrong in wrongs:
        assert await add(**wrong) == "not_there", wrong
    for changed in ("closed", "stopped"):
        async with undone(hand.connection):
            await (hand.do(CLOSE, meant.id) if changed == "closed" else joint.under_an_agreement(own, meant.id))
            assert await add() == changed
    await hand.do("update crossing.joint_parties set keep_days = 5 where id = $1", double.party)
    before = await joint.rows()
    part = await add(about_id=meant.theirs)
    assert isinstance(part, UUID)
    touched, new = await joint.since(before)
    assert touched == set()
    (row,), (step,) = ([each for name, each in new if name == t] for t in ("contributions", "joint_steps"))
    assert (row["id"], row["council_id"], row["councils"]) == (str(part), str(own), [str(own), str(other)])
    assert (row["guests"], row["guest_id"], row["by_name"]) == ([str(meant.guest)], None, hand.me.name)
    assert (step["concern_id"], step["part_id"], step["by_name"]) == (str(meant.id), str(part), hand.me.name)
    kept = f"select keep_until - {_TODAY} from crossing.contributions where id = $1"
    for days, changed_part in ((100, part), (10, await add(keep_days=10)), (50, await add(kind="meeting"))):
        assert await hand.ask(kept, changed_part) == days
    alone = await add(kind="meeting", councils=[], guests=[])
    assert await hand.ask(kept, alone) == 100, "only of those that see it"


async def a_document_is_put_in_with_its_file(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    said = {"kind": "document", "words": "W", "keep_days": 9}
    file = {"object_id": uuid4(), "kind": "pdf", "size": 7, "digest": "0a"}
    hashes = []
    for more in ({}, {"file": file}):
        part, told = uuid4(), json.dumps(said | more, default=str)
        add = "select crossing.joint_add($1, $2, $3::jsonb)"
        assert await joint.one(hand.tokens.mine, add, meant.id, part, told) == "done"
        row = (await joint.rows())["contributions", str(part)]
        kept = [row[f"file_{name}"] for name in file]
        assert kept == ([str(file["object_id"]), "pdf", 7, "\\x0a"] if more else [None] * 4)
        whole = {"codes": [], "id": str(part), "kind": "document", "words": "W"} | ({"file": "0a"} if more else {})
        text = json.dumps(dict(sorted(whole.items())), separators=(",", ":"))
        hashes += [(row["digest"], "\\x" + hashlib.sha256(text.encode()).hexdigest())]
    assert [stands for stands, _ in hashes] == [meant for _, meant in hashes]


async def what_is_done_is_noted_and_told(hand: Hand) -> None:
    """In the trail and the receipts of each council that sees it, and of nobody else."""
    joint, meant, _ = await both_work(hand)
    own, other = hand.scene.own, hand.scene.other
    put = ("insert into council.receipts (tenant_id, id, crossing_id, reference, no, what, manifest, digest, made_at)"
           " values ($1, gen_random_uuid(), $2, 'R', $3, 'sent', '{}', '', now())")  # fmt: skip
    await hand.do(put, own.id, uuid4(), 40)
    await hand.do(put, joint.third, meant.id, 7)
    await hand.do(put, own.id, meant.id, 2)
    part, said = (
        uuid4(),
        {"kind": "text", "words": "W", "councils": [other.id], "guests": [meant.guest], "keep_days": 9},
    )
    add = "select crossing.joint_add($1, $2, $3::jsonb)"
    assert await joint.one(hand.tokens.mine, add, meant.id, part, json.dumps(said, default=str)) == "done"
    entries = await hand.connection.fetch(
        "select * from audit.entries where at = now() and subject_id = $1 and subject_kind = 'joint'", meant.id
    )
    assert {row["reference"] for row in entries} == {meant.reference}
    assert sorted((row["tenant_id"], row["action"]) for row in entries) == sorted(
        (council.id, f"joint:{what}") for council in (own, other) for what in ("add", "receipt")
    )
    said_of = {row["tenant_id"]: (row["staff_id"], row["why"]) for row in entries if row["action"] == "joint:add"}
    name = await hand.ask("select name from commons.councils where id = $1", own.id)
    assert said_of == {own.id: (hand.me.staff_id, None), other.id: (None, f"By {name}")}
    assert await joint.facts() == [(other.id, "joint_changed")]
    receipts = {row["tenant_id"]: row for row in await _receipts(hand, meant.id, "joint_shared")}
    assert {council: row["no"] for council, row in receipts.items()} == {own.id: 3, other.id: 1}
    (manifest,) = {row["manifest"] for row in receipts.values()}
    whole = json.loads(manifest)
    assert (whole["crossing"], whole["reference"], whole["kind"]) == (str(meant.id), meant.reference, "peer_group")
    assert {each["id"] for each in whole["parties"]} == {str(own.id), str(other.id)}
    assert whole["lead"] == {"id": str(own.id), "name": name}
    assert (whole["part"]["id"], whole["part"]["partners"]) == (str(part), ["guest"])


async def whose_part_it_is_says_who_sees_it(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other, mine = hand.scene.own.id, hand.scene.other.id, hand.tokens.mine

    async def show(part: UUID, seen: list[UUID], partners: list[UUID], token: str = mine) -> object:
        return await joint.one(token, _SHOW, part, seen, partners)

    assert await show(meant.mine, [other], [], "") is None
    for nobodys in (meant.theirs, meant.hidden, uuid4()):
        assert await show(nobodys, [other], []) is None
    assert await show(meant.gone, [other], []) == "changed"
    assert await show(meant.mine, [joint.third], []) == await show(meant.mine, [], [double.guest]) == "not_there"
    async with undone(hand.connection):
        await hand.do(CLOSE, meant.id)
        assert await show(meant.mine, [other], []) == "closed"
    async with undone(hand.connection):
        await joint.apart(meant.id)
        assert (
            await show(meant.mine, [other], []) == await show(meant.mine, [], [meant.their_guest]) == "reason_missing"
        )
    # A council that works on it no more, and of which the part has not heard yet.
    await hand.do("update crossing.contributions set councils = councils || $2::uuid where id = $1", meant.action,
                  joint.third)  # fmt: skip
    before = await joint.rows()
    assert await show(meant.action, [], [meant.guest]) == "done"
    touched, new = await joint.since(before)
    assert touched == {("contributions", meant.action), ("joint_steps", meant.ids["step of action"])}
    row = (await joint.rows())["contributions", str(meant.action)]
    assert (row["councils"], row["guests"], row["doer_id"]) == ([str(own)], [str(meant.guest)], None)
    ((_, step),) = new
    assert (step["concern_id"], step["verb"], step["part_id"]) == (str(meant.id), "show", None)
    assert sorted(step["councils"]) == sorted([str(own), str(other)])
    assert [row["tenant_id"] for row in await _receipts(hand, meant.id, "joint_shown")] == [own]
    assert await show(meant.meeting, [other], []) == "done"
    await hand.do("update crossing.contributions set kind = 'message' where id = $1", meant.meeting)
    assert await show(meant.meeting, [other], [meant.guest]) == "not_there"
    assert await show(meant.meeting, [other], []) == "done"


async def whoever_shows_without_an_agreement_says_why(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other, mine = hand.scene.own.id, hand.scene.other.id, hand.tokens.mine

    async def say(said: str = "Why", token: str = mine, concern: UUID = meant.id) -> object:
        ask = "select crossing.joint_give_reason($1, $2, $3, $4)"
        return await joint.one(token, ask, concern, [own, other], [meant.their_guest], said)

    for nobody in ("", hand.scene.partner):
        assert await say(token=nobody) is None
    assert await say(concern=uuid4()) is None
    before = await joint.rows()
    assert await say() == "done"
    assert await joint.since(before) == (set(), []), "there is nobody without"
    await joint.apart(meant.id)
    for councils, guests in (([other], []), ([], [meant.their_guest])):
        part = {"kind": "text", "words": "W", "councils": councils, "guests": guests, "keep_days": 9}
        put = ("select crossing.joint_add($1, $2, $3::jsonb)", meant.id, uuid4(), json.dumps(part, default=str))
        assert await joint.one(mine, *put) == "reason_missing"
    assert await say("") == "reason_missing"
    async with undone(hand.connection):
        await hand.do(CLOSE, meant.id)
        assert await say() == "closed"
    before = await joint.rows()
    assert await say() == await say("Again") == "done"
    touched, new = await joint.since(before)
    assert touched == set()
    ((_, step),) = new
    assert (step["concern_id"], step["council_id"], step["verb"]) == (str(meant.id), str(own), "reason")
    assert (step["councils"], step["words"], step["by_name"]) == ([str(own), str(other)], "Why", hand.me.name)
    assert sorted(await joint.facts()) == sorted([(other, "joint_changed"), (own, "joint_without_agreement")])
    assert await joint.one(mine, _SHOW, meant.mine, [other], []) == "done"


async def whose_part_it_is_takes_it_back(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    mine = hand.tokens.mine
    assert await joint.one("", _WITHDRAW, meant.mine, "W") is None
    for nobodys in (meant.theirs, meant.hidden, uuid4()):
        assert await joint.one(mine, _WITHDRAW, nobodys, "W") is None
    assert await joint.one(mine, _WITHDRAW, meant.gone, "W") == "changed"
    await hand.do(CLOSE, meant.id)
    before = await joint.rows()
    assert await joint.one(mine, _WITHDRAW, meant.mine, "Why") == "done"
    touched, new = await joint.since(before)
    assert touched == {("contributions", meant.mine)}
    row = (await joint.rows())["contributions", str(meant.mine)]
    assert (row["words"], row["state"], row["over_words"]) == ("", "withdrawn", "Why")
    ((_, step),) = new
    assert (step["verb"], step["part_id"], step["words"]) == ("withdrawn", str(meant.mine), "Why")
    assert len(await _receipts(hand, meant.id, "joint_withdrawn")) == 2
    assert await _bytes_over(hand) == []
    await _filed_is_gone(joint, meant, double)


async def _bytes_over(hand: Hand) -> list[tuple[UUID, UUID]]:
    """Of whom, and which, a worker is to take away."""
    sql = "select * from system.outbox where occurred_at = now() and (kind, subject_kind) = ('files_due', 'joint_file')"
    return [(row["tenant_id"], row["subject_id"]) for row in await hand.connection.fetch(sql)]


async def _filed_is_gone(joint: Joint, meant: Side, double: Side) -> None:
    own = joint.hand.scene.own.id
    kept = {"file_kind": "pdf", "file_size": 7, "file_digest": "\\x0a", "kind": "document"}
    _, (made, lies) = [
        (await joint.put("crossing.contributions", council_id=own, councils=[own], concern_id=side.id,
                         file_object_id=lies, **kept), lies)
        for side, lies in ((double, uuid4()), (meant, uuid4()))
    ]  # fmt: skip  # the other one stays
    assert await joint.one(joint.hand.tokens.mine, _WITHDRAW, made, "") == "done"
    row = (await joint.rows())["contributions", str(made)]
    assert (row["file_object_id"], row["file_kind"], row["file_size"]) == (None, None, None)
    assert row["file_digest"] == "\\x0a", "the proof"
    assert await _bytes_over(joint.hand) == [(own, lies)]


async def whoever_does_an_action_says_what_came_of_it(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    mine = hand.tokens.mine
    assert await joint.one("", _DONE, meant.action, "W") is None
    for nobodys in (meant.mine, meant.their_own, meant.blind, uuid4()):
        assert await joint.one(mine, _DONE, nobodys, "W") is None
    assert await joint.one(mine, _DONE, meant.their_action, "") == "words_missing"
    # A council that works on it no more, and of which the part has not heard yet.
    await hand.do(_HEARD, meant.their_action, joint.third, [])
    async with undone(hand.connection):
        await joint.apart(meant.id)
        assert await _said_of_theirs(joint, meant) == [str(hand.scene.own.id)], "who may be shown it"
    before = await joint.rows()
    assert sorted(await _said_of_theirs(joint, meant)) == sorted(map(str, (hand.scene.own.id, hand.scene.other.id)))
    touched, new = await joint.since(before)
    assert touched == {("contributions", meant.their_action)}
    assert {row["part_id"] for name, row in new if name == "joint_steps"} >= {str(meant.their_action)}
    before = await joint.rows()
    assert await joint.one(mine, _DONE, meant.action, "Well") == "done"
    touched, new = await joint.since(before)
    assert touched == {("contributions", meant.action)}
    assert [(row["concern_id"], row["part_id"]) for _, row in new] == [(str(meant.id), str(meant.action))]
    for part, came_of in ((meant.their_action, ""), (meant.action, "Well")):
        assert await joint.one(mine, _DONE, part, "Again") == "changed"
        assert (await joint.rows())["contributions", str(part)]["came_of"] == came_of
    gone = await joint.put("crossing.contributions", council_id=hand.scene.own.id, councils=[hand.scene.own.id],
                           concern_id=meant.id, **GONE | {"kind": "action"})  # fmt: skip
    assert await joint.one(mine, _DONE, gone, "Well") == "changed"
    await hand.do(CLOSE, meant.id)
    assert await joint.one(mine, _DONE, meant.action, "W") == "closed"


async def _said_of_theirs(joint: Joint, meant: Side) -> list[str]:
    """Another council's action is done: who sees what one has said of it, which is one's own."""
    before = await joint.rows()
    assert await joint.one(joint.hand.tokens.mine, _DONE, meant.their_action, "Well") == "done"
    _, new = await joint.since(before)
    (said,) = [row for name, row in new if name == "contributions"]
    assert (said["kind"], said["words"], said["about_id"]) == ("text", "Well", str(meant.their_action))
    assert (said["council_id"], said["guests"]) == (str(joint.hand.scene.own.id), [])
    return list(said["councils"])


# Long: one reading, with every row that is not of it.
async def minutes_are_read_by_a_second_person(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other, mine = hand.scene.own, hand.scene.other, hand.tokens.mine

    async def check(minutes: UUID, verdict: str = "publish", said: str = "", token: str = mine) -> object:
        return await joint.one(token, _CHECK, minutes, verdict, said)

    async def minutes(council: object = own.id, **more: Any) -> UUID:
        row = {"concern_id": meant.id, "meeting_id": meant.meeting, "writer_id": staff(own, AUTHOR)}
        return await joint.put("tenants.joint_minutes", tenant_id=council, **row | more)

    nobodys = [await minutes(other.id), await minutes(state="published"), await minutes(state="returned"), uuid4()]
    for each in nobodys:
        assert await check(each, "return", "Names") is None
    assert await check(meant.minutes, token="") is None
    assert await check(await minutes(writer_id=hand.me.staff_id)) == "own_minutes"
    gone = await joint.put("crossing.contributions", council_id=own.id, councils=[own.id], concern_id=meant.id,
                           **GONE | {"kind": "meeting"})  # fmt: skip
    theirs = await joint.put("crossing.contributions", council_id=other.id, councils=[own.id, other.id],
                             concern_id=meant.id, kind="meeting")  # fmt: skip
    for meeting in (uuid4(), theirs, double.meeting, meant.mine, gone):
        assert await check(await minutes(meeting_id=meeting)) == "changed"
    assert await check(meant.minutes, "return") == "words_missing"
    before, key = await joint.rows(), ("joint_minutes", str(meant.minutes))
    async with undone(hand.connection):
        await hand.do(CLOSE, meant.id)
        assert await check(meant.minutes) == "closed"
    async with undone(hand.connection):
        assert await check(meant.minutes, "return", "Names") == "done"
        assert await joint.since(before) == ({("joint_minutes", meant.minutes)}, [])
        row = (await joint.rows())[key]
        assert (row["state"], row["words"], row["check_words"]) == ("returned", "W", "Names")
    # Whoever works on it no more, and of whom the meeting has not heard yet.
    await hand.do(_HEARD, meant.meeting, joint.third, [meant.ended, meant.their_guest, double.guest])
    for apart, whom in ((True, [meant.guest]), (False, [])):
        async with undone(hand.connection):
            if apart:
                await joint.apart(meant.id)
            else:
                await hand.do("update crossing.joint_guests set until_at = now() where concern_id = $1", meant.id)
            assert await check(meant.minutes) == "done"
            part = dict((await joint.since(before))[1])["contributions"]
            assert part["guests"] == [str(each) for each in whom]
            assert part["councils"] == ([str(own.id)] if apart else [str(own.id), str(other.id)])
    await hand.do("update crossing.contributions set guests = array_remove(guests, $2) where id = $1", meant.meeting,
                  meant.their_guest)  # fmt: skip
    before = await joint.rows()
    assert await check(meant.minutes) == "done"
    touched, new = await joint.since(before)
    assert touched == {("joint_minutes", meant.minutes)}
    row = (await joint.rows())[key]
    assert (row["state"], row["words"], row["checker_id"]) == ("published", "", str(hand.me.staff_id))
    part = dict(new)["contributions"]
    assert (part["kind"], part["words"], part["codes"]) == ("minutes", "W", ["police"])
    assert (part["about_id"], part["guests"]) == (str(meant.meeting), [str(meant.guest)])
    assert (part["councils"], part["by_name"]) == ([str(own.id), str(other.id)], own.people[AUTHOR].name)


async def what_a_council_keeps_no_longer_goes_in_its_job(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    await hand.do(_NOBODY_OVER)
    due = f"update crossing.contributions set keep_until = {_TODAY} - $2::integer where id = any ($1)"
    await hand.do(due, [meant.mine, meant.theirs, meant.gone], 1)
    await hand.do(due, [meant.action], 0)
    fact = uuid4()
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " ($1, $2, 'crossings_expire', 'council', $2, now())", fact, hand.scene.own.id)  # fmt: skip
    await hand.no_pass()
    assert (await hand.call(WORKER, "select crossing.joint_expire()"))[0][0] == 0
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    before = await joint.rows()
    assert (await hand.call(WORKER, "select crossing.joint_expire()"))[0][0] == 1
    assert await joint.touched(before) == {("contributions", meant.mine)}
    assert (await joint.rows())["contributions", str(meant.mine)]["state"] == "expired"
    assert (await hand.call(WORKER, "select crossing.joint_expire()"))[0][0] == 0


async def a_partner_whose_time_is_over_is_out_in_its_councils_job(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    await hand.do(_NOBODY_OVER)
    over = "update tenants.joint_partners set until_at = now() - $2::integer * interval '1 second' where id = any ($1)"
    await hand.do(over, [meant.guest, meant.ended], 0)
    await hand.do(over, [meant.elsewhere], -60)
    fact = uuid4()
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " ($1, $2, 'joint_due', 'council', $2, now())", fact, hand.scene.own.id)  # fmt: skip
    await hand.no_pass()
    before = await joint.rows()
    await hand.call(WORKER, "select crossing.joint_expire()")
    assert await joint.touched(before) == set()
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    assert (await hand.call(WORKER, "select crossing.joint_expire()"))[0][0] == 1
    touched, new = await joint.since(before)
    assert touched == {("joint_partners", meant.guest), ("joint_guests", meant.guest)}
    assert (await joint.rows())["joint_partners", str(meant.guest)]["ended_by"] is None
    ((_, step),) = new
    assert (step["concern_id"], step["verb"], step["by_name"]) == (str(meant.id), "end_guest", "")


JOINT_PART_PROMISES: tuple[Promise, ...] = (
    a_part_is_put_in_as_its_council,
    a_document_is_put_in_with_its_file,
    what_is_done_is_noted_and_told,
    whose_part_it_is_says_who_sees_it,
    whoever_shows_without_an_agreement_says_why,
    whose_part_it_is_takes_it_back,
    whoever_does_an_action_says_what_came_of_it,
    minutes_are_read_by_a_second_person,
    what_a_council_keeps_no_longer_goes_in_its_job,
    a_partner_whose_time_is_over_is_out_in_its_councils_job,
)
