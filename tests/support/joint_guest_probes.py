"""Promises about the partners that a council lets into a joint concern. See `pass_probes.py`."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from crossing_copies import AUTHOR, LONG_AGO
from joint_copies import CLOSE, Joint, Side, both_work, staff
from pass_probes import Hand, Promise, undone

_LET_IN = "select crossing.joint_let_in($1, $2, $3::jsonb)"
_END = "select crossing.joint_end_guest($1)"


# Long: one partner let in, with every row that is not of it.
async def a_council_lets_its_own_partner_in(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other, mine = hand.scene.own, hand.scene.other, hand.tokens.mine
    organisation, partner = own.organisation, staff(own, "partner")
    of = {"organisation_id": organisation, "sponsor_id": staff(own, AUTHOR), "person_id": None}
    for council, concern, more in (
        (own, meant, {"ended_at": LONG_AGO}), (own, double, {}), (other, meant, {}),
        (own, meant, {"until_at": await hand.ask("select now()")}),
    ):  # fmt: skip  # each is another than the one that is let in
        await joint.put("tenants.joint_partners", tenant_id=council.id, concern_id=concern.id, **of | more)

    async def let(token: str = mine, concern: UUID = meant.id, days: int = 20, **changed: object) -> object:
        until = await hand.ask("select now() + make_interval(days => $1)", days)
        said = {"organisation": organisation, "person": None, "purpose": "P", "until": until} | changed
        return await joint.one(token, _LET_IN, concern, uuid4(), json.dumps(said, default=str))

    assert await let("") is None
    assert await let(hand.scene.partner) is None
    assert await let(concern=uuid4()) is None
    for wrong in await _nobodys(hand, joint):
        assert await let(**wrong) == "nobody", wrong
    for days in (0, 94):
        assert await let(days=days) == "when"
    async with undone(hand.connection):
        await hand.do("update council.partner_organisations set kind = 'police_bcu' where id = $1", organisation)
        await hand.do("update tenants.joint_partners set ended_at = now()")
        assert await let() == await let(person=partner, days=30) == "police"
        assert await let(person=partner) == await let(concern=double.id, days=90) == "done"
    before = await joint.rows()
    assert await let() == "done"
    touched, new = await joint.since(before)
    assert touched == set()
    assert sorted(name for name, _ in new) == ["joint_guests", "joint_partners", "joint_steps"]
    guest, row = dict(new)["joint_guests"], dict(new)["joint_partners"]
    assert (guest["id"], guest["concern_id"], guest["council_id"]) == (row["id"], str(meant.id), str(own.id))
    assert guest["councils"] == [str(own.id), str(other.id)]
    name = await hand.ask("select name from council.partner_organisations where (tenant_id, id) = ($1, $2)", own.id,
                          organisation)  # fmt: skip
    assert (guest["label"], row["sponsor_id"], row["purpose"]) == (name, str(hand.me.staff_id), "P")
    assert await let() == await let(person=partner) == "there_already"
    await hand.do(CLOSE, meant.id)
    assert await let() == "closed"


async def _nobodys(hand: Hand, joint: Joint) -> list[dict[str, Any]]:
    """Each of these is no partner of the own council, or nobody of this one."""
    own, other = hand.scene.own, hand.scene.other
    person = ("insert into council.staff (tenant_id, id, display_name, roles, organisation_id, ended_at)"
              " values ($1, $2, 'P', '{}', $3, $4::timestamptz)")  # fmt: skip
    ended, theirs, elsewhere = uuid4(), uuid4(), uuid4()
    await hand.do(person, own.id, ended, own.organisation, await hand.ask("select now()"))
    await hand.do(person, other.id, theirs, own.organisation, None)
    await hand.do(person, own.id, elsewhere, joint.organisation, None)
    over = uuid4()
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at,"
                  " ended_at) values ($1, $2, 'Over', 'vcs', now(), now(), now())", own.id, over)  # fmt: skip
    return [
        {"organisation": uuid4()}, {"organisation": other.organisation}, {"organisation": over}, {"person": uuid4()},
        {"person": hand.me.staff_id}, {"person": elsewhere}, {"person": theirs}, {"person": ended},
    ]  # fmt: skip


async def a_council_ends_whom_it_has_let_in(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, mine = hand.scene.own, hand.tokens.mine
    foreign = meant.their_guest
    await joint.put("tenants.joint_partners", tenant_id=own.id, id=foreign, concern_id=meant.id,
                    organisation_id=own.organisation, sponsor_id=staff(own, AUTHOR))  # fmt: skip
    only_theirs = await joint.put(
        "tenants.joint_partners", tenant_id=hand.scene.other.id, concern_id=meant.id,
        organisation_id=own.organisation, sponsor_id=staff(own, AUTHOR),
    )  # fmt: skip
    assert await joint.one("", _END, meant.guest) is None
    for nobodys in (uuid4(), meant.ended, only_theirs):
        assert await joint.one(mine, _END, nobodys) is None
    before = await joint.rows()
    async with undone(hand.connection):
        assert await joint.one(mine, _END, foreign) == "done"
        assert await joint.touched(before) == {("joint_partners", foreign)}
    await hand.do(CLOSE, meant.id)
    before = await joint.rows()
    assert await joint.one(mine, _END, meant.guest) == "done"
    touched, new = await joint.since(before)
    assert touched == {("joint_partners", meant.guest), ("joint_guests", meant.guest)}
    after = await joint.rows()
    assert after["joint_partners", str(meant.guest)]["ended_by"] == str(hand.me.staff_id)
    assert after["joint_guests", str(meant.guest)]["ended_at"] is not None
    ((_, step),) = new
    assert (step["concern_id"], step["verb"]) == (str(meant.id), "end_guest")
    assert await joint.one(mine, _END, meant.guest) is None


async def a_council_ends_all_that_one_partner_reads(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, mine, end = hand.scene.own, hand.tokens.mine, "select crossing.joint_end_guests_of($1)"
    over = await joint.put(
        "tenants.joint_partners", tenant_id=own.id, concern_id=meant.id, organisation_id=own.organisation,
        sponsor_id=staff(own, AUTHOR), until_at=LONG_AGO,
    )  # fmt: skip
    for nobody in ("", hand.scene.partner):
        assert await joint.one(nobody, end, own.organisation) == 0
    assert await joint.one(mine, end, uuid4()) == 0
    before = await joint.rows()
    assert await joint.one(mine, end, own.organisation) == 2
    touched, new = await joint.since(before)
    assert over not in {row_id for _, row_id in touched}
    assert touched == {(table, side.guest) for table in ("joint_partners", "joint_guests") for side in (meant, double)}
    assert {(row["concern_id"], row["verb"]) for _, row in new} == {(str(s.id), "end_guest") for s in (meant, double)}
    assert await joint.one(mine, end, own.organisation) == 0


async def _mine(hand: Hand) -> list[UUID]:
    return sorted(row["guest_id"] for row in await hand.call(APP, "select * from crossing.joint_shared_with_me()"))


async def a_partner_sees_what_it_is_let_into(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own = hand.scene.own
    await joint.put("tenants.joint_partners", tenant_id=own.id, concern_id=meant.id, organisation_id=own.organisation,
                    person_id=hand.me.staff_id, sponsor_id=staff(own, AUTHOR))  # fmt: skip  # somebody else
    await hand.no_pass()
    assert await _mine(hand) == []
    await hand.session(hand.tokens.mine)
    assert await _mine(hand) == []
    await hand.session(hand.scene.partner)
    both = sorted([meant.guest, double.guest])
    assert await _mine(hand) == both
    rows = {row["guest_id"]: row for row in await hand.call(APP, "select * from crossing.joint_shared_with_me()")}
    row = rows[meant.guest]
    assert (row["id"], row["reference"], row["kind"]) == (meant.id, meant.reference, "peer_group")
    assert row["council"] == await hand.ask("select name from commons.councils where id = $1", own.id)
    assert row["sponsor"] == own.people[AUTHOR].name
    for one in ("ended_at = now()", "until_at = now()"):
        async with undone(hand.connection):
            await hand.do(
                f"update tenants.joint_partners set {one} where (tenant_id, id) = ($1, $2)", own.id, meant.guest
            )
            assert await _mine(hand) == [double.guest], one
    for table, which in (("council.staff", staff(own, "partner")), ("council.partner_organisations", own.organisation)):
        async with undone(hand.connection):
            await hand.do(f"update {table} set ended_at = now() where (tenant_id, id) = ($1, $2)", own.id, which)
            assert await _mine(hand) == [], table
    await joint.under_an_agreement(own.id, meant.id)
    assert await _mine(hand) == [double.guest]


async def _apart(joint: Joint, meant: Side, double: Side) -> None:
    """Let into the one alone; though parts of the other say so."""
    own, other, third = joint.hand.scene.own.id, joint.hand.scene.other.id, joint.third
    await joint.hand.do("update tenants.joint_partners set ended_at = now() where id = $1", double.guest)
    await joint.hand.do("update crossing.contributions set guests = array[$2::uuid] where concern_id = $1", double.id,
                        meant.guest)  # fmt: skip
    await joint.put("crossing.contributions", council_id=third, councils=[own, other, third], concern_id=meant.id,
                    guests=[meant.guest])  # fmt: skip
    await joint.agreed(own, third, kinds=[])  # which does not make it one that works on it
    await joint.hand.session(joint.hand.scene.partner)


async def a_partner_reads_what_is_marked_for_it(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    await _apart(joint, meant, double)

    async def parts(reference: str) -> dict[UUID, Any]:
        found = await hand.call(APP, "select * from crossing.joint_shared_parts($1)", reference)
        assert len({row["id"] for row in found}) == len(found)
        return {row["id"]: row for row in found}

    assert await parts(double.reference) == await parts("JC-none") == {}
    found = await parts(meant.reference)
    assert found.keys() == {meant.mine, meant.meeting, meant.of_guest}
    assert [each for each, row in found.items() if row["mine"]] == [meant.of_guest]
    name = await hand.ask("select name from commons.councils where id = $1", hand.scene.own.id)
    assert {(row["council"], row["council_id"]) for row in found.values()} == {(name, hand.scene.own.id)}
    file = {"object": uuid4(), "digest": b"d"}
    await hand.do("update crossing.contributions set kind = 'document', file_object_id = $2, file_kind = 'txt',"
                  " file_size = 9, file_digest = $3 where id = $1", meant.mine, *file.values())  # fmt: skip
    row = (await parts(meant.reference))[meant.mine]
    assert (row["file_object_id"], row["file_kind"], row["file_size"], row["file_digest"]) == (
        file["object"], "txt", 9, file["digest"],
    )  # fmt: skip  # as they stand
    await hand.do("update crossing.contributions set guests = '{}' where id = $1", meant.of_guest)
    assert meant.of_guest in await parts(meant.reference), "it wrote that itself"
    theirs = meant.theirs
    await hand.do("update crossing.contributions set guests = array[$2::uuid] where id = $1", theirs, meant.guest)
    assert theirs in await parts(meant.reference)
    async with undone(hand.connection):
        await joint.apart(meant.id)
        await hand.session(hand.scene.partner)
        assert meant.mine in await parts(meant.reference)
        assert theirs not in await parts(meant.reference), "that council has agreed nothing with theirs"
    await hand.session(hand.tokens.mine)
    assert await parts(meant.reference) == {}


async def a_partner_adds_for_the_council_that_let_it_in(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other, token = hand.scene.own, hand.scene.other.id, hand.scene.partner
    await _apart(joint, meant, double)
    # It has joined, and the agreement under which it did is over.
    await hand.do(
        "update crossing.joint_concerns set councils = councils || $2::uuid where id = $1", meant.id, joint.third
    )
    await hand.do("update crossing.joint_parties set state = 'joined' where id = $1", meant.asked)
    await joint.under_an_agreement(joint.third, meant.id)
    await hand.do("update crossing.joint_parties set invited_by = $2 where id = $1", meant.asked, other)

    async def add(reference: str, token: str = token) -> object:
        said = json.dumps({"kind": "text", "words": "W", "codes": []})
        return await joint.one(token, "select crossing.joint_add_as_guest($1, $2, $3::jsonb)", reference, uuid4(), said)

    for reference in (double.reference, "JC-none"):
        assert await add(reference) is None
    assert await add(meant.reference, hand.tokens.mine) is await add(meant.reference, "") is None
    before = await joint.rows()
    assert await add(meant.reference) == "done"
    touched, new = await joint.since(before)
    assert touched == set()
    part, step = dict(new)["contributions"], dict(new)["joint_steps"]
    assert (part["concern_id"], part["council_id"], part["guest_id"]) == (str(meant.id), str(own.id), str(meant.guest))
    assert part["councils"] == [str(own.id), str(other)]
    name = await hand.ask("select name from council.partner_organisations where (tenant_id, id) = ($1, $2)", own.id,
                          own.organisation)  # fmt: skip
    assert (part["guests"], part["by_name"], step["by_name"]) == ([str(meant.guest)], name, name)
    await joint.apart(meant.id)
    before = await joint.rows()
    assert await add(meant.reference) == "done"
    assert dict((await joint.since(before))[1])["contributions"]["councils"] == [str(own.id)]
    await hand.do(CLOSE, meant.id)
    assert await add(meant.reference) == "closed"


async def a_partner_takes_back_what_it_wrote(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    await _apart(joint, meant, double)

    async def withdraw(part: UUID, token: str = hand.scene.partner) -> object:
        return await joint.one(token, "select crossing.joint_withdraw_as_guest($1, 'Why')", part)

    for nobodys in (meant.mine, meant.of_another, double.of_guest, meant.theirs, uuid4()):
        assert await withdraw(nobodys) is None
    assert await withdraw(meant.of_guest, "") is await withdraw(meant.of_guest, hand.tokens.mine) is None
    before = await joint.rows()
    assert await withdraw(meant.of_guest) == "done"
    touched, new = await joint.since(before)
    assert touched == {("contributions", meant.of_guest)}
    row = (await joint.rows())["contributions", str(meant.of_guest)]
    assert (row["words"], row["state"], row["over_words"]) == ("", "withdrawn", "Why")
    name = await hand.ask("select name from council.partner_organisations where (tenant_id, id) = ($1, $2)",
                          hand.scene.own.id, hand.scene.own.organisation)  # fmt: skip
    assert [step["by_name"] for _, step in new] == [name]
    assert await withdraw(meant.of_guest) == "changed"


JOINT_GUEST_PROMISES: tuple[Promise, ...] = (
    a_council_lets_its_own_partner_in,
    a_council_ends_whom_it_has_let_in,
    a_council_ends_all_that_one_partner_reads,
    a_partner_sees_what_it_is_let_into,
    a_partner_reads_what_is_marked_for_it,
    a_partner_adds_for_the_council_that_let_it_in,
    a_partner_takes_back_what_it_wrote,
)
