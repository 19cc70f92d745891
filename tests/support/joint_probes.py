"""Promises about joint concerns: who works on one, and what a council may do to the whole of it. See
`pass_probes.py`."""

# Long: one promise to each thing that can be done, with everything that it must leave as it is.

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from councils import TestCouncil
from crossing_copies import SECOND
from joint_copies import another_council, both_work, staff
from pass_probes import Hand, Promise, undone


def _side(council: TestCouncil, **changed: Any) -> dict[str, Any]:
    """Whose it is there, as it is said."""
    said = {"team": council.teams["specialist"], "coordinator": staff(council, SECOND), "keep_days": 33}
    return said | changed


async def _no_side(hand: Hand) -> list[dict[str, Any]]:
    """Each of these is nobody who speaks for the own council."""
    own, other = hand.scene.own, hand.scene.other
    ended = staff(own, "admin")
    await hand.do("update council.staff set ended_at = now() where tenant_id = $1 and id = $2", own.id, ended)
    return [
        {"team": other.teams["specialist"]}, {"team": uuid4()}, {"coordinator": uuid4()}, {"coordinator": ended},
        {"coordinator": staff(own, "partner")},
        {"coordinator": staff(other, "manager"), "team": other.teams["specialist"]},
    ]  # fmt: skip


async def lists_read_what_the_policies_show(hand: Hand) -> None:
    _, meant, _ = await both_work(hand)
    told = {
        "our_joint_concerns": {meant.id}, "our_joint_parties": {meant.party, meant.other_party},
        "our_contributions": {meant.mine, meant.theirs},
    }  # fmt: skip  # a function each
    for name, shown in told.items():
        for token in ("", hand.scene.partner, hand.tokens.mine):
            await (hand.session(token) if token else hand.no_pass())
            found = {row["id"] for row in await hand.call(APP, f"select id from crossing.{name}()")}
            assert (found >= shown) if token == hand.tokens.mine else (found == set()), name
            assert meant.hidden not in found


