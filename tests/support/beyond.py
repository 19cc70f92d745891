"""What councils of the scene tell somebody outside the platform, one in each state; and a partner let in with names.

Done by their own people, through the services of the product."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import and_, func, select, text

from across import GLANWERN, LARKMERE, WORDS, Side
from commonground.infra.demo.crossings import Stage, Who, on_stage
from commonground.infra.demo.outside import NURSE, ToldOutside, prepare_outside, send_outside, settle_outside
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.crossings.types import Kind
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.partners.models import PartnerOrganisation
from commonground.platform.settings import Settings
from commonground.platform.work import Work, begin
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.types import Told
from commonground.tenants.outside.collecting import open_once
from commonground.tenants.outside.service import load_outside, withdraw
from commonground.tenants.outside.types import MOST_WRONG
from commonground.tenants.sharing import service as sharing
from commonground.tenants.sharing.types import Basis, InvitationInput, Verb

_ANSWERS: Final = {"larkmere": ("larkmere", "kwame-attwell"), "glanwern": ("glanwern", "mared-llewelyn")}
"""Who answers for access, of every context."""
_WRONG: Final = "7KM2-49TX-3QRD"
_VIEWER: Final = "v" * 43


async def tell_beyond(settings: Settings, owner_url: str, words: str) -> None:
    """`words` are as long as anybody’s are."""
    async with on_stage(settings) as stage:
        for side in (LARKMERE, GLANWERN):
            await _Beyond(stage, side, owner_url, words).play()


@dataclass
class _Beyond:
    """Of one council."""

    stage: Stage
    side: Side
    owner_url: str
    words: str

    async def play(self) -> None:
        told = self._told()
        await prepare_outside(self.stage, told, proposed=False)
        await prepare_outside(self.stage, told)
        await settle_outside(self.stage, told)
        await settle_outside(self.stage, told, agreed=False)
        await send_outside(self.stage, told)
        withdrawn, _ = await send_outside(self.stage, told)
        await self._withdraw(withdrawn)
        _, sent = await send_outside(self.stage, told)
        await self._open(sent.code)
        await send_outside(self.stage, told)
        for _ in range(MOST_WRONG):
            await self._open(_WRONG)
        await self._let_in()

    def _told(self) -> ToldOutside:
        parts = NURSE.parts | {next(iter(NURSE.parts)): self.words}
        return replace(
            NURSE,
            author=self.side.author,
            second=self.side.second,
            organisation=self.words[:200],
            parts=parts,
            basis=self.side.basis,
            about="place",
            kind=Kind.BORDER_PLACE,
        )

    async def _withdraw(self, reference: str) -> None:
        async with self.stage.acting(self.side.author) as work:
            row, _ = await load_outside(work, reference, to=Action.PREPARE_DISCLOSURE, lock=True)
            await withdraw(work, row, WORDS)

    async def _open(self, code: str) -> None:
        """With the address that was sent last, and this code."""
        token = await self._token()
        async with begin(self.stage.app) as work:
            await open_once(work, token, code, "Ada Quill", _VIEWER)
            await work.commit()

    async def _token(self) -> str:
        query = "select id, token from identity.letters where kind = 'collection' order by created_at desc limit 1"
        engine = make_engine(self.owner_url, pooled=False)
        try:
            async with engine.connect() as connection:
                row = (await connection.execute(text(query))).one()
        finally:
            await engine.dispose()
        return Seals.of(self.stage.settings).open_token(row.token, row.id)

    async def _let_in(self) -> None:
        """One person of their partner, with names, to the context of which the walk shows what is shared."""
        typed = InvitationInput(
            organisation_id=None, purpose=WORDS, basis=Basis(self.side.basis), necessity=WORDS, names=True,
            openness=Told.TOLD, days=28,
        )  # fmt: skip  # one form
        async with self.stage.acting(self.side.author) as work:
            theirs = and_(
                PartnerOrganisation.tenant_id == Staff.tenant_id, PartnerOrganisation.id == Staff.organisation_id
            )
            query = select(Staff).join(PartnerOrganisation, theirs).where(PartnerOrganisation.name == self.side.partner)
            person = (await work.mine.scalars(query)).one()
            typed = replace(typed, organisation_id=person.organisation_id, person_id=person.id)
            made = await sharing.invite(work, await _place(work), typed)
        async with self.stage.acting(self._second()) as work:
            found, row = await sharing.load_proposal(work, made.id)
            await sharing.settle(work, found, row, Verb.AUTHORISE, WORDS)

    def _second(self) -> Who:
        return _ANSWERS[self.side.council]


async def _place(work: Work) -> ContextRow:
    """The one that stands for all places: see `scene`."""
    query = select(ContextRow).where(ContextRow.kind == "place", ContextRow.status != "closed", ~ContextRow.restricted)
    return (await work.mine.scalars(query.order_by(func.length(ContextRow.name), ContextRow.reference).limit(1))).one()
