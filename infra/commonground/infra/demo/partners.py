"""The councils' partners: invented registers, and what is shared with whom. Nothing and nobody here is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.councils.people import Staff
from commonground.platform.demo.personas import personas_of
from commonground.platform.ids import uuid7
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.sharing.rules import end_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation. `agreed`: for how many more days its information-sharing agreement is in force."""

    name: str
    kind: str
    contact: str
    about: str = ""
    agreed: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """An invitation, proposed `ago` days ago for `days`. `who`: a persona; nobody means the whole organisation."""

    context: str
    partner: str
    purpose: str
    necessity: str
    basis: str = "ca2004_s10"
    who: str = ""
    sponsor: str = "priya-raman"
    second: str = ""
    state: str = "active"
    names: bool = False
    notes: bool = False
    ago: int = 5
    days: int = 28
    end_words: str = ""


LARKMERE: Final = (
    Partner(name="Riverside Mentors", kind="vcs", contact="Wilf Sandover", agreed=400,
            about="Street work in the evenings, on weekdays. Two mentors at a time."),
    Partner(name="Open Door Youth", kind="vcs", contact="Marnie Achebe", agreed=20,
            about="Drop-in by the quay. Works in Hallowdene too."),
    Partner(name="Larkmere Police, Mill Lane", kind="police_bcu", contact="Edie Marchbanks", agreed=250),
    Partner(name="Brook Lane School", kind="school", contact="Ansel Brodie", agreed=600),
    Partner(name="Larkmere Homes", kind="registered_provider", contact="Idris Fallow", agreed=-30,
            about="Caretakers of Elder House and the quay."),
    Partner(name="Larkmere Children’s Health", kind="school_nurse", contact="Noor Whitlock", agreed=90),
    Partner(name="Mill Lane Mosque", kind="faith", contact="Yusuf Darrow"),
    Partner(name="Larkmere Buses", kind="transport", contact="Petra Lindgren", agreed=120,
            about="A named driver for the 207."),
    Partner(name="Pepper & Lime", kind="business", contact="The owner",
            about="Briefs its evening staff. Rings when the yard fills up."),
    Partner(name="Quay Street Boxing", kind="vcs", contact="Nobody now", ended=True),
)  # fmt: skip  # one partner to a block

LARKMERE_SHARES: Final = (
    Sharing(context="spoon", partner="Riverside Mentors", who="wilf-sandover", notes=True, ago=12,
            purpose="To stand in the yard on weekdays, and to know what was agreed with the owner.",
            necessity="Without the notes they would ask the owner again for what he has done already."),
    Sharing(context="pepper", partner="Riverside Mentors", ago=24,
            purpose="To be seen on Station Parade after school.",
            necessity="The whole team takes turns; the summary is enough."),
    Sharing(context="pepper", partner="Larkmere Police, Mill Lane", who="edie-marchbanks", ago=8, days=60,
            purpose="To pass by on Fridays, and to leave it to the youth worker otherwise.",
            necessity="One officer, so that the young people meet the same face."),
    Sharing(context="brooklane", partner="Brook Lane School", who="ansel-brodie", names=True, notes=True, ago=30,
            days=92, second="joan-akers", basis="ca2004_s11",
            purpose="To plan the corridor survey together.",
            necessity="He knows the pupils anyhow; masked words would make the plan unreadable."),
    Sharing(context="bus207", partner="Larkmere Police, Mill Lane", who="edie-marchbanks", state="proposed", ago=1,
            days=14, purpose="To brief the driver with the bus company.",
            necessity="She takes part in one meeting; after it the access ends."),
    Sharing(context="leisure", partner="Open Door Youth", state="ended", ago=50, sponsor="ife-balogun",
            purpose="To try a Friday drop-in at the leisure centre.",
            necessity="They had to know on which evenings.", end_words="The drop-in has moved to the quay."),
)  # fmt: skip  # one invitation to a block


