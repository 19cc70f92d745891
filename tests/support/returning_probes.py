"""Promises about whoever comes back by the council's provider after their work ended. See `pass_probes.py`."""

from __future__ import annotations

from commonground.platform.database.roles import APP
from local_probes import join
from pass_probes import Hand, Promise
from people_probes import _as, app

_MAY = "select staff from identity.who_may_return()"
_BACK = "select identity.take_back($1)"
_ENDED = "update council.staff set ended_at = now() where id = $1"
_MEMBER = "select account_id from identity.memberships where council_id = $1 and staff_id = $2 and ended_at is null"


async def _gone(hand: Hand, person: str = "practitioner") -> object:
    staff = hand.scene.own.people[person].staff_id
    await hand.do(_ENDED, staff)
    await hand.do("update identity.memberships set ended_at = now() where staff_id = $1", staff)
    return staff


async def _may_return(hand: Hand) -> list[object]:
    return [row["staff"] for row in await hand.call(APP, _MAY)]


async def only_an_administrator_lets_somebody_come_back(hand: Hand) -> None:
    staff = await _gone(hand)
    await join(hand, await hand.account_of(hand.scene.own, "screener"), hand.scene.other, "admin")
    await hand.no_pass()
    for sql, given in ((_MAY, ()), (_BACK, (staff,))):
        assert await hand.refused(APP, sql, *given), f"without a pass: {sql}"
    await hand.session(hand.tokens.mine)
    for sql, given in ((_MAY, ()), (_BACK, (staff,))):
        assert await hand.refused(APP, sql, *given), f"a screener: {sql}"


async def who_comes_back_is_somebody_new_with_the_account_they_had(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    account = await hand.account_of(own, "practitioner")
    await join(hand, account, other, "analyst")
    staff, still = await _gone(hand), await _gone(hand, "analyst")
    there = other.people["practitioner"].staff_id
    await hand.do(_ENDED, there)
    await hand.do(_ENDED, other.people["analyst"].staff_id)
    # Somebody of the neighbour's, under the very id.
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{}')",
                  other.id, staff)  # fmt: skip
    twin = await hand.account_of(own, "manager")
    await hand.do("insert into identity.memberships (account_id, council_id, staff_id) values ($1, $2, $3)",
                  twin, other.id, staff)  # fmt: skip
    await _as(hand, "admin")
    assert set(await _may_return(hand)) == {staff, still}, "neither a neighbour's nor who works here"
    elsewhere = "update identity.providers set issuer = $1 where slug = $2"
    await hand.do(elsewhere, "https://elsewhere.example", own.slug)
    assert await _may_return(hand) == [], "another provider does not know them"
    await hand.do(elsewhere, own.issuer, own.slug)
    assert await app(hand, _BACK, there) is None
    assert await app(hand, _BACK, own.people["screener"].staff_id) is None
    anew = await app(hand, _BACK, staff)
    assert anew not in (None, staff)
    row = (await hand.connection.fetch("select * from council.staff where id = $1", anew))[0]
    was = (await hand.connection.fetch("select * from council.staff where id = $1 and tenant_id = $2", staff, own.id))[
        0
    ]
    same = ("tenant_id", "display_name", "roles", "email", "lang")
    assert [row[each] for each in same] == [was[each] for each in same]
    assert (row["ended_at"], row["local"], was["ended_at"] is not None) == (None, False, True)
    assert await hand.ask("select count(*) from council.staff where id = $1", anew) == 1
    assert await hand.ask(_MEMBER, other.id, staff) == twin
    assert await hand.ask("select count(*) from council.team_members where staff_id = $1", anew) == 0
    assert await hand.ask(_MEMBER, own.id, anew) == account
    assert await hand.ask(_MEMBER, other.id, other.people["analyst"].staff_id) == account, "elsewhere as before"
    assert await _may_return(hand) == [still]
    assert await app(hand, _BACK, staff) is None, "once"


async def nobody_comes_back_beside_themselves(hand: Hand) -> None:
    """Neither with an account of ours, nor while somebody works here at their address."""
    own, other = hand.scene.own, hand.scene.other
    staff = await _gone(hand)
    await _as(hand, "admin")
    await hand.do("update council.staff set local = true where id = $1", staff)
    assert await _may_return(hand) == []
    await hand.do("update council.staff set local = false, email = 'Back@Partner.example' where id = $1", staff)
    for here, may in ((other.people["manager"].staff_id, True), (own.people["manager"].staff_id, False)):
        await hand.do("update council.staff set email = 'back@partner.example' where id = $1", here)
        assert (await _may_return(hand) == [staff]) is may
    assert await app(hand, _BACK, staff) is None
    await hand.do(_ENDED, own.people["manager"].staff_id)
    assert staff in await _may_return(hand)


RETURNING_PROMISES: tuple[Promise, ...] = (
    only_an_administrator_lets_somebody_come_back,
    who_comes_back_is_somebody_new_with_the_account_they_had,
    nobody_comes_back_beside_themselves,
)
