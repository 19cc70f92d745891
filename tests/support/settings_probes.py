"""Promises about a council's own settings, its provider, and when its form opens. See `pass_probes.py`."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from commonground.tenants.going_live.items import BY_KEY, IG_LEAD, READ
from local_probes import join
from onboarding_probes import as_admin
from pass_probes import Hand, Promise
from people_probes import app
from public_probes import open_form

_CHANGE = "select identity.change_council($1::jsonb, $2::jsonb)"
_MINE = "select * from identity.my_provider()"
_SET = "select identity.set_provider($1, 'new client', $2)"
_GROUPS = "select * from identity.my_groups()"
_MAP = "select identity.map_group($1, $2, $3, $4)"
_UNMAP = "select identity.unmap_group($1)"
_OPEN = "select identity.open_door($1::text[])"
_CLOSE = "select identity.close_door()"
_FRONT_DOOR = "select identity.front_door_of($1)"


async def only_an_administrator_sets_a_council_up(hand: Hand) -> None:
    own = hand.scene.own
    mapping = await hand.ask("select id from identity.group_roles where council_id = $1 limit 1", own.id)
    await _evidence(hand, own.id, *_LIST)
    asked: tuple[tuple[str, tuple[object, ...]], ...] = (
        (_CHANGE, ('{"name": "New"}', "{}")),
        (_MINE, ()),
        (_GROUPS, ()),
        (_MAP, (uuid4(), "g", "practitioner", None)),
        (_UNMAP, (mapping,)),
        (_CLOSE, ()),
        (_OPEN, ([],)),
        (_SET, ("https://new.example", "s")),  # from then on, nobody who reads what comes in can sign in
    )
    await join(hand, await hand.account_of(own, "screener"), hand.scene.other, "admin")
    await hand.no_pass()
    for sql, given in asked:
        assert await hand.refused(APP, sql, *given), f"without a pass: {sql}"
    for token in (hand.tokens.mine, hand.tokens.operator):
        await hand.session(token)
        for sql, given in asked:
            assert await hand.refused(APP, sql, *given), f"not the administrator: {sql}"
    await as_admin(hand)
    for sql, given in asked:
        assert await app(hand, sql, *given), sql


CHANGES = {
    "name": "New", "name_cy": "Newydd", "legal_powers": ["b"], "areas": ["North"], "languages": ["cy", "en"],
    "colour": "#123456", "logo_alt": "A bridge", "front_door_phone": "3", "out_of_hours_phone": "4",
}  # fmt: skip  # columns of a row


async def a_council_is_changed_in_what_was_sent_and_no_other(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    row = "select to_jsonb(c)::text from commons.councils c where id = $1"
    theirs = await hand.ask(row, other.id)
    await as_admin(hand)
    for name, value in CHANGES.items():
        before = json.loads(await hand.ask(row, own.id))
        assert not await app(hand, _CHANGE, json.dumps({name: value}), json.dumps({name: value})), "it stood not so"
        assert json.loads(await hand.ask(row, own.id)) == before, name
        assert await app(hand, _CHANGE, json.dumps({name: value}), json.dumps({name: before[name]})), name
        assert json.loads(await hand.ask(row, own.id)) == before | {name: value}, name
    more = {
        "reads_from": "09:00:00",
        "reads_until": "16:00:00",
        "closures": ["2026-12-24"],
        "switched_off": ["x"],
        "texts": {"en": {}},
    }
    before = json.loads(await hand.ask(row, own.id))
    kept = {"slug": "taken", "opened_at": None, "id": str(uuid4())}
    with_logo = json.dumps(more | kept | {"logo": "aGVsbG8="})
    assert not await app(hand, _CHANGE, with_logo, '{"logo_digest": "aa"}')
    assert await app(hand, _CHANGE, with_logo, '{"logo_digest": null}')
    assert json.loads(await hand.ask(row, own.id)) == before | more | {"logo": "\\x68656c6c6f"}
    assert not await app(hand, _CHANGE, "{}", '{"logo_digest": null}')
    assert await app(hand, _CHANGE, '{"name_cy": null, "logo_alt": null}', "{}")
    assert (await hand.ask("select name_cy from commons.councils where id = $1", own.id)) is None
    assert await hand.ask(row, other.id) == theirs


async def kind_and_nation_change_until_they_are_settled(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    stands = "select identity.kind_stands()"
    which = "select kind || ' ' || nation from commons.councils where id = $1"
    theirs, before = await hand.ask(which, other.id), await hand.ask(which, own.id)
    await hand.no_pass()
    assert await hand.refused(APP, stands)
    await hand.session(hand.tokens.mine)
    assert await hand.refused(APP, stands), "a screener"
    opened, gone = "update commons.councils set opened_at = now() where id = $1", "delete from tenants.referrals"
    await hand.do("update commons.councils set opened_at = null")
    await hand.do("set local session_replication_role = replica")  # what belongs to a referral may stay here
    await as_admin(hand)
    for is_reported, opens, settled in ((True, None, True), (False, own.id, True), (False, other.id, False)):
        await hand.connection.execute("savepoint settled")
        if not is_reported:
            await hand.do(f"{gone} where tenant_id = $1", own.id)
        await hand.do(opened, opens)
        assert await app(hand, stands) is settled, (is_reported, opens)
        for change in ('{"kind": "county"}', '{"nation": "wales"}'):
            assert await app(hand, _CHANGE, change, "{}") is not settled, change
        assert await app(hand, _CHANGE, '{"name": "New"}', "{}")
        assert await hand.ask(which, own.id) == (before if settled else "county wales")
        await hand.connection.execute("rollback to settled")
    assert await hand.ask(which, other.id) == theirs


async def groups_give_what_is_the_councils_to_give(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await as_admin(hand)
    mine, theirs = [council.teams["locality"] for council in (own, other)]
    mapping, count = uuid4(), "select count(*) from identity.group_roles where council_id = $1"
    before = await hand.ask(count, other.id)
    assert len(await hand.call(APP, _GROUPS)) == await hand.ask(count, own.id)
    for role, team in (("platform_operator", None), ("partner", mine), ("practitioner", theirs), (None, theirs)):
        assert await hand.refused(APP, _MAP, uuid4(), "g", role, team), (role, team)
    assert await app(hand, _MAP, mapping, "g", "practitioner", mine)
    assert not await app(hand, _MAP, uuid4(), "g", "practitioner", mine), "once"
    assert await app(hand, _MAP, uuid4(), "g", None, mine)
    assert await app(hand, _MAP, uuid4(), "g", "practitioner", None)
    named = {(row["provider_group"], row["role"], row["team"]) for row in await hand.call(APP, _GROUPS)}
    name = await hand.ask("select name from council.teams where tenant_id = $1 and id = $2", own.id, mine)
    assert {("g", "practitioner", name), ("g", None, name), ("g", "practitioner", None)} <= named
    foreign = await hand.ask("select id from identity.group_roles where council_id = $1 limit 1", other.id)
    assert not await app(hand, _UNMAP, foreign)
    left = await hand.ask(count, own.id)
    assert await app(hand, _UNMAP, mapping)
    assert not await app(hand, _UNMAP, mapping)
    assert (await hand.ask(count, own.id), await hand.ask(count, other.id)) == (left - 1, before)


async def a_form_opens_with_evidence_and_somebody_to_read(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    opened = "select opened_at from commons.councils where id = $1"
    await hand.do("update commons.councils set opened_at = now() - interval '1 day'")
    await as_admin(hand)
    assert await app(hand, _CLOSE)
    assert not await app(hand, _CLOSE)
    assert await hand.ask(opened, own.id) is None
    assert await hand.ask(opened, other.id) is not None
    await _evidence(hand, other.id, *_LIST)
    for left_out in _LIST:
        await hand.connection.execute("savepoint lacking")
        await _evidence(hand, own.id, *_LIST - {left_out})
        assert not await app(hand, _OPEN, []), f"another council’s is none: {left_out}"
        assert not await app(hand, _OPEN, list(_LIST - {left_out})), f"another thing was found: {left_out}"
        tried = BY_KEY[left_out].found is not None
        assert await app(hand, _OPEN, list(_LIST)) is tried, f"only what was tried is found: {left_out}"
        await hand.connection.execute("rollback to lacking")
    await _evidence(hand, own.id, *_LIST)
    await hand.connection.execute("savepoint unread")
    await hand.do("update council.staff set roles = '{council_admin}' where tenant_id = $1", own.id)
    assert not await app(hand, _OPEN, []), "nobody reads"
    await hand.connection.execute("rollback to unread")
    await hand.connection.execute("savepoint unled")
    for unled in ("roles = array_remove(roles, 'ig_lead')", "ended_at = now()"):
        await hand.do(f"update council.staff set {unled} where tenant_id = $1 and 'ig_lead' = any (roles)", own.id)
        assert not await app(hand, _OPEN, []), f"nobody is information-governance lead: {unled}"
        await hand.connection.execute("rollback to unled")
    await hand.do("update commons.councils set opened_at = null where id = $1", other.id)
    assert await app(hand, _OPEN, [])
    assert not await app(hand, _OPEN, []), "it is open"
    assert await hand.ask(opened, own.id) is not None
    assert await hand.ask(opened, other.id) is None


async def a_form_is_closed_until_its_council_opens_it(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await hand.do("update commons.councils set opened_at = null where id = $1", own.id)
    assert await hand.refused(APP, "select identity.read_at($1)", own.id)
    assert await hand.refused(APP, "select identity.read_here()"), "without a pass"
    await hand.session(hand.tokens.mine)
    assert await app(hand, "select identity.read_here()") == own.teams["front_door"]
    await hand.no_pass()
    assert await hand.call(APP, _FRONT_DOOR, own.id) in ([], [(None,)])
    assert (await hand.call(APP, _FRONT_DOOR, other.id))[0][0] == other.teams["front_door"]
    (found,) = await open_form(hand, own.slug)
    assert (found["council_id"], found["team_id"]) == (own.id, None)


_LIST = frozenset(BY_KEY) - {READ.key, IG_LEAD.key}
"""Of what somebody has to give evidence; who reads and who leads is asked of the staff list each time."""


async def _evidence(hand: Hand, council: UUID, *items: str) -> None:
    for item in items:
        await hand.do("insert into council.evidence (tenant_id, id, item, who, version, note, given_at)"
                      " values ($1, gen_random_uuid(), $2, '', '', '', now())", council, item)  # fmt: skip


SETTINGS_PROMISES: tuple[Promise, ...] = (
    only_an_administrator_sets_a_council_up,
    a_council_is_changed_in_what_was_sent_and_no_other,
    kind_and_nation_change_until_they_are_settled,
    groups_give_what_is_the_councils_to_give,
    a_form_opens_with_evidence_and_somebody_to_read,
    a_form_is_closed_until_its_council_opens_it,
)
