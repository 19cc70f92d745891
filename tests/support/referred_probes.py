"""Promises about what a partner refers: it is theirs alone, and only while the council works with them. See
`pass_probes.py`."""

# Long: one list of promises, each with the few rows that it needs.

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from councils import TestCouncil
from pass_probes import Hand, Promise

_AS: Final = "select * from tenants.referring_as()"
_MINE: Final = "select * from tenants.referred_by_partner($1)"
_LETTERS: Final = "select * from tenants.letters_to_partner($1)"
_FILES: Final = "select * from tenants.files_of_partner($1)"
_REFER: Final = "select * from tenants.refer_as_partner($1, $2, $3, $4)"
_ADD: Final = "select tenants.add_as_partner($1, $2, 'Again', 'Again')"
_ADD_FILES: Final = "select tenants.add_files_as_partner($1, 'A photo', $2, $3)"
_ABOUT: Final = json.dumps(
    {"source": "school", "subject_kind": "place", "title": "The yard", "harms": ["cce", "weapons"], "children": "3_5",
     "due_at": "2026-12-01T12:00:00+00:00"}
)  # fmt: skip  # a row
_FREE: Final = (
    "where_said", "address", "postcode", "online_handle", "what_said", "when_said", "helps_said", "job", "phone",
    "boundary", "other_boroughs", "opening", "responsible", "establishment", "common_link", "platform",
    "first_noticed", "carried", "involved", "untold_why",
)  # fmt: skip  # column names
_PEOPLE: Final = json.dumps({"case_references": ["LK-1", "LK-2"], "adults": "Somebody"})


def _said(where: str = "The yard") -> str:
    row = dict.fromkeys(_FREE, "") | {"where_said": where, "lang": "en", "subject": "place", "danger": "yes"}
    shown = {"ages": [], "reported_to": [], "shown": {"where_said": where}, "names_masked": 0}
    return json.dumps(row | shown | {"openness": "told", "basis": "public_task"})


async def _refer(hand: Hand, referral: UUID, *, where: str = "The yard", people: str | None = _PEOPLE,
                 **about: Any) -> list[Any]:  # fmt: skip  # one signature
    given = json.dumps(json.loads(_ABOUT) | about)
    return await hand.call(APP, _REFER, referral, given, _said(where), people)


async def _twin(
    hand: Hand, referral: UUID, council: TestCouncil, staff: UUID, organisation: UUID, *, name: str
) -> None:
    """The same once more, in another's name or in another council, under the very same reference where it may be."""
    statement = await hand.ask("select id from tenants.statements where referral_id = $1 limit 1", referral)
    layer = await hand.ask("select id from tenants.statement_people where statement_id = $1", statement)
    own = council.id == hand.scene.own.id
    said = uuid4() if own else statement
    new = uuid4() if own else referral
    reference = (
        "a reference of its own"
        if own
        else await hand.ask("select reference from tenants.referrals where id = $1", referral)
    )
    for table, keys in (
        ("tenants.referrals", {"id": new, "reference": reference, "team_id": council.teams["front_door"],
                               "title": name}),
        ("tenants.statements", {"id": said, "referral_id": new, "staff_id": staff,
                                "organisation_id": organisation, "where_said": name}),
        ("tenants.statement_people", {"id": uuid4(), "statement_id": said}),
    ):  # fmt: skip  # three tables
        source = {"tenants.referrals": referral, "tenants.statements": statement}.get(table, layer)
        changes = json.dumps({key: str(value) for key, value in (keys | {"tenant_id": council.id}).items()})
        await hand.do(f"insert into {table} select (jsonb_populate_record(t, $2::jsonb)).* from {table} t"
                      f" where t.id = $1 and t.tenant_id = $3", source, changes, hand.scene.own.id)  # fmt: skip


async def _message(hand: Hand, council: UUID, statement: UUID, words: str) -> None:
    await hand.do("insert into tenants.report_messages (tenant_id, id, statement_id, kind, body, shown, at)"
                  " values ($1, gen_random_uuid(), $2, 'reply', $3, $3, now())", council, statement, words)  # fmt: skip


