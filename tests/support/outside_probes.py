"""Promises about what leaves the platform: who sends, what opens it and how often, and when nothing does any more. See
`pass_probes.py`."""

# Long: one list of promises, each with the few rows that it needs.

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP, WORKER
from disposal_scene import copied
from pass_probes import Hand, Promise, undone

_TOKEN, _SALT, _CODE, _VIEWER = b"t" * 32, b"s" * 16, "7KM2-49TX-3QRD", b"v" * 32
_HASH = hashlib.sha256(_SALT + _CODE.encode()).digest()
_SAID = '{"files":[{"sha256":"00"}],"form":"x"}'
_SEND = "select crossing.send_outside($1, $2, $3, $4, $5, $6)"
_OPEN = "select crossing.open_outside($1, $2, $3, $4)"
_READ = "select * from crossing.read_outside($1, $2)"
_SAVE = "select crossing.note_saved($1, $2)"
_BACK = "select crossing.withdraw_outside($1, $2)"


@dataclass(frozen=True)
class _Made:
    """A disclosure that a second person has agreed to, with its package. A neighbour has its like under the same ids,
    to which nothing of all this must happen."""

    disclosure: UUID
    package: UUID
    receiver: UUID
    file: UUID


# Long: the rows of one disclosure.
async def _made(hand: Hand) -> _Made:
    made = _Made(*(uuid4() for _ in range(4)))
    digest = "\\x" + hashlib.sha256(_SAID.encode()).hexdigest()
    for council in (hand.scene.own, hand.scene.other):
        seen = {
            table: hand.scene.row(council, f"tenants.{table}")["id"]
            for table in ("disclosures", "packages", "authorisations", "outside_receivers", "package_files")
        }
        people = [council.people[each].staff_id for each in ("practitioner", "ig_lead")]
        record = uuid4()
        await copied(
            hand,
            "tenants.disclosures",
            council.id,
            seen["disclosures"],
            id=made.disclosure,
            reference=f"DX-{council.slug}",
            destination="outside",
            receiver_id=None,
            state="authorised",
            package_id=made.package,
            verb="inform",
            record_id=record,
            files=[made.file],
        )
        await hand.do(
            "update tenants.disclosures set expires_at = now() + interval '1 day' where id = $1", made.disclosure
        )
        await copied(
            hand,
            "tenants.packages",
            council.id,
            seen["packages"],
            id=made.package,
            crossing_id=made.disclosure,
            no=1,
            side="sent",
            canonical=_SAID,
            digest=digest,
            fields=["worry"],
            made_by=people[0],
            sent_at=None,
            erased_at=None,
        )
        await copied(
            hand,
            "tenants.authorisations",
            council.id,
            seen["authorisations"],
            id=uuid4(),
            package_id=made.package,
            digest=digest,
            verdict="agreed",
            staff_id=people[1],
        )
        await copied(
            hand,
            "tenants.outside_receivers",
            council.id,
            seen["outside_receivers"],
            id=made.receiver,
            disclosure_id=made.disclosure,
            email=f"nurse@{council.slug}.example",
            lang="cy",
            token_hash=None,
            code_salt=None,
            code_hash=None,
            wrong=0,
            locked_at=None,
            sent_at=None,
            opened_at=None,
            opened_by="",
            view_hash=None,
            closes_at=None,
            withdrawn_at=None,
        )
        await copied(
            hand,
            "tenants.package_files",
            council.id,
            seen["package_files"],
            id=made.file,
            package_id=made.package,
            object_id=uuid4(),
            digest="\\x0a" if council is hand.scene.own else "\\x0b",
        )
    return made  # fmt: skip  # a row to a table


async def _send(hand: Hand, made: _Made, token: bytes = _TOKEN) -> object:
    return (await hand.call(APP, _SEND, made.disclosure, token, _SALT, _HASH, uuid4(), b"sealed"))[0][0]


async def _sent(hand: Hand) -> _Made:
    made = await _made(hand)
    await hand.session(hand.tokens.mine)
    assert await _send(hand, made) == "sent"
    await hand.no_pass()
    return made


