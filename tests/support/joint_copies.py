"""Rows of joint concerns for promises, as plain SQL: two concerns of the same councils, each with all that hangs on
one, and what a neighbour has under the same ids."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from councils import TestCouncil
from crossing_copies import AHEAD, AUTHOR, LONG_AGO, Rows
from pass_probes import Hand

Seen = dict[tuple[str, str], dict[str, Any]]
_TABLES = (
    "crossing.joint_concerns", "crossing.joint_parties", "crossing.joint_guests", "crossing.contributions",
    "crossing.joint_steps", "tenants.joint_links", "tenants.joint_partners", "tenants.joint_minutes",
)  # fmt: skip
_ALL = " union all ".join(
    f"select '{name.partition('.')[2]}', to_jsonb(x) ->> 'tenant_id', x.id::text, to_jsonb(x)::text from {name} x"
    for name in _TABLES
)
_DEFAULTS: dict[str, dict[str, Any]] = {
    "crossing.joint_concerns": {
        "kind": "place", "title": "T", "harms": ["bullying"], "made_at": LONG_AGO, "outcome_words": "", "lessons": "",
    },
    "crossing.joint_parties": {
        "reference": "JC", "kind": "place", "harms": [], "state": "joined", "coordinator": "", "keep_days": 100,
        "invited_at": LONG_AGO,
    },
    "crossing.joint_guests": {"label": "A partner", "since": LONG_AGO, "until_at": AHEAD},
    "crossing.contributions": {
        "guests": [], "kind": "text", "words": "W", "codes": [], "doer": "", "came_of": "", "by_name": "N",
        "at": LONG_AGO, "keep_until": "2099-01-01", "digest": "\\x00", "state": "stands", "over_words": "",
    },
    "crossing.joint_steps": {"at": LONG_AGO, "verb": "add", "by_name": "N", "words": ""},
    "tenants.joint_links": {"kind": "place", "since": LONG_AGO},
    "tenants.joint_partners": {"purpose": "To plan", "since": LONG_AGO, "until_at": AHEAD},
    "tenants.joint_minutes": {
        "attendance": ["police"], "words": "W", "written_at": LONG_AGO, "state": "waiting", "check_words": "",
    },
    "crossing.agreements": {
        "name": "A", "region": "", "version": 1, "inform": False, "work_jointly": True, "hand_over": False,
        "kinds": [], "words": "", "from_on": "2026-01-01", "proposed_at": LONG_AGO, "proposed_by": "B",
    },
    "crossing.agreement_signatures": {
        "signed_at": LONG_AGO, "signed_by": "B", "signed_as": "C", "withdrawn_by": "", "withdrawn_words": "",
    },
}  # fmt: skip  # rows
CLOSE = "update crossing.joint_concerns set closed_at = now() where id = $1"
GONE = {"words": "", "state": "withdrawn", "over_at": LONG_AGO}


def staff(council: TestCouncil, person: str) -> UUID:
    found = council.people[person].staff_id
    assert found is not None
    return found


@dataclass
class Side:
    """One joint concern, led by the own council, on which the other works too; a third is asked, and was before."""

    id: UUID
    reference: str
    ids: dict[str, UUID] = field(default_factory=dict)

    def __getattr__(self, name: str) -> UUID:
        return self.ids[name]


@dataclass
class Joint:
    """Two of them, and the hand that does something to the first."""

    hand: Hand
    third: UUID
    organisation: UUID
    """Another partner organisation of the own council."""

    async def put(self, table: str, **row: Any) -> UUID:
        row = _DEFAULTS[table] | {"id": uuid4()} | row
        await self.hand.do(
            f"insert into {table} select (jsonb_populate_record(null::{table}, $1::jsonb)).*",
            json.dumps(row, default=str),
        )
        return UUID(str(row["id"]))

    async def agreed(self, *councils: UUID, kinds: list[str]) -> UUID:
        made = await self.put("crossing.agreements", proposer_id=councils[0], councils=list(councils), kinds=kinds)
        for council in councils:
            await self.put(
                "crossing.agreement_signatures", council_id=council, councils=list(councils), agreement_id=made
            )
        return made

    async def under_an_agreement(self, council: UUID, concern: UUID) -> None:
        """That is not in force."""
        await self.hand.do(
            "update crossing.joint_parties set agreement_id = id, invited_by = $3 where council_id = $1"
            " and concern_id = $2", council, concern, self.third,
        )  # fmt: skip

    async def apart(self, concern: UUID) -> None:
        """The other council works on it under an agreement with a third, and has none with the own one."""
        other = self.hand.scene.other.id
        await self.hand.do("delete from crossing.agreement_signatures; delete from crossing.agreements")
        await self.agreed(self.third, other, kinds=[])
        await self.under_an_agreement(other, concern)

    async def one(self, token: str, sql: str, *given: object) -> Any:
        """As whoever has this session; without a pass where it is empty."""
        await (self.hand.session(token) if token else self.hand.no_pass())
        return (await self.hand.call(APP, sql, *given))[0][0]

    async def act(self, concern: UUID, what: str, token: str = "", **said: object) -> str | None:
        asked = "select crossing.joint_act($1, $2, $3::jsonb)"
        done: str | None = await self.one(
            token or self.hand.tokens.mine, asked, concern, what, json.dumps(said, default=str)
        )
        return done

    async def rows(self) -> Seen:
        """Every row, a neighbour's own under a name of its own."""
        own = str(self.hand.scene.own.id)
        found = await self.hand.connection.fetch(_ALL)
        return {
            (name if tenant in (None, own) else f"theirs: {name}", row_id): json.loads(row)
            for name, tenant, row_id, row in found
        }

    async def since(self, before: Seen) -> tuple[set[tuple[str, UUID]], list[tuple[str, dict[str, Any]]]]:
        """Which of them were touched, and what is new."""
        after = await self.rows()
        touched = {(name, UUID(row_id)) for (name, row_id), row in before.items() if after[name, row_id] != row}
        return touched, [(key[0], row) for key, row in after.items() if key not in before]

    async def touched(self, before: Seen) -> set[tuple[str, UUID]]:
        return (await self.since(before))[0]

    async def facts(self) -> list[tuple[UUID, str]]:
        found = await self.hand.connection.fetch(
            "select tenant_id, kind from system.outbox where occurred_at = now() and kind like 'joint%' order by 2, 1"
        )
        return [(row[0], row[1]) for row in found]


