"""Preparing what another council is to be told, from the draft to the moment at which it is sent.

What a second person agreed to is one package, by its hash: whoever changes anything makes a draft of it again."""

# Long: every step of a disclosure, from its draft to the news that follows it, in the order in which they are taken.

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.agreements.queries import may_share
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.councils.models import Council
from commonground.platform.councils.powers import has_duty
from commonground.platform.crossings import service as crossings
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.policy import as_allowed
from commonground.platform.crossings.queries import offer_of
from commonground.platform.crossings.types import Act, Kind, Urgency
from commonground.platform.files.store import FileStore
from commonground.platform.ids import uuid7
from commonground.platform.notifications import service as notifications
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.attachments.queries import files_of
from commonground.tenants.attachments.types import Attached
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.disclosures.enclosing import enclose
from commonground.tenants.disclosures.fields import FIELD_LIMIT, fields_of
from commonground.tenants.disclosures.lines import write_own_line
from commonground.tenants.disclosures.load import RECORD, subject_of
from commonground.tenants.disclosures.models import Authorisation, Disclosure, Package
from commonground.tenants.disclosures.packaging import Content, Ends, seal
from commonground.tenants.disclosures.plans import PLAN, plan_words
from commonground.tenants.disclosures.prefill import proposed
from commonground.tenants.disclosures.queries import waiting_supplement
from commonground.tenants.disclosures.rules import (
    check_beginning,
    check_draft,
    check_proposal,
    respond_by,
    tidy,
)
from commonground.tenants.disclosures.types import (
    EDITABLE,
    REASON_LIMIT,
    Beginning,
    Destination,
    DisclosureState,
    Typed,
)
from commonground.tenants.outside.models import OutsideReceiver
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.sharing import service as sharing

Record = ContextRow | ReferralRow
TOO_LONG: Final = f"Keep this to {FIELD_LIMIT:,} characters."
_ASKED: Final = (NotificationKind.DISCLOSURE_WAITS,)
_NO_AGREEMENT: Final = "The agreement is over. Say why they have to hear this all the same."
_NEWS_WAITS: Final = (
    "Later news already waits for a second person. Wait for their answer, or ask them to refuse it, then write again."
)


async def begin(work: Work, record: Record | None, typed: Beginning, *, team_id: UUID) -> Disclosure:
    """A draft to one council, with what the record proposes and nothing chosen. Raises `IncompleteError`."""
    receiver = (await work.shared.scalars(select(Council).where(Council.id == typed.receiver_id))).one_or_none()
    check_beginning(
        typed,
        known=receiver is not None,
        has_duty=receiver is not None and has_duty(receiver.legal_powers),
        own=typed.receiver_id == work.actor.council,
    )
    row_id = uuid7()
    row = Disclosure(
        tenant_id=work.actor.council,
        id=row_id,
        reference=new_reference(ReferenceKind.HANDOFF),
        destination="council",
        receiver_id=typed.receiver_id,
        thread_id=typed.thread_id or row_id,
        verb=typed.verb.value,
        kind=typed.kind.value,
        record_kind=kind_of(record),
        record_id=record.id if record is not None else None,
        team_id=team_id,
        author_id=work.actor.staff,
        urgency=Urgency.SOON.value,
        parts=await proposed(work, record, typed.kind),
        harms=list(record.harms) if isinstance(record, ReferralRow) else [],
        state=DisclosureState.DRAFT.value,
        made_at=work.now,
        changed_at=work.now,
    )
    work.mine.add(row)
    await audit.record(work, f"{Action.PREPARE_DISCLOSURE}:begin", subject_of(row))
    return row


def kind_of(record: Record | None) -> str | None:
    if record is None:
        return None
    return "context" if isinstance(record, ContextRow) else "referral"


async def save(work: Work, row: Disclosure, typed: Typed, version: int) -> None:
    """Keep the form as it is. Whatever a second person had agreed to is a draft again. `row` is locked by the caller.
    Raises `IncompleteError`, `ChangedMeanwhileError`."""
    check_draft(Kind(row.kind), typed)
    await _keep(work, row, typed, version)
    await audit.record(work, f"{Action.PREPARE_DISCLOSURE}:save", subject_of(row))


async def _keep(work: Work, row: Disclosure, typed: Typed, version: int) -> None:
    if row.version != version or DisclosureState(row.state) not in EDITABLE:
        raise ChangedMeanwhileError
    row.parts = tidy(Kind(row.kind), typed)
    row.chosen, row.files = list(typed.chosen), list(typed.files)
    row.urgency, row.harms, row.ages = typed.urgency.value, list(typed.harms), list(typed.ages)
    row.area = await as_allowed(work, typed.area)
    for name in ("purpose", "basis", "necessity", "openness", "untold_why", "advice", "no_agreement_reason"):
        setattr(row, name, getattr(typed, name).strip())
    row.expires_at = work.now + timedelta(days=typed.expires_days)
    row.state, row.package_id = DisclosureState.DRAFT.value, None
    _touch(work, row)


