"""Promises about the chain of a council's trail. See `pass_probes.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from commonground.platform.audit.canonical import FIELDS, genesis, moment_text, next_hash
from commonground.platform.database.roles import APP, RELAY
from councils import TestCouncil
from pass_probes import Hand, Promise

_AT = datetime(2026, 11, 20, 9, 30, 0, 125, tzinfo=UTC)
_WAITING = "select coalesce(array_agg(entry_id order by entry_id), '{}') from audit.waiting where tenant_id = $1"
_LINKS = "select sequence, entry_id, hash from audit.links where tenant_id = $1 order by sequence"
_DUE = "select council_id, sequence, hash from audit.heads_due() order by 1"
_KEEP = "select audit.keep_head($1, $2, $3, now(), 'key', 'signature')"


async def emptied(hand: Hand) -> None:
    await hand.do("delete from audit.entries; delete from audit.waiting; delete from audit.links;"
                  " delete from audit.chains; delete from audit.heads")  # fmt: skip


async def _put_in(hand: Hand, council: TestCouncil, *numbers: int) -> list[UUID]:
    """Entries whose ids are these numbers."""
    ids = [UUID(int=number) for number in numbers]
    for entry in ids:
        await hand.do("insert into audit.entries (tenant_id, id, at, action, why) values ($1, $2, $3, 'probe', 'ŵ')",
                      council.id, entry, _AT)  # fmt: skip
    return ids


def chained(council: TestCouncil, ids: list[UUID], before: bytes | None = None) -> list[bytes]:
    """The hashes that the specification gives these entries."""
    last, found = before or genesis(council.id), []
    for entry in ids:
        said = {"tenant_id": council.id, "id": entry, "at": moment_text(_AT), "action": "probe", "why": "ŵ"}
        values = [str(said[name]).encode() if name in said else None for name in FIELDS]
        last = next_hash(last, values)
        found.append(last)
    return found


async def _link(hand: Hand, council: TestCouncil, most: int = 100) -> int:
    return int((await hand.call(RELAY, "select audit.link($1, $2)", council.id, most))[0][0])


async def _to_link(hand: Hand) -> set[UUID]:
    return {row[0] for row in await hand.call(RELAY, "select * from audit.councils_to_link()")}


async def an_entry_waits_for_its_link(hand: Hand) -> None:
    """From the moment it is put in, by whomever."""
    await emptied(hand)
    (found,) = await hand.session(hand.tokens.mine)
    entry = UUID(int=7)
    await hand.call(APP, "insert into audit.entries (tenant_id, id, at, staff_id, session_id, action)"
                    " values ($1, $2, now(), $3, $4, 'probe')",
                    hand.scene.own.id, entry, found["staff_id"], found["session_id"])  # fmt: skip
    assert await hand.ask(_WAITING, hand.scene.own.id) == [entry]


async def what_waits_is_linked_in_its_councils_turn(hand: Hand) -> None:
    """Two councils whose entries have the very same ids; the other one's chain is there before, and waits beside."""
    own, other = hand.scene.own, hand.scene.other
    await emptied(hand)
    theirs = await _put_in(hand, other, 1, 2, 3)
    assert await _link(hand, other, 2) == 0, "a chain that was not begun"
    assert await _to_link(hand) == {other.id}
    assert await _link(hand, other, 2) == 2
    mine = await _put_in(hand, own, 3, 2, 1)
    assert await _to_link(hand) == {own.id, other.id}
    assert await _link(hand, own, 2) == 2
    hashes = chained(own, sorted(mine))
    assert await _rows(hand, own) == [(1, UUID(int=1), hashes[0]), (2, UUID(int=2), hashes[1])]
    assert await hand.ask(_WAITING, own.id) == [UUID(int=3)]
    assert await _link(hand, own) == 1
    assert [row[2] for row in await _rows(hand, own)] == hashes
    assert await _link(hand, own) == 0
    assert await hand.ask(_WAITING, other.id) == [UUID(int=3)], "the other council's wait as before"
    assert await _to_link(hand) == {other.id}
    assert await _link(hand, other) == 1
    assert [row[2] for row in await _rows(hand, other)] == chained(other, theirs)
    assert await _to_link(hand) == set()


async def _rows(hand: Hand, council: TestCouncil) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await hand.connection.fetch(_LINKS, council.id)]


async def _due(hand: Hand) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await hand.call(RELAY, _DUE)]


async def heads_are_kept_of_links_that_there_are(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await emptied(hand)
    mine, theirs = await _put_in(hand, own, 1, 2, 3), await _put_in(hand, other, 1)
    assert await _to_link(hand) == {own.id, other.id}
    assert (await _link(hand, own), await _link(hand, other)) == (3, 1)
    ours, others = chained(own, mine), chained(other, theirs)
    assert await _kept(hand, own, 1, ours[0])
    due = sorted([(own.id, 3, ours[2]), (other.id, 1, others[0])])
    assert await _due(hand) == due, "an earlier head of ours, and no head of theirs"
    for number, wrong in ((1, others[0]), (2, ours[2]), (4, ours[2]), (3, b"made up")):
        assert not await _kept(hand, own, number, wrong)
    assert [await _kept(hand, own, 3, ours[2]) for _ in range(2)] == [True, False], "once"
    assert await _due(hand) == [(other.id, 1, others[0])]
    assert await _kept(hand, other, 1, others[0])
    assert await _due(hand) == []


async def _kept(hand: Hand, council: TestCouncil, number: int, made: bytes) -> bool:
    return bool((await hand.call(RELAY, _KEEP, council.id, number, made))[0][0])


CHAIN_PROMISES: tuple[Promise, ...] = (
    an_entry_waits_for_its_link,
    what_waits_is_linked_in_its_councils_turn,
    heads_are_kept_of_links_that_there_are,
)