async def who_sees_a_part_works_on_it_now(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other = hand.scene.own.id, hand.scene.other.id

    async def may(seen: list[UUID], partners: list[UUID]) -> bool:
        return bool(await hand.ask("select crossing.joint_may_see($1, $2, $3)", meant.id, seen, partners))

    assert await may([own, other], [meant.guest, meant.their_guest])
    assert await may([own], [])
    for seen, partners in (
        ([own, joint.third], []), ([own], [uuid4()]), ([own], [double.guest]), ([own], [meant.ended]),
    ):  # fmt: skip
        assert not await may(seen, partners)
    await hand.do("update crossing.joint_guests set until_at = now() where id = $1", meant.guest)
    assert not await may([own], [meant.guest])


async def one_is_begun_by_whom_the_pass_is_of(hand: Hand) -> None:
    joint, _, _ = await both_work(hand)
    own, other, made = hand.scene.own, hand.scene.other, uuid4()
    foreign = hand.scene.row(other, "tenants.contexts")["id"]
    told = {"reference": "JC-new", "kind": "place", "title": "T", "harms": ["cce"], "area": None, "context": foreign}

    async def begun(token: str = hand.tokens.mine, **changed: object) -> object:
        said = json.dumps(told | _side(own) | changed, default=str)
        return await joint.one(token, "select crossing.joint_open($1, $2::jsonb)", made, said)

    assert await begun("") is None
    assert await begun(hand.scene.partner) is None
    for wrong in await _no_side(hand):
        assert await begun(**wrong) == "nobody", wrong
    async with undone(hand.connection):
        await joint.put("crossing.joint_concerns", lead_id=joint.third, councils=[joint.third], reference="JC-new")
        assert await begun() == "reference_taken"
    before = await joint.rows()
    assert await begun() == "done"
    touched, new = await joint.since(before)
    assert touched == set()
    found = dict(new)
    assert len(new) == len(found) == 4
    mine = [str(own.id)]
    concern, party, link = found["joint_concerns"], found["joint_parties"], found["joint_links"]
    assert (concern["id"], concern["lead_id"], concern["councils"]) == (str(made), *mine, mine)
    assert (party["concern_id"], party["council_id"], party["councils"]) == (str(made), *mine, mine)
    assert (party["state"], party["keep_days"]) == ("joined", 33)
    assert party["coordinator"] == own.people[SECOND].name
    assert (link["id"], link["our_context_id"]) == (str(made), None)
    assert (found["joint_steps"]["verb"], found["joint_steps"]["by_name"]) == ("open", hand.me.name)
    made, context = uuid4(), hand.scene.row(own, "tenants.contexts")["id"]
    assert await begun(reference="JC-newer", context=context) == "done"
    kept = "select our_context_id from tenants.joint_links where tenant_id = $1 and id = $2"
    assert await hand.ask(kept, own.id, made) == context


async def only_who_works_on_it_does_something_to_it(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other, third = hand.scene.own, hand.scene.other, joint.third
    side = _side(own)
    for state in (None, "declined", "left"):
        far = await joint.put(
            "crossing.joint_concerns", lead_id=third, councils=[third, other.id], reference=f"JC-{state}"
        )
        await joint.put("crossing.joint_parties", council_id=third, councils=[third], concern_id=far)
        if state:
            await joint.put("crossing.joint_parties", council_id=own.id, councils=[own.id], concern_id=far, state=state)
        assert await joint.act(far, "hand_on", **side) is None, state
    assert await joint.act(uuid4(), "hand_on", **side) is None
    assert await joint.act(meant.id, "hand_on", hand.scene.partner, **side) is None
    assert await joint.act(meant.id, "accept", **side) == await joint.act(meant.id, "nonsense") == "changed"
    for what in ("invite", "take_back", "close"):
        assert await joint.act(meant.id, what, hand.tokens.theirs, council=third, words="W") == "lead_only"
    for wrong in await _no_side(hand):
        assert await joint.act(meant.id, "hand_on", **_side(own, **wrong)) == "nobody", wrong
    for changed in ("closed", "stopped"):
        async with undone(hand.connection):
            if changed == "closed":
                await hand.do("update crossing.joint_concerns set closed_at = now() where id = $1", meant.id)
            else:
                await joint.under_an_agreement(own.id, meant.id)
            assert await joint.act(meant.id, "invite", council=third) == changed
            assert await joint.act(meant.id, "hand_on", **side) == "done"


async def each_hands_its_own_side_on(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    for council, token, party, link in (
        (hand.scene.own, hand.tokens.mine, meant.party, "joint_links"),
        (hand.scene.other, hand.tokens.theirs, meant.other_party, "theirs: joint_links"),
    ):
        before = await joint.rows()
        assert await joint.act(meant.id, "hand_on", token, **_side(council), words="W") == "done"
        touched, new = await joint.since(before)
        assert touched == {("joint_parties", party), (link, meant.id)}
        ((_, step),) = new
        assert (step["concern_id"], step["council_id"], step["words"]) == (str(meant.id), str(council.id), "")
        said = "select coordinator from crossing.joint_parties where id = $1"
        assert await hand.ask(said, party) == council.people[SECOND].name


async def others_are_asked_by_the_lead(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other = hand.scene.own.id, hand.scene.other.id
    fourth = await another_council(hand, "a-fourth")
    more = {"council_id": fourth, "councils": [fourth]}
    await joint.put("crossing.joint_parties", concern_id=meant.id, state="declined", **more)
    await joint.put("crossing.joint_parties", concern_id=double.id, **more)
    for nobody in (None, uuid4()):
        assert await joint.act(meant.id, "invite", council=nobody, words="W") == "nobody"
    for there in (joint.third, other, own):
        assert await joint.act(meant.id, "invite", council=there, words="W") == "there_already"
    assert await joint.act(meant.id, "invite", council=fourth) == "no_agreement"
    async with undone(hand.connection):
        agreement = await joint.agreed(own, fourth, kinds=["peer_group"])
        assert await joint.act(meant.id, "invite", council=fourth) == "done"
        assert await hand.ask("select agreement_id from crossing.joint_parties where invited_at = now()") == agreement
        assert sorted(await joint.facts()) == sorted([(fourth, "joint_invited"), (other, "joint_changed")])
    before = await joint.rows()
    assert await joint.act(meant.id, "invite", council=fourth, words="W") == "done"
    touched, new = await joint.since(before)
    assert touched == set()
    party, step = dict(new)["joint_parties"], dict(new)["joint_steps"]
    assert (party["council_id"], party["invited_by"], party["agreement_id"]) == (str(fourth), str(own), None)
    assert party["councils"] == [str(fourth), str(own), str(other)]
    assert (party["concern_id"], party["state"], step["words"]) == (str(meant.id), "invited", "W")
    assert sorted(await joint.facts()) == sorted(
        [(fourth, "joint_invited"), (other, "joint_changed"), (own, "joint_without_agreement")]
    )
    assert await joint.act(meant.id, "take_back", council=other) == "changed", "it has joined"
    before = await joint.rows()
    assert await joint.act(meant.id, "take_back", council=joint.third) == "done"
    assert await joint.touched(before) == {("joint_parties", meant.asked)}
    assert (joint.third, "joint_changed") in await joint.facts()


# Long: one joining, with every row that is not of it.
async def whoever_is_asked_joins_that_one(hand: Hand) -> None:
    joint, _, _ = await both_work(hand)
    own, other, third = hand.scene.own, hand.scene.other, joint.third
    made = await joint.put("crossing.joint_concerns", lead_id=other.id, councils=[other.id], reference="JC-theirs")
    ids = {}
    for name, council, state in (
        ("declined", third, "declined"), ("lead", other.id, "joined"), ("asked", third, "invited"),
        ("mine", own.id, "invited"),
    ):  # fmt: skip
        ids[name] = await joint.put(
            "crossing.joint_parties", council_id=council, councils=list(dict.fromkeys([council, other.id])),
            concern_id=made, state=state, invited_by=other.id,
        )  # fmt: skip
    for name, ended in (("guest", None), ("ended", "2026-01-02T00:00:00Z")):
        ids[name] = await joint.put("crossing.joint_guests", council_id=other.id, councils=[other.id],
                                    concern_id=made, ended_at=ended)  # fmt: skip
    for wrong in await _no_side(hand):
        assert await joint.act(made, "accept", **_side(own, **wrong)) == "nobody", wrong
    assert await joint.act(made, "leave") == await joint.act(made, "hand_on", **_side(own)) == "changed"
    async with undone(hand.connection):
        await joint.under_an_agreement(own.id, made)
        assert await joint.act(made, "accept", **_side(own)) == "no_agreement"
    before = await joint.rows()
    async with undone(hand.connection):
        assert await joint.act(made, "decline") == "words_missing"
        assert await joint.act(made, "decline", words="W") == "done"
        assert await joint.touched(before) == {("joint_parties", ids["mine"])}
        assert (await joint.rows())["joint_parties", str(ids["mine"])]["state"] == "declined"
    assert await joint.act(made, "accept", **_side(own)) == "done"
    changed = {("joint_parties", ids[name]) for name in ("lead", "asked", "mine")}
    assert await joint.touched(before) == changed | {("joint_guests", ids["guest"]), ("joint_concerns", made)}
    after = await joint.rows()
    both = [str(other.id), str(own.id)]
    for key in (("joint_parties", ids["mine"]), ("joint_parties", ids["lead"]), ("joint_guests", ids["guest"]),
                ("joint_concerns", made)):  # fmt: skip
        assert after[key[0], str(key[1])]["councils"] == both, key
    party = after["joint_parties", str(ids["mine"])]
    assert (party["state"], party["keep_days"]) == ("joined", 33)
    assert party["coordinator"] == own.people[SECOND].name
    assert after["joint_links", str(made)]["coordinator_id"] == str(staff(own, SECOND))
    assert await joint.facts() == [(other.id, "joint_changed"), (own.id, "joint_without_agreement")]


async def the_lead_goes_over_when_two_say_so(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other, theirs = hand.scene.own.id, hand.scene.other.id, hand.tokens.theirs
    concern = ("joint_concerns", meant.id)
    for what in ("take_lead", "refuse_lead", "propose_lead"):
        assert await joint.act(meant.id, what) == "changed", what
    assert await joint.act(meant.id, "propose_lead", council=own) == "changed", "it leads"
    assert await joint.act(meant.id, "propose_lead", council=joint.third) == "not_there"
    assert await joint.act(meant.id, "propose_lead", theirs, council=joint.third) == "lead_only"
    before = await joint.rows()
    assert await joint.act(meant.id, "propose_lead", council=other) == "done"
    assert await joint.touched(before) == {concern}
    assert await joint.facts() == [(other, "joint_lead_asked")]
    assert await joint.act(meant.id, "propose_lead", council=other) == "changed"
    assert await joint.act(meant.id, "take_lead") == "changed", "whoever proposed it"
    before = await joint.rows()
    for token in (hand.tokens.mine, theirs):
        async with undone(hand.connection):
            assert await joint.act(meant.id, "refuse_lead", token) == "done"
            assert await joint.touched(before) == {concern}
            assert (await joint.rows())["joint_concerns", str(meant.id)]["proposed_lead_id"] is None
    async with undone(hand.connection):
        await hand.do("update crossing.joint_concerns set lead_id = $2, proposed_by_id = $2 where id = $1", meant.id,
                      joint.third)  # fmt: skip
        assert await joint.act(meant.id, "take_lead") == await joint.act(meant.id, "refuse_lead") == "changed"
    assert await joint.act(meant.id, "take_lead", theirs) == "done"
    assert await joint.touched(before) == {concern}
    row = (await joint.rows())["joint_concerns", str(meant.id)]
    assert (row["lead_id"], row["proposed_lead_id"], row["proposed_by_id"]) == (str(other), None, None)


async def whoever_leaves_takes_their_own_with_them(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other = hand.scene.own.id, hand.scene.other.id
    assert await joint.act(meant.id, "leave") == "lead_first"
    await hand.do("update crossing.joint_concerns set lead_id = $2 where id = $1", meant.id, other)
    before = await joint.rows()
    assert await joint.act(meant.id, "leave", words="W") == "done"
    mine = ("mine", "action", "meeting", "of_guest", "of_another")
    theirs = ("theirs", "their_action", "their_own", "blind")
    expected = {("contributions", meant.ids[name]) for name in (*mine, *theirs)}
    expected |= {("joint_steps", meant.ids[f"step of {name}"]) for name in ("theirs", "their_action", "their_own")}
    expected |= {("joint_guests", meant.ids[n]) for n in ("guest", "elsewhere", "their_guest", "their_ended")}
    expected |= {("joint_partners", meant.guest), ("joint_partners", meant.elsewhere), ("joint_minutes", meant.minutes)}
    expected |= {("joint_parties", meant.ids[name]) for name in ("party", "other_party", "asked", "declined")}
    expected |= {("joint_links", meant.id), ("joint_concerns", meant.id)}
    assert await joint.touched(before) == expected
    after = await joint.rows()

    def now(table: str, name: str) -> dict[str, object]:
        return after[table, str(meant.ids.get(name, meant.id))]

    for name in mine:
        row = now("contributions", name)
        assert (row["state"], row["words"], row["over_words"]) == ("left", "", "W"), name
        assert str(own) in str(row["councils"]), "its own stay its own"
    for table, name in (
        *(("contributions", name) for name in theirs), ("joint_guests", "their_guest"),
        ("joint_guests", "their_ended"), ("joint_parties", "other_party"), ("joint_concerns", ""),
    ):  # fmt: skip
        assert now(table, name)["councils"] == [str(other)], (table, name)
    assert now("contributions", "their_action")["doer_id"] is None
    for table, name in (("joint_guests", "guest"), ("joint_parties", "party")):
        assert str(own) in str(now(table, name)["councils"]), (table, name)
    assert now("joint_guests", "their_guest")["ended_at"] is None
    assert now("joint_partners", "guest")["ended_by"] == str(hand.me.staff_id)
    assert (now("joint_parties", "party")["state"], now("joint_minutes", "minutes")["words"]) == ("left", "")
    told = "select array_agg(tenant_id order by tenant_id) from council.receipts where what = 'joint_left'"
    whole = f"{told} and manifest::jsonb ->> 'part' is null and crossing_id = $1"
    assert await hand.ask(whole, meant.id) == sorted([own, other])


async def it_is_closed_with_what_came_of_it(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    said = {"outcome": "safer", "words": "Better", "lessons": "Ask early"}
    for missing in said:
        assert await joint.act(meant.id, "close", **{k: v for k, v in said.items() if k != missing}) == "words_missing"
    before = await joint.rows()
    assert await joint.act(meant.id, "close", **said) == "done"
    assert await joint.touched(before) == {("joint_concerns", meant.id), ("joint_parties", meant.asked)}
    row = (await joint.rows())["joint_concerns", str(meant.id)]
    assert (row["outcome"], row["outcome_words"], row["lessons"]) == ("safer", "Better", "Ask early")
    assert await hand.ask("select closed_at = now() from crossing.joint_concerns where id = $1", meant.id)
    told = "select count(*) from council.receipts where what = 'joint_closed' and crossing_id = $1"
    assert await hand.ask(told, meant.id) == 2


JOINT_PROMISES: tuple[Promise, ...] = (
    lists_read_what_the_policies_show,
    who_sees_a_part_works_on_it_now,
    one_is_begun_by_whom_the_pass_is_of,
    only_who_works_on_it_does_something_to_it,
    each_hands_its_own_side_on,
    others_are_asked_by_the_lead,
    whoever_is_asked_joins_that_one,
    the_lead_goes_over_when_two_say_so,
    whoever_leaves_takes_their_own_with_them,
    it_is_closed_with_what_came_of_it,
)