async def _opens(hand: Hand, code: str | None = _CODE, token: bytes = _TOKEN, name: str | None = "Ada") -> object:
    return (await hand.call(APP, _OPEN, token, code, name, _VIEWER))[0][0]


async def _of(hand: Hand, made: _Made, column: str, council: UUID | None = None) -> object:
    query = f"select {column} from tenants.outside_receivers where tenant_id = $1 and id = $2"  # our own
    return await hand.ask(query, council or hand.scene.own.id, made.receiver)


async def _state(hand: Hand, made: _Made, council: UUID | None = None) -> object:
    query = "select state from tenants.disclosures where tenant_id = $1 and id = $2"
    return await hand.ask(query, council or hand.scene.own.id, made.disclosure)


async def _steps(hand: Hand, made: _Made) -> list[tuple[object, ...]]:
    query = ("select tenant_id, no, side, verb, to_state, by_name, words from tenants.outside_steps"
             " where disclosure_id = $1 order by no")  # fmt: skip  # one query
    return [tuple(row.values()) for row in await hand.connection.fetch(query, made.disclosure)]


async def _receipts(hand: Hand, made: _Made) -> list[Any]:
    rows = await hand.connection.fetch(
        "select * from council.receipts where crossing_id = $1 order by no", made.disclosure
    )
    assert {row["tenant_id"] for row in rows} <= {hand.scene.own.id}
    assert all(hashlib.sha256(row["manifest"].encode()).digest() == row["digest"] for row in rows)
    return [json.loads(row["manifest"]) for row in rows]


_LAST = "select manifest from council.receipts where (tenant_id, crossing_id, what) = ($1, $2, $3)"


async def _other_receipts(hand: Hand, made: _Made) -> None:
    """A neighbour's of the same id, the own council's of another, and a later one: of other files."""
    own, other = hand.scene.own.id, hand.scene.other.id
    for council, about, what in ((other, made.disclosure, "sent"), (own, uuid4(), "sent"), (own, made.disclosure, "x")):
        await hand.do(
            "insert into council.receipts select (jsonb_populate_record(r, jsonb_build_object('tenant_id', $3::uuid,"
            " 'id', gen_random_uuid(), 'crossing_id', $4::uuid, 'what', $5::text, 'no', 8,"
            """ 'manifest', '{"packages":[{"files":7}]}'))).* from council.receipts r"""
            " where (r.tenant_id, r.crossing_id) = ($1, $2) and r.no = 1",
            own, made.disclosure, council, about, what,
        )  # fmt: skip  # one statement


_NOT_SENT = (
    ("changed", "update tenants.disclosures set destination = 'partner' where id = $1"),
    ("changed", "update tenants.disclosures set state = 'proposed' where id = $1"),
    ("changed", "update tenants.outside_receivers set opened_at = now(), closes_at = now() where disclosure_id = $1"),
    ("unauthorised", "update tenants.disclosures set package_id = null where id = $1"),
    ("unauthorised", ("update tenants.authorisations a set verdict = 'refused' from tenants.packages p"
                     " where p.crossing_id = $1 and p.id = a.package_id")),
    ("expired", "update tenants.disclosures set expires_at = null where id = $1"),
    ("expired", "update tenants.disclosures set expires_at = now() where id = $1"),
    (None, "delete from tenants.outside_receivers where disclosure_id = $1"),
)  # fmt: skip  # a row to what stands in the way


