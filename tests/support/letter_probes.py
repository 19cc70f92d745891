"""Promises about letters with links: sent once, and forgotten. See `pass_probes.py`."""

from __future__ import annotations

from uuid import uuid4

from commonground.platform.database.roles import WORKER
from pass_probes import Hand, Promise


async def a_letter_is_sent_once_and_forgotten(hand: Hand) -> None:
    await hand.do("delete from identity.letters")
    claim, sent = "select * from identity.claim_letter()", "select identity.letter_sent($1)"
    assert await hand.call(WORKER, claim) == []
    put = ("insert into identity.letters (id, kind, slug, address, token, lang, due_at, created_at, sent_at) values"
           " ($1, 'invitation', $2, $3, 'sealed', 'cy', now() - $4::text::interval, now() - $5::text::interval,"
           " case when $6 then now() - interval '1 hour' end)")  # fmt: skip
    first, second, later = uuid4(), uuid4(), uuid4()
    own, other = hand.scene.own, hand.scene.other
    for id_, slug, to, due, made, done in (
        (second, other.slug, "second", "1 minute", "1 minute", False),
        (first, own.slug, "first", "2 minutes", "2 hours", False),
        (later, own.slug, "later", "-1 minute", "0", False), (uuid4(), own.slug, "done", "9 minutes", "0", True),
        (uuid4(), own.slug, "old", "9 minutes", "3 days", False),
    ):  # fmt: skip
        await hand.do(put, id_, slug, to, due, made, done)
    found = [(await hand.call(WORKER, claim)) for _ in range(3)]
    assert [[row["address"] for row in rows] for rows in found] == [["first"], ["second"], []]
    row = found[0][0]
    assert (row["id"], row["kind"], row["slug"], row["token"], row["lang"]) == (
        first,
        "invitation",
        own.slug,
        b"sealed",
        "cy",
    )
    assert row["council"] == await hand.ask("select name from commons.councils where id = $1", own.id)
    theirs = await hand.ask("select name from commons.councils where id = $1", other.id)
    assert found[1][0]["council"] == theirs
    tried = "select array[attempts, extract(epoch from due_at - now())::int] from identity.letters where id = $1"
    assert await hand.ask(tried, first) == [1, 20]
    await hand.do("update identity.letters set due_at = now(), attempts = 30 where id = $1", first)
    await hand.call(WORKER, claim)
    assert await hand.ask(tried, first) == [31, 3600]
    await hand.call(WORKER, sent, first)
    assert await hand.ask("select array_agg(id) from identity.letters where sent_at = now() and address is null"
                          " and token is null") == [first]  # fmt: skip
    await hand.do("update identity.letters set sent_at = now() - interval '1 hour' where id = $1", first)
    await hand.call(WORKER, sent, first)
    assert await hand.ask("select count(*) from identity.letters where sent_at = now()") == 0, "once"


LETTER_PROMISES: tuple[Promise, ...] = (a_letter_is_sent_once_and_forgotten,)
