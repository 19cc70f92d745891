"""Crossings between invented councils: what one has authorised, and both sides' people acting on it.

The rows of a disclosure are put in as the setup role; everything from sending on goes through `crossings.service`, as
the person who does it. Every word of a package carries its council's canary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, text

from casework import add_referral
from commonground.infra.isolation.stand_ins import of_councils
from commonground.platform.agreements.models import Agreement, AgreementSignature
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.crossings import service
from commonground.platform.crossings.canonical import Sealable, canonical, digest_of
from commonground.platform.crossings.types import Act, Kind, Verb
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import Work, begin
from commonground.tenants.disclosures.models import Authorisation, Disclosure, Package, PackageFile
from councils import TestCouncil, canary, make_council
from crossing_looks import OPENS, Crossing, Looks
from engines import lent

AUTHOR, SECOND = "practitioner", "ig_lead"
"""Who writes a disclosure, and who authorises it."""
TEAM = "front_door"


def words_of(council: TestCouncil, *codes: str) -> dict[str, Sealable]:
    """A field each, with the council's canary in it."""
    return {code: f"{code} of somebody {canary(council.slug)} 𝛿 “ŵ”" for code in codes or ("what", "who")}


@dataclass
class Crossings(Looks):
    """Puts crossings in and plays who acts."""

    other: TestCouncil | None = None

    # Long: a disclosure with its package and its authorisation is one picture.
    async def authorised(
        self,
        sender: TestCouncil,
        receiver: TestCouncil,
        *,
        verb: Verb = Verb.HAND_OVER,
        kind: Kind = Kind.CHILD_PLACED,
        said: Mapping[str, Sealable] | None = None,
        second: str | None = SECOND,
        files: int = 0,
        **changes: Any,
    ) -> Crossing:
        """`second` of the sender has agreed to it; None for nobody. Changes are of the disclosure, by column."""
        now, mark = datetime.now(UTC), canary(sender.slug)
        author = sender.people[AUTHOR].staff_id
        crossing_id = changes.get("id", uuid7())
        row: dict[str, Any] = {
            "tenant_id": sender.id, "id": crossing_id, "reference": new_reference(ReferenceKind.HANDOFF),
            "destination": "council", "receiver_id": receiver.id, "thread_id": crossing_id, "verb": verb.value,
            "kind": kind.value, "record_kind": "context", "record_id": uuid4(), "team_id": sender.teams["specialist"],
            "author_id": author, "urgency": "soon", "harms": ["cce"], "ages": ["13_15"], "area": "871958b6affffff",
            "names": True, "purpose": f"So that {mark}", "basis": "public_task", "necessity": f"Since {mark}",
            "openness": "told", "no_agreement_reason": f"No time {mark}", "parts": {"what": f"chosen {mark}"},
            "respond_by": now + timedelta(days=2), "expires_at": now + timedelta(days=10), "state": "authorised",
            "package_id": uuid7(), "made_at": now, "changed_at": now,
        } | changes  # fmt: skip  # a row
        made = Crossing(
            row["id"], row["reference"], row["thread_id"], row["record_id"], row["package_id"], sender, receiver,
            dict(said or words_of(sender)),
        )  # fmt: skip
        async with acting_as_setup(self.world.database.owner_url) as connection:
            await connection.execute(insert(Disclosure), row)
        await self.package(made, made.said, no=1, package_id=made.package_id, second=second, files=files)
        return made

    async def package(
        self,
        crossing: Crossing,
        said: Mapping[str, Sealable],
        *,
        no: int,
        package_id: UUID | None = None,
        second: str | None = SECOND,
        files: int = 0,
        author: str = AUTHOR,
    ) -> UUID:
        """One more package of it: number 1, or a supplement."""
        whole, council, now = canonical(said), crossing.sender, datetime.now(UTC)
        made = package_id or uuid7()
        row = {
            "tenant_id": council.id, "id": made, "crossing_id": crossing.id, "no": no, "side": "sent",
            "canonical": whole, "digest": digest_of(whole), "fields": sorted(said), "names": True,
            "made_by": council.people[author].staff_id, "made_at": now,
        }  # fmt: skip
        async with acting_as_setup(self.world.database.owner_url) as connection:
            await connection.execute(insert(Package), row)
            for number in range(files):
                await connection.execute(insert(PackageFile), _file(council, made, number))
        if second:
            await self.authorise(crossing, made, second)
        return made

    async def authorise(
        self, crossing: Crossing, package_id: UUID, by: str, *, verdict: str = "agreed", digest: bytes | None = None
    ) -> None:
        council = crossing.sender
        sealed = digest or await self.ask("select digest from tenants.packages where id = :id", id=package_id)
        row = {
            "tenant_id": council.id, "id": uuid7(), "package_id": package_id, "digest": sealed, "verdict": verdict,
            "words": f"Read all of it {canary(council.slug)}", "staff_id": council.people[by].staff_id,
            "at": datetime.now(UTC),
        }  # fmt: skip
        async with acting_as_setup(self.world.database.owner_url) as connection:
            await connection.execute(insert(Authorisation), row)

    async def agree(self, *councils: TestCouncil, **changes: Any) -> UUID:
        """An agreement that all of them have signed, in force since yesterday."""
        now, ids = datetime.now(UTC), [council.id for council in councils]
        row: dict[str, Any] = {
            "id": uuid7(), "proposer_id": ids[0], "councils": ids, "name": "Across the border", "version": 1,
            "inform": True, "work_jointly": True, "hand_over": True, "kinds": [],
            "from_on": (now - timedelta(days=1)).date(), "proposed_at": now, "proposed_by": "Somebody",
        } | changes  # fmt: skip  # a row
        signed = {"agreement_id": row["id"], "councils": ids, "signed_at": now, "signed_by": "S", "signed_as": "Lead"}
        async with acting_as_setup(self.world.database.owner_url) as connection:
            await connection.execute(insert(Agreement), row)
            for council in ids:
                await connection.execute(insert(AgreementSignature), signed | {"id": uuid7(), "council_id": council})
        return UUID(str(row["id"]))

    async def withdraw_agreement(self, agreement: UUID, council: TestCouncil) -> None:
        whose = "agreement_id = :a and council_id = :c"
        gone = f"update crossing.agreement_signatures set withdrawn_at = now() where {whose}"
        await self.run(gone, a=agreement, c=council.id)

    async def send(self, crossing: Crossing, person: str = AUTHOR) -> None:
        async with self.acting(crossing.sender, person) as work:
            await service.send(work, crossing.id)

    async def sent(self, sender: TestCouncil, receiver: TestCouncil, **changes: Any) -> Crossing:
        crossing = await self.authorised(sender, receiver, **changes)
        await self.send(crossing)
        return crossing

    async def act(
        self, council: TestCouncil, crossing: Crossing, what: Act, person: str = OPENS, **said: object
    ) -> None:
        """With whatever belongs to this act, unless `said` says otherwise."""
        given = {**self.belongs(council, what), **said}
        async with self.acting(council, person) as work:
            await service.act(work, crossing.id, what, given)

    def belongs(self, council: TestCouncil, what: Act) -> dict[str, object]:
        """What an act needs to be said with it."""
        mark, now = canary(council.slug), datetime.now(UTC)
        opens: dict[str, object] = {"taker": council.people[OPENS].staff_id, "team": council.teams[TEAM]}
        worded: dict[str, object] = {"words": f"Said {mark}"}
        needed: dict[Act, dict[str, object]] = {
            Act.ACCEPT: opens,
            Act.ACKNOWLEDGE: opens,
            Act.DECLINE: {"reason": "not_ours", **worded},
            Act.COMPLETE: {"due_at": now + timedelta(days=21)},
            Act.HOLD_CONFERENCE: {"held_at": now - timedelta(minutes=1), **worded},
            Act.ANSWER_PURGE: {"done": True, **worded},
            **dict.fromkeys((Act.QUERY, Act.SAY, Act.ASK_MORE, Act.ASK_PURGE), worded),
        }
        return needed.get(what, {})

    async def answer_to_send(self, crossing: Crossing, person: str = AUTHOR, *, keep: bool = False) -> str | None:
        """What the database answers, without our sentences around it."""
        async with self.acting(crossing.sender, person, keep=keep) as work:
            said: str | None = await work.connection.scalar(text("select crossing.send(:id)"), {"id": crossing.id})
        return said

    async def answer_to(
        self, council: TestCouncil, crossing: Crossing, what: Act, *, keep: bool = False, **said: object
    ) -> str | None:
        """The same of an act. None for something of `said` leaves it out."""
        async with self.acting(council, keep=keep) as work:
            return await self.answer_over(work, council, crossing, what, **said)

    async def answer_over(
        self, work: Work, council: TestCouncil, crossing: Crossing, what: Act, **said: object
    ) -> str | None:
        given = {k: v for k, v in {**self.belongs(council, what), **said}.items() if v is not None}
        asked = {"id": crossing.id, "what": what.value, "said": json.dumps(given, default=str)}
        act = text("select crossing.act(:id, :what, cast(:said as jsonb))")
        answered: str | None = await work.connection.scalar(act, asked)
        return answered

    async def expire(self, council: TestCouncil) -> int:
        """As a job of this council does; how many were over."""
        fact = uuid4()
        await self.run(
            "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at)"
            " values (:f, :c, 'crossings_expire', 'council', :c, now())", f=fact, c=council.id,
        )  # fmt: skip
        async with begin(lent(self.world.database.worker_url)) as work:
            await work.connection.execute(text("select * from identity.claim_job(:f)"), {"f": fact})
            ended = int(await work.connection.scalar(text("select crossing.expire()")) or 0)
            await work.commit()
        return ended

    async def days_pass(self, crossing: Crossing) -> None:
        """Until nobody can accept it any more."""
        await self.run("update crossing.offers set expires_at = now() where id = :id", id=crossing.id)

    async def taken_in(self, crossing: Crossing) -> UUID:
        """It became a referral of the receiver's own."""
        told = await add_referral(self.world, crossing.receiver)
        became = "update tenants.received_handoffs set referral_id = :r, taken_in_at = now() where id = :id"
        await self.run(became, r=told.id, id=crossing.id)
        return told.id

    async def third(self) -> TestCouncil:
        """Another council, made once to a world; it has no part in anything unless it is given one."""
        if self.other is None:
            async with acting_as_setup(self.world.database.owner_url) as connection:
                self.other = await make_council(connection, f"glanwern-{uuid4().hex[:6]}", "#24478f")
        return self.other

    async def remove_council(self, council: TestCouncil) -> None:
        """No row of it is left anywhere, nor an offer to or from it."""
        whose = [f"delete from {name} where {column} = '{council.id}'" for name, (_, column) in of_councils().items()]
        whose += [f"delete from crossing.{name} where '{council.id}' in (sender_id, receiver_id)"
                  for name in ("steps", "offers")]  # fmt: skip
        whose += [f"delete from commons.councils where id = '{council.id}'"]
        async with lent(self.world.database.owner_url).begin() as connection:
            await connection.execute(text("set local session_replication_role = replica"))
            for statement in whose:
                await connection.execute(text(statement))


def _file(council: TestCouncil, package_id: UUID, number: int) -> dict[str, object]:
    return {
        "tenant_id": council.id, "id": uuid7(), "package_id": package_id, "object_id": uuid4(),
        "name": f"map {number} {canary(council.slug)}.pdf", "kind": "pdf", "size": 12, "digest": uuid4().bytes,
    }  # fmt: skip