async def _referred(hand: Hand) -> str:
    """Something that the own council's partner referred, with a letter and a file; its reference. Beside it: another
    that a colleague of the same organisation referred, and the same under the same ids in the other council."""
    own, other = hand.scene.own, hand.scene.other
    partner, organisation = own.people["partner"].staff_id, own.organisation
    assert partner is not None
    assert organisation is not None
    await hand.session(hand.scene.partner)
    referral = uuid4()
    (sent,) = await _refer(hand, referral)
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at) values"
                  " ($1, $2, 'A twin', 'business', now(), now())", other.id, organisation)  # fmt: skip
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles, organisation_id)"
                  " values ($1, $2, 'A twin', '{}', $3)", other.id, partner, organisation)  # fmt: skip
    colleague = uuid4()
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles, organisation_id)"
                  " values ($1, $2, 'A colleague', '{partner}', $3)", own.id, colleague, organisation)  # fmt: skip
    await _twin(hand, referral, own, colleague, organisation, name="Of a colleague")
    await _twin(hand, referral, other, partner, organisation, name="Of a twin")
    for row in await hand.connection.fetch("select tenant_id, id, where_said from tenants.statements"):
        await _message(hand, row["tenant_id"], row["id"], f"About {row['where_said']}")
    assert await _add_file(hand, sent["reference"])
    return str(sent["reference"])


async def _add_file(hand: Hand, reference: str | None, *, waiting: bool | None = False) -> bool:
    file = {"id": str(uuid4()), "object_id": str(uuid4()), "name": "A.jpg", "kind": "jpeg", "about": "", "size": 9,
            "digest": r"\x00"}  # fmt: skip  # a row
    return bool((await hand.call(APP, _ADD_FILES, reference, json.dumps([file]), waiting))[0][0])


async def what_a_partner_refers_is_put_before_the_front_door(hand: Hand) -> None:
    own = hand.scene.own
    await hand.session(hand.scene.partner)
    referral = uuid4()
    (sent,) = await _refer(hand, referral)
    row = await hand.connection.fetchrow("select * from tenants.referrals where id = $1", referral)
    assert (row["tenant_id"], row["reference"], row["route"], row["source"], row["state"], row["attention"]) == (
        own.id, sent["reference"], "partner", "school", "new", "danger",
    )  # fmt: skip  # one row
    assert (row["team_id"], row["restricted"], sent["fresh"]) == (own.teams["front_door"], False, True)
    said = await hand.connection.fetchrow("select * from tenants.statements where referral_id = $1", referral)
    assert (said["tenant_id"], said["staff_id"], said["organisation_id"]) == (
        own.id, own.people["partner"].staff_id, own.organisation,
    )  # fmt: skip  # one row
    named = await hand.ask("select name from council.partner_organisations where id = $1", own.organisation)
    assert said["organisation"] == named
    layer = await hand.connection.fetchrow("select * from tenants.statement_people where statement_id = $1", said["id"])
    assert (layer["tenant_id"], layer["adults"]) == (own.id, "Somebody")
    line = await hand.connection.fetchrow("select * from tenants.referral_events where referral_id = $1", referral)
    assert (line["verb"], line["staff_id"]) == ("receive", own.people["partner"].staff_id)
    assert await hand.ask("select kind from system.outbox where subject_id = $1", referral) == "referral_received"
    (again,) = await _refer(hand, referral)
    assert (again["reference"], again["fresh"]) == (sent["reference"], False)
    # Also where another of theirs says just that.
    assert len(await _refer(hand, uuid4(), where="Another yard")) == 1
    assert await _refer(hand, referral, where="Another yard") == [], "what says something else is another referral"
    somebody_else = json.dumps(json.loads(_PEOPLE) | {"adults": "Somebody else"})
    fewer = json.dumps(json.loads(_PEOPLE) | {"case_references": ["LK-1"]})
    for changed in ({"harms": ["missing"]}, {"harms": ["cce"]}, {"children": "1_2"}, {"people": None},
                    {"people": somebody_else}, {"people": fewer}):  # fmt: skip  # one each
        assert await _refer(hand, referral, **changed) == [], "what is answered otherwise is another referral"
    nobody = uuid4()
    for _ in range(2):
        assert len(await _refer(hand, nobody, people=None)) == 1
    assert await _refer(hand, nobody) == []
    assert await hand.ask("select count(*) from tenants.statements where referral_id = $1", referral) == 1


