"""Promises about what a council reads of its own trail. See `pass_probes.py`."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from chain_probes import emptied
from commonground.platform.database.roles import APP
from councils import TestCouncil
from pass_probes import Hand, Promise
from public_probes import open_form

_HOUR = timedelta(hours=1)
_READS = ["read_referral"]
_ADD = ("insert into audit.entries (tenant_id, id, at, staff_id, action, subject_id, reference, why)"
        " values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7)")  # fmt: skip
A, B = UUID(int=1), UUID(int=2)


async def _start(hand: Hand) -> datetime:
    """The beginning of an hour some days ago, in an empty trail; ids of the own staff are the other council's too."""
    await emptied(hand)
    admin = hand.scene.own.people["admin"].staff_id
    for staff_id in (hand.me.staff_id, admin):
        await hand.do("insert into council.staff (tenant_id, id, display_name, roles) values ($1, $2, 'Twin', '{}')"
                      " on conflict do nothing", hand.scene.other.id, staff_id)  # fmt: skip
    found: datetime = await hand.ask("select date_trunc('hour', now(), 'UTC') - interval '3 days'")
    return found


async def _add(
    hand: Hand, at: datetime, action: str, *, who: UUID | None = None, about: UUID | None = A, known_as: str = "CR-1",
    why: str | None = None, council: TestCouncil | None = None, nobody: bool = False,
) -> None:  # fmt: skip  # one entry
    person = None if nobody else who or hand.me.staff_id
    await hand.do(_ADD, (council or hand.scene.own).id, at, person, action, about, known_as, why)


async def _for_nobody_else(hand: Hand, sql: str, *given: object) -> None:
    await hand.no_pass()
    assert await hand.call(APP, sql, *given) == [], "without a pass"
    await open_form(hand, hand.scene.own.slug)
    assert await hand.call(APP, sql, *given) == [], "for the public"
    await hand.session(hand.tokens.mine)


async def readers_are_the_own_councils_without_refusals(hand: Hand) -> None:
    start, admin = await _start(hand), hand.scene.own.people["admin"].staff_id
    await _add(hand, start, "read_referral")
    await _add(hand, start + _HOUR, "screen_referral", why="because")
    await _add(hand, start + 2 * _HOUR, "read_referral", who=admin)
    await _add(hand, start + 3 * _HOUR, "denied:read_referral", who=admin)
    await _add(hand, start + 3 * _HOUR, "denied:read_referral", known_as="CR-9")
    await _add(hand, start, "read_context", known_as="CX-1")
    await _add(hand, start, "read_referral", council=hand.scene.other)
    asked = "select staff_id, actor_name, did, times, first_at, last_at, reasons, subject_id from audit.readers($1)"
    await _for_nobody_else(hand, asked, "CR-1")
    found = [tuple(row) for row in await hand.call(APP, asked, "CR-1")]
    later = start + 2 * _HOUR
    assert found == [
        (admin, hand.scene.own.people["admin"].name, ["read_referral"], 1, later, later, [], A),
        (hand.me.staff_id, hand.me.name, ["read_referral", "screen_referral"], 2, start, start + _HOUR, ["because"], A),
    ]
    assert await hand.call(APP, asked, "CR-9") == [], "refused attempts alone"


async def use_is_counted_by_the_hour(hand: Hand) -> None:
    start, admin = await _start(hand), hand.scene.own.people["admin"].staff_id
    for about, action in (
        (A, "read_referral"),
        (A, "read_referral:restricted"),
        (B, "read_referral"),
        (UUID(int=3), "change_it"),
    ):
        await _add(hand, start, action, about=about)
    for known_as in ("CR-2", "CR-2", "CR-3"):
        await _add(hand, start, "denied:read_referral", about=None, known_as=known_as)
    await _add(hand, start, "denied:read_referral:unconfirmed", about=None, known_as="CR-4")
    await _add(hand, start + _HOUR, "read_referral", who=admin)
    await _add(hand, start, "read_referral", nobody=True)
    await _add(hand, start, "read_referral", about=UUID(int=9), council=hand.scene.other)
    await _add(hand, start - timedelta(seconds=1), "read_referral", about=UUID(int=7))
    await _add(hand, start + 2 * _HOUR, "read_referral")
    asked = "select * from audit.usage($1, $2, $3) order by hour"
    given = (_READS, start, start + 2 * _HOUR)
    await _for_nobody_else(hand, asked, *given)
    found = [tuple(row) for row in await hand.call(APP, asked, *given)]
    assert found == [(hand.me.staff_id, start, 2, 2), (admin, start + _HOUR, 1, 0)]