async def another_council(hand: Hand, slug: str) -> UUID:
    """On the register; nobody has a pass of it."""
    made = uuid4()
    again = "jsonb_populate_record(c, jsonb_build_object('id', $2::uuid, 'slug', $3::text, 'name', $3::text))"
    await hand.do(f"insert into commons.councils select ({again}).* from commons.councils c where id = $1",
                  hand.scene.own.id, made, slug)  # fmt: skip
    return made


async def both_work(hand: Hand) -> tuple[Joint, Side, Side]:
    """The one that is meant, and its double, which was there first and must stay as it is."""
    own, other = hand.scene.own, hand.scene.other
    await Rows(hand).twins_of_staff()
    organisation, partner = own.organisation, staff(own, "partner")
    columns = "council.partner_organisations (tenant_id, id, name, kind, created_at, changed_at)"
    made = uuid4()
    for council, one, name in ((own, made, "Another"), (other, organisation, "A twin"), (other, made, "Another")):
        await hand.do(f"insert into {columns} values ($1, $2, $3, 'vcs', now(), now())", council.id, one, name)
    await hand.do("insert into council.staff (tenant_id, id, display_name, roles, organisation_id)"
                  " values ($1, $2, 'A twin', '{}', $3)", other.id, partner, organisation)  # fmt: skip
    joint = Joint(hand, await another_council(hand, "a-third"), made)
    double = await _side(joint, "JC-double", "place")
    return joint, await _side(joint, "JC-meant", "peer_group"), double


