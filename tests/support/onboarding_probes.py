"""Promises about who brings a council on, and invites its first administrator. See `pass_probes.py`."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from local_probes import EMAIL, invited, session
from pass_probes import Hand, Promise
from people_probes import app

_FOUND = "select identity.found_council($1, $2::jsonb, 'request')"
_FIRST = "select identity.invite_first($1, $2, $3, 'Ana', 'cy', $4, $5, 'sealed', 'request')"
_HAS_BEGUN = "select identity.has_begun($1)"


FACTS = {
    "slug": "newcomer", "name": "Newcomer", "name_cy": "Newydd", "kind": "unitary", "nation": "england",
    "legal_powers": ["a"], "areas": ["Newcomer"], "languages": ["en"], "colour": "#24478f", "front_door_phone": "1",
    "out_of_hours_phone": "2", "reads_from": "08:30:00", "reads_until": "17:00:00", "texts": {"en": {"intro": "x"}},
    "opened_at": "2020-01-01", "id": "01900000-0000-7000-8000-00000000dead",
}  # fmt: skip  # columns of a row


def facts(**changed: object) -> str:
    return json.dumps(FACTS | changed)


async def as_admin(hand: Hand) -> UUID:
    """Under the pass of the own council's administrator, whose id is returned."""
    await session(hand, await hand.account_of(hand.scene.own, "admin"), "the admin's")
    assert await hand.session("the admin's")
    found = hand.scene.own.people["admin"].staff_id
    assert found is not None
    return found


async def _founded(hand: Hand) -> UUID:
    """A council without anybody, under the operator's pass."""
    await hand.session(hand.tokens.operator)
    council = uuid4()
    assert await app(hand, _FOUND, council, facts())
    return council


async def only_an_operator_brings_councils_on(hand: Hand) -> None:
    asked = ((_FOUND, (uuid4(), facts())), (_HAS_BEGUN, (hand.scene.own.id,)),
             (_FIRST, (hand.scene.own.id, uuid4(), EMAIL, "token", uuid4())))  # fmt: skip
    await hand.do("update council.staff set ended_at = now() where roles = '{council_admin}'")
    await hand.no_pass()
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"without a pass: {sql}"
    await hand.session(hand.tokens.mine)
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"a screener: {sql}"
    await hand.do("update council.staff set ended_at = null where roles = '{council_admin}'")
    await as_admin(hand)
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"an administrator: {sql}"


async def a_council_begins_closed_with_two_teams_and_a_note(hand: Hand) -> None:
    council = await _founded(hand)
    row = await hand.connection.fetchrow("select * from commons.councils where id = $1", council)
    assert row is not None
    assert (row["slug"], row["name_cy"], row["areas"], row["opened_at"]) == ("newcomer", "Newydd", ["Newcomer"], None)
    teams = await hand.ask("select array_agg(kind order by kind) from council.teams where tenant_id = $1", council)
    assert teams == ["front_door", "specialist"]
    notes = await hand.connection.fetch("select * from audit.entries where tenant_id = $1", council)
    assert [(note["action"], note["subject_id"], note["why"]) for note in notes] == [
        ("bring_on_council", council, "By Oksana Operator, for the platform")
    ]
    assert not await app(hand, _FOUND, uuid4(), facts(name="Another"))
    assert not await app(hand, _FOUND, uuid4(), facts(slug="operator")), "a sign-in page has this name"
    assert await hand.ask("select count(*) from commons.councils where slug in ('newcomer', 'operator')") == 1