async def what_two_people_agreed_to_is_sent_once_by_its_council(hand: Hand) -> None:
    made, own, other = await _made(hand), hand.scene.own, hand.scene.other
    await hand.no_pass()
    assert await _send(hand, made) is None, "nobody's"
    await hand.session(hand.tokens.mine)
    for answer, before in _NOT_SENT:
        async with undone(hand.connection):
            await hand.do(before, made.disclosure)
            assert await _send(hand, made) == answer, before
    assert (await hand.call(APP, _SEND, uuid4(), _TOKEN, _SALT, _HASH, uuid4(), b"x"))[0][0] is None
    assert await _send(hand, made) == "sent"
    assert (await _state(hand, made), await _state(hand, made, other.id)) == ("sent", "authorised")
    assert await _of(hand, made, "token_hash", other.id) is None
    assert await hand.ask("select array_agg(tenant_id) from tenants.packages where"
        " crossing_id = $1 and sent_at = now()",
                          made.disclosure) == [own.id]  # fmt: skip  # one question
    (letter,) = await hand.connection.fetch("select * from identity.letters where about = $1", made.disclosure)
    assert (letter["kind"], letter["slug"], letter["address"], letter["token"], letter["lang"]) == (
        "collection", own.slug, f"nurse@{own.slug}.example", b"sealed", "cy",
    )  # fmt: skip  # its columns
    me = await hand.ask(
        "select display_name from council.staff where tenant_id = $1 and id = $2", own.id, hand.me.staff_id
    )
    assert await _steps(hand, made) == [(own.id, 1, "sender", "send", "sent", me, "")]
    (receipt,) = await _receipts(hand, made)
    assert (receipt["what"], receipt["no"], receipt["reference"]) == ("sent", 1, f"DX-{own.slug}")
    (package,) = receipt["packages"]
    assert (package["files"], package["fields"]) == (1, ["worry"])


async def sent_again_only_the_newest_address_opens(hand: Hand) -> None:
    made = await _sent(hand)
    await hand.do("update tenants.outside_receivers set wrong = 5, locked_at = now() where tenant_id = $1 and id = $2",
                  hand.scene.own.id, made.receiver)  # fmt: skip  # one statement
    assert await _opens(hand) is False
    await hand.do(
        "update tenants.packages set sent_at = now() - interval '1 hour' where crossing_id = $1", made.disclosure
    )
    await hand.session(hand.tokens.mine)
    assert await _send(hand, made, b"n" * 32) == "sent"
    assert await hand.ask("select count(*) from tenants.packages where crossing_id = $1 and sent_at = now()",
                          made.disclosure) == 0, "sent when it was first"  # fmt: skip  # one question
    assert [step[3] for step in await _steps(hand, made)] == ["send", "renew"]
    assert len(await _receipts(hand, made)) == 1
    assert await _opens(hand) is False
    assert await _opens(hand, token=b"n" * 32) is True


_SHUT = (
    "update tenants.disclosures set state = 'over' where tenant_id = $1 and id = $2",
    "update tenants.disclosures set expires_at = now() where tenant_id = $1 and id = $2",
    "update tenants.outside_receivers set locked_at = now() where tenant_id = $1 and disclosure_id = $2",
    (
        "update tenants.outside_receivers set opened_at = now(),"
        " closes_at = now() where tenant_id = $1 and disclosure_id = $2"
    ),
)


async def a_code_opens_what_lies_at_its_address_once(hand: Hand) -> None:
    """Of exactly this council's, under no pass; its receipt says who; its author's workers are told."""
    made, own = await _sent(hand), hand.scene.own
    for shut in _SHUT:
        async with undone(hand.connection):
            await hand.do(shut, own.id, made.disclosure)
            assert await _opens(hand) is False, shut
            assert await _of(hand, made, "wrong") == 0, "nobody guesses at what is over"
    for name in (None, ""):
        assert await _opens(hand, name=name) is False
    assert (await hand.call(APP, _OPEN, _TOKEN, _CODE, "Ada", None))[0][0] is False
    assert await _opens(hand, token=b"x" * 32) is False
    assert await hand.call(APP, _READ, _TOKEN, _VIEWER) == []
    assert await _opens(hand) is True
    assert (await hand.call(APP, "select identity.council()"))[0][0] is None, "no pass"
    assert await _of(
        hand, made, "opened_at = now() and closes_at = now() + interval '15 minutes' and opened_by = 'Ada'"
    )
    assert await _of(hand, made, "opened_at", hand.scene.other.id) is None
    assert (await _steps(hand, made))[1:] == [(own.id, 2, "receiver", "open", "sent", "Ada", "")]
    receipt = (await _receipts(hand, made))[-1]
    assert (receipt["what"], receipt["acknowledged"]["by"]) == ("opened", "Ada")
    facts = await hand.connection.fetch(
        "select tenant_id, kind from system.outbox where subject_id = $1", made.disclosure
    )
    assert [tuple(row.values()) for row in facts] == [(own.id, "outside_changed")]
    assert await _opens(hand) is False