GLANWERN: Final = (
    Partner(name="Mentoriaid Glanwern", kind="vcs", contact="Siwan Gethin", agreed=300,
            about="Yn sefyll ar y promenâd gyda’r nos."),
    Partner(name="Ysgol Bryn Hyfryd", kind="school", contact="Y pennaeth", agreed=60),
    Partner(name="Heddlu Glanwern", kind="police_bcu", contact="PC Tomos Wyn"),
)  # fmt: skip  # one partner to a block
GLANWERN_SHARES: Final = (
    Sharing(context="promenade", partner="Mentoriaid Glanwern", who="siwan-gethin", sponsor="rhodri-vaughan",
            basis="sswa2014_p7", notes=True, purpose="To stand at the shelters after school.",
            necessity="Without the notes they would ask again what the schools have said."),
    Sharing(context="arcade", partner="Mentoriaid Glanwern", sponsor="rhodri-vaughan", basis="sswa2014_p7", names=True,
            state="proposed", ago=1, days=14, purpose="To look out for those who bring others.",
            necessity="They need to know whom to speak to first."),
)  # fmt: skip  # one invitation to a block
STORIES: Final = {
    "larkmere": (LARKMERE, LARKMERE_SHARES),
    "glanwern": (GLANWERN, GLANWERN_SHARES),
    "hallowdene": ((Partner(name="Open Door Youth", kind="vcs", contact="Marnie Achebe", agreed=200),), ()),
}
"""By council. Open Door Youth works with two of them, and neither can tell."""


_REFERRED_FOR: Final = text(
    "update tenants.statements s set organisation_id = o.id, organisation = o.name from council.staff p"
    " join council.partner_organisations o on (o.tenant_id, o.id) = (p.tenant_id, p.organisation_id)"
    " where s.tenant_id = :council and (p.tenant_id, p.id) = (s.tenant_id, s.staff_id)"
)
"""What a partner’s people referred, they did so for it."""


async def add_partners(
    connection: AsyncConnection, slug: str, council: Settled, contexts: dict[str, UUID], now: datetime
) -> int:
    """The register, who works for whom, and what is shared; says how many rows."""
    partners, shares = STORIES[slug]
    organisations = {partner.name: uuid7() for partner in partners}
    rows = [_organisation(council, partner, organisations[partner.name], now) for partner in partners]
    await connection.execute(insert(PartnerOrganisation), rows)
    agreed = [_agreement(council, partner, organisations[partner.name], now) for partner in partners
              if partner.agreed is not None]  # fmt: skip
    await connection.execute(insert(PartnerAgreement), agreed)
    for persona in personas_of(slug):
        if persona.organisation:
            theirs = update(Staff).where(Staff.tenant_id == council.id, Staff.id == council.staff[persona.subject])
            await connection.execute(theirs.values(organisation_id=organisations[persona.organisation]))
    await connection.execute(_REFERRED_FOR, {"council": council.id})
    shared = [_invitation(council, each, organisations, contexts, now) for each in shares]
    if shared:
        await connection.execute(insert(PartnerInvitation), shared)
    return len(rows) + len(agreed) + len(shared)


def _organisation(council: Settled, partner: Partner, row_id: UUID, now: datetime) -> dict[str, object]:
    made = now - timedelta(days=300)
    return {"tenant_id": council.id, "id": row_id, "name": partner.name, "kind": partner.kind,
            "contact_name": partner.contact, "about": partner.about, "created_at": made, "changed_at": made,
            "ended_at": now - timedelta(days=40) if partner.ended else None}  # fmt: skip


def _agreement(council: Settled, partner: Partner, organisation: UUID, now: datetime) -> dict[str, object]:
    until = (now + timedelta(days=partner.agreed or 0)).date()
    signed = until - timedelta(days=2 * 365)
    return {"tenant_id": council.id, "id": uuid7(), "organisation_id": organisation, "kind": "information_sharing",
            "edition": "2.0", "signed_on": signed, "signed_by": f"{partner.contact}; director of children’s services",
            "valid_from": signed, "valid_until": until, "kept_at": "Records office", "changed_at": now}  # fmt: skip


def _invitation(
    council: Settled, each: Sharing, organisations: dict[str, UUID], contexts: dict[str, UUID], now: datetime
) -> dict[str, object]:
    proposed = now - timedelta(days=each.ago)
    ended = each.state == "ended"
    return {
        "tenant_id": council.id, "id": uuid7(), "organisation_id": organisations[each.partner],
        "person_id": council.staff[each.who] if each.who else None, "context_id": contexts[each.context],
        "sponsor_id": council.staff[each.sponsor], "purpose": each.purpose, "basis": each.basis,
        "necessity": each.necessity, "openness": "told" if each.names else "",
        "names": each.names, "notes": each.notes, "state": each.state,
        "proposed_at": proposed, "until_at": end_of(proposed, each.days),
        "authorised_by": council.staff[each.second] if each.second else None,
        "authorised_at": proposed + timedelta(hours=3) if each.second else None,
        "authorise_words": "It is what the survey needs, and no more." if each.second else "",
        "ended_by": council.staff[each.sponsor] if ended else None,
        "ended_at": now - timedelta(days=20) if ended else None, "end_words": each.end_words,
    }  # fmt: skip  # a row