async def propose(work: Work, row: Disclosure, typed: Typed, version: int, store: FileStore) -> None:
    """Seal what is chosen, with copies of the files, and ask a second person. Raises `IncompleteError`,
    `ChangedMeanwhileError`."""
    kind, offered = Kind(row.kind), row.destination == Destination.COUNCIL
    # Agreements are between councils of the platform; whoever is told outside it has none with anybody here.
    agreed = await may_share(work, _receiver(row), row.verb, row.kind) if offered else True
    bases = {basis.value for basis in await sharing.bases_here(work)}
    plan = await plan_words(work, row, typed.chosen)
    check_proposal(kind, typed, agreed=agreed, bases=bases, offered=offered, plan=plan)
    await _keep(work, row, typed, version)
    content = await content_of(work, row)
    package = await _seal(work, row, content, 1)
    await enclose(work, package, content.files, store)
    row.package_id, row.names = package.id, package.names
    row.respond_by = _answer_by(work, row)
    row.state = DisclosureState.PROPOSED.value
    await audit.record(work, f"{Action.PREPARE_DISCLOSURE}:propose", subject_of(row))
    await publish(work, Fact(FactKind.DISCLOSURE_WAITS, RECORD, row.id))


def _receiver(row: Disclosure) -> UUID:
    if row.receiver_id is None:
        raise CrossingRefusedError("It goes to no council of the platform.")
    return row.receiver_id


async def chosen_files(work: Work, row: Disclosure) -> list[Attached]:
    """Those of the record's files that are to go along and can be opened."""
    if row.record_id is None or not row.files:
        return []
    return [each for each in await files_of(work, row.record_id) if each.id in row.files and each.can_be_opened]


async def content_of(work: Work, row: Disclosure) -> Content:
    """What is chosen of a draft, in the order of the form."""
    chosen = [field.code for field in fields_of(Kind(row.kind)) if field.code in row.chosen and field.code in row.parts]
    parts = {code: row.parts[code] for code in chosen}
    if plan := await plan_words(work, row, row.chosen):
        parts[PLAN] = plan
    return Content(parts, await chosen_files(work, row))


async def ends_of(work: Work, row: Disclosure) -> Ends:
    """Both ends in words, with the number that the other side rings."""
    query = select(Council.id, Council.name, Council.front_door_phone)
    if row.destination != Destination.COUNCIL:
        here = (await work.shared.execute(query.where(Council.id == work.actor.council))).one()
        whom = await work.mine.scalar(select(OutsideReceiver).where(OutsideReceiver.disclosure_id == row.id))
        named = (whom.person, whom.job) if whom is not None else ()
        receiver = ", ".join(filter(None, (*named, row.receiver_words)))
        return Ends(here.name, receiver, work.actor.name, here.front_door_phone)
    found = {
        each.id: each
        for each in await work.shared.execute(query.where(Council.id.in_([work.actor.council, _receiver(row)])))
    }
    mine = found[work.actor.council]
    return Ends(mine.name, found[_receiver(row)].name, work.actor.name, mine.front_door_phone)


async def _seal(work: Work, row: Disclosure, content: Content, no: int) -> Package:
    sealed = seal(work, row, await ends_of(work, row), content, no)
    package = Package(
        tenant_id=work.actor.council,
        id=uuid7(),
        crossing_id=row.id,
        no=no,
        side="sent",
        canonical=sealed.canonical,
        digest=sealed.digest,
        fields=list(sealed.fields),
        names=sealed.names,
        made_by=work.actor.staff,
        made_at=work.now,
    )
    work.mine.add(package)
    await work.mine.flush()  # its files and its answer point at it
    return package


async def settle(work: Work, row: Disclosure, package: Package, *, agreed: bool, words: str) -> None:
    """As the second person, of exactly this package. A supplement that is agreed to is sent with it. `row` is locked by
    the caller, and may be settled by the actor. Raises `IncompleteError`, `CrossingRefusedError`."""
    words = words.strip()
    if not words or len(words) > REASON_LIMIT:
        said = f"Keep this to {REASON_LIMIT:,} characters." if words else "Say why: the record keeps it."
        raise IncompleteError((Problem("words", said),))
    supplement = package.no > 1
    _check_waits(work, row, package)
    work.mine.add(_answer(work, package, agreed=agreed, words=words))
    if not supplement:
        state = DisclosureState.AUTHORISED if agreed else DisclosureState.REFUSED
        row.state = state.value
        _touch(work, row)
    verdict = "agree" if agreed else "refuse"
    await audit.record(work, f"{Action.AUTHORISE_DISCLOSURE}:{verdict}", subject_of(row), why=audit.ON_RECORD)
    answered = notifications.settling(work, row.id, _ASKED, mine=())
    await publish(work, Fact(FactKind.DISCLOSURE_DECIDED, RECORD, row.id), [answered])
    if supplement and agreed:
        await crossings.act(work, row.id, Act.SUPPLEMENT, {"package": package.id, "respond_by": _answer_by(work, row)})