async def nobody_refers_over_what_is_anothers(hand: Hand) -> None:
    reference = await _referred(hand)
    theirs = await hand.ask("select id from tenants.referrals where title = 'Of a colleague'")
    assert await _refer(hand, theirs) == []
    assert await hand.ask("select count(*) from tenants.statements where referral_id = $1", theirs) == 1
    mine = await hand.ask("select id from tenants.referrals where reference = $1 limit 1", reference)
    await _refer(hand, uuid4(), where="A second one")
    (again,) = await _refer(hand, mine)
    assert again["reference"] == reference


async def nothing_is_referred_where_nobody_reads(hand: Hand) -> None:
    await hand.session(hand.scene.partner)
    await hand.do("update council.teams set kind = 'locality'")
    (said,) = await _refer(hand, uuid4())
    assert (said["reference"], said["fresh"]) == (None, False)


async def a_partner_reads_their_own_receipts_alone(hand: Hand) -> None:
    reference = await _referred(hand)
    (mine,) = await hand.call(APP, _MINE, None)
    assert (mine["reference"], mine["settled"], mine["asked"]) == (reference, False, False)
    assert json.loads(mine["said"]) == {"where_said": "The yard", "address": "", "online_handle": ""}
    (letter,) = await hand.call(APP, _LETTERS, reference)
    assert letter["body"] == "About The yard"
    (file,) = await hand.call(APP, _FILES, reference)
    assert file["name"] == "A.jpg"
    (second,) = await _refer(hand, uuid4(), where="A second one")
    assert [row["reference"] for row in await hand.call(APP, _MINE, reference)] == [reference]
    assert len(await hand.call(APP, _MINE, None)) == 2
    for asked in (_LETTERS, _FILES):
        assert len(await hand.call(APP, asked, reference)) == 1
        for none in ("a reference of its own", second["reference"], None):
            assert await hand.call(APP, asked, none) == [], asked


async def others_files_are_not_shown_to_a_partner(hand: Hand) -> None:
    reference, own = await _referred(hand), hand.scene.own
    for change in (
        "added_by = (select id from council.staff where display_name = 'A colleague')",
        "taken_off_at = now(), taken_off_by = added_by",
        "record_kind = 'context'",
        "record_id = gen_random_uuid()",
    ):
        await hand.connection.execute("savepoint changed")
        await hand.do(f"update tenants.attachments set {change} where tenant_id = $1 and name = 'A.jpg'", own.id)
        assert await hand.call(APP, _FILES, reference) == [], change
        await hand.connection.execute("rollback to changed")


async def a_partner_adds_to_their_own_alone(hand: Hand) -> None:
    reference = await _referred(hand)
    written = "select count(*) from tenants.report_messages where body = 'Again'"
    for known, sort in (("a reference of its own", "news"), (None, "news"), (reference, "reply"), (reference, None)):
        assert await hand.refused(APP, _ADD, known, sort)
    for known, waiting in (("a reference of its own", False), (None, False), (reference, None)):
        assert not await _add_file(hand, known, waiting=waiting)
    assert await hand.ask(written) == 0
    assert (await hand.call(APP, _ADD, reference, "asks"))[0][0] is True
    assert await hand.ask(f"{written} and tenant_id = $1", hand.scene.own.id) == 1
    mine = await hand.ask("select id from tenants.referrals where reference = $1 limit 1", reference)
    versions = "select array_agg(version order by version) from tenants.referrals where id = $1"
    before, lines = await hand.ask(versions, mine), await hand.ask("select count(*) from tenants.referral_events")
    assert await _add_file(hand, reference, waiting=True)
    assert await hand.ask(versions, mine) == [before[0], before[1] + 1], "of one council"
    assert await hand.ask("select count(*) from tenants.referral_events") == lines + 1
    kinds = await hand.ask("select array_agg(kind order by kind) from system.outbox where subject_id = $1", mine)
    assert kinds.count("files_due") == 1
    assert await hand.ask("select count(*) from tenants.referrals where version > 2") == 1


