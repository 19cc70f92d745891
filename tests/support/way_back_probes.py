"""Promises about whoever comes back as who they were, once the account that they could not use any more was taken away.
See `pass_probes.py`."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import LOGIN
from local_probes import _ACCEPT, _BEGIN, _ENROL, _FINISH, _PROVE, EMAIL, invited, join, local, one
from pass_probes import Hand, Promise

_MEMBER = "select account_id from identity.memberships where council_id = $1 and staff_id = $2"
_OTHERWISE = (
    "update council.staff set email = 'else@partner.example' where id = $1",
    "update council.staff set local = false where id = $1",
    "update council.staff set ended_at = now() where id = $1",
    "update identity.memberships set ended_at = now() where staff_id = $1",
    (
        "insert into identity.local_accounts (account_id, email, password_hash, totp) select account_id,"
        " 'kept@partner.example', 'argon', 'sealed' from identity.memberships where staff_id = $1"
    ),
)


async def _lost(hand: Hand, person: str = "practitioner") -> tuple[UUID, UUID]:
    """Somebody whose account was taken away, and the account."""
    staff = hand.scene.own.people[person].staff_id
    account = await local(hand, person=person)
    await hand.do("update council.staff set email = $2, local = true where id = $1", staff, EMAIL)
    await hand.do("delete from identity.local_accounts where account_id = $1", account)
    assert staff is not None
    return staff, account


async def _accepts(hand: Hand) -> Any:
    """The staff id of whoever makes an account with the invitation to the address."""
    assert await one(hand, _ENROL, "mine", "link", hand.scene.own.slug)
    (made,) = await hand.call(LOGIN, _ACCEPT, "mine", hand.scene.own.slug, uuid4())
    return made["staff_id"]


async def whoever_lost_their_account_comes_back_as_who_they_were(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    staff, account = await _lost(hand)
    beside = await hand.account_of(own, "screener")
    for council, person in (
        (other, "manager"),
        (own, "practitioner"),
    ):  # in this order: the first is not where they came
        await join(hand, account, council, person)
    await invited(hand)
    assert await _accepts(hand) == staff
    now = await hand.ask(_MEMBER, own.id, staff)
    assert now != account
    assert await hand.ask(_MEMBER, other.id, other.people["manager"].staff_id) == now, "wherever they act"
    assert await hand.account_of(own, "screener") == beside, "and nobody else"
    made = await hand.ask("select array_agg(council_id) from identity.sessions where account_id = $1", now)
    assert made == [own.id], "in where they were invited"


async def nobody_else_is_taken_for_somebody_who_was_there(hand: Hand) -> None:
    other = hand.scene.other
    staff, account = await _lost(hand)
    await invited(hand)
    for otherwise in _OTHERWISE:
        await hand.connection.execute("savepoint otherwise")
        await hand.do(otherwise, staff)
        assert await _accepts(hand) != staff, otherwise
        await hand.connection.execute("rollback to otherwise")
    # Of the same address in another council, whose invitation this is not.
    await hand.do("update council.staff set email = null where id = $1", staff)
    there = other.people["manager"].staff_id
    await join(hand, account, other, "manager")
    await hand.do("update council.staff set email = $2, local = true where id = $1", there, EMAIL)
    assert await _accepts(hand) not in (staff, there)
    assert await hand.ask(_MEMBER, other.id, there) == account


async def what_has_ended_stays_ended(hand: Hand) -> None:
    other = hand.scene.other
    staff, account = await _lost(hand)
    await join(hand, account, other, "manager")
    await hand.do("update identity.memberships set ended_at = now() where council_id = $1 and account_id = $2",
                  other.id, account)  # fmt: skip
    await invited(hand)
    assert await _accepts(hand) == staff
    assert await hand.ask(_MEMBER, other.id, other.people["manager"].staff_id) == account


async def an_account_that_acts_there_already_takes_nobodys_place(hand: Hand) -> None:
    """Invited by a neighbour meanwhile, and come: with that account the invitation is accepted."""
    own, other = hand.scene.own, hand.scene.other
    staff, account = await _lost(hand)
    await join(hand, account, other, "screener")
    made = await local(hand, other, person="manager")
    await invited(hand)
    await hand.call(LOGIN, _BEGIN, "mine", own.slug, made, "link")
    assert await one(hand, _PROVE, "mine", own.slug, 200, None)
    (back,) = await hand.call(LOGIN, _FINISH, "mine", own.slug, own.slug, "device")
    assert back["staff_id"] == staff
    assert await hand.ask(_MEMBER, other.id, other.people["manager"].staff_id) == made
    assert await hand.ask(_MEMBER, other.id, other.people["screener"].staff_id) == account


async def a_first_administrator_alone_begins_confirmed(hand: Hand) -> None:
    """Whom nobody of the council invited; and in no other session than that in which the authenticator was set up."""
    own = hand.scene.own
    confirmed = "select array_agg(account_id) from identity.sessions where confirmed_at = now()"
    first = await invited(hand, "link", "first@partner.example")
    await invited(hand, "second link", "second@partner.example")
    await hand.do("update council.invitations set invited_by = null where id = $1", first)
    assert await one(hand, _ENROL, "second", "second link", own.slug)
    assert len(await hand.call(LOGIN, _ACCEPT, "second", own.slug, uuid4())) == 1
    assert await hand.ask(confirmed) is None
    account = uuid4()
    assert await one(hand, _ENROL, "first", "link", own.slug)
    accept = _ACCEPT.replace("new token", "newer token")
    assert len(await hand.call(LOGIN, accept, "first", own.slug, account)) == 1
    assert await hand.ask(confirmed) == [account]


WAY_BACK_PROMISES: tuple[Promise, ...] = (
    whoever_lost_their_account_comes_back_as_who_they_were,
    nobody_else_is_taken_for_somebody_who_was_there,
    what_has_ended_stays_ended,
    an_account_that_acts_there_already_takes_nobodys_place,
    a_first_administrator_alone_begins_confirmed,
)
