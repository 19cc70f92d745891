"""Playing a handoff over HTTP: one council's people prepare, agree and offer it, the other's answer. What is typed into
each field has a mark of its own, so that a test can say which of them went where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from httpx import Response

from casework import Known, add_context
from councils import TestCouncil, World, confirm
from web import Browser, Site, hidden_in

MARKS = {"worry": "parcel-worry-71", "where_about": "parcel-about-72", "where_exact": "parcel-exact-73",
         "tried": "parcel-tried-74", "ask": "parcel-ask-75"}  # fmt: skip  # by field
REASONS = {"purpose": "parcel-purpose-81", "necessity": "stays-here-82", "advice": "stays-here-83"}
CHOSEN = ("worry", "ask")
ALL_MARKS = (*MARKS.values(), *REASONS.values())
_REFERENCE = re.compile(r"/handoffs/(HO-[0-9A-Z]{4}-[0-9A-Z]{3})")


@dataclass
class Hands:
    """Both councils' people, each in a browser of their own, confirmed."""

    site: Site
    browsers: dict[tuple[str, str], Browser] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.site.world

    async def of(self, council: TestCouncil, person: str) -> Browser:
        key = council.slug, person
        if key not in self.browsers:
            browser = await self.site.signed_in(council, person)
            await confirm(self.world.database, browser.client.cookies["cg_session"])
            self.browsers[key] = browser
        return self.browsers[key]

    async def begin(self, verb: str = "hand_over", kind: str = "peer_group", *, about: Known | None = None) -> str:
        """A draft of Larkmere's practitioner, to Hallowdene; its reference."""
        here, there = self.world.larkmere, self.world.hallowdene
        known = about or await add_context(self.world, here, team="specialist", lead="practitioner")
        priya = await self.of(here, "practitioner")
        form: dict[str, str | list[str]] = {"context": known.reference, "receiver": str(there.id)}
        form |= {"referral": "", "again": "", "verb": verb, "kind": kind}
        sent = await priya.submit(f"/handoffs/new?context={known.reference}", form, to="/handoffs/new")
        assert sent.status_code == 303, sent.text
        return reference_in(sent)

    async def propose(self, reference: str, **changed: str | list[str]) -> Response:
        """Everything typed, two things ticked, and a second person asked."""
        priya = await self.of(self.world.larkmere, "practitioner")
        page = f"/handoffs/{reference}/build"
        version = hidden_in((await priya.get(page)).text).get("version", "1")
        return await priya.submit(page, build_form(version) | changed)

    async def agree(self, reference: str, person: str = "specialist_manager", answer: str = "agree") -> Response:
        joan = await self.of(self.world.larkmere, person)
        page = f"/handoffs/{reference}/authorise"
        package = hidden_in((await joan.get(page)).text).get("package", "")
        return await joan.submit(page, {"answer": answer, "words": "It is the least.", "package": package})

    async def offer(self, verb: str = "hand_over", kind: str = "peer_group") -> str:
        """Prepared, agreed and offered; its reference."""
        reference = await self.begin(verb, kind)
        assert (await self.propose(reference)).status_code == 303
        assert (await self.agree(reference)).status_code == 303
        priya = await self.of(self.world.larkmere, "practitioner")
        page = f"/handoffs/{reference}/send"
        sent = await priya.submit(page, {})
        assert sent.status_code == 303
        assert "Offered" in (await priya.get(f"/handoffs/{reference}")).text
        return reference

    async def act(self, side: str, reference: str, slug: str, person: str = "", **form: str) -> Response:
        """One thing that either side does. `side`: the council's short name."""
        council = self.world.larkmere if side == "larkmere" else self.world.hallowdene
        browser = await self.of(council, person or ("practitioner" if side == "larkmere" else "screener"))
        return await browser.submit(f"/handoffs/{reference}/{slug}", dict(form))

    async def accept(self, reference: str, taker: str = "practitioner", slug: str = "accept") -> Response:
        there = self.world.hallowdene
        key = f"{there.teams['specialist']}.{there.people[taker].staff_id}"
        return await self.act("hallowdene", reference, slug, taker=key)


def build_form(version: str) -> dict[str, str | list[str]]:
    words: dict[str, str | list[str]] = {f"f_{code}": mark for code, mark in MARKS.items()}
    answers: dict[str, str | list[str]] = {
        "version": version, "urgency": "soon", "harms": ["cce"], "ages": ["13_15"], "chosen": list(CHOSEN),
        "basis": "ca2004_s10", "openness": "nobody_in_particular", "expires_days": "14",
        "no_agreement_reason": "stays-here-84", "go": "propose",
    }  # fmt: skip  # one form
    return words | answers | dict(REASONS)


def reference_in(response: Response) -> str:
    found = _REFERENCE.search(response.headers["location"])
    assert found, response.headers
    return found[1]