async def a_partner_asks_for_their_own_back_once(hand: Hand) -> None:
    """And not for what is decided, nor for a colleague's or a neighbour's; one of another's is no wish of theirs."""
    reference, own = await _referred(hand), hand.scene.own
    said = "select id from tenants.statements where where_said = $1 and tenant_id = $2"
    mine, theirs = [await hand.ask(said, each, own.id) for each in ("The yard", "Of a colleague")]
    twin = await hand.ask(said, "Of a twin", hand.scene.other.id)
    wish = ("insert into tenants.report_messages (tenant_id, id, statement_id, kind, body, shown, at)"
            " values ($1, gen_random_uuid(), $2, 'withdrawal', 'W', 'W', now())")  # fmt: skip
    await hand.do(wish, own.id, theirs)
    await hand.do(wish, hand.scene.other.id, twin)
    for known in ("a reference of its own", None):
        assert await hand.refused(APP, _ADD, known, "withdrawal")
    await hand.connection.execute("savepoint decided")
    await hand.do("update tenants.referrals set state = 'withdrawn' where reference = $1", reference)
    assert await hand.refused(APP, _ADD, reference, "withdrawal")
    await hand.connection.execute("rollback to decided")
    assert (await hand.call(APP, _ADD, reference, "news"))[0][0] is True, "which is no wish"
    assert (await hand.call(APP, _ADD, reference, "withdrawal"))[0][0] is True
    assert await hand.refused(APP, _ADD, reference, "withdrawal"), "once"
    written = "select count(*) from tenants.report_messages where kind = 'withdrawal' and statement_id = $1"
    assert await hand.ask(f"{written} and tenant_id = $2", mine, own.id) == 1
    kinds = "select array_agg(kind order by kind) from system.outbox where kind like 'reporter%'"
    assert await hand.ask(kinds) == ["reporter_added_news", "reporter_withdrew"]


_ENDS: Final = (
    "council.staff set ended_at = now() where id = $2",
    "council.staff set organisation_id = null where id = $2",
    "council.partner_organisations set ended_at = now() where id <> $2",
)


async def with_the_end_of_their_work_a_partner_refers_nothing(hand: Hand) -> None:
    """From the next statement on: the pass was opened before."""
    reference, own = await _referred(hand), hand.scene.own
    partner = own.people["partner"].staff_id
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at) values"
                  " ($1, $2, 'Another', 'vcs', now(), now())", own.id, uuid4())  # fmt: skip
    drafts = "select count(*) from council.drafts"
    assert len(await hand.call(APP, _AS)) == 1
    assert (await hand.call(APP, drafts))[0][0] == 1
    for over in _ENDS:
        await hand.connection.execute("savepoint over")
        await hand.do(f"update {over} and tenant_id = $1", own.id, partner)
        for asked in (_MINE, _LETTERS, _FILES):
            assert await hand.call(APP, asked, reference) == [], over
        assert await hand.call(APP, _AS) == [], over
        assert await _refer(hand, uuid4()) == []
        assert await hand.refused(APP, _ADD, reference, "news")
        assert not await _add_file(hand, reference)
        assert (await hand.call(APP, drafts))[0][0] == 0, "a draft shows when they refer again"
        put = ("insert into council.drafts (tenant_id, id, staff_id, form, subject_id, answers, saved_at)"
               " values ($1, $2, $3, 'refer', $2, '{}', now()) returning id")  # fmt: skip
        assert await hand.refused(APP, put, own.id, uuid4(), partner)
        await hand.connection.execute("rollback to over")
    assert len(await hand.call(APP, _MINE, reference)) == 1


async def who_moves_on_leaves_their_receipts(hand: Hand) -> None:
    reference, own = await _referred(hand), hand.scene.own
    elsewhere = uuid4()
    await hand.do("insert into council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at) values"
                  " ($1, $2, 'Another', 'vcs', now(), now())", own.id, elsewhere)  # fmt: skip
    moved = "update council.staff set organisation_id = $2 where tenant_id = $1 and id = $3"
    await hand.do(moved, own.id, elsewhere, own.people["partner"].staff_id)
    assert len(await hand.call(APP, _AS)) == 1
    for asked in (_MINE, _LETTERS, _FILES):
        assert await hand.call(APP, asked, reference) == []