async def looks_are_at_restricted_records_and_after_the_own_name(hand: Hand) -> None:
    start, admin = await _start(hand), hand.scene.own.people["admin"].staff_id
    ten, minute = timedelta(minutes=10), timedelta(minutes=1)
    hidden = "read_referral:restricted"
    await _add(hand, start, hidden)
    for wrong in ("read_referral", "change_it:restricted", "read_referral:other"):
        await _add(hand, start, wrong, known_as="wrong")
    await _add(hand, start, hidden, about=None, known_as="no record")
    await _add(hand, start, hidden, nobody=True, known_as="nobody")
    await _add(hand, start, hidden, council=hand.scene.other, known_as="theirs")
    await _add(hand, start - minute, hidden, known_as="before")
    await _add(hand, start + 9 * _HOUR, hidden, known_as="after")
    searched = start + _HOUR
    await _add(hand, searched, "search:own_name", about=None, known_as="-")
    await _add(hand, searched + minute, "read_referral", known_as="CR-2")
    await _add(hand, searched + ten, "read_referral", known_as="CR-3")
    await _add(hand, searched + ten + minute, "read_referral", known_as="too late")
    await _add(hand, searched, "read_referral", known_as="not after")
    await _add(hand, searched + minute, "read_referral", who=admin, known_as="a colleague")
    await _add(hand, searched + minute, "change_it", known_as="no read")
    await _add(hand, searched + minute, "read_referral", about=None, known_as="a list")
    await _add(hand, searched + minute, "read_referral", council=hand.scene.other, known_as="theirs too")
    for at, action in ((start - ten, "search:own_name"), (start + 9 * _HOUR, "search:own_name"),
                       (start + 5 * _HOUR, "search"), (start + 5 * _HOUR, "search:other")):  # fmt: skip
        await _add(hand, at, action, about=None, known_as="-")
        await _add(hand, at + 2 * minute, "read_referral", known_as="another search")
    await _add(hand, start + 6 * _HOUR, "search:own_name", about=None, known_as="-", council=hand.scene.other)
    await _add(hand, start + 6 * _HOUR, "search:own_name", about=None, known_as="-", nobody=True)
    await _add(hand, start + 6 * _HOUR + minute, "read_referral", council=hand.scene.other, known_as="theirs again")
    asked = "select * from audit.looks($1, $2, $3, $4)"
    given = (_READS, ten, start, start + 9 * _HOUR)
    await _for_nobody_else(hand, asked, *given)
    assert [tuple(row) for row in await hand.call(APP, asked, *given)] == [
        ("own_name", hand.me.staff_id, searched + ten, "CR-3"),
        ("own_name", hand.me.staff_id, searched + minute, "CR-2"),
        ("own_name", hand.me.staff_id, searched, None),
        ("restricted", hand.me.staff_id, start, "CR-1"),
    ]


async def _chain(hand: Hand, council: TestCouncil, start: datetime, links: int, *heads: int, shift: int = 0) -> None:
    """Entries an hour apart with the same ids in both councils, linked with made-up hashes. `shift` moves the links,
    and the other way the hours."""
    for number in range(1, links + 1):
        entry, link = UUID(int=number), number + shift
        await hand.do("insert into audit.entries (tenant_id, id, at, action) values ($1, $2, $3, $4)",
                      council.id, entry, start + (number - shift) * _HOUR, council.slug)  # fmt: skip
        await hand.do("insert into audit.links values ($1, $2, $3, $4)",
                      council.id, link, entry, f"{council.slug} {link}".encode())  # fmt: skip
    for number in heads:
        await hand.do("insert into audit.heads values ($1, $2, $3, now(), $4, 'signed')",
                      council.id, number, f"{council.slug} {number}".encode(), council.slug)  # fmt: skip


async def a_part_of_the_own_chain_goes_on_until_a_head(hand: Hand) -> None:
    """The neighbour's chain is shifted, and has a head where ours has none."""
    start, own, other = await _start(hand), hand.scene.own, hand.scene.other
    await _chain(hand, own, start, 7, 1, 5, 6)
    await _chain(hand, other, start, 7, 4, shift=2)
    asked = "select sequence, hash, entry_id, wanted, entry[5] as action from audit.chain_part($1, $2, $3)"
    given = (start + 3 * _HOUR, start + 5 * _HOUR, 100)
    await _for_nobody_else(hand, asked, *given)
    found = [tuple(row) for row in await hand.call(APP, asked, *given)]
    assert found == [
        (number, f"{own.slug} {number}".encode(), UUID(int=number), number >= 3, own.slug) for number in range(2, 6)
    ]
    assert len(await hand.call(APP, asked, *given[:2], 2)) == 2
    whole = await hand.call(APP, asked, start, start + 9 * _HOUR, 100)
    assert [row["sequence"] for row in whole] == [1, 2, 3, 4, 5, 6, 7], "without a head to come, up to the last"
    await hand.do("delete from audit.entries where tenant_id = $1 and id = $2", own.id, UUID(int=4))
    gone = await hand.call(APP, asked, *given)
    assert [row["action"] for row in gone] == [own.slug, own.slug, None, own.slug], "a link without its entry"


async def signed_heads_are_the_own_councils(hand: Hand) -> None:
    start, own, other = await _start(hand), hand.scene.own, hand.scene.other
    await _chain(hand, own, start, 6, 1, 4, 5)
    await _chain(hand, other, start, 6, 3)
    asked = "select sequence, hash, key_id from audit.signed_heads($1, $2)"
    await _for_nobody_else(hand, asked, 2, 4)
    found = [tuple(row) for row in await hand.call(APP, asked, 2, 4)]
    assert found == [(4, f"{own.slug} 4".encode(), own.slug)]


TRAIL_PROMISES: tuple[Promise, ...] = (
    readers_are_the_own_councils_without_refusals,
    use_is_counted_by_the_hour,
    looks_are_at_restricted_records_and_after_the_own_name,
    a_part_of_the_own_chain_goes_on_until_a_head,
    signed_heads_are_the_own_councils,
)
