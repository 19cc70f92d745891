"""What somebody of a partner organisation reads. Their pass shows them no table of the council's: everything comes out
of three functions of the database, which look at the invitation anew each time (`database/sql/045_shared.sql`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from commonground.platform.access import Shared, decide_shared
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.models import Receipt
from commonground.platform.listed import Listed
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.names import other_names
from commonground.tenants.contexts.types import ContextKind
from commonground.tenants.intake.masking import mask_names, mask_place, place_words
from commonground.tenants.sharing.types import Basis

MOST_NOTES: Final = 50
_MINE: Final = text("select * from tenants.shared_with_me()")
_SUBJECT: Final = text("select * from tenants.shared_subject(:reference)")
_RECEIPTS: Final = text("select * from tenants.shared_receipts(:reference)")
_NOTES: Final = text("select * from tenants.shared_notes(:reference, :most)")


@dataclass(frozen=True, slots=True)
class Invited:
    """One line of the worklist: to what, why, by whom and until when."""

    reference: str
    kind: str
    venue: str | None
    name: str
    sponsor: str
    purpose: str
    basis: Basis
    names: bool
    notes: bool
    personally: bool
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Note:
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class SharedContext:
    """The subject as this reader may see it: without names, likely ones are masked in all its words, and what a group
    or an account calls itself is left out."""

    id: UUID
    invited: Invited
    description: str
    aliases: tuple[str, ...]
    address: str
    postcode: str
    platform: str
    handle: str
    closed: bool
    notes: Listed[Note]
    names_in_notes: bool


async def my_invitations(work: Work) -> list[Invited]:
    """Those that stand now, the first to end first."""
    rows: Sequence[Any] = (await work.connection.execute(_MINE)).all()
    return [_invited(row) for row in rows if decide_shared(work.actor, _shared(row), work.now)]


async def my_subjects(work: Work) -> list[Invited]:
    """Each subject once, by the widest of the invitations to it; the first to end first."""
    standing = await my_invitations(work)
    by_reference = [
        [each for each in standing if each.reference == reference]
        for reference in dict.fromkeys(each.reference for each in standing)
    ]
    return sorted(map(_widest, by_reference), key=lambda each: each.until)


async def load_shared(work: Work, reference: str) -> SharedContext:
    """The context that people call `reference`, if an invitation to it stands for the actor. Of several the widest
    counts, each for what it gives. Raises `NotFoundHereError` for missing, ended and never shared alike."""
    known = parse_reference(reference, kind=ReferenceKind.CONTEXT) or ""
    standing = [each for each in await my_invitations(work) if each.reference == known]
    row: Any = (await work.connection.execute(_SUBJECT, {"reference": known})).one_or_none()
    if row is None or not standing:
        raise NotFoundHereError
    notes: Sequence[Any] = ()
    if any(each.notes for each in standing):
        notes = (await work.connection.execute(_NOTES, {"reference": known, "most": MOST_NOTES + 1})).all()
    return _seen(standing, row, notes)


async def receipts_for_me(work: Work, shared: SharedContext) -> list[Receipt]:
    """The council's receipts of the invitations to it that stand for the actor, the newest first."""
    rows: Sequence[Any] = (await work.connection.execute(_RECEIPTS, {"reference": shared.invited.reference})).all()
    return [
        Receipt(id=row.id, no=row.no, what=row.what, manifest=row.manifest, digest=row.digest, made_at=row.made_at,
                signed_at=row.signed_at, key_id=row.key_id, key=row.key, signature=row.signature)
        for row in rows
    ]  # fmt: skip  # as it stands, and of no session


def _widest(standing: Sequence[Invited]) -> Invited:
    """One to the same subject with names before one without, then the one that lasts longer."""
    return max(standing, key=lambda each: (each.names, each.notes, each.until))


def _seen(standing: Sequence[Invited], row: Any, notes: Sequence[Any]) -> SharedContext:
    invited = _widest(standing)
    # What a group is called is often what somebody in it is called: its words are not shown for a place's.
    aliases = other_names(invited.name, row.aliases)
    called = () if invited.kind == ContextKind.GROUP else (invited.name, *aliases)
    places = place_words(row.address, named=called)
    # Names in the notes take one invitation that includes both, and not two with one of them each.
    names_in_notes = any(each.names and each.notes for each in standing)

    def words(said: str, *, bare: bool) -> str:
        return said if bare else mask_names(said, places).shown

    def place(said: str) -> str:
        return said if invited.names else mask_place(said).shown

    return SharedContext(
        id=row.id,
        invited=invited,
        description=words(row.description, bare=invited.names),
        aliases=tuple(map(place, aliases if invited.names else called[1:])),
        address=place(row.address),
        postcode=row.postcode,
        platform=row.platform,
        handle=row.handle if invited.names else "",
        closed=row.status == "closed",
        notes=Listed((Note(note.at, words(note.words, bare=names_in_notes)) for note in notes), MOST_NOTES),
        names_in_notes=names_in_notes,
    )


def _invited(row: Any) -> Invited:
    return Invited(
        reference=row.reference,
        kind=row.kind,
        venue=row.venue,
        name=row.name if row.names else _masked_name(row),
        sponsor=row.sponsor,
        purpose=row.purpose,
        basis=Basis(row.basis),
        names=row.names,
        notes=row.notes,
        personally=row.person_id is not None,
        since=row.proposed_at,
        until=row.until_at,
    )


def _masked_name(row: Any) -> str:
    return (mask_names(row.name) if row.kind == ContextKind.GROUP else mask_place(row.name)).shown


def _shared(row: Any) -> Shared:
    return Shared(
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        sponsor_id=row.sponsor_id,
        authorised_by=row.authorised_by,
        active=True,
        since=row.proposed_at,
        until=row.until_at,
        names=row.names,
        police=row.police,
        close=row.close,
    )