async def five_wrong_codes_lock_it(hand: Hand) -> None:
    made, own = await _sent(hand), hand.scene.own
    for number, wrong in enumerate((None, "", "7KM2-49TX-3QRE", "x", "y"), 1):
        assert await hand.ask("select count(*) from system.outbox where subject_id = $1", made.disclosure) == 0
        assert await _opens(hand, wrong) is False
        assert await _of(hand, made, "wrong") == number
        assert await _of(hand, made, "locked_at is not null") is (number == 5)
    assert await _of(hand, made, "wrong", hand.scene.other.id) == 0
    assert await _opens(hand) is False
    assert (await _steps(hand, made))[1:] == [(own.id, 2, "receiver", "lock", "sent", "", "")]
    assert await hand.ask("select array_agg(tenant_id) from system.outbox where subject_id = $1", made.disclosure) == [
        own.id
    ]


_CLOSED = (
    "update tenants.outside_receivers set closes_at = now() where tenant_id = $1 and disclosure_id = $2",
    "update tenants.disclosures set state = 'over' where tenant_id = $1 and id = $2",
    "update tenants.disclosures set expires_at = now() where tenant_id = $1 and id = $2",
    "update tenants.packages set erased_at = now(), canonical = '' where tenant_id = $1 and crossing_id = $2",
)


async def who_opened_it_reads_it_and_nobody_else(hand: Hand) -> None:
    made, own = await _sent(hand), hand.scene.own
    await _opens(hand)
    (found,) = await hand.call(APP, _READ, _TOKEN, _VIEWER)
    mine = await hand.ask(
        "select object_id from tenants.package_files where tenant_id = $1 and id = $2", own.id, made.file
    )
    assert (found["council_id"], found["canonical"], found["opened_by"]) == (own.id, _SAID, "Ada")
    assert json.loads(found["objects"]) == {"0a": str(mine)}
    for token, viewer in ((b"x" * 32, _VIEWER), (_TOKEN, b"x" * 32), (_TOKEN, None)):
        assert await hand.call(APP, _READ, token, viewer) == []
    saved = ("select array_agg(array[tenant_id::text, subject_kind, subject_id::text, reference]) from audit.entries"
             " where at = now() and action = 'outside:save'")  # fmt: skip  # one query
    await hand.call(APP, _SAVE, _TOKEN, b"x" * 32)
    assert await hand.ask(saved) is None, "to whom it does not lie open"
    await hand.call(APP, _SAVE, _TOKEN, _VIEWER)
    assert await hand.ask(saved) == [[str(own.id), "crossing", str(made.disclosure), f"DX-{own.slug}"]]
    for closed in _CLOSED:
        async with undone(hand.connection):
            await hand.do(closed, own.id, made.disclosure)
            assert await hand.call(APP, _READ, _TOKEN, _VIEWER) == [], closed


