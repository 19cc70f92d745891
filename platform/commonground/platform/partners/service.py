"""Keeping the register. Each change stands in the trail; what was there before stands in its reason."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy import text as sql

from commonground.platform import audit
from commonground.platform.access import PARTNER_ROLES, Action, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.calendar import LONDON
from commonground.platform.councils.invitations import plain_address
from commonground.platform.councils.types import check_name
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.ids import uuid7
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.platform.partners.rules import check_agreement, check_organisation
from commonground.platform.partners.types import AgreementInput, OrganisationInput
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work

RECORD: Final = "organisation"
AGREEMENT: Final = "agreement"
REASON_LIMIT: Final = 500
_INVITE = sql(
    "select identity.invite_partner(:id, :organisation, :email, :name, :role, :lang, :token, :letter, :sealed)"
)
_REVOKE = sql("select identity.revoke_of_partner(:organisation)")


def today(work: Work) -> date:
    return work.now.astimezone(LONDON).date()


async def load_organisation(work: Work, organisation_id: UUID, *, lock: bool = False) -> PartnerOrganisation:
    """One of the acting council's. Raises `NotFoundHereError`."""
    query = select(PartnerOrganisation).where(PartnerOrganisation.id == organisation_id)
    # Its key stays: whoever lets it in somewhere holds rows that ending it needs, and must not wait for this one.
    query = query.with_for_update(key_share=True) if lock else query
    row = (await work.mine.scalars(query)).one_or_none()
    if row is None:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_PARTNERS, audit.Subject(RECORD, row.id))
    return row


async def load_agreement(work: Work, agreement_id: UUID, *, lock: bool = False) -> PartnerAgreement:
    """One with a partner of the acting council. Raises `NotFoundHereError`."""
    query = select(PartnerAgreement).where(PartnerAgreement.id == agreement_id)
    row = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_PARTNERS, audit.Subject(AGREEMENT, row.id))
    return row


async def add_organisation(work: Work, typed: OrganisationInput) -> UUID:
    """Raises `IncompleteError`, also where one of this name is there already."""
    organisation = check_organisation(typed)
    await _check_name(work, organisation.name, None)
    row = PartnerOrganisation(
        tenant_id=work.actor.council,
        id=uuid7(),
        created_at=work.now,
        changed_at=work.now,
        **_columns(organisation),
    )
    work.mine.add(row)
    await audit.record(work, Action.KEEP_PARTNERS, audit.Subject(RECORD, row.id), why="Added")
    return row.id


async def change_organisation(work: Work, row: PartnerOrganisation, typed: OrganisationInput, *, version: int) -> None:
    """Raises `IncompleteError` and `ChangedMeanwhileError`."""
    organisation = check_organisation(typed)
    if row.version != version:
        raise ChangedMeanwhileError
    await _check_name(work, organisation.name, row.id)
    changed = [name for name, value in _columns(organisation).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, _columns(organisation)[name])
    row.version += 1
    row.changed_at = work.now
    why = f"Changed: {', '.join(changed) or 'nothing'}"
    await audit.record(work, Action.KEEP_PARTNERS, audit.Subject(RECORD, row.id), why=why)


async def end_organisation(work: Work, row: PartnerOrganisation, reason: str) -> None:
    """The council works with it no more: from the next request of its people on nothing is shared with any of them,
    and nobody new comes in by a letter that was sent before.

    Raises `IncompleteError` without a reason, and where it has ended already."""
    said = _check_reason(reason)
    if row.ended_at is not None:
        raise IncompleteError((Problem("reason", "It has ended already."),))
    row.ended_at = row.changed_at = work.now
    row.version += 1
    await _revoke_invitations(work, row)
    await audit.record(work, Action.KEEP_PARTNERS, audit.Subject(RECORD, row.id), why=f"Ended. {said}")


