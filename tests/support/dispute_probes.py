"""Promises about disputes: who begins one, whose turn it is, who decides and what makes it late. See
`pass_probes.py`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP, WORKER
from crossing_copies import AHEAD, LONG_AGO, Rows
from joint_copies import Joint
from pass_probes import Hand, Promise, undone

LATE = datetime(2026, 1, 1, tzinfo=UTC)
_STEPS = "select * from crossing.dispute_steps where dispute_id = $1 order by no"
_OTHERS = "select md5(string_agg(d::text, '' order by id)) from crossing.disputes d where id <> $1"


async def a_dispute_moves_as_it_is_written(hand: Hand) -> None:
    for state, turn, opener, what, after in (
        ("asked", True, False, "agree", "agreed"), ("asked", False, True, "agree", None),
        ("more_asked", True, True, "agree", None), ("asked", False, False, "escalate", "asked"),
        ("asked", True, False, "withdraw", None), ("asked", False, True, "withdraw", "withdrawn"),
        ("agreed", False, False, "close", "closed"), ("asked", True, True, "close", None),
        ("asked", True, True, "anything", None), ("closed", True, True, "escalate", None),
    ):  # fmt: skip
        said = await hand.ask("select crossing.dispute_next($1, $2, $3, $4)", state, turn, opener, what)
        assert said == after, (state, turn, opener, what)


async def a_sender_says_no_word_before_somebody_accepts(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing, _ = await rows.ready()
    accepted, _ = await rows.ready()
    for each in (crossing, accepted):
        assert await rows.send(each) == "sent"
    await hand.do("update crossing.offers set accepted_at = now() where id = $1", accepted)
    said = "select crossing.dispute_words($1, $2, $3, $4)"
    assert await hand.ask(said, own.id, crossing, "open", "W") == "too_early_for_words"
    assert await hand.ask(said, own.id, crossing, "open", "") is None
    for council, offer in ((other.id, crossing), (own.id, accepted), (own.id, None)):
        assert await hand.ask(said, council, offer, "open", "W") is None, (council, offer)
        assert await hand.ask(said, council, offer, "open", "") == "words_missing", (council, offer)
        assert await hand.ask(said, council, offer, "agree", "") is None, (council, offer)


async def one_of_both_leads_and_has_the_duty(hand: Hand) -> None:
    own, other, said = hand.scene.own.id, hand.scene.other.id, "select crossing.dispute_lead($1, $2, $3)"
    assert await hand.ask(said, own, own, other) is None is await hand.ask(said, other, own, other)
    assert await hand.ask(said, uuid4(), own, other) == "lead" == await hand.ask(said, None, own, other)
    await hand.do("update commons.councils set legal_powers = '{ca2004_s10}' where id = $1", own)
    assert await hand.ask(said, own, own, other) == "no_duty"


def _asking(hand: Hand, **changed: object) -> str:
    said = {
        "reference": f"BD-{uuid4().hex[:8]}", "other": hand.scene.other.id, "kind": "border_place",
        "lead": hand.scene.other.id, "reason": "harm_happens", "words": "W", "answer_by": AHEAD, "settle_by": AHEAD,
    } | changed  # fmt: skip
    return json.dumps({key: value for key, value in said.items() if value is not None}, default=str)


async def _open(hand: Hand, token: str, **changed: object) -> tuple[UUID, str | None]:
    made = uuid4()
    await hand.session(token)
    said = await hand.call(APP, "select crossing.dispute_open($1, $2::jsonb)", made, _asking(hand, **changed))
    return made, said[0][0]


async def _act(hand: Hand, token: str, dispute: UUID, what: str, **said: object) -> str | None:
    await hand.session(token)
    given = json.dumps({"words": "W", "answer_by": AHEAD} | said, default=str)
    done: str | None = (await hand.call(APP, "select crossing.dispute_act($1, $2, $3::jsonb)", dispute, what, given))[
        0
    ][0]
    return done


async def _told(hand: Hand, dispute: UUID) -> list[tuple[UUID, str]]:
    told = "select tenant_id, kind from system.outbox where subject_id = $1 order by kind, id"
    return [tuple(each) for each in await hand.connection.fetch(told, dispute)]


# Long: one question that is begun, with all that it must not be begun about.
async def one_is_begun_about_ones_own(hand: Hand) -> None:
    """A handoff between the two that nobody disputes yet; or with a council that there is."""
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    await rows.twins_of_staff()
    mine, theirs = hand.tokens.mine, hand.tokens.theirs
    assert (await _open(hand, hand.tokens.operator))[1] is None
    for wrong, answer in (
        ({"other": own.id}, "nobody"), ({"other": uuid4()}, "nobody"), ({"lead": uuid4()}, "lead"),
        ({"words": ""}, "words_missing"), ({"answer_by": LONG_AGO}, "when"), ({"settle_by": LONG_AGO}, "when"),
        ({"answer_by": None}, "when"),
    ):  # fmt: skip  # one thing each
        changed: dict[str, object] = dict(wrong)
        assert (await _open(hand, mine, **changed))[1] == answer, wrong
    crossing, _ = await rows.ready()
    third, _ = await rows.ready()
    for each in (crossing, third):
        assert await rows.send(each) == "sent"
    await hand.do("update crossing.offers set sender_id = gen_random_uuid(), receiver_id = gen_random_uuid()"
                  " where id = $1", third)  # fmt: skip
    for offer in (third, uuid4()):
        assert (await _open(hand, mine, offer=offer))[1] is None
    about = {"offer": crossing, "other": uuid4(), "kind": None}
    for changed_offer in ("verb = 'inform'", "state = 'moved'", "state = 'withdrawn'"):
        async with undone(hand.connection):
            await hand.do(f"update crossing.offers set {changed_offer} where id = $1", crossing)
            assert (await _open(hand, theirs, **about))[1] == "changed", changed_offer
    # What hinders nobody: a live one of something else, and one of this that is over.
    for changed in ({}, {"offer_id": crossing, "state": "closed"}):
        await _another(hand, **changed)
    made, said = await _open(hand, theirs, **about)
    assert said == "done"
    assert (await _open(hand, mine, **about, words=""))[1] == "disputed_already"
    row = await hand.connection.fetchrow("select * from crossing.disputes where id = $1", made)
    assert (row["opener_id"], row["other_id"], row["waits_id"], row["offer_id"]) == (other.id, own.id, own.id, crossing)
    assert (row["kind"], row["state"]) == ("child_placed", "asked")
    assert await _told(hand, made) == [(own.id, "dispute_opened"), (other.id, "dispute_without_agreement")]
    actor = "select actor_id from system.outbox where subject_id = $1 and kind = 'dispute_without_agreement'"
    assert await hand.ask(actor, made) == other.people["screener"].staff_id
    (step,) = await hand.connection.fetch(_STEPS, made)
    assert (step["no"], step["by_name"], step["council_id"]) == (1, other.people["screener"].name, other.id)
    trail = await hand.connection.fetch("select * from audit.entries where subject_id = $1", made)
    who = {each["tenant_id"]: (each["staff_id"], bool(each["why"])) for each in trail}
    assert who == {own.id: (None, True), other.id: (other.people["screener"].staff_id, False)}
    taken = json.loads(_asking(hand))["reference"]
    assert [(await _open(hand, mine, reference=taken))[1] for _ in range(2)] == ["done", "reference_taken"]


async def _another(hand: Hand, **changed: Any) -> UUID:
    """Between the two, asked by the own council: each is `changed` in something."""
    made, said = await _open(hand, hand.tokens.mine)
    assert said == "done"
    if changed:
        columns = ", ".join(f"{column} = ${number}" for number, column in enumerate(changed, 2))
        await hand.do(f"update crossing.disputes set {columns} where id = $1", made, *changed.values())
    return made


async def whoever_answers_for_it_hears_where_no_agreement_allows_it(hand: Hand) -> None:
    """Of the kind that the handoff has, or else of what is said; and to inform, whatever else it allows."""
    own, other, joint = hand.scene.own.id, hand.scene.other.id, Joint(hand, uuid4(), uuid4())
    crossing, _ = await Rows(hand).ready()
    assert await Rows(hand).send(crossing) == "sent"
    await hand.do("delete from crossing.agreement_signatures; delete from crossing.agreements")
    for kind, inform, told in (
        ("border_place", False, (True, True)), ("border_place", True, (False, True)),
        ("child_placed", True, (True, False)),
    ):  # fmt: skip  # of the boundary, of the handoff
        async with undone(hand.connection):
            made = await joint.agreed(own, other, kinds=[kind])
            await hand.do("update crossing.agreements set inform = $2 where id = $1", made, inform)
            asked = [await _open(hand, hand.tokens.mine), await _open(hand, hand.tokens.mine, offer=crossing, words="")]
            assert [said for _, said in asked] == ["done", "done"]
            heard = [(own, "dispute_without_agreement") in await _told(hand, dispute) for dispute, _ in asked]
            assert tuple(heard) == told, (kind, inform)


async def both_answer_in_turn(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    await rows.twins_of_staff()
    mine, theirs = hand.tokens.mine, hand.tokens.theirs
    beside, made = await _another(hand), await _another(hand)
    before = await hand.ask(_OTHERS, made)
    strange = await _another(hand, opener_id=uuid4(), other_id=uuid4(), waits_id=own.id)
    before = await hand.ask(_OTHERS, made)
    assert await _act(hand, mine, strange, "escalate") is None is await _act(hand, mine, uuid4(), "escalate")
    assert await _act(hand, hand.tokens.operator, made, "escalate") is None
    assert await _act(hand, mine, made, "agree", lead=other.id) == "changed", "they proposed it"
    assert await _act(hand, theirs, made, "withdraw") == "changed", "they did not ask"
    assert await _act(hand, theirs, made, "agree", lead=own.id) == "changed", "that is not what is proposed"
    assert await _act(hand, theirs, made, "ask_more", words="") == "words_missing"
    assert await _act(hand, theirs, made, "ask_more", answer_by=LONG_AGO) == "when"
    assert await _act(hand, theirs, made, "ask_more") == "done"
    assert await _act(hand, mine, made, "tell_more") == "done"
    assert await _act(hand, theirs, made, "propose", lead=other.id, reason="other") == "same"
    assert await _act(hand, theirs, made, "propose", lead=uuid4(), reason="other") == "lead"
    assert await _act(hand, theirs, made, "propose", lead=own.id, reason="knew_first") == "done"
    async with undone(hand.connection):
        assert await _act(hand, mine, made, "agree", lead=own.id) == "done"
        row = await hand.connection.fetchrow("select * from crossing.disputes where id = $1", made)
        assert (row["state"], row["lead_id"], row["over_at"] is not None) == ("agreed", own.id, True)
        assert await _act(hand, theirs, made, "close") == "done"
    assert await hand.ask(_OTHERS, made) == before, "of this one alone"
    steps = await hand.connection.fetch(_STEPS, made)
    assert [(each["no"], each["verb"]) for each in steps] == [
        (1, "open"), (2, "ask_more"), (3, "tell_more"), (4, "propose"),
    ]  # fmt: skip
    assert [each["by_name"] for each in steps[:2]] == [own.people["screener"].name, other.people["screener"].name]
    assert [each["reason"] for each in steps] == ["harm_happens", None, None, "knew_first"]
    assert [each for each in await _told(hand, made) if each[1] == "dispute_changed"] == [
        (own.id, "dispute_changed"), (other.id, "dispute_changed"), (own.id, "dispute_changed"),
    ]  # fmt: skip
    assert await hand.ask("select count(*) from crossing.dispute_steps where dispute_id = $1", beside) == 1
    assert await _act(hand, mine, made, "withdraw", words="") == "done"


async def managers_of_both_decide(hand: Hand) -> None:
    own, other, mine, theirs = hand.scene.own, hand.scene.other, hand.tokens.mine, hand.tokens.theirs
    made = await _another(hand)
    # A neighbour's of the same id is a manager, and so is somebody else of the own council.
    await Rows(hand).twins_of_staff()
    twin = "update council.staff set roles = '{team_manager}' where (tenant_id, id) = ($1, $2)"
    screener = own.people["screener"].staff_id
    await hand.do(twin, other.id, screener)
    await hand.do("update council.staff set roles = '{front_door_screener}' where (tenant_id, id) = ($1, $2)", own.id,
                  screener)  # fmt: skip
    assert await _act(hand, mine, made, "decide", lead=own.id) == "changed", "it is before no manager yet"
    assert await _act(hand, mine, made, "escalate", words="") == "done"
    assert await _act(hand, theirs, made, "escalate") == "changed"
    escalated = [each for each in await _told(hand, made) if each[1] == "dispute_escalated"]
    assert {council for council, _ in escalated} == {own.id, other.id}
    assert await _act(hand, mine, made, "decide", lead=own.id) == "not_a_manager"
    await hand.do(twin, own.id, screener)
    await hand.do(twin, other.id, other.people["screener"].staff_id)
    assert await _act(hand, mine, made, "decide", lead=uuid4()) == "lead"
    assert await _act(hand, mine, made, "decide", lead=own.id) == "done"
    assert await _act(hand, theirs, made, "decide", lead=other.id) == "done"
    stands = "select (state, lead_id, opener_decides_id, other_decides_id)::text from crossing.disputes where id = $1"
    assert await hand.ask(stands, made) == f"(asked,,{own.id},{other.id})"
    assert await _act(hand, mine, made, "decide", lead=other.id) == "done"
    assert await hand.ask(stands, made) == f"(decided,{other.id},{other.id},{other.id})"


async def what_is_late_comes_before_managers_in_a_job(hand: Hand) -> None:
    """Of either of the two councils; once, and not before."""
    own, other = hand.scene.own, hand.scene.other
    late = [await _another(hand, answer_by=LATE), await _another(hand, settle_by=LATE)]
    wrong = [
        await _another(hand), await _another(hand, answer_by=LATE, state="agreed"),
        await _another(hand, answer_by=LATE, escalated_at=LATE),
        await _another(hand, answer_by=LATE, opener_id=uuid4(), other_id=uuid4()),
    ]  # fmt: skip  # one lack each
    swapped = await _another(hand, answer_by=LATE, opener_id=other.id, other_id=own.id)
    fact, ask = uuid4(), "select crossing.dispute_raise($1)"
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " ($1, $2, 'crossings_due', 'council', $2, now())", fact, own.id)  # fmt: skip
    await hand.no_pass()
    assert (await hand.call(WORKER, ask, late[0]))[0][0] is False, "without a job"
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    for each in wrong:
        before = await hand.ask("select d::text from crossing.disputes d where id = $1", each)
        assert (await hand.call(WORKER, ask, each))[0][0] is False
        assert await hand.ask("select d::text from crossing.disputes d where id = $1", each) == before
    for each in (*late, swapped):
        assert [(await hand.call(WORKER, ask, each))[0][0] for _ in range(2)] == [True, False]
        step = (await hand.connection.fetch(_STEPS, each))[-1]
        assert (step["verb"], step["council_id"], step["by_name"]) == ("escalate", None, "")
        told = [council for council, kind in await _told(hand, each) if kind == "dispute_escalated"]
        assert set(told) == {own.id, other.id}


async def lists_read_what_the_policies_show_of_what_crosses(hand: Hand) -> None:
    made, far = await _another(hand), await _another(hand, opener_id=uuid4(), other_id=uuid4())
    offered = await hand.connection.fetch("select id, $1 in (sender_id, receiver_id) as mine from crossing.offers",
                                          hand.scene.own.id)  # fmt: skip  # one question
    offers = {mine: {row["id"] for row in offered if row["mine"] is mine} for mine in (True, False)}
    assert offers[True]
    for name, shown, hidden in (("our_disputes", {made}, {far}), ("ours", offers[True], offers[False])):
        for token in ("", hand.scene.partner, hand.tokens.mine):
            await (hand.session(token) if token else hand.no_pass())
            found = {row["id"] for row in await hand.call(APP, f"select id from crossing.{name}()")}
            assert (found >= shown) if token == hand.tokens.mine else (found == set()), name
            assert not found & hidden


DISPUTE_PROMISES: tuple[Promise, ...] = (
    lists_read_what_the_policies_show_of_what_crosses,
    a_dispute_moves_as_it_is_written,
    a_sender_says_no_word_before_somebody_accepts,
    one_of_both_leads_and_has_the_duty,
    one_is_begun_about_ones_own,
    whoever_answers_for_it_hears_where_no_agreement_allows_it,
    both_answer_in_turn,
    managers_of_both_decide,
    what_is_late_comes_before_managers_in_a_job,
)
