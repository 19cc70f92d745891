"""What Larkmere tells somebody who is not on the platform: the named nurse of a hospital where young people of the
two-borough story are treated. Played like the crossings, by Larkmere's people through the services of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text

from commonground.infra.demo.crossings import JOAN, PRIYA, Stage, Who, context_of, on_stage
from commonground.platform.access import Action
from commonground.platform.crossings.types import Kind, Urgency
from commonground.platform.files.store import store_of
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.settings import Settings
from commonground.tenants.disclosures.queries import package_of
from commonground.tenants.disclosures.service import settle
from commonground.tenants.disclosures.types import Typed
from commonground.tenants.outside.service import begin, load_outside, load_second, propose, send
from commonground.tenants.outside.types import Sent, Whom

_LET_IN: Final = text(
    "select crossing.issue_shared(i.id) from tenants.partner_invitations i where i.names and i.state = 'active'"
)


@dataclass(frozen=True)
class ToldOutside:
    """What is told to whom: `about` is the kind of one's own context."""

    author: Who
    second: Who
    organisation: str
    whom: Whom
    kind: Kind
    about: str
    parts: dict[str, str]
    purpose: str
    necessity: str
    basis: str = "ca2004_s10"


NURSE: Final = ToldOutside(
    PRIYA, JOAN, "St Wilfrid’s Hospital",
    Whom(person="Ada Quill", job="Named nurse, safeguarding children", email="ada.quill@st-wilfrids.example",
         phone="020 7946 0143"),
    Kind.PEER_GROUP, "group",
    {
        "worry": "Young people of one group come to the emergency department at night, each with a different adult who"
        " speaks for them.",
        "pattern": "Thursdays and Fridays, after the last bus.",
        "ask": "Please see them alone first, and ring the number above on the same night.",
    },
    "To see young people alone who come in at night, and to tell us.",
    "The adults speak for them. Nurses can’t know that without being told what to look for.",
)  # fmt: skip  # one story


async def play_outside(settings: Settings) -> None:
    """One sent, and not opened yet, or ready to be; and the receipts of partners who were let in with names."""
    async with on_stage(settings) as stage:
        # Without the key nothing can be sent to anybody: it seals the address.
        await (send_outside if settings.secret_key else settle_outside)(stage, NURSE)
        async with stage.acting(JOAN) as work:
            await work.connection.execute(_LET_IN)


async def prepare_outside(stage: Stage, told: ToldOutside, *, proposed: bool = True) -> str:
    """Proposed, or only begun; its reference."""
    async with stage.acting(told.author) as work:
        record = await context_of(work, told.about)
        if record is None:
            raise LookupError(f"{told.author[1]} has no {told.about}")
        made = await begin(work, record, told.organisation, told.kind, team_id=record.team_id)
        await work.mine.flush()
        row, receiver = await load_outside(work, made.reference, to=Action.PREPARE_DISCLOSURE)
        if proposed:
            typed = _typed(told, row.parts)
            await propose(work, row, receiver, typed, told.whom, row.version, store_of(stage.settings))
        return row.reference


async def settle_outside(stage: Stage, told: ToldOutside, *, agreed: bool = True) -> str:
    """Agreed to by a second person, or refused; its reference."""
    reference = await prepare_outside(stage, told)
    async with stage.acting(told.second) as work:
        row, _ = await load_second(work, reference, lock=True)
        package = await package_of(work, row.package_id) if row.package_id else None
        if package is None:
            raise LookupError("Nothing was sealed")
        words = "Necessary, and no more than that." if agreed else "Say less of who comes with them."
        await settle(work, row, package, agreed=agreed, words=words)
    return reference


async def send_outside(stage: Stage, told: ToldOutside) -> tuple[str, Sent]:
    """Agreed to, and sent; its reference, and the code."""
    reference = await settle_outside(stage, told)
    async with stage.acting(told.author) as work:
        row, receiver = await load_outside(work, reference, to=Action.PREPARE_DISCLOSURE, lock=True)
        return reference, await send(work, row, receiver, Seals.of(stage.settings))


def _typed(told: ToldOutside, kept: dict[str, str]) -> Typed:
    return Typed(
        urgency=Urgency.ROUTINE, harms=(), ages=(), area=None, parts={**kept, **told.parts}, chosen=tuple(told.parts),
        purpose=told.purpose, basis=told.basis, necessity=told.necessity, openness="some",
        untold_why="Telling one family now would put another young person at risk.",
        advice="The information-governance lead, by telephone.", expires_days=28,
    )  # fmt: skip  # one form