async def take_up_again(work: Work, row: PartnerOrganisation, reason: str) -> None:
    """The council works with it again. Its people can sign in; whoever calls this sees to it that nothing which was
    shared before comes back (`sharing.service.end_all_with`).

    Raises `IncompleteError` without a reason, and where it has not ended."""
    said = _check_reason(reason)
    if row.ended_at is None:
        raise IncompleteError((Problem("reason", "The council works with them already."),))
    await _revoke_invitations(work, row)
    row.ended_at, row.changed_at = None, work.now
    row.version += 1
    await audit.record(work, Action.KEEP_PARTNERS, audit.Subject(RECORD, row.id), why=f"Taken up again. {said}")


async def _revoke_invitations(work: Work, row: PartnerOrganisation) -> None:
    """The links of accounts for its people work no more. It must have ended."""
    await work.mine.flush()
    await work.connection.execute(_REVOKE, {"organisation": row.id})


def _check_reason(reason: str) -> str:
    if not reason.strip() or len(reason) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {REASON_LIMIT} characters."),))
    return reason.strip()


async def add_agreement(work: Work, organisation: PartnerOrganisation, typed: AgreementInput) -> None:
    """Raises `IncompleteError`."""
    agreement = check_agreement(typed, today(work))
    row = PartnerAgreement(tenant_id=work.actor.council, id=uuid7(), organisation_id=organisation.id)
    await _keep_agreement(work, row, agreement, "Added")


async def change_agreement(work: Work, row: PartnerAgreement, typed: AgreementInput, *, version: int) -> None:
    """`version` is that of the row the form was filled from, and `row` must be locked. Raises `IncompleteError` and
    `ChangedMeanwhileError`."""
    agreement = check_agreement(typed, today(work))
    if row.version != version:
        raise ChangedMeanwhileError
    row.version += 1
    await _keep_agreement(work, row, agreement, "Changed")


async def _keep_agreement(work: Work, kept: PartnerAgreement, agreement: AgreementInput, did: str) -> None:
    for name in ("kind", "edition", "signed_on", "signed_by", "valid_from", "valid_until", "kept_at"):
        setattr(kept, name, getattr(agreement, name))
    kept.changed_at = work.now
    work.mine.add(kept)
    why = f"{did}: {agreement.edition}, until {agreement.valid_until}"
    await audit.record(work, Action.KEEP_PARTNERS, audit.Subject(AGREEMENT, kept.id), why=why)


async def invite_person(
    work: Work, seals: Seals, organisation: PartnerOrganisation, *, name: str, email: str, role: Role, lang: str
) -> None:
    """An account for somebody who works there. By it they see nothing: that takes an invitation to something.

    Raises `IncompleteError` where somebody with this address is here already, or the organisation has ended."""
    if role not in PARTNER_ROLES:
        raise IncompleteError((Problem("role", "Choose what they act as."),))
    invitation, letter, token = uuid7(), uuid4(), secrets.token_urlsafe(32)
    said = {
        "name": check_name("name", "Their name", name),
        "email": plain_address(email),
        "role": role.value,
        "lang": lang,
    }
    link = {"id": invitation, "token": token, "letter": letter, "sealed": seals.seal_token(token, letter)}
    if not await work.connection.scalar(_INVITE, said | link | {"organisation": organisation.id}):
        words = "Somebody with this address is here already, or the council works with this organisation no more."
        raise IncompleteError((Problem("email", words),))
    subject = audit.Subject("invitation", invitation)
    await audit.record(work, Action.MANAGE_PEOPLE, subject, why=f"Invited as {role.value} of a partner organisation")


async def _check_name(work: Work, name: str, but: UUID | None) -> None:
    """Names are unique in a council; what another council calls its partners is not looked at, and not told."""
    query = select(PartnerOrganisation.id).where(PartnerOrganisation.name == name)
    found = await work.mine.scalar(query)
    if found is not None and found != but:
        raise IncompleteError((Problem("name", "An organisation of this name is in the register already."),))


def _columns(typed: OrganisationInput) -> dict[str, str]:
    names = ("name", "kind", "contact_name", "contact_email", "contact_phone", "about")
    return {name: str(getattr(typed, name)) for name in names}