async def a_first_administrator_is_invited_until_somebody_comes_in(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    waits = await invited(hand)
    await hand.do("update council.invitations set roles = '{council_admin}' where id = $1", waits)
    letter = "insert into identity.letters (id, kind, slug, address, token, lang, about)"
    letter += " values (gen_random_uuid(), 'invitation', $1, 'a@own.example', 'sealed', 'en', $2)"
    await hand.do(letter, own.slug, waits)
    await hand.session(hand.tokens.operator)
    for council in (own.id, other.id):
        assert await app(hand, _HAS_BEGUN, council)
        assert not await app(hand, _FIRST, council, uuid4(), EMAIL, "token", uuid4())
    assert await hand.ask("select revoked_at from council.invitations where id = $1", waits) is None
    assert not await app(hand, _FIRST, uuid4(), uuid4(), EMAIL, "token", uuid4()), "no such council"
    council, first, second = await _founded_here(hand), uuid4(), uuid4()
    assert await app(hand, _FIRST, council, first, EMAIL, "token", uuid4())
    assert await app(hand, _FIRST, council, second, EMAIL, "later", uuid4())
    row = await hand.connection.fetchrow("select * from council.invitations where id = $1", second)
    assert row is not None
    assert (row["tenant_id"], row["roles"], row["teams"], row["invited_by"]) == (council, ["council_admin"], [], None)
    assert await hand.ask(
        "select expires_at = now() + interval '7 days' from council.invitations where id = $1", second
    )
    assert await hand.ask("select token_hash = sha256('later') from council.invitations where id = $1", second)
    assert await hand.ask("select revoked_at from council.invitations where id = $1", first) is not None
    assert await hand.ask("select revoked_at from council.invitations where id = $1", waits) is None
    letters = await hand.ask("select array_agg(about) from identity.letters where slug = 'newcomer'")
    assert letters == [second]
    assert await hand.ask("select count(*) from identity.letters where about = $1", waits) == 1
    notes = await hand.ask("select count(*) from audit.entries where tenant_id = $1 and subject_kind = 'invitation'"
                           " and action = 'bring_on_council'", council)  # fmt: skip
    assert notes == 2
    await _what_is_over_stays(hand, council, second)


async def _founded_here(hand: Hand) -> UUID:
    """As `_founded`, under the operator's pass that is open."""
    council = uuid4()
    assert await app(hand, _FOUND, council, facts())
    return council


async def _what_is_over_stays(hand: Hand, council: UUID, second: UUID) -> None:
    """What was taken back is not again, a letter that was sent stays, and so does an invitation to anything else."""
    await hand.do("update council.invitations set revoked_at = now() - interval '1 hour' where tenant_id = $1"
                  " and id <> $2", council, second)  # fmt: skip
    await hand.do("update identity.letters set sent_at = now() where slug = 'newcomer'")
    reader = uuid4()
    await hand.do(_INVITED, council, reader, ["front_door_screener"], None)
    await hand.do(_LETTER, "newcomer", reader)
    assert await app(hand, _FIRST, council, uuid4(), EMAIL, "third", uuid4())
    assert await hand.ask("select count(*) from council.invitations where tenant_id = $1"
                          " and revoked_at = now() - interval '1 hour'", council) == 1  # fmt: skip
    assert await hand.ask("select revoked_at from council.invitations where id = $1", reader) is None
    assert await hand.ask("select count(*) from identity.letters where about = $1", reader) == 1
    assert await hand.ask("select count(*) from identity.letters where slug = 'newcomer'") == 3


_INVITED = (
    "insert into council.invitations"
    " (tenant_id, id, email, name, roles, teams, lang, token_hash, expires_at, accepted_at) values"
    " ($1, $2, 'a@newcomer.example', 'Wren', $3, '{}', 'cy', sha256(uuid_send(gen_random_uuid())),"
    " now() + interval '1 day', $4)"
)
_LETTER = (
    "insert into identity.letters (id, kind, slug, address, token, lang, about)"
    " values (gen_random_uuid(), 'invitation', $1, 'a@newcomer.example', 'sealed', 'en', $2)"
)


async def no_operator_comes_into_a_council_that_has_begun(hand: Hand) -> None:
    """Also when everybody has left, and when the first to come administers nothing."""
    own = hand.scene.own
    council = await _founded(hand)
    gone = "update council.staff set ended_at = now(), roles = '{team_manager}' where tenant_id = $1"
    staff = "insert into council.staff (tenant_id, id, display_name, roles) values ($1, gen_random_uuid(), 'Sam', '{}')"
    accepted = _INVITED.replace("$2", "gen_random_uuid()").replace("$3", "'{team_manager}'")
    await hand.do(accepted.replace("$4", "now()"), own.id)
    assert not await app(hand, _HAS_BEGUN, council)
    for which, begun in (
        (own.id, "update commons.councils set opened_at = null where id = $1"),
        (own.id, gone),
        (council, "update commons.councils set opened_at = now() where id = $1"),
        (council, staff),
        (council, accepted.replace("$4", "now()")),
    ):
        await hand.connection.execute("savepoint begun")
        await hand.do(begun, which)
        assert await app(hand, _HAS_BEGUN, which), begun
        assert not await app(hand, _FIRST, which, uuid4(), EMAIL, "token", uuid4()), begun
        assert await app(hand, _HAS_BEGUN, council) is (which == council), "of this council alone"
        await hand.connection.execute("rollback to begun")
    await hand.do(accepted.replace("$4", "null"), council)
    assert not await app(hand, _HAS_BEGUN, council)


ONBOARDING_PROMISES: tuple[Promise, ...] = (
    only_an_operator_brings_councils_on,
    a_council_begins_closed_with_two_teams_and_a_note,
    a_first_administrator_is_invited_until_somebody_comes_in,
    no_operator_comes_into_a_council_that_has_begun,
)