def _answer_by(work: Work, row: Disclosure) -> datetime:
    return respond_by(Urgency(row.urgency), work.now, calendar_of(work.actor))


def _check_waits(work: Work, row: Disclosure, package: Package) -> None:
    waits = DisclosureState.PROPOSED if package.no == 1 else DisclosureState.SENT
    if row.state != waits or (package.no == 1 and row.package_id != package.id):
        raise ChangedMeanwhileError
    if package.made_by == work.actor.staff:
        raise CrossingRefusedError("Nobody agrees to what they wrote themselves.")


def _answer(work: Work, package: Package, *, agreed: bool, words: str) -> Authorisation:
    return Authorisation(
        tenant_id=work.actor.council,
        id=uuid7(),
        package_id=package.id,
        digest=package.digest,
        verdict="agreed" if agreed else "refused",
        words=words,
        staff_id=work.actor.staff,
        at=work.now,
    )


async def send(work: Work, row: Disclosure) -> None:
    """Offer it to the other council, its area as the council's policy has it now: their time to answer begins here.
    Raises `CrossingRefusedError`."""
    row.area = await as_allowed(work, row.area)
    row.respond_by = _answer_by(work, row)
    await crossings.send(work, row.id)
    await _did(work, row, Act.SEND)


async def withdraw(work: Work, row: Disclosure) -> None:
    """Take it back before anybody has accepted: the package is erased. Raises `CrossingRefusedError`."""
    await crossings.act(work, row.id, Act.WITHDRAW)
    await _did(work, row, Act.WITHDRAW)


async def _did(work: Work, row: Disclosure, act: Act) -> None:
    await work.mine.refresh(row)
    offer = await offer_of(work, row.id) if row.record_id else None
    if offer is not None:
        await write_own_line(work, row, offer, act)


async def propose_supplement(
    work: Work, row: Disclosure, parts: Mapping[str, str], no: int, *, ticked: Collection[str] = (), reason: str = ""
) -> None:
    """Seal later news as the next number, and ask a second person. Nothing is sent silently: it is never more than what
    is written here, and one at a time: of two with one number the second person would see the newer alone, and the
    older would be lost. `reason`: why it has to be shared though no agreement allows it any more. `row` is locked by
    the caller. Raises `IncompleteError`, `CrossingRefusedError`."""
    if await waiting_supplement(work, row.id, no - 1) is not None:
        raise CrossingRefusedError(_NEWS_WAITS)
    known = fields_of(Kind(row.kind))
    words = {field.code: said for field in known if (said := parts.get(field.code, "").strip())}
    if plan := await plan_words(work, row, ticked):
        words[PLAN] = plan
    if not words:
        raise IncompleteError((Problem("chosen", "Tick what is new, and write it."),))
    if too_long := [Problem(f"f_{code}", TOO_LONG) for code, said in words.items() if len(said) > FIELD_LIMIT]:
        raise IncompleteError(tuple(too_long))
    row.no_agreement_reason = row.no_agreement_reason or reason.strip()
    if await lacks_reason(work, row):
        raise IncompleteError((Problem("no_agreement_reason", _NO_AGREEMENT),))
    await _seal(work, row, Content(words), no)
    _touch(work, row)
    await audit.record(work, f"{Action.PREPARE_DISCLOSURE}:supplement", subject_of(row))
    await publish(work, Fact(FactKind.DISCLOSURE_WAITS, RECORD, row.id))


async def lacks_reason(work: Work, row: Disclosure) -> bool:
    """Whether no agreement allows it now, and nobody has said why it has to be shared all the same."""
    return not row.no_agreement_reason and not await may_share(work, _receiver(row), row.verb, row.kind)


async def discard(work: Work, row: Disclosure) -> None:
    """Throw a draft away: its words go. Raises `ChangedMeanwhileError` for what was sent."""
    if DisclosureState(row.state) not in EDITABLE:
        raise ChangedMeanwhileError
    row.state, row.parts, row.chosen, row.files, row.package_id = DisclosureState.DISCARDED.value, {}, [], [], None
    row.purpose = row.necessity = row.untold_why = row.advice = row.no_agreement_reason = ""
    await work.mine.flush()
    await work.mine.execute(select(func.crossing.throw_away(row.id)))
    await notifications.settle(work, row.id, _ASKED, mine=())
    _touch(work, row)
    await audit.record(work, f"{Action.PREPARE_DISCLOSURE}:discard", subject_of(row))


def _touch(work: Work, row: Disclosure) -> None:
    row.changed_at = work.now
    row.version += 1