async def what_is_taken_back_opens_no_more(hand: Hand) -> None:
    made, own, other = await _made(hand), hand.scene.own, hand.scene.other
    await hand.session(hand.tokens.mine)
    assert (await hand.call(APP, _BACK, made.disclosure, "why"))[0][0] == "changed", "not sent yet"
    assert await _send(hand, made) == "sent"
    assert (await hand.call(APP, _BACK, uuid4(), "why"))[0][0] is None
    for nothing in (None, ""):
        assert (await hand.call(APP, _BACK, made.disclosure, nothing))[0][0] == "words_missing"
    async with undone(hand.connection):
        await hand.do("delete from tenants.outside_receivers where disclosure_id = $1", made.disclosure)
        assert (await hand.call(APP, _BACK, made.disclosure, "why"))[0][0] is None
    async with undone(hand.connection):
        await hand.no_pass()
        assert (await hand.call(APP, _BACK, made.disclosure, "why"))[0][0] is None, "nobody's"
    erased = "select array_agg(tenant_id) from tenants.packages where crossing_id = $1 and canonical = ''"
    async with undone(hand.connection):
        await _other_receipts(hand, made)
        assert (await hand.call(APP, _BACK, made.disclosure, "why"))[0][0] == "done"
        (package,) = json.loads(await hand.ask(_LAST, own.id, made.disclosure, "withdraw"))["packages"]
        assert package["files"] == 1, "as the receipt of its own sending says"
    async with undone(hand.connection):
        assert await _opens(hand) is True
        assert (await hand.call(APP, _BACK, made.disclosure, "why"))[0][0] == "done"
        assert await hand.ask(erased, made.disclosure) is None, "what was told stays"
    assert (await hand.call(APP, _BACK, made.disclosure, "why"))[0][0] == "done"
    assert await hand.ask(erased, made.disclosure) == [own.id]
    assert (await _state(hand, made), await _state(hand, made, other.id)) == ("over", "authorised")
    assert await _of(hand, made, "withdrawn_at = now() and token_hash is null and code_hash is null")
    assert await _of(hand, made, "withdrawn_at", other.id) is None
    assert [(step[3], step[6]) for step in await _steps(hand, made)] == [("send", ""), ("withdraw", "why")]
    assert (await _receipts(hand, made))[-1]["what"] == "withdraw"


async def what_nobody_opened_by_its_day_is_erased(hand: Hand) -> None:
    """By a job of its own council; what was opened is over when its minutes are, and stays."""
    made, own, other = await _sent(hand), hand.scene.own, hand.scene.other
    job = hand.scene.row(own, "system.outbox")["id"]
    await hand.do(
        "update tenants.disclosures set state = 'sent' where tenant_id = $1 and id = $2", other.id, made.disclosure
    )
    await hand.call(WORKER, "select * from identity.claim_job($1)", job)
    run = "select crossing.expire()"
    assert await hand.refused(APP, run)
    await hand.call(WORKER, run)
    assert await _state(hand, made) == "sent", "its day has not come"
    for kept in ("destination = 'partner'", "state = 'over'"):
        async with undone(hand.connection):
            await hand.do(f"update tenants.disclosures set expires_at = now(), {kept} where id = $1", made.disclosure)
            before = len(await _steps(hand, made))
            await hand.call(WORKER, run)
            assert len(await _steps(hand, made)) == before, kept
    async with undone(hand.connection):
        await hand.do("update tenants.outside_receivers set opened_at = now(),"
            " closes_at = now() where disclosure_id = $1",
                      made.disclosure)  # fmt: skip  # one statement
        await hand.call(WORKER, run)
        assert await _state(hand, made) == "over"
        assert [step[3] for step in await _steps(hand, made)] == ["send"]
    await hand.do("update tenants.disclosures set expires_at = now() where id = $1", made.disclosure)
    await hand.call(WORKER, run)
    assert (await _state(hand, made), await _state(hand, made, other.id)) == ("over", "sent")
    assert [step[1:4] for step in await _steps(hand, made)] == [(1, "sender", "send"), (2, "clock", "expire")]
    erased = "select array_agg(tenant_id) from tenants.packages where crossing_id = $1 and canonical = ''"
    assert await hand.ask(erased, made.disclosure) == [own.id]
    last = (await _receipts(hand, made))[-1]
    assert (last["what"], last["packages"][0]["files"]) == ("expire", 1)


OUTSIDE_PROMISES: tuple[Promise, ...] = (
    what_two_people_agreed_to_is_sent_once_by_its_council,
    sent_again_only_the_newest_address_opens,
    a_code_opens_what_lies_at_its_address_once,
    five_wrong_codes_lock_it,
    who_opened_it_reads_it_and_nobody_else,
    what_is_taken_back_opens_no_more,
    what_nobody_opened_by_its_day_is_erased,
)