async def nobody_else_refers_as_a_partner(hand: Hand) -> None:
    reference = await _referred(hand)
    await hand.do("update council.staff set organisation_id = $2 where tenant_id = $3 and id = $1",
                  hand.me.staff_id, hand.scene.own.organisation, hand.scene.own.id)  # fmt: skip
    for token in (hand.tokens.operator, hand.tokens.theirs, ""):
        await (hand.session(token) if token else hand.no_pass())
        for asked in (_MINE, _LETTERS, _FILES):
            assert await hand.call(APP, asked, reference) == []
        assert await hand.call(APP, _AS) == []
        assert await _refer(hand, uuid4()) == []


async def their_form_has_the_councils_basis(hand: Hand) -> None:
    """Of the two that the council chose, the newer one; not the neighbour's, which is newer still."""
    own, other = hand.scene.own, hand.scene.other
    await hand.session(hand.scene.partner)
    await hand.do("delete from council.referring_policies")
    assert (await hand.call(APP, _AS))[0]["basis"] is None
    newest = uuid4()
    for council, key, words, ago in (
        (own, uuid4(), "Older", "2 days"), (own, newest, "Ours", "1 day"), (other, newest, "Theirs", "1 hour"),
        (other, uuid4(), "Theirs too", "1 minute"),
    ):  # fmt: skip  # one policy to a row
        await hand.do("insert into council.referring_policies (tenant_id, id, basis, words, chosen_at, chosen_by)"
                      " values ($1, $2, 'legal_obligation', $3, now() - $4::text::interval, $5)",
                      council.id, key, words, ago, council.people["ig_lead"].staff_id)  # fmt: skip
    (found,) = await hand.call(APP, _AS)
    kind = await hand.ask("select kind from council.partner_organisations where id = $1", own.organisation)
    assert (found["kind"], found["basis"], found["words"]) == (kind, "legal_obligation", "Ours")


async def a_notice_of_what_they_referred_goes_with_their_organisation(hand: Hand) -> None:
    """Neither seen nor counted once it has ended; a colleague of the council keeps theirs."""
    own = hand.scene.own
    put = ("insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id,"
           " reference, occurred_at) values ($1, gen_random_uuid(), $2, gen_random_uuid(), 'written_to_you',"
           " 'referred', gen_random_uuid(), '', now())")  # fmt: skip
    listed = "select count(*) from council.notifications"
    for token, person in ((hand.scene.partner, "partner"), (hand.tokens.mine, "screener")):
        await hand.do("update council.partner_organisations set ended_at = null where tenant_id = $1", own.id)
        (before,) = await hand.session(token)
        seen = (await hand.call(APP, listed))[0][0]
        await hand.do(put, own.id, own.people[person].staff_id)
        (told,) = await hand.session(token)
        assert (told["unread"], (await hand.call(APP, listed))[0][0]) == (before["unread"] + 1, seen + 1)
        await hand.do("update council.partner_organisations set ended_at = now() where tenant_id = $1", own.id)
        theirs = person == "partner"
        assert (await hand.call(APP, listed))[0][0] == (seen if theirs else seen + 1)
        (over,) = await hand.session(token)
        assert (over["unread"] < told["unread"], bool(over["organisation_ended"])) == (theirs, theirs)


REFERRED_PROMISES: tuple[Promise, ...] = (
    what_a_partner_refers_is_put_before_the_front_door,
    nobody_refers_over_what_is_anothers,
    nothing_is_referred_where_nobody_reads,
    a_partner_reads_their_own_receipts_alone,
    others_files_are_not_shown_to_a_partner,
    a_partner_adds_to_their_own_alone,
    a_partner_asks_for_their_own_back_once,
    with_the_end_of_their_work_a_partner_refers_nothing,
    who_moves_on_leaves_their_receipts,
    nobody_else_refers_as_a_partner,
    their_form_has_the_councils_basis,
    a_notice_of_what_they_referred_goes_with_their_organisation,
)
