"""Rows of crossings for promises, as plain SQL: a disclosure with its package, and what a function that forgets whose
rows are whose would take for it: a neighbour's rows of the same ids, and others of the own council."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP
from councils import TestCouncil
from disposal_scene import copied
from pass_probes import Hand

AUTHOR, SECOND = "practitioner", "ig_lead"
LONG_AGO, AHEAD = "2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z"


def sealed(words: str) -> str:
    return "\\x" + hashlib.sha256(words.encode()).hexdigest()


@dataclass
class Rows:
    """Each is put in once more than it was seeded, with what is changed of it."""

    hand: Hand

    async def put(self, table: str, council: TestCouncil, **changed: Any) -> UUID:
        row_id: UUID = changed.setdefault("id", uuid4())
        await copied(self.hand, table, council.id, self.hand.scene.row(council, table)["id"], **changed)
        return row_id

    async def disclosure(self, council: TestCouncil, receiver: UUID, **changed: Any) -> UUID:
        drawn = f"HO-{uuid4().hex[:8]}"
        row = {
            "reference": drawn, "destination": "council", "receiver_id": receiver, "thread_id": uuid4(),
            "verb": "hand_over", "kind": "child_placed", "record_id": uuid4(), "state": "authorised",
            "package_id": None, "urgency": "soon", "harms": ["cce"], "ages": ["13_15"], "area": None,
            "respond_by": AHEAD, "expires_at": AHEAD, "no_agreement_reason": "Today", "purpose": "Ours",
            "parts": {"a": "b"},
        }  # fmt: skip  # a row
        return await self.put("tenants.disclosures", council, **row | changed)

    async def package(
        self, council: TestCouncil, crossing: UUID, words: str, *, by: str = SECOND, file: bool = True, **changed: Any
    ) -> UUID:
        """Agreed to by `by`; by nobody where that is empty."""
        row = {
            "crossing_id": crossing, "no": 1, "side": "sent", "canonical": words, "digest": sealed(words),
            "fields": ["what"], "names": True, "made_by": council.people[AUTHOR].staff_id,
        }  # fmt: skip
        made = await self.put("tenants.packages", council, **row | changed)
        if file:
            await self.put("tenants.package_files", council, package_id=made, object_id=uuid4(), name=words)
        if by:
            await self.agreed(council, made, str((row | changed)["digest"]), by=by)
        return made

    async def agreed(
        self, council: TestCouncil, package: UUID, digest: str, *, by: str = SECOND, **changed: Any
    ) -> None:
        row = {
            "package_id": package, "digest": digest, "verdict": "agreed", "staff_id": council.people[by].staff_id,
            "at": "2026-11-20T10:00:00Z",
        }  # fmt: skip
        await self.put("tenants.authorisations", council, **row | changed)

    async def twins_of_staff(self) -> None:
        """Each council has somebody of the other's ids, under another name, and finds them before its own."""
        own, other = self.hand.scene.own, self.hand.scene.other
        for council, neighbour in ((own, other), (other, own)):
            for person in ("screener", AUTHOR, SECOND):
                twin = neighbour.people[person].staff_id
                await copied(self.hand, "council.staff", council.id, council.people[person].staff_id, id=twin,
                             display_name="A twin")  # fmt: skip
        # Written anew, they come after their twins.
        await self.hand.do("update council.staff set display_name = display_name where display_name <> 'A twin'")

    async def ready(self, *, swapped: bool = False, **changed: Any) -> tuple[UUID, UUID]:
        """A disclosure of the own council with its package; a neighbour has both under the same ids. `swapped`: it is
        the neighbour's, and the own council has the twin."""
        own, other = self.hand.scene.own, self.hand.scene.other
        own, other = (other, own) if swapped else (own, other)
        crossing, package, record = uuid4(), uuid4(), changed.get("record_id", uuid4())
        twin = {"id": crossing, "record_id": record, "state": "draft", "purpose": "Theirs"}
        await self.disclosure(other, own.id, **twin)
        twin_of = await self.package(other, crossing, "Theirs", id=package)
        row = {"id": crossing, "package_id": twin_of, "record_id": record}
        await self.disclosure(own, other.id, **row | changed)
        await self.package(own, crossing, "Ours", id=package)
        return crossing, package

    async def send(self, crossing: UUID, token: str = "") -> str | None:
        await self.hand.session(token or self.hand.tokens.mine)
        said: str | None = (await self.hand.call(APP, "select crossing.send($1)", crossing))[0][0]
        return said

    async def act(self, token: str, crossing: UUID, what: str, said: str = "{}") -> str | None:
        await self.hand.session(token)
        asked = "select crossing.act($1, $2, $3::jsonb)"
        done: str | None = (await self.hand.call(APP, asked, crossing, what, said))[0][0]
        return done