async def _side(joint: Joint, reference: str, kind: str) -> Side:
    own, other = joint.hand.scene.own, joint.hand.scene.other
    both = [own.id, other.id]
    side = Side(
        await joint.put("crossing.joint_concerns", lead_id=own.id, councils=both, reference=reference, kind=kind),
        reference,
    )
    of = {"concern_id": side.id, "reference": reference, "kind": kind}
    every: dict[str, tuple[UUID, dict[str, Any]]] = {
        "left": (own.id, {"state": "left", "keep_days": 20}),
        "other_party": (other.id, {"keep_days": 50, "invited_by": own.id}),
        "party": (own.id, {}), "declined": (joint.third, {"state": "declined"}),
        "asked": (joint.third, {"state": "invited", "keep_days": 0}),
    }  # fmt: skip  # rows
    for name, (council, more) in every.items():
        seen = list(dict.fromkeys([council, *both]))
        side.ids[name] = await joint.put("crossing.joint_parties", council_id=council, councils=seen, **of, **more)
    for tenant in (own, other):
        await joint.put("tenants.joint_links", tenant_id=tenant.id, id=side.id, reference=reference, kind=kind,
                        team_id=tenant.teams["specialist"], coordinator_id=staff(tenant, AUTHOR))  # fmt: skip
    await _guests(joint, side)
    await _parts(joint, side)
    return side


async def _guests(joint: Joint, side: Side) -> None:
    own, other = joint.hand.scene.own, joint.hand.scene.other
    both, partner = [own.id, other.id], staff(own, "partner")
    for name, council, more in (
        ("guest", own, {}), ("ended", own, {"ended_at": LONG_AGO}), ("their_guest", other, {}),
        ("their_ended", other, {"ended_at": LONG_AGO}), ("elsewhere", own, {}),
    ):  # fmt: skip  # rows
        side.ids[name] = await joint.put(
            "crossing.joint_guests", council_id=council.id, councils=both, concern_id=side.id, label=name, **more
        )
    for name, organisation, person in (
        ("guest", own.organisation, partner), ("ended", own.organisation, partner),
        ("elsewhere", joint.organisation, None),
    ):  # fmt: skip  # rows
        more = {"ended_at": LONG_AGO} if name == "ended" else {}
        for council in (other, own):
            await joint.put(
                "tenants.joint_partners", tenant_id=council.id, id=side.ids[name], concern_id=side.id,
                organisation_id=organisation, person_id=person, sponsor_id=staff(own, AUTHOR), **more,
            )  # fmt: skip


async def _parts(joint: Joint, side: Side) -> None:
    own, other = joint.hand.scene.own.id, joint.hand.scene.other.id
    both, of = [own, other], {"concern_id": side.id}
    parts: tuple[tuple[str, UUID, list[UUID], dict[str, Any]], ...] = (
        ("theirs", other, both, {}), ("mine", own, both, {"guests": [side.guest]}), ("gone", own, both, GONE),
        ("hidden", other, [other], {}), ("action", own, both, {"kind": "action", "doer_id": other}),
        ("their_action", other, both, {"kind": "action", "doer_id": own}),
        ("their_own", other, both, {"kind": "action", "doer_id": other}),
        ("blind", other, [other], {"kind": "action", "doer_id": own}),
        ("meeting", own, both, {"kind": "meeting", "guests": [side.guest]}),
        ("of_guest", own, both, {"guest_id": side.guest, "guests": [side.guest]}),
        ("of_another", own, both, {"guest_id": side.elsewhere}),
    )  # fmt: skip  # rows
    for name, council, seen, more in parts:
        side.ids[name] = part = await joint.put(
            "crossing.contributions", council_id=council, councils=seen, **of, **more
        )
        side.ids[f"step of {name}"] = await joint.put(
            "crossing.joint_steps", council_id=council, councils=seen, part_id=part, **of
        )
    side.ids["minutes"] = uuid4()
    for tenant in (joint.hand.scene.other, joint.hand.scene.own):
        await joint.put("tenants.joint_minutes", tenant_id=tenant.id, id=side.minutes, meeting_id=side.meeting,
                        writer_id=staff(joint.hand.scene.own, AUTHOR), **of)  # fmt: skip
